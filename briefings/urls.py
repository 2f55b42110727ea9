from django.urls import path

from briefings import views

app_name = "briefings"
urlpatterns = [
    path("events/<int:pk>/", views.event, name="event"),
    path("events/<int:pk>/registration/<str:secret>/", views.registration, name="registration"),
]
