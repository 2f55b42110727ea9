from django.urls import path

from deadlines.views import calculator

app_name = "deadlines"
urlpatterns = [path("calculator/", calculator, name="calculator")]
