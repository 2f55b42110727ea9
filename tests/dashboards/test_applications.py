"""Applications for accreditation on the head's page and the desk: what nobody decided is seen, and decided."""

from datetime import timedelta

import pytest
import time_machine

from accreditation.services import accredit_application, record_review
from accreditation.states import ReviewKind, Verdict
from deadlines.models import Acknowledgement, Instruction
from tests.accreditation.office import HOUR, applied, case_url, make_office, reviewed, signed_in
from tests.accreditation.press import THURSDAY
from tests.inquiries.public import make_inquiry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar_days")]
HEAD, TODAY = "/en/head/", "/en/admin/"
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def page_of(user):
    return signed_in(user).get(HEAD).context["page"]


def late(office, **fields):
    return applied(office, at=THURSDAY - 2 * WEEK, **fields)


def test_decision_never_taken_shows_on_the_heads_page_as_late(office):
    application = late(office)
    page = page_of(office.head)
    assert [decision.row.application.number for decision in page.undecided] == [application.number]
    assert [(number.code, number.count) for number in page.numbers] == [
        ("late", 1),
        ("today", 0),
        ("week", 0),
        ("missed", 0),
        ("decisions", 1),
    ]
    assert not page.all_in_time
    said = signed_in(office.head).get(HEAD).content.decode()
    for words in (application.full_name, application.number, case_url(application), "working days late"):
        assert words in said, words


def test_head_reads_it_or_instructs_in_place(office):
    first, second = (late(office) for _ in range(2))
    client = signed_in(office.head)
    duty = first.main_clock
    client.post(f"{HEAD}duties/{duty.pk}/acknowledge/")
    assert Acknowledgement.objects.get().duty == duty
    assert [row.row.application for row in page_of(office.head).undecided] == [second]
    prefix = f"duty-{second.main_clock.pk}-"
    said = {"to": office.officer.pk, "text": "Decide today", "due_on": "2026-03-20"}
    client.post(
        f"{HEAD}duties/{second.main_clock.pk}/instruct/", {f"{prefix}{name}": value for name, value in said.items()}
    )
    assert Instruction.objects.get().about == second.main_clock
    assert page_of(office.head).undecided == []
    assert "Decide today" in signed_in(office.officer).get(case_url(second)).content.decode()


def test_what_waits_for_the_decision_stands_once_with_its_door(office):
    waits, overdue = reviewed(office), reviewed(office, at=THURSDAY - 2 * WEEK)
    applied(office)
    page = page_of(office.head)
    assert [row.application for row in page.to_decide.rows] == [waits]
    assert [row.row.application for row in page.undecided] == [overdue]
    assert page.numbers[-1].count == 2
    accredit_application(application=waits, by=office.head, at=THURSDAY + HOUR)
    accredit_application(application=overdue, by=office.head, at=THURSDAY + HOUR)
    assert (page_of(office.head).to_decide.rows, page_of(office.head).undecided) == ([], [])


def test_both_kinds_of_work_are_one_number_with_two_doors(office):
    late(office)
    make_inquiry(office.agency, at=THURSDAY - 2 * WEEK)
    for user, path in ((office.head, HEAD), (office.officer, TODAY)):
        client = signed_in(user)
        context = client.get(path).context
        number = (context["page"] if path == HEAD else context["desk"]).numbers[0]
        assert (number.code, number.count) == ("late", 2)
        for part in number.parts:
            assert len(client.get(part.url).context["cl"].rows) == part.count == 1


def test_security_has_a_desk_with_what_waits_for_it(office):
    strategic = applied(office, intake={"is_strategic": True})
    applied(office)
    desk = signed_in(office.security).get(TODAY).context["desk"]
    assert [row.application for row in desk.applications.rows] == [strategic]
    verdict = {"verdict": Verdict.NO_OBJECTION, "by": office.security, "at": THURSDAY + HOUR}
    record_review(application=strategic, kind=ReviewKind.SECURITY, **verdict)
    assert signed_in(office.security).get(TODAY).context["desk"].applications.rows == []


def test_pages_cost_the_same_for_one_application_and_three(office, django_assert_num_queries):
    for more in (1, 2):
        for _ in range(more):
            late(office)
            reviewed(office)
        with django_assert_num_queries(43):
            assert signed_in(office.head).get(HEAD).status_code == 200
        with django_assert_num_queries(35):
            assert signed_in(office.officer).get(TODAY).status_code == 200
