import pytest

from tests.inquiries.conftest import private_files  # noqa: F401 - the same files


@pytest.fixture(autouse=True)
def working_calendar(request):
    """Every term is counted over the country's real days."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("calendar_days")
