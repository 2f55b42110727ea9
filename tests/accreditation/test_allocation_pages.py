"""The officers' page of an allocation: what it shows before and after a run, sorted, as a file, and who may do what."""

from io import BytesIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accreditation.models import Allocation, Application
from accreditation.services.allocating import confirm_allocation
from accreditation.states import Criterion, Function
from agencies.states import Role
from tests.accreditation.press import make_application, make_outlet
from tests.accreditation.test_allocating import CLOSED, HOUR, Office, close, many
from tests.country import make_member

pytestmark = pytest.mark.django_db
LATER = CLOSED + 2 * HOUR


@pytest.fixture
def office():
    with time_machine.travel(LATER, tick=False):
        yield Office()


def ask(user, intake, end="", *, post=False, **query):
    client = Client()
    client.force_login(user)
    args = [intake.pk, query.pop("kind")] if "kind" in query else [intake.pk]
    url = reverse(f"admin:accreditation_allocation{end}", args=args)
    return client.post(url, follow=True) if post else client.get(url, query)


def names(response):
    return [row.application.full_name for row in response.context["rows"]]


def test_officer_previews_runs_and_the_decider_confirms(office):
    intake = office.intake(1)
    for name in ("Бек", "Ася"):
        make_application(intake, full_name=name)
    close(intake)
    assert "This is a preview: nothing is written yet." in ask(office.officer, intake).content.decode()
    assert not Allocation.objects.exists()
    ran = ask(office.officer, intake, "_run", post=True)
    assert "not confirmed yet: nobody has been told" in ran.content.decode()
    assert "Confirm the allocation" not in ran.content.decode()
    assert ask(office.officer, intake, "_confirm", post=True).status_code == 403
    page = ask(office.senior, intake).content.decode()
    assert "1 of 2 can then be accredited." in page
    confirmed = ask(office.senior, intake, "_confirm", post=True).content.decode()
    assert "What becomes free is offered in the order of the list." in confirmed


def test_result_is_sorted_by_any_column_and_turned_round(office):
    intake = office.intake(2)
    for name in ("Бек", "Ася", "Вера"):
        make_application(intake, full_name=name)
    close(intake)
    assert names(ask(office.officer, intake)) == ["Бек", "Ася", "Вера"]
    assert names(ask(office.officer, intake, order="name")) == ["Ася", "Бек", "Вера"]
    assert names(ask(office.officer, intake, order="-name")) == ["Вера", "Бек", "Ася"]
    assert names(ask(office.officer, intake, order="nonsense")) == ["Бек", "Ася", "Вера"]
    assert 'aria-sort="descending"' in ask(office.officer, intake, order="-name").content.decode()


def test_files_hold_everybody_with_the_reasons_and_no_formula(office):
    intake = office.intake(1, criteria=[Criterion.FIRST_OF_OUTLET])
    outlet = make_outlet()
    make_application(intake, full_name="=SUM(1)", outlet=outlet)
    make_application(intake, full_name="Ася", outlet=outlet)
    close(intake)
    rows = list(load_workbook(BytesIO(ask(office.officer, intake, "_file", kind="xlsx").content)).active.values)
    assert [row[2] for row in rows[2:]] == ["=SUM(1)", "Ася"]
    assert [row[6] for row in rows[2:]] == ["common places", "waiting list"]
    assert rows[3][8].startswith("number 2 of its outlet; sent ")
    lines = ask(office.officer, intake, "_file", kind="csv").content.decode("utf-8-sig").splitlines()
    assert lines[1].split(";")[2] == "'=SUM(1)"


def test_late_comers_stop_the_confirmation_and_are_said(office):
    intake, _made = office.allocated(2, 1)
    Application.objects.filter(intake=intake).update(rank=None)
    page = ask(office.senior, intake).content.decode()
    assert "2 applications have come under review since the last run." in page
    assert "Confirm the allocation" not in page
    assert "run it again first" in ask(office.senior, intake, "_confirm", post=True).content.decode()


def test_intake_that_takes_as_many_as_apply_has_no_such_page(office):
    assert ask(office.officer, office.intake(None)).status_code == 404


def test_strangers_find_nothing(office):
    intake, _made = office.allocated(1, 1)
    stranger = make_member(Role.SENIOR_OFFICER).user
    for end, post, query in (
        ("", False, {}),
        ("_run", True, {}),
        ("_confirm", True, {}),
        ("_file", False, {"kind": "csv"}),
    ):
        assert ask(stranger, intake, end, post=post, **query).status_code == 404


@pytest.mark.parametrize("rows", [1, 3, 500])
@pytest.mark.parametrize("is_run", [False, True])
def test_page_costs_the_same_for_everybody(office, rows, is_run, django_assert_num_queries):
    intake = office.intake(2, pools=[(1, [Function.CAMERA_OPERATOR])])
    first = make_application(intake)
    many(first, rows, [first.outlet, make_outlet()])
    close(intake)
    if is_run:
        ask(office.officer, intake, "_run", post=True)
    client = Client()
    client.force_login(office.officer)
    url = reverse("admin:accreditation_allocation", args=[intake.pk])
    client.get(url)
    with django_assert_num_queries(18 if is_run else 23):
        assert len(client.get(url).context["rows"]) == rows
    if is_run:
        confirm_allocation(intake=intake, by=office.senior, at=LATER)
