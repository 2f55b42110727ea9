import os
import shutil
from datetime import datetime
from uuid import uuid4

import pytest

os.environ.setdefault("PRESSOFFICE_MODE", "test")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")


NEEDED = {
    "browser": ("Chromium", CHROMIUM),
    "imap": ("Dovecot", DOVECOT),
    "openssl": ("OpenSSL", shutil.which("openssl")),
}


def pytest_collection_modifyitems(items):
    """Such tests run wherever their program is installed; on the build server they may not be skipped."""
    for marker, (name, program) in NEEDED.items():
        if program:
            continue
        if os.environ.get("CI"):
            raise pytest.UsageError(f"{name} is missing, and the tests that need it may not be skipped here.")
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"{name} is not installed"))


def pytest_addoption(parser):
    parser.addoption("--at", metavar="MOMENT", help="run as if it were then: 2028-02-29T23:30+05:00")


@pytest.fixture(scope="session", autouse=True)
def pretended_moment(request):
    """No test may depend on the day it runs on; processes that tests start still see the true clock."""
    moment = request.config.getoption("at")
    if not moment:
        yield
        return
    import time_machine

    with time_machine.travel(datetime.fromisoformat(moment)):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_emptying():
    """Tests with transactions of their own leave an empty database, and soon."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    from tests.emptying import deleting

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "sql_flush", deleting)
        yield


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    """Hashing is slow on purpose; no test is about that."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def own_cache(monkeypatch):
    """One test's throttles and sessions are no other's, while all share one server."""
    from django.core.cache import caches

    monkeypatch.setattr(caches["default"], "key_prefix", uuid4().hex)


@pytest.fixture(autouse=True)
def own_language():
    """Tests read English, whatever the one before left behind."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture(scope="session")
def kept_files(tmp_path_factory):
    """Where the files of what is made once in a run are, as long as the run."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture
def in_kept_files(kept_files, settings):
    storage = settings.STORAGES["default"]
    options = storage["OPTIONS"] | {"location": kept_files}
    settings.STORAGES = settings.STORAGES | {"default": storage | {"OPTIONS": options}}


@pytest.fixture(scope="session")
def kept_calendar():
    from deadlines.models import CalendarDay
    from deadlines.services.seeding import known_days
    from tests.kept import Kept

    def fill() -> None:
        CalendarDay.objects.bulk_create(CalendarDay(**vars(day)) for day in known_days())

    return Kept(fill)


@pytest.fixture
def calendar_days(db, kept_calendar):
    """The country's days of 2024-2027, as a fresh installation has them."""
    kept_calendar.put()


@pytest.fixture(scope="session")
def kept_demo():
    from django.core.management import call_command

    from tests.kept import Kept

    return Kept(lambda: call_command("seed_demo", verbosity=0))


@pytest.fixture
def demo(kept_demo, in_kept_files, settings):
    """The demo country as a newcomer meets it today."""
    from django.utils import timezone

    settings.SITE_URL = "http://portal.example"  # in its letters
    kept_demo.put(key=timezone.localdate())


@pytest.fixture(scope="session")
def kept_world():
    from tests.kept import Kept
    from tests.world import make_world

    return Kept(make_world)


@pytest.fixture
def world(kept_world, in_kept_files):
    """Two agencies and everybody who may come to their doors."""
    import time_machine

    from tests.world import NOW

    with time_machine.travel(NOW, tick=False):
        return kept_world.put()
