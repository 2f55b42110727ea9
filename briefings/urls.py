from django.urls import path

from briefings.door import views as door
from briefings.views import events, feeds, materials, questions, registering, registrations

REGISTRATION = "events/<int:pk>/registration/<slug:secret>/"
app_name = "briefings"
urlpatterns = [
    path("events/", events.events, name="events"),
    path("events/calendar.ics", feeds.feed, name="feed"),
    path("events/<int:year>/<int:month>/", events.month, name="month"),
    path("events/<int:year>/week/<int:week>/", events.week, name="week"),
    path("events/<int:pk>/", events.event, name="event"),
    path("events/<int:pk>/event.ics", feeds.event_file, name="event_file"),
    path("events/<int:pk>/register/", registering.register, name="register"),
    path(REGISTRATION, registrations.registration, name="registration"),
    path(f"{REGISTRATION}withdraw/", registrations.withdraw, name="withdraw"),
    path(f"{REGISTRATION}questions/", questions.questions, name="questions"),
    path(f"{REGISTRATION}event.ics", registrations.invitation, name="invitation"),
    path("events/<int:pk>/materials/", materials.materials, name="materials"),
    path("events/<int:pk>/materials/promise/", materials.promise, name="promise"),
    path("events/<int:pk>/materials/<int:material>/", materials.material, name="material"),
    path("events/<int:pk>/materials/<int:material>/file/", materials.material_file, name="material_file"),
    path("events/<slug:slug>/calendar.ics", feeds.feed, name="agency_feed"),
    path("my-events/", registrations.mine, name="mine"),
    path("events/doors/", door.doors, name="doors"),
    path("events/<int:pk>/door/", door.door, name="door"),
]
