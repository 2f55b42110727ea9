import pytest


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Files of a test live as long as the test."""
    storage = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path, "file_permissions_mode": 0o640},
    }
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return tmp_path
