"""Extensions and drafts on the head's page, and what waits on the desk."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies.states import Role
from deadlines.law import TERMS
from documents.services import fail_letter
from inquiries.models import Extension, Letter
from inquiries.services import (
    Draft,
    ask_extension,
    ask_unit,
    draft_answer,
    reply_to_request,
    submit_answer,
)
from inquiries.states import Check, Regime
from tests.country import make_acting, make_member, make_unit, make_user
from tests.inquiries.desk import HOUR, THURSDAY, answered, asked, case_url, fresh, given, make_office, signed_in

pytestmark = pytest.mark.django_db
NOW = THURSDAY + HOUR
DAY = 24 * HOUR
HEAD = "/en/head/"
TODAY = "/en/admin/"


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def extension(office, *, amount=5, **fields):
    said = {"reason": "Three bodies hold it", "holders": "The akimat"}
    return ask_extension(inquiry=given(office, **fields), amount=amount, **said, by=office.officer, at=NOW)


def in_review(office, by=None, **fields):
    by = by or office.officer
    draft = draft_answer(inquiry=given(office, **fields), draft=Draft("Seven."), by=by, at=NOW)
    return submit_answer(answer=draft, checked=list(Check), by=by, at=NOW)


def page_of(user):
    return signed_in(user).get(HEAD).context["page"]


def decide(user, asked_for, grant, remark=""):
    prefix = f"extension-{asked_for.pk}-"
    data = {f"{prefix}grant": grant, f"{prefix}remark": remark}
    return signed_in(user).post(f"{HEAD}extensions/{asked_for.pk}/decide/", data)


def test_extension_says_who_asks_why_the_law_and_both_dates(office):
    """Due on Thursday the 26th; five calendar days more end on Tuesday the 31st (MM 36)."""
    extension(office)
    body = signed_in(office.head).get(HEAD).content.decode()
    ground = str(TERMS.on("media_request", THURSDAY.date()).extension.ground)
    for words in (str(office.officer), "Three bodies hold it", "The akimat", ground, "26 March 2026", "31 March 2026"):
        assert words in body, words


@pytest.mark.parametrize("amount", [1, 5, 15])
def test_date_that_is_shown_is_the_date_that_is_granted(office, amount):
    asked_for = extension(office, amount=amount)
    shown = page_of(office.head).extensions[0].new_due_on
    assert decide(office.head, asked_for, "yes").status_code == 302
    asked_for.duty.refresh_from_db()
    assert asked_for.duty.due_on == shown
    assert shown > date(2026, 3, 26)


def test_showing_the_new_date_changes_nothing(office):
    asked_for = extension(office)
    page_of(office.head)
    asked_for.duty.refresh_from_db()
    assert (asked_for.duty.due_on, asked_for.duty.extended_on) == (date(2026, 3, 26), None)


def test_number_counts_extensions_and_drafts(office):
    extension(office)
    in_review(office)
    page = page_of(office.head)
    assert page.numbers[-1].count == 2
    assert not page.all_in_time


def test_granted_extension_leaves_the_page_and_sends_a_letter(office):
    asked_for = extension(office)
    response = signed_in(office.head)
    assert decide(office.head, asked_for, "yes", "Be quick").status_code == 302
    asked_for.refresh_from_db()
    assert (asked_for.state, asked_for.decided_by, asked_for.remark) == ("GRANTED", office.head, "Be quick")
    assert Letter.objects.get().kind == "EXTENSION"
    assert response.get(HEAD).context["page"].extensions == []


def test_declined_extension_wants_a_reason_and_keeps_the_date(office):
    asked_for = extension(office)
    refused = decide(office.head, asked_for, "no")
    assert refused.status_code == 200
    assert "Say why, so that the officer can act on it." in refused.content.decode()
    assert decide(office.head, asked_for, "no", "We have the data").status_code == 302
    asked_for.refresh_from_db()
    asked_for.duty.refresh_from_db()
    assert (asked_for.state, asked_for.duty.due_on) == ("DECLINED", date(2026, 3, 26))


def test_decision_that_comes_second_keeps_the_remark(office):
    asked_for, another = extension(office), extension(office)
    decide(office.head, asked_for, "no", "First")
    late = decide(office.head, asked_for, "yes", "My remark")
    assert late.status_code == 200
    assert "Somebody was faster" in late.content.decode()
    assert [row.extension for row in late.context["page"].extensions] == [another]
    assert Extension.objects.get(pk=asked_for.pk).remark == "First"


def test_extension_after_the_term_is_not_granted(office):
    asked_for = extension(office)
    with time_machine.travel(THURSDAY + 10 * DAY, tick=False):
        assert "cannot be extended any more" in signed_in(office.head).get(HEAD).content.decode()
        response = decide(office.head, asked_for, "yes")
    assert "The term is over" in response.content.decode()
    assert Extension.objects.get().state == "ASKED"


@pytest.mark.parametrize(
    ("who", "status", "why"),
    [
        ("officer", 404, "who asks does not decide"),
        ("senior", 404, "the law names the head (MM 36)"),
        ("auditor", 404, "the auditor reads"),
        ("stranger", 404, "the head of another agency"),
        ("deputy", 302, "who stands in for the head"),
    ],
)
def test_only_the_head_of_the_agency_decides(office, who, status, why):
    asked_for = extension(office)
    people = {"stranger": make_office().head, "deputy": make_user()}
    make_acting(office.head.memberships.get(), people["deputy"])
    user = people.get(who) or getattr(office, who)
    assert decide(user, asked_for, "yes").status_code == status, why
    assert Extension.objects.get().state == ("GRANTED" if status == 302 else "ASKED"), why


def test_draft_leads_to_the_case_where_it_is_approved(office):
    draft = in_review(office)
    body = signed_in(office.head).get(HEAD).content.decode()
    assert f"{case_url(draft.inquiry)}?move=approve#draft" in body
    assert [row.answer for row in page_of(office.head).drafts] == [draft]


def test_own_draft_never_waits_for_its_author(office):
    both = make_member(Role.FIRST_HEAD, office.agency, user=office.senior)
    in_review(office, by=office.senior)
    assert page_of(both.user).drafts == []


def test_head_sees_nothing_of_other_agencies(office):
    extension(office)
    in_review(office)
    page = page_of(make_office().head)
    assert (page.extensions, page.drafts) == ([], [])


def test_head_page_asks_no_more_for_more_rows(office):
    found = []
    for count in (1, 2):
        for _ in range(count):
            extension(office)
            in_review(office)
        client = signed_in(office.head)
        client.get(HEAD)
        with CaptureQueriesContext(connection) as queries:
            client.get(HEAD)
        found.append(len(queries))
    assert found[0] == found[1]


def unit_request(office, replied):
    unit = make_unit(office.agency)
    contact = make_member(Role.UNIT_CONTACT, office.agency, unit=unit).user
    request = ask_unit(inquiry=fresh(given(office)), unit=unit, question="?", by=office.officer, at=NOW)
    if replied:
        reply_to_request(request=request, text="Three.", by=contact, at=NOW)
    return request.inquiry


def undelivered(office):
    inquiry = answered(office)
    fail_letter(letter=Letter.objects.get(inquiry=inquiry), reason="550", at=NOW)
    return inquiry


SHOWN = [
    ("triage", asked, "nobody has decided yet"),
    ("waiting_unit", lambda office: unit_request(office, replied=False), "the unit has not answered"),
    ("unit_answered", lambda office: unit_request(office, replied=True), "now it is the officer's turn"),
    ("waiting_head", lambda office: extension(office).inquiry, "an extension is asked for"),
    ("waiting_head", lambda office: in_review(office).inquiry, "a draft waits for approval"),
    ("undelivered", undelivered, "the letter came back"),
    ("undelivered", lambda office: answered(office, email="", address="Abai 1"), "nobody has posted it"),
]


@pytest.mark.parametrize(("code", "make", "why"), SHOWN)
def test_queue_shows_and_counts_what_waits(office, code, make, why):
    answered(office, regime=Regime.ORAL_REQUEST)
    inquiry = make(office)
    make(make_office())
    listed = signed_in(office.senior).get(f"/en/admin/inquiries/inquiry/?show={code}").context["cl"]
    assert [row.inquiry for row in listed.rows] == [inquiry], why
    assert listed.counts[code] == 1, why


@pytest.mark.parametrize(("code", "make", "why"), [row for row in SHOWN if row[0] != "waiting_unit"])
def test_desk_shows_what_others_left_at_the_door(office, code, make, why):
    make(office)
    desk = signed_in(office.senior).get(TODAY).context["desk"]
    assert code in [number.code for number in desk.waiting], why
    assert all(number.count for number in desk.waiting)


def test_desk_of_an_officer_says_nothing_of_approvals(office):
    in_review(office)
    desk = signed_in(office.officer).get(TODAY).context["desk"]
    assert "waiting_head" not in [number.code for number in desk.waiting]


def test_line_shows_what_is_owed_outside_before_what_the_house_owes_itself(office):
    """The decision who answers is due tomorrow, the answer in a week."""
    asked(office)
    row = signed_in(office.officer).get("/en/admin/inquiries/inquiry/").context["cl"].rows[0]
    assert row.clock.duty.kind == "inquiry_answer"
