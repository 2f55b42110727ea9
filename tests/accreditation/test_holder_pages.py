"""Pages of holders, notices, the list of accreditations, and what waits for whoever decides."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accreditation.models import Accreditation, Notice, Outlet
from accreditation.services import object_to_proceeding, suspend_accreditation
from accreditation.services.noticing import Said, send_notice, spread_notices_due
from accreditation.services.privacy import withdraw_consent
from accreditation.states import Kind, NoticeKind, ProceedingState
from audit.models import Event
from dashboards.standing import waiting
from documents.models import Draft
from tests.accreditation.holders import FIRST_DECISION, SENT, held, proceeding_in, proposed
from tests.accreditation.office import make_office, signed_in
from tests.accreditation.press import PDF, upload
from tests.country import make_user

pytestmark = pytest.mark.django_db
OWN = ("holding", "object_to", "give_up_accreditation", "card_lost", "publication")


@pytest.fixture
def office():
    return make_office()


@pytest.fixture
def accreditation(office):
    return held(office)


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel(SENT, tick=False):
        yield


def own(name, accreditation):
    return reverse(f"accreditation:{name}", args=[accreditation.pk])


@pytest.mark.parametrize("name", OWN)
def test_own_pages_are_the_holders_alone(office, accreditation, name):
    proposed(office, accreditation)
    url = own(name, accreditation)
    assert signed_in(accreditation.holder).get(url).status_code == 200
    assert [signed_in(who).get(url).status_code for who in (make_user(), office.senior)] == [404, 404]
    assert Client().get(url).status_code == 302


def test_holder_objects_within_the_days_and_reads_why_they_end(office, accreditation):
    proceeding = proposed(office, accreditation)
    client, url = signed_in(accreditation.holder), own("object_to", accreditation)
    page = client.get(url)
    assert page.context["view"].objection.words == "2 working days left"
    assert client.post(url, {"text": "", "wants_hearing": "on"}).context["form"].errors
    assert client.post(url, {"text": "Not so", "wants_hearing": "on"}).status_code == 302
    proceeding.refresh_from_db()
    assert (proceeding.objection, proceeding.wants_hearing, proceeding.objected_at) == ("Not so", True, SENT)


def test_objection_that_is_late_is_told_and_kept_on_the_page(office, accreditation):
    proposed(office, accreditation)
    client, url = signed_in(accreditation.holder), own("object_to", accreditation)
    with time_machine.travel(FIRST_DECISION, tick=False):
        assert client.get(url).context["is_late"]
        page = client.post(url, {"text": "Too late, alas"})
    assert page.context["form"].non_field_errors() == [
        "The days to object are over. You may still complain of the decision."
    ]
    assert "Too late, alas" in page.content.decode()


def test_holder_gives_up_reports_the_card_and_chooses_the_list(accreditation):
    client = signed_in(accreditation.holder)
    assert client.post(own("publication", accreditation), {"publish": "yes"}).status_code == 302
    accreditation.refresh_from_db()
    assert accreditation.is_public
    client.post(own("card_lost", accreditation))
    assert accreditation.cards.get().revocation == "LOST"
    assert client.post(own("card_lost", accreditation)).status_code == 302  # the button was pressed twice
    client.post(own("give_up_accreditation", accreditation), {"reason": "Retired"})
    accreditation.refresh_from_db()
    assert (accreditation.state, accreditation.reason) == ("GIVEN_UP", "Retired")
    assert client.get(own("holding", accreditation)).status_code == 200


SAID = Said("Отырыс", "Заседание", "Келіңіз", "Приходите")
TYPED = {"subject_kk": "Отырыс", "subject_ru": "Заседание", "text_kk": "Келіңіз", "text_ru": "Приходите"}


def notice(office, **fields):
    said = {"kind": NoticeKind.DOCUMENT, "said": SAID, "files": [upload("minutes.pdf")]}
    return send_notice(agency=office.agency, **said | fields, by=office.officer, at=SENT)


def test_notice_is_read_by_the_accredited_of_that_body_alone(office, accreditation):
    found = notice(office)
    paused, brief, elsewhere = held(office), held(office, intake={"kind": Kind.TEMPORARY}), held(make_office())
    suspend_accreditation(accreditation=paused, reason="", by=office.senior, at=SENT)
    page, kept = reverse("accreditation:notice", args=[found.pk]), found.files.get()
    file = reverse("accreditation:notice_file", args=[found.pk, kept.pk])
    readers = {
        accreditation.holder: 200,
        paused.holder: 404,
        brief.holder: 404,
        elsewhere.holder: 404,
        make_user(): 404,
    }
    for reader, status in readers.items():
        answers = [signed_in(reader).get(url) for url in (page, file)]
        assert [answer.status_code for answer in answers] == [status, status]
        for answer in answers:
            assert answer.getvalue()
    assert Client().get(page).status_code == 302
    read = Event.objects.get(action="file.read", subject_id=kept.file_id)
    assert read.by == accreditation.holder


def test_notice_is_looked_at_before_it_is_sent_and_keeps_its_files(office, accreditation):
    client, url = signed_in(office.officer), reverse("admin:accreditation_notice_write")
    form = client.get(url).context["form"]
    typed = TYPED | {"agency": office.agency.pk, "kind": "DOCUMENT", "mark": str(form["mark"].value())}
    page = client.post(url, typed | {"attachments": SimpleUploadedFile("minutes.pdf", PDF)})
    assert (page.context["audience"], Notice.objects.count(), Draft.objects.count()) == (
        *("1 person is told, by e-mail.", 0, 1),
    )
    for _ in range(2):  # the button was pressed twice
        assert client.post(url, typed | {"send": "1"}).status_code == 302
    sent = Notice.objects.get()
    assert (sent.files.get().file.name, Draft.objects.count()) == ("minutes.pdf", 0)
    assert [spread_notices_due(at=SENT, limit=9) for _ in range(2)] == [1, 0]
    page = client.get(reverse("admin:accreditation_notice_page", args=[sent.pk]))
    progress = page.context["progress"]
    assert (progress.told, progress.waiting, progress.is_spread) == (1, 1, True)


def test_notice_of_an_event_needs_a_moment_to_come(office):
    client, url = signed_in(office.officer), reverse("admin:accreditation_notice_write")
    typed = TYPED | {"agency": office.agency.pk, "kind": "EVENT"}
    assert "happens_at" in client.post(url, typed).context["form"].errors
    page = client.post(url, typed | {"happens_at": "2026-03-01T10:00", "send": "1"})
    assert (Notice.objects.count(), "happens_at" in page.context["form"].errors) == (0, True)


WRITERS = {"officer": 200, "senior": 200, "head": 403, "security": 403, "auditor": 403}


@pytest.mark.parametrize("who", WRITERS)
def test_notices_are_written_by_those_who_run_intakes(office, who):
    client = signed_in(getattr(office, who))
    assert client.get(reverse("admin:accreditation_notice_write")).status_code == WRITERS[who]
    assert client.get(reverse("admin:accreditation_notice_page", args=[notice(office).pk])).status_code == 200


LIST = "admin:accreditation_accreditation_changelist"


def listed(client, show):
    page = client.get(reverse(LIST, query={"show": show}))
    return {row.accreditation for row in page.context["cl"].rows}


def test_saved_filters_find_what_they_name(office, accreditation):
    suspended, accused, deprived, ending, withdrawn = (held(office) for _ in range(5))
    suspend_accreditation(accreditation=suspended, reason="", by=office.senior, at=SENT)
    proposed(office, accused)
    proceeding_in(ProceedingState.DEPRIVED, office, deprived)
    Accreditation.objects.filter(pk=ending.pk).update(valid_until_on=SENT.date() + timedelta(days=30))
    withdraw_consent(application=withdrawn.application, by=withdrawn.holder, at=SENT)
    held(make_office())
    client = signed_in(office.auditor)
    wanted = {
        "in_force": {accreditation, accused, ending, withdrawn},
        "ends_soon": {ending},
        "suspended": {suspended},
        "proceeding": {accused},
        "deprived": {deprived},
        "withdrawn": {withdrawn},
        "all": {accreditation, suspended, accused, deprived, ending, withdrawn},
    }
    assert {show: listed(client, show) for show in wanted} == wanted
    counts = client.get(reverse(LIST)).context["cl"].counts
    assert counts == {
        **{"ends_soon": 1, "suspended": 1, "proceeding": 1, "deprived": 1, "appealed": 0, "cardless": 0},
        "withdrawn": 1,
    }


def test_list_asks_as_much_for_three_as_for_one(office, accreditation, django_assert_num_queries):
    proposed(office, accreditation)
    client, url = signed_in(office.senior), reverse(LIST)
    client.get(url)
    with django_assert_num_queries(11):
        client.get(url)
    for _ in range(2):
        proposed(office, held(office))
    with django_assert_num_queries(11):
        client.get(url)


def test_whole_outlet_is_suspended_after_a_look_at_who_it_is(office, accreditation):
    beside = held(office, outlet=accreditation.outlet)
    elsewhere, other = held(make_office(), outlet=accreditation.outlet), held(office)
    client, url = signed_in(office.senior), reverse(LIST)
    ticked = {"action": "suspend_outlets", "_selected_action": [accreditation.pk]}
    page = client.post(url, ticked)
    assert set(page.context["affected"]) == {accreditation, beside}
    assert client.post(url, ticked | {"suspend": "1", "reason": ""}).context["form"].errors
    assert client.post(url, ticked | {"suspend": "1", "reason": "Court of 18 March"}).status_code == 302
    states = [Accreditation.objects.get(pk=row.pk).state for row in (accreditation, beside, elsewhere, other)]
    assert states == ["SUSPENDED", "SUSPENDED", "IN_FORCE", "IN_FORCE"]
    assert Outlet.objects.filter(pk=accreditation.outlet_id).exists()


def test_officer_without_the_decision_suspends_nobody(office, accreditation):
    client, url = signed_in(office.officer), reverse(LIST)
    client.post(
        url, {"action": "suspend_outlets", "_selected_action": [accreditation.pk], "suspend": "1", "reason": "x"}
    )
    accreditation.refresh_from_db()
    assert accreditation.state == "IN_FORCE"


def test_head_and_deciders_see_what_waits_for_them(office, accreditation):
    proceeding, asking = proposed(office, accreditation), held(office)
    withdraw_consent(application=asking.application, by=asking.holder, at=SENT)
    heard = {"proceeding": proceeding, "text": "No", "wants_hearing": True, "by": accreditation.holder}
    seen = {
        who: [row.number for row in waiting(getattr(office, who), at=SENT)] for who in ("officer", "senior", "head")
    }
    asked, accused = asking.application.number, accreditation.application.number
    assert seen == {"officer": [], "senior": [asked], "head": [asked, accused]}
    assert [row.may_decide for row in waiting(office.head, at=SENT)] == [True, False]
    assert [row.may_decide for row in waiting(office.head, at=FIRST_DECISION)] == [True, True]
    object_to_proceeding(**heard, at=SENT)
    assert [row.may_decide for row in waiting(office.head, at=FIRST_DECISION)] == [True, False]
    page = signed_in(office.head).get(reverse("dashboards:head")).content.decode()
    assert [number in page for number in (accused, asked)] == [True, True]
    assert waiting(make_office().head, at=SENT) == []


def test_desk_of_a_decider_shows_it_too(office, accreditation):
    withdraw_consent(application=accreditation.application, by=accreditation.holder, at=SENT)
    number = accreditation.application.number
    pages = {
        who: signed_in(getattr(office, who)).get(reverse("admin:index")).content.decode()
        for who in ("senior", "officer")
    }
    section = "Proceedings and withdrawals of consent"
    assert {who: section in page for who, page in pages.items()} == {"senior": True, "officer": False}
    assert number in pages["senior"]


def test_removals_are_read_by_whoever_reads_the_trail_and_changed_by_nobody(office):
    url = reverse("admin:accreditation_purge_changelist")
    people = ("officer", "senior", "head", "auditor")
    assert [signed_in(getattr(office, who)).get(url).status_code for who in people] == [403, 200, 200, 200]
    assert signed_in(office.senior).get(reverse("admin:accreditation_purge_add")).status_code == 403


def test_days_of_retention_say_what_they_mean(office):
    page = signed_in(office.senior).get(reverse("admin:accreditation_accreditationpractice_add"))
    assert "article 12(2)" in page.content.decode()
