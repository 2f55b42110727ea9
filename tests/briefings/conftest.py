import pytest

from tests.inquiries.conftest import calendar_days, private_files  # noqa: F401 - the same days and files


@pytest.fixture(autouse=True)
def working_calendar(request):
    """Terms of notice are counted over the country's real days."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("calendar_days")
