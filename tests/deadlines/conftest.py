import pytest

from deadlines import registry
from tests.deadlines.office import CASE


@pytest.fixture(autouse=True)
def case_kind(monkeypatch):
    """A kind of duty with the default ladder and nobody to tell but the office."""
    monkeypatch.setitem(registry._kinds, CASE.code, CASE)
