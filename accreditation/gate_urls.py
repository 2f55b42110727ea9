"""The gate stands at one address in every language: its worker guards /gate/ and must find it without network."""

from django.urls import path

from accreditation.views import gate

app_name = "gate"
urlpatterns = [
    path("", gate.gates, name="gates"),
    path("<int:pk>/", gate.gate, name="gate"),
    path("manifest.webmanifest", gate.manifest, name="manifest"),
    path("worker.js", gate.worker, name="worker"),
]
