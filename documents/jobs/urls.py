from django.urls import path

from documents.jobs import views

app_name = "jobs"
urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("<uuid:key>/", views.job, name="job"),
    path("<uuid:key>/file/", views.file, name="file"),
]
