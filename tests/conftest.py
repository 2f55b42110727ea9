import os
import shutil
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
def told_demo(tmp_path_factory):
    from tests.demo import Demo

    return Demo(files=tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(told_demo, settings):
    """The demo country as a newcomer meets it."""
    settings.SITE_URL = "http://portal.example"  # in its letters
    storage = settings.STORAGES["default"]["OPTIONS"] | {"location": told_demo.files}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": storage}}
    told_demo.move_in()
