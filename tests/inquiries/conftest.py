import pytest

from tests.inquiries.dovecot import running_dovecot


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    """Files of a test live as long as the test."""
    storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    return tmp_path


@pytest.fixture
def calendar_days(db):
    """The country's days of 2024-2027, as a fresh installation has them."""
    from deadlines.models import CalendarDay
    from deadlines.services.seeding import known_days

    CalendarDay.objects.bulk_create(CalendarDay(**vars(day)) for day in known_days())


@pytest.fixture(scope="session")
def dovecot():
    with running_dovecot() as server:
        yield server
