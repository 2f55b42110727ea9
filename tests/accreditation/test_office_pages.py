"""The case page and the queue: what is offered to whom, what is refused with which sentence, and what a page costs."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils.html import escape

from accreditation.models import Application, Intake
from accreditation.queue import SHOWS
from accreditation.rules import obstacle
from accreditation.services import (
    accredit_application,
    assign_application,
    confirm_identity,
    lapse_completions_due,
    record_review,
)
from accreditation.states import DocumentKind, Ground, IdentityProof, RegisterStatus, ReviewKind, State, Verdict
from agencies.states import Role
from audit.models import Event
from tests.accreditation.office import HOUR, applied, case_url, fresh, make_office, returned, reviewed, signed_in
from tests.accreditation.press import THURSDAY, make_outlet
from tests.country import make_agency, make_member, make_user

pytestmark = pytest.mark.django_db
QUEUE = "/en/admin/accreditation/application/"
ABSENT = {"register_status": RegisterStatus.ABSENT}


@pytest.fixture(autouse=True)
def thursday():
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def offered(client, application):
    context = client.get(case_url(application)).context
    return [name for name, _words in [*context["moves"], *context["more_moves"]]]


def test_page_shows_the_person_with_the_iin_masked_and_papers_under_permission(office):
    application = applied(office, iin="900101300017", equipment="Two cameras")
    client = signed_in(office.officer)
    said = client.get(case_url(application)).content.decode()
    assert "900101300017" not in said
    assert "••••••••0017" in said
    for words in (application.full_name, "Two cameras", "request.pdf", "Application signed by the chief editor"):
        assert words in said, words
    contract = application.documents.get(kind=DocumentKind.CONTRACT)
    for route in (f"document/{contract.pk}/", "photo/"):
        assert b"".join(client.get(case_url(application, route)).streaming_content)
    assert Event.objects.filter(action="file.read", by=office.officer).count() == 2


@pytest.mark.parametrize("route", ["", "photo/", "document/1/", "letter/1/"])
def test_case_of_another_agency_does_not_exist(office, route):
    application = applied(office)
    stranger = make_member(Role.SENIOR_OFFICER).user
    assert signed_in(stranger).get(case_url(application, route)).status_code == 404
    assert signed_in(stranger).post(case_url(application, "move/accredit/")).status_code == 404
    assert signed_in(make_user()).get(case_url(application, route)).status_code == 403


OFFERS = [
    (applied, "officer", ["check_press", "confirm_identity", "return", "assign", "withdraw"]),
    (applied, "security", ["check_security"]),
    (applied, "head", []),
    (applied, "auditor", []),
    (reviewed, "officer", ["return", "assign", "check_press", "withdraw"]),
    (reviewed, "senior", ["accredit", "limit", "return", "assign", "check_press", "withdraw"]),
    (reviewed, "head", ["accredit", "limit"]),
    (returned, "officer", ["check_press", "confirm_identity", "withdraw", "assign"]),
]


@pytest.mark.parametrize(("make", "who", "moves"), OFFERS)
def test_only_lawful_moves_are_offered_the_likeliest_first(office, make, who, moves):
    assert offered(signed_in(getattr(office, who)), make(office)) == moves


def test_refusal_is_offered_only_with_the_grounds_that_hold(office):
    client = signed_in(office.head)
    assert "refuse" not in offered(client, reviewed(office))
    application = reviewed(office, outlet=make_outlet(**ABSENT))
    form = client.get(case_url(application, "?move=refuse")).context["form"]
    assert [value for value, _words in form.fields["ground"].choices] == [Ground.NOT_REGISTERED]


# What somebody types into each form.
SAID = {
    "check_press": {"verdict": Verdict.NO_OBJECTION},
    "check_security": {"verdict": Verdict.OBJECTION, "remark": "Unknown at the address"},
    "confirm_identity": {"proof": IdentityProof.DOCUMENT},
    "return": {"missing": "The contract", "until_on": "2026-03-27"},
    "withdraw": {"reason": "By telephone"},
    "accredit": {"valid_until_on": "2026-12-31"},
    "limit": {"valid_until_on": "2026-12-31", "limits": "With an escort"},
    "refuse": {"ground": Ground.NOT_REGISTERED, "reason": "Looked up today"},
}
OFFICER, DECIDER = {"check_press", "confirm_identity", "return", "withdraw"}, {"accredit", "limit", "refuse"}
# Who makes each move by the page; the others are told so (403), or find no such case (404).
PEOPLE = {
    "officer": (OFFICER, 403),
    "senior": (OFFICER | DECIDER, 403),
    "head": (DECIDER, 403),
    "security": ({"check_security"}, 403),
    "auditor": (set(), 403),
    "gate": (set(), 403),
}


def posted(client, application, move, **changes):
    """The response, and whether anything was changed by it; all is undone afterwards."""
    with transaction.atomic():
        before = Application.objects.filter(pk=application.pk).values().get(), Event.objects.count()
        response = client.post(case_url(application, f"move/{move}/"), SAID[move] | changes)
        after = Application.objects.filter(pk=application.pk).values().get(), Event.objects.count()
        transaction.set_rollback(True)
    return response, before != after


@pytest.mark.parametrize("who", PEOPLE)
def test_page_makes_the_moves_of_each_role_and_no_others(office, who):
    """`withdraw`, `return` and the checks on a new application; the decisions on one whose checks are made."""
    new, checked = applied(office), reviewed(office, outlet=make_outlet())
    absent = reviewed(office, outlet=make_outlet(**ABSENT))
    client, (may, refusal) = signed_in(getattr(office, who)), PEOPLE[who]
    for move in SAID:
        application = absent if move == "refuse" else checked if move in DECIDER else new
        response, is_changed = posted(client, application, move)
        expected = (302, True) if move in may else (refusal, False)
        assert (response.status_code, is_changed) == expected, (move, response.context and response.context["form"])


@pytest.mark.parametrize("state", [State.ACCREDITED, State.REFUSED, State.WITHDRAWN, State.RETURNED])
@pytest.mark.parametrize("move", ["accredit", "limit", "return"])
def test_unlawful_move_is_refused_with_its_sentence_and_what_was_typed(office, state, move):
    application = reviewed(office)
    ground = Ground.NOT_REGISTERED if state == State.REFUSED else ""
    Application.objects.filter(pk=application.pk).update(state=state, ground=ground)
    typed = {"missing": "My long words"} if move == "return" else {"limits": "My long words"}
    response, is_changed = posted(signed_in(office.senior), application, move, **typed)
    assert (response.status_code, is_changed) == (409, False)
    said = response.content.decode()
    assert escape(obstacle(fresh(application), move, at=THURSDAY)) in said
    assert ("My long words" in said) is (move != "accredit")


def test_second_decider_is_told_who_was_faster_and_keeps_the_words(office):
    application = reviewed(office)
    client = signed_in(office.head)
    assert client.get(case_url(application, "?move=limit")).context["is_offered"]
    accredit_application(application=application, by=office.senior, at=THURSDAY + HOUR)
    response = client.post(case_url(application, "move/limit/"), SAID["limit"])
    assert response.status_code == 409
    assert "With an escort" in response.content.decode()
    assert application.letters.count() == 1


def test_nobody_takes_an_application_from_a_colleague_unawares(office):
    application = applied(office)
    client = signed_in(office.senior)
    seen = client.get(case_url(application, "?move=assign")).context["form"].fields["seen"].initial
    assign_application(application=application, to=office.colleague, by=office.officer, at=THURSDAY + HOUR)
    response = client.post(case_url(application, "move/assign/"), {"seen": seen, "to": office.officer.pk})
    assert response.status_code == 409
    assert fresh(application).reviewer == office.colleague


def test_document_gets_its_remark_by_the_form_of_its_row(office):
    application = applied(office)
    contract = application.documents.get(kind=DocumentKind.CONTRACT)
    client = signed_in(office.officer)
    said = {"row": contract.pk, "accepted": "no"}
    assert "Say what is wrong" in client.post(case_url(application, "move/check_document/"), said).content.decode()
    client.post(case_url(application, "move/check_document/"), said | {"remark": "No seal"})
    assert "Not in order</p>" not in client.get(case_url(application)).content.decode()
    contract.refresh_from_db()
    assert (contract.accepted, contract.remark) == (False, "No seal")
    scan = application.documents.get(kind=DocumentKind.IDENTITY)
    assert client.post(case_url(application, "move/check_document/"), said | {"row": scan.pk}).status_code == 200


def test_past_of_the_person_at_this_body_is_shown_and_of_no_other(office):
    first = reviewed(office)
    held = accredit_application(application=first, by=office.head, at=THURSDAY + HOUR)
    held.breaches.create(on=THURSDAY.date(), what="Left the room", by=office.officer, at=THURSDAY)
    person = {"by": first.applicant, "iin": "900101300017"}
    Application.objects.filter(pk=first.pk).update(iin_fingerprint="")
    again = applied(office, **person)
    fingerprint = again.iin_fingerprint
    Application.objects.filter(pk=first.pk).update(iin_fingerprint=fingerprint)
    type(held).objects.filter(pk=held.pk).update(iin_fingerprint=fingerprint)
    said = signed_in(office.officer).get(case_url(again)).content.decode()
    assert first.number in said
    assert "1 breach" in said
    elsewhere = make_office()
    other = applied(elsewhere, **person)
    assert "Nothing is known of this person here." in signed_in(elsewhere.officer).get(case_url(other)).content.decode()


# --- The queue ------------------------------------------------------------------------------------------------------


def numbers(response):
    return [row.application.number for row in response.context["cl"].rows]


def test_saved_filters_hold_what_they_say(office):
    intake = applied(office).intake
    new = Application.objects.get()
    strategic = applied(office, intake={"is_strategic": True})
    checked = reviewed(office, intake=intake)
    back = returned(office, intake=intake)
    old = applied(office, at=THURSDAY - timedelta(days=14))
    lapsed = returned(office, at=THURSDAY - timedelta(days=15))
    lapse_completions_due(at=THURSDAY, limit=9)
    accredit_application(application=reviewed(office, intake=intake), by=office.head, at=THURSDAY + HOUR)
    mine = assign_application(application=new, to=office.officer, by=office.senior, at=THURSDAY + HOUR)
    client = signed_in(office.officer)
    held = {show: set(numbers(client.get(QUEUE, {"show": show}))) for show in SHOWS}
    everything = set(Application.objects.values_list("number", flat=True))
    assert held == {
        "open": {row.number for row in (new, strategic, checked, back, old, lapsed)},
        "to_review": {new.number, strategic.number, old.number},
        "to_secure": {strategic.number},
        "to_decide": {checked.number, lapsed.number},
        "announced": set(),
        "late": {old.number},
        "today": set(),
        "week": {lapsed.number},  # the days it stood still were added
        "mine": {mine.number, back.number, lapsed.number},
        "unassigned": {row.number for row in (strategic, checked, old)},
        "returned": {back.number, lapsed.number},
        "waiting": set(),
        "undelivered": set(),
        "all": everything,
    }
    counts = client.get(QUEUE).context["cl"].counts
    assert counts == {show: len(found) for show, found in held.items() if show != "all"}


def test_queue_is_searched_by_number_name_and_outlet_and_narrowed_to_an_intake(office):
    one = applied(office, full_name="Дана Ержанова", outlet=make_outlet(name_ru="Степной вестник"))
    two = applied(office, full_name="Болат Сериков")
    client = signed_in(office.officer)
    for words in (one.number, "ержанова", "степной"):
        assert numbers(client.get(QUEUE, {"q": words})) == [one.number], words
    assert numbers(client.get(QUEUE, {"intake": two.intake_id})) == [two.number]
    assert client.get(QUEUE, {"intake": "x"}).status_code == 302


def test_bulk_gives_and_checks_what_the_person_may(office):
    ours, others = [applied(office), applied(office)], applied(make_office())
    client = signed_in(office.officer)
    chosen = {"_selected_action": [row.pk for row in (*ours, others)], "index": "0"}
    client.post(QUEUE, chosen | {"action": "assign", "give": "1", "to": office.colleague.pk})
    assert {fresh(row).reviewer for row in ours} == {office.colleague}
    client.post(QUEUE, chosen | {"action": "pass_check"})
    assert [row.reviews.get().verdict for row in ours] == [Verdict.NO_OBJECTION] * 2
    assert (fresh(others).reviewer, others.reviews.count()) == (None, 0)
    signed_in(office.security).post(QUEUE, chosen | {"action": "pass_check"})
    assert [row.reviews.count() for row in ours] == [2, 2]


def test_queue_of_another_agency_is_empty(office):
    applied(office)
    stranger = make_member(Role.SENIOR_OFFICER, make_agency()).user
    assert numbers(signed_in(stranger).get(QUEUE, {"show": "all"})) == []


def test_queue_names_what_is_to_be_done_next(office):
    strategic, checked = applied(office, intake={"is_strategic": True}), applied(office)
    for application in (strategic, checked):
        verdict = {"verdict": Verdict.NO_OBJECTION, "by": office.officer, "at": THURSDAY}
        record_review(application=application, kind=ReviewKind.PRESS, **verdict)
    confirm_identity(application=strategic, proof=IdentityProof.DOCUMENT, by=office.officer, at=THURSDAY)
    steps = {
        applied(office): ("check_press", "Check"),
        checked: ("confirm_identity", "Confirm the identity"),
        strategic: ("check_security", "Check for security"),
        reviewed(office): ("", "Decide"),
        returned(office): None,  # the applicant has to act
    }
    response = signed_in(office.officer).get(QUEUE)
    assert {row.application: row.next for row in response.context["cl"].rows} == steps
    page = response.content.decode()
    for application, step in steps.items():
        if step:
            link = f'href="{case_url(application)}{f"?move={step[0]}#move" if step[0] else ""}">{step[1]}<'
            assert link in page, step


def test_queue_costs_the_same_for_one_row_and_three(office, django_assert_num_queries):
    client, intake = signed_in(office.officer), reviewed(office).intake
    for more in (0, 2):
        for _ in range(more):
            reviewed(office, intake=intake)
        with django_assert_num_queries(11):
            assert client.get(QUEUE).status_code == 200


def test_case_costs_the_same_for_one_letter_and_three(office, django_assert_num_queries):
    application = returned(office)
    client = signed_in(office.officer)
    for more in (0, 2):
        for _ in range(more):
            papers = application.documents.filter(kind=DocumentKind.CONTRACT).first()
            application.documents.create(kind=papers.kind, name="more.pdf")
            application.completions.create(
                missing="x", until_on="2026-03-27", asked_at=THURSDAY, asked_by=office.officer, completed_at=THURSDAY
            )
        with django_assert_num_queries(46):
            assert client.get(case_url(application)).status_code == 200


@pytest.mark.parametrize("who", ["officer", "security", "head", "auditor"])
def test_desk_and_search_lead_to_applications(office, who):
    application = reviewed(office) if who == "head" else applied(office, intake={"is_strategic": True})
    client = signed_in(getattr(office, who))
    today = client.get("/en/admin/")
    assert today.status_code == 200
    assert (application.number in today.content.decode()) is (who != "auditor")
    found = client.get("/en/admin/search/", {"q": application.number.lower()})
    assert found.headers["Location"] == case_url(application)
    assert client.get("/en/admin/search/", {"q": "ACR-2026"}).headers["Location"] == f"{QUEUE}?show=all&q=ACR-2026"
    assert Intake.objects.count() == 1
