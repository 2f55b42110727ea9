from django.urls import path

from briefings import views
from briefings.door import views as door

app_name = "briefings"
urlpatterns = [
    path("events/<int:pk>/", views.event, name="event"),
    path("events/doors/", door.doors, name="doors"),
    path("events/<int:pk>/door/", door.door, name="door"),
    path("events/<int:pk>/registration/<str:secret>/", views.registration, name="registration"),
]
