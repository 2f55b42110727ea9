"""What was found of a signature is kept, under a trace, without the IIN lying open; and asked again when it must."""

import logging
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string

from audit.queries import timeline
from audit.words import sentence
from documents.checks import check_upload
from documents.models import File, SignatureCheck
from documents.seals import fingerprint, unseal
from documents.services import purge_orphans, store_file
from documents.signatures import services
from documents.signatures.queries import signature_view
from documents.signatures.services import check_signature, recheck_due, recheck_signature
from documents.states import SignatureReason as Reason
from documents.states import SignatureStatus as Status
from documents.tasks import recheck_signatures
from pressoffice.celery import app
from tests.country import make_agency, make_user
from tests.documents.ncanode import NcanodeServer, answer, certificate
from tests.documents.signing import AT, BIN, IIN, YEAR, issue, officer, root, sign

pytestmark = pytest.mark.django_db
LETTER = b"%PDF-1.7\nletter"
LATER = AT + services.REST


@pytest.fixture(autouse=True)
def roots(settings, tmp_path_factory):
    settings.SIGNATURES, settings.SIGNATURE_ROOTS = "local", tmp_path_factory.mktemp("roots")
    (settings.SIGNATURE_ROOTS / "root.pem").write_bytes(root().pem)


@pytest.fixture
def service(settings):
    with NcanodeServer(says=answer([certificate()])) as server:
        settings.SIGNATURES, settings.NCANODE_URL = "ncanode", server.url
        yield server


def letter(name="хат.pdf"):
    upload = check_upload(SimpleUploadedFile(name, LETTER))
    return store_file(upload, agency=make_agency(), by=None, at=AT)


def check(cms=None, **fields):
    signed = fields.pop("signed", None) or letter()
    cms = sign(officer(), content=LETTER) if cms is None else cms
    return check_signature(**{"signed": signed, "cms": cms, "agency": signed.agency, "by": None, "at": AT} | fields)


def test_finding_is_kept_with_the_signature():
    user = make_user()
    cms = sign(officer(), content=LETTER)
    found = SignatureCheck.objects.get(pk=check(cms, by=user).pk)
    assert (found.status, found.reason, found.backend) == (Status.VALID, Reason.GENUINE, "local")
    assert (found.holder, found.organisation, found.bin) == ("АХМЕТОВА ДАНА", "Баспасөз министрлігі", BIN)
    assert (found.issuer, found.valid_from, found.valid_until) == ("Test root", AT - YEAR, AT + YEAR)
    assert (found.received_at, found.checked_at) == (AT, AT)
    assert found.signed_at is not None
    with found.cms.content.open("rb") as content:
        assert content.read() == cms
    assert (found.cms.name, found.cms.content_type) == ("хат.pdf.p7s", "application/pkcs7-signature")
    assert (found.cms.agency, found.cms.stored_by) == (found.agency, user)


def test_iin_is_sealed_and_nowhere_else(caplog):
    caplog.set_level(logging.DEBUG)
    found = check()
    assert unseal(found.sealed_iin) == IIN
    assert SignatureCheck.objects.get(iin_fingerprint=fingerprint(IIN)) == found
    with connection.cursor() as cursor:
        for table in ("documents_signaturecheck", "documents_file", "audit_event"):
            cursor.execute(f"select count(*) from {table} t where t::text like %s", [f"%{IIN}%"])
            assert cursor.fetchone() == (0,), table
    assert IIN not in caplog.text


def test_check_leaves_a_trace():
    user = make_user()
    [event] = timeline(check(by=user))
    after = {"file": "хат.pdf", "status": "VALID", "reason": "GENUINE", "backend": "local"}
    assert (event.action, event.by, event.at, event.after) == ("signature.checked", user, AT, after)
    assert sentence(event) == "Electronic signature of хат.pdf checked: VALID"


@pytest.mark.parametrize(
    ("cms", "found"),
    [
        pytest.param(b"noise", Reason.MALFORMED, id="nothing we can read"),
        pytest.param(sign(officer(), content=b"other"), Reason.CONTENT_DIFFERS, id="of another file"),
        pytest.param(sign(issue("Nobody"), content=LETTER), Reason.ISSUER_UNKNOWN, id="of nobody we know"),
    ],
)
def test_bad_signature_is_kept_too(cms, found):
    assert check(cms).reason == found


def test_signature_of_a_long_name_is_kept():
    signed = letter("ұ" * 300 + ".pdf")
    assert check(signed=signed).cms.name == signed.name[:251] + ".p7s"


def test_kept_signature_is_no_orphan(private_files):
    found = check()
    assert purge_orphans(at=AT + timedelta(days=20000)) == 0
    assert File.objects.filter(pk=found.cms_id).exists()


# --- Asked again ------------------------------------------------------------------------------------------------


def test_silent_service_is_asked_again_when_it_has_rested(service):
    service.status = 503
    found = check()
    assert (found.status, found.holder) == (Status.UNCHECKED, "АХМЕТОВА ДАНА")
    service.status = 200
    assert recheck_due(at=LATER - timedelta(seconds=1)) == 0
    assert recheck_due(at=LATER) == 1
    found.refresh_from_db()
    assert (found.status, found.received_at, found.checked_at) == (Status.VALID, AT, LATER)
    assert [(event.after["status"], event.by) for event in timeline(found)] == [("UNCHECKED", None), ("VALID", None)]
    assert recheck_due(at=LATER + services.REST) == 0, "it is settled"
    assert len(service.asked) == 2


def test_service_that_stays_silent_is_asked_once_a_sweep_and_leaves_no_trail(service):
    service.status = 503
    found = [check(), check()]
    assert recheck_due(at=LATER) == 0
    assert len(service.asked) == 3, "the second waits"
    assert recheck_due(at=LATER + timedelta(minutes=1)) == 0
    assert len(service.asked) == 4, "and comes first in the next sweep"
    assert [timeline(one).count() for one in found] == [1, 1]


def test_what_came_while_nobody_checked_is_checked_later(settings):
    settings.SIGNATURES = "off"
    found = check()
    assert (found.status, found.reason) == (Status.UNCHECKED, Reason.SWITCHED_OFF)
    assert recheck_due(at=LATER) == 0
    settings.SIGNATURES = "local"
    assert recheck_due(at=LATER) == 1
    found.refresh_from_db()
    assert (found.status, found.holder) == (Status.VALID, "АХМЕТОВА ДАНА")


def test_lost_file_stops_no_other(settings, private_files, caplog):
    settings.SIGNATURES = "off"
    lost, found = check(), check()
    (private_files / lost.cms.content.name).unlink()
    settings.SIGNATURES = "local"
    assert recheck_due(at=LATER) == 1
    found.refresh_from_db()
    assert found.status == Status.VALID
    assert [record.getMessage() for record in caplog.records] == [
        f"The files of signature check {lost.pk} cannot be read"
    ]


def test_certificate_counts_as_of_the_day_it_came(settings):
    settings.SIGNATURES = "off"
    found = check()
    settings.SIGNATURES = "local"
    late = AT + 2 * YEAR
    assert recheck_signature(check=found, by=None, at=late).status == Status.VALID
    assert check(at=late).status == Status.EXPIRED


def test_slower_of_two_checks_changes_nothing(service):
    service.status = 503
    found = check()
    seen_before = SignatureCheck.objects.get(pk=found.pk)
    service.status = 200
    recheck_signature(check=found, by=None, at=LATER)
    service.says = answer([certificate(revoked=True)])
    assert recheck_signature(check=seen_before, by=None, at=LATER).status == Status.VALID
    assert timeline(found).count() == 2


@pytest.mark.parametrize("reason", [one for one in Reason if one not in {Reason.SWITCHED_OFF, Reason.UNREACHABLE}])
def test_settled_signature_is_not_asked_again(service, reason):
    SignatureCheck.objects.filter(pk=check().pk).update(reason=reason)
    assert recheck_due(at=LATER) == 0


def test_task_asks_again_and_is_scheduled(service):
    service.status = 503
    found = check()
    service.status = 200
    assert recheck_signatures() == 1
    found.refresh_from_db()
    assert found.status == Status.VALID
    assert recheck_signatures.name in {entry["task"] for entry in app.conf.beat_schedule.values()}


# --- On a page ------------------------------------------------------------------------------------------------------


def test_page_shows_state_holder_and_how_it_was_checked():
    html = render_to_string("components/signature.html", {"signature": signature_view(check())})
    assert 'class="state state--met"' in html
    assert "#met" in html
    for words in ("Signature valid", "АХМЕТОВА ДАНА", "Баспасөз министрлігі", BIN, "Test root", "19 March 2027"):
        assert words in html, words
    assert "••••••••0017" in html
    assert IIN not in html
    assert "technical check, not a certified means of cryptographic protection" in html


def test_page_of_an_unread_signature_shows_no_empty_rows():
    html = render_to_string("components/signature.html", {"signature": signature_view(check(b"noise"))})
    assert "Signature cannot be read" in html
    assert html.count("<dt") == 1


@pytest.mark.parametrize("reason", Reason)
def test_every_finding_can_be_shown(reason):
    found = check()
    found.reason, found.status = reason, reason.status
    view = signature_view(found)
    assert (view.words, view.reason) == (str(reason.status.label), str(reason.label))
