from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("head/", views.head, name="head"),
    path("head/duties/<int:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("head/duties/<int:pk>/instruct/", views.instruct, name="instruct"),
    path("head/extensions/<int:pk>/decide/", views.decide, name="decide"),
]
