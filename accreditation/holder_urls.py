"""The pages of whoever holds an accreditation."""

from django.urls import path

from accreditation.views import holding, notices, own_data

urlpatterns = [
    path("accreditation/notices/", notices.notices, name="notices"),
    path("accreditation/notices/<int:pk>/", notices.notice, name="notice"),
    path("accreditation/notices/<int:pk>/files/<int:file>/", notices.file, name="notice_file"),
    path("my-accreditation/data/", own_data.own_data, name="own_data"),
    path("my-accreditation/data/copy/", own_data.copy, name="data_copy"),
    path("my-accreditation/data/readers/", own_data.readers, name="readers"),
    path("my-accreditation/data/<int:pk>/withdraw/", own_data.withdraw, name="withdraw_consent"),
    path("my-accreditation/<int:pk>/", holding.holding, name="holding"),
    path("my-accreditation/<int:pk>/object/", holding.object_to, name="object_to"),
    path("my-accreditation/<int:pk>/give-up/", holding.give_up, name="give_up_accreditation"),
    path("my-accreditation/<int:pk>/lost/", holding.lost, name="card_lost"),
    path("my-accreditation/<int:pk>/publication/", holding.publication, name="publication"),
]
