"""What each law wants to know of whoever asks: asked where it is wanted, nowhere else, and sealed on the way."""

import pytest
import time_machine
from django.contrib.sessions.models import Session

from documents.seals import unseal
from inquiries.forms.identity import IdentityForm
from inquiries.models import Inquiry
from inquiries.rules import Wish
from inquiries.states import AskerKind, Medium
from inquiries.wishes import WORDINGS
from tests.country import make_agency
from tests.inquiries.public import IIN, OUTLET, PERSON, THURSDAY, fill, send

pytestmark = pytest.mark.django_db
IDENTITY = "/en/ask/identity/"
CHECK = "/en/ask/check/"
ORGANISATION = OUTLET | {"asker": "ORGANISATION", "outgoing_number": "12-3/45", "outgoing_on": "2026-03-18"}
INTERVIEW = OUTLET | {"wish": "INTERVIEW", "medium": "COMMENT", "speaker": "Министр", "wished": "Ертең таңертең"}


def page(response):
    return response.content.decode()


@pytest.mark.parametrize(
    ("asker", "wish", "fields"),
    [
        pytest.param("OUTLET", "KNOW", {"signer_name", "signer_position"}, id="MM 36(1)"),
        pytest.param("OUTLET", "EXPLAIN", {"signer_name", "signer_position"}, id="MM 35(3)"),
        pytest.param("OUTLET", "REPORT", {"bin", "address"}, id="APPC 63, an outlet is a legal entity"),
        pytest.param("OUTLET", "INTERVIEW", None, id="no law, no identity"),
        pytest.param("PERSON", "KNOW", {"iin", "has_no_iin"}, id="AI 11(5), a natural person"),
        pytest.param("PERSON", "HELP", {"iin", "has_no_iin", "address"}, id="APPC 63, a natural person"),
        pytest.param(
            "ORGANISATION",
            "KNOW",
            {"bin", "outgoing_number", "outgoing_on", "signer_name", "signer_position"},
            id="AI 11(5), a legal entity",
        ),
        pytest.param("ORGANISATION", "OPINE", {"bin", "address"}, id="APPC 63, a legal entity"),
    ],
)
def test_identity_is_what_the_law_of_the_question_wants(client, asker, wish, fields):
    said = {name: value for name, value in INTERVIEW.items() if name not in IdentityForm.base_fields}
    fill(client, make_agency(), said | {"asker": asker, "wish": wish})
    shown = client.get(IDENTITY)
    if fields is None:
        assert shown.status_code == 302
    else:
        assert set(shown.context["form"].fields) == fields
        assert client.get(CHECK)["Location"] == IDENTITY, "all of them are required"


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        pytest.param(PERSON | {"iin": "900101300018"}, "iin", id="a wrong check digit"),
        pytest.param(PERSON | {"iin": "901301300019"}, "iin", id="a month that does not exist"),
        pytest.param(PERSON | {"iin": ""}, "iin", id="no IIN, and not said that there is none"),
        pytest.param(ORGANISATION | {"bin": "140240000013"}, "bin", id="a wrong check digit of a BIN"),
        pytest.param(ORGANISATION | {"bin": ""}, "bin", id="no BIN"),
        pytest.param(ORGANISATION | {"outgoing_on": "2026-02-30"}, "outgoing_on", id="a day that does not exist"),
        pytest.param(ORGANISATION | {"outgoing_number": "1" * 61}, "outgoing_number", id="longer than its column"),
        pytest.param(OUTLET | {"signer_position": " "}, "signer_position", id="blanks are no position"),
        pytest.param(PERSON | {"wish": "HELP", "address": ""}, "address", id="the APPC wants a postal address"),
    ],
)
def test_mistake_in_the_identity_is_named(client, answers, field):
    fill(client, make_agency(), answers)
    assert f'id="id_{field}_error"' in page(client.get(IDENTITY))
    assert client.get(CHECK)["Location"] == IDENTITY


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        pytest.param(PERSON, {"iin": IIN, "bin": "", "signer_name": "", "address": ""}, id="a person"),
        pytest.param(PERSON | {"iin": f" {IIN[:6]} {IIN[6:]} "}, {"iin": IIN}, id="typed in groups"),
        pytest.param(PERSON | {"iin": "", "has_no_iin": "on"}, {"iin": ""}, id="a foreigner"),
        pytest.param(
            ORGANISATION,
            {"iin": "", "bin": OUTLET["bin"], "outgoing_number": "12-3/45", "signer_position": "Бас редактор"},
            id="an organisation",
        ),
        pytest.param(OUTLET, {"bin": "", "signer_name": OUTLET["name"]}, id="an outlet"),
        pytest.param(PERSON | {"wish": "HELP"}, {"iin": IIN, "address": OUTLET["address"]}, id="an application"),
    ],
)
def test_identity_goes_with_the_question(client, answers, kept):
    fill(client, make_agency(), answers)
    send(client)
    inquiry = Inquiry.objects.get()
    found = {"iin": unseal(inquiry.iin_sealed)} | {name: getattr(inquiry, name) for name in kept if name != "iin"}
    assert found == {"iin": found["iin"]} | kept


def test_iin_lies_sealed_and_is_never_shown_whole_again(client):
    fill(client, make_agency(), PERSON)
    assert IIN not in str(Session.objects.get().get_decoded())
    for address in (IDENTITY, CHECK):
        shown = page(client.get(address))
        assert IIN not in shown
        assert f"••••{IIN[-4:]}" in shown
    receipt = page(client.get(send(client)["Location"]))
    assert IIN not in receipt
    inquiry = Inquiry.objects.get()
    assert IIN not in page(client.get(inquiry.get_absolute_url()))
    assert IIN not in inquiry.iin_sealed


def test_wrong_iin_is_sealed_too_and_shown_to_be_corrected(client):
    fill(client, make_agency(), PERSON | {"iin": "900101300018"})
    assert "900101300018" not in str(Session.objects.get().get_decoded())
    assert 'value="900101300018"' in page(client.get(IDENTITY))


@pytest.mark.parametrize(
    ("again", "kept"),
    [
        pytest.param({"iin": ""}, IIN, id="an empty field keeps the number"),
        pytest.param({"iin": "850615450022"}, "850615450022", id="another number replaces it"),
        pytest.param({"iin": "", "has_no_iin": "on"}, "", id="who has none has none"),
    ],
)
def test_kept_iin_stays_until_it_is_replaced(client, again, kept):
    fill(client, make_agency(), PERSON)
    assert client.post(IDENTITY, again)["Location"] == CHECK
    send(client)
    assert unseal(Inquiry.objects.get().iin_sealed) == kept


def test_name_of_the_asker_is_offered_as_the_signer(client):
    client.get("/en/ask/", {"agency": make_agency().slug})
    for step in ("asker", "wish", "contact"):
        client.post(f"/en/ask/{step}/", OUTLET)
    assert f'value="{OUTLET["name"]}"' in page(client.get(IDENTITY))


# --- The law, and the interview ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        pytest.param(OUTLET, ["media request", "93-VIII", "5 working days"], id="an outlet"),
        pytest.param(
            OUTLET | {"wish": "EXPLAIN"}, ["clarification of an official message", "2 working days"], id="a message"
        ),
        pytest.param(PERSON, ["information request", "401-V", "15 calendar days"], id="a person"),
        pytest.param(PERSON | {"wish": "PROPOSE"}, ["proposal", "350-VI", "15 working days"], id="a proposal"),
        pytest.param(INTERVIEW, ["request for an interview", "No law sets this date"], id="an interview"),
    ],
)
def test_check_page_says_which_law_holds_and_why(client, calendar_days, answers, words):
    with time_machine.travel(THURSDAY, tick=False):
        fill(client, make_agency(), answers)
        shown = page(client.get(CHECK))
    assert "We treat this as" in shown
    assert [word for word in words if word not in shown] == []


def test_every_choice_of_an_outlet_has_its_plain_words(client):
    fill(client, make_agency(), OUTLET)
    shown = client.get("/en/ask/wish/")
    assert {option.data["value"] for option, _hint in shown.context["form"].options} == set(Wish.values)
    assert all(str(hint) in page(shown) for _option, hint in shown.context["form"].options)


@pytest.mark.parametrize("asker", [AskerKind.PERSON, AskerKind.ORGANISATION])
def test_rights_of_outlets_are_offered_to_outlets_alone(client, asker):
    fill(client, make_agency(), INTERVIEW | {"asker": asker.value})
    assert client.get(CHECK)["Location"] == "/en/ask/wish/"
    assert client.get("/en/ask/interview/").status_code == 302


def test_interview_has_a_page_of_its_own_and_goes_with_the_request(client):
    fill(client, make_agency(), INTERVIEW)
    assert "Ертең таңертең" in page(client.get(CHECK))
    receipt = page(client.get(send(client)["Location"]))
    interview = Inquiry.objects.get().interview
    assert (interview.medium, interview.speaker, interview.wished) == (Medium.COMMENT, "Министр", "Ертең таңертең")
    assert "Your request is registered" in receipt
    assert "No law sets this date" in receipt


def test_number_that_is_wanted_is_not_called_optional(client):
    """It may be left out only by saying that there is none."""
    fill(client, make_agency(), {name: value for name, value in PERSON.items() if name != "iin"})
    page = client.get(IDENTITY).content.decode()
    label = page.partition('for="id_iin"')[2].partition("</label>")[0]
    assert (">IIN" in label, "optional" in label) == (True, False)


@pytest.mark.parametrize(
    ("wish", "heading"),
    [("KNOW", "What do you want to know?"), ("HELP", "What do you ask for?"), ("REPORT", "What happened?")],
)
def test_page_of_the_question_speaks_of_what_is_wanted(client, wish, heading):
    answers = {name: value for name, value in PERSON.items() if name not in ("subject", "text")}
    fill(client, make_agency(), answers | {"wish": wish})
    assert heading in client.get("/en/ask/question/").content.decode()


def test_every_wish_has_its_words():
    assert set(WORDINGS) == set(Wish)
