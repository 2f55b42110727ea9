from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    # Printed on paper: these addresses never change.
    path("verify/", views.find, name="verify_code"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
