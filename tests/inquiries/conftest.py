import pytest

from tests.inquiries.dovecot import running_dovecot


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Files of a test live as long as the test."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return tmp_path


@pytest.fixture(scope="session")
def dovecot():
    with running_dovecot() as server:
        yield server
