from django.urls import path

from pressoffice.tokens import views

app_name = "tokens"  # no name here begins with account_: those open before the second factor is shown
urlpatterns = [
    path("", views.own, name="own"),
    path("new/", views.create, name="create"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
]
