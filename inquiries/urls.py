from django.urls import path

from inquiries.views import asking, cabinet, case, published, units, writing

app_name = "inquiries"
urlpatterns = [
    path("ask/", asking.ask, name="ask"),
    path("ask/files/", asking.files, name="files"),
    path("ask/check/", asking.check, name="check"),
    path("ask/question.txt", asking.words, name="words"),
    path("ask/<slug:step>/", asking.step, name="step"),
    path("track/", case.track, name="track"),
    path("my-questions/", cabinet.mine, name="mine"),
    path("my-questions/calendar/", cabinet.calendar, name="calendar"),
    path("inquiry/<str:number>/<str:secret>/", case.case, name="case"),
    path("inquiry/<str:number>/<str:secret>/receipt/", case.receipt, name="receipt"),
    path("inquiry/<str:number>/<str:secret>/slip.pdf", case.slip, name="slip"),
    path("inquiry/<str:number>/<str:secret>/files/<int:pk>/", case.file, name="file"),
    path("inquiry/<str:number>/<str:secret>/add/", writing.add, name="add"),
    path("inquiry/<str:number>/<str:secret>/withdraw/", writing.withdraw, name="withdraw"),
    path("inquiry/<str:number>/<str:secret>/complain/", writing.complain, name="complain"),
    path("unit/", units.unit_requests, name="unit_requests"),
    path("unit/<int:pk>/", units.unit_request, name="unit_request"),
    path("unit/<int:pk>/acknowledge/", units.acknowledge, name="acknowledge_request"),
    path("unit/<int:pk>/files/<int:file>/", units.file, name="unit_file"),
    path("answers/", published.published_answers, name="published_answers"),
    path("answers/offers/", published.offer, name="offers"),
    path("answers/<int:pk>/", published.published_answer, name="published"),
    path("answers/<int:pk>/files/<int:file>/", published.published_file, name="published_file"),
]
