from django.urls import path

from accreditation import holder_urls
from accreditation.views import applications, applying, cabinet, cards, intakes, places, staff, statistics

APPLICATION = "accreditation/application/<str:number>/<str:secret>/"
app_name = "accreditation"
# For the holder who is signed in; with the secret of the application for whoever holds its address.
CARD_PAGES = [
    ("", cards.card, "card"),
    ("card.pdf", cards.card_pdf, "card_pdf"),
    ("qr.svg", cards.card_qr, "card_qr"),
    ("photo.jpg", cards.card_photo, "card_photo"),
    ("wallet.pkpass", cards.card_wallet, "card_wallet"),
]
urlpatterns = [
    path("accreditation/statistics/", statistics.public, name="statistics"),
    path("accreditation/", intakes.accreditation, name="accreditation"),
    path("accreditation/accredited/", intakes.accredited, name="accredited"),
    path("accreditation/foreign/", intakes.foreign, name="foreign"),
    path("accreditation/outlets/", applying.outlets, name="outlets"),
    path("accreditation/rules/<slug:agency>/", intakes.rules, name="rules"),
    path("accreditation/rules/<slug:agency>/<int:version>/", intakes.rules, name="rules_version"),
    *(path(f"card/<str:code>/{route}", view, name=name) for route, view, name in CARD_PAGES),
    *(
        path(f"card/<str:code>/<str:secret>/{route}", view, name=f"{name}_by_secret")
        for route, view, name in CARD_PAGES
    ),
    path("accreditation/<int:pk>/", intakes.intake, name="intake"),
    path("accreditation/<int:pk>/apply/", applying.apply, name="apply"),
    path("accreditation/<int:pk>/apply/on/", applying.apply_on, name="apply_on"),
    path("accreditation/<int:pk>/apply/check/", applying.check_and_send, name="check"),
    path("accreditation/<int:pk>/apply/application.txt", applying.words, name="words"),
    path("accreditation/<int:pk>/apply/photo.jpg", applying.kept_photo, name="kept_photo"),
    path("accreditation/<int:pk>/apply/drop/", applying.drop, name="drop"),
    path("accreditation/<int:pk>/apply/<slug:step>/", applying.step, name="step"),
    path("accreditation/<int:pk>/staff/", staff.staff, name="staff"),
    path("accreditation/<int:pk>/staff/people/", staff.people, name="staff_people"),
    path("accreditation/<int:pk>/staff/table/", staff.table, name="staff_table"),
    path("accreditation/<int:pk>/staff/staff.csv", staff.template, name="staff_template"),
    path("accreditation/<int:pk>/staff/check/", staff.check, name="staff_check"),
    path("accreditation/<int:pk>/staff/drop/", staff.drop, name="staff_drop"),
    path("accreditation/<int:pk>/staff/<int:person>/", staff.files, name="staff_files"),
    path("accreditation/<int:pk>/staff/<int:person>/photo/", staff.portrait, name="staff_portrait"),
    path("accreditation/<int:pk>/staff/<int:person>/photo.jpg", staff.photo, name="staff_photo"),
    path(APPLICATION, applications.application, name="application"),
    path(f"{APPLICATION}receipt/", applications.receipt, name="receipt"),
    path(f"{APPLICATION}slip.pdf", applications.slip, name="slip"),
    path(f"{APPLICATION}photo.jpg", applications.photo, name="photo"),
    path(f"{APPLICATION}files/<int:pk>/", applications.file, name="file"),
    path(f"{APPLICATION}complete/", applications.complete, name="complete"),
    path(f"{APPLICATION}object/", applications.object_to, name="application_object"),
    path(f"{APPLICATION}withdraw/", applications.withdraw, name="withdraw"),
    path(f"{APPLICATION}letters/<int:pk>/", applications.letter, name="letter"),
    path(f"{APPLICATION}place/", places.place, name="place"),
    path("my-accreditation/", cabinet.mine, name="mine"),
    path("my-accreditation/outlets/add/", cabinet.engage, name="engage"),
    path("my-accreditation/outlets/<int:pk>/end/", cabinet.end_engagement, name="end_engagement"),
    path("my-accreditation/staff/", cabinet.claim, name="claim"),
    path("my-accreditation/staff/<int:pk>/end/", cabinet.give_up, name="give_up"),
    *holder_urls.urlpatterns,
]
