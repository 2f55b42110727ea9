"""Files are kept once, handed out under a trace, and gone when nobody needs them."""

import hashlib
import os
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from audit.queries import timeline
from documents.checks import check_upload
from documents.downloads import file_response
from documents.forms import FilesField
from documents.models import Draft, File
from documents.services import drop_drafts, keep_drafts, purge_drafts, purge_orphans, store_file
from documents.tasks import purge_files
from tests.country import make_agency, make_user

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 19, 6, tzinfo=UTC)
DAY = timedelta(days=1)
PDF = b"%PDF-1.7\n"


def upload(name="a.pdf"):
    return check_upload(SimpleUploadedFile(name, PDF, content_type="text/html"))


def store(name="a.pdf", **fields):
    return store_file(upload(name), **{"agency": make_agency(), "by": None, "at": AT} | fields)


def body(response):
    """What a server would send; it closes the file too."""
    with response.file_to_stream:
        return b"".join(response.streaming_content)


def contents(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def age(folder, at):
    for path in folder.rglob("*"):
        os.utime(path, (at.timestamp(), at.timestamp()))


def test_file_is_stored_whole_under_a_name_that_tells_nothing(private_files):
    user = make_user()
    file = store("Құпия.pdf", by=user)
    assert (file.name, file.content_type, file.size) == ("Құпия.pdf", "application/pdf", len(PDF))
    assert (file.sha256, file.stored_at, file.stored_by) == (hashlib.sha256(PDF).hexdigest(), AT, user)
    assert contents(private_files) == [file.content.name]
    assert "pdf" not in file.content.name
    assert file.content.storage.base_url is None or not file.content.storage.base_url.startswith("/media")
    path = private_files / file.content.name
    assert path.read_bytes() == PDF
    assert oct(path.stat().st_mode & 0o777) == "0o640"


def test_draft_becomes_a_file_without_a_copy(private_files):
    form = uuid4()
    keep_drafts([upload()], form=form, at=AT)
    draft = Draft.objects.get()
    file = store_file(draft.upload, agency=make_agency(), by=None, at=AT)
    drop_drafts(form=form)
    assert contents(private_files) == [file.content.name]
    age(private_files, AT - 2 * DAY)
    assert purge_orphans(at=AT) == 0, "the file has taken it over"
    assert (private_files / File.objects.get().content.name).read_bytes() == PDF


@pytest.mark.parametrize(
    ("kept_for", "gone"),
    [
        pytest.param(DAY, 0, id="a day old: still waited for"),
        pytest.param(DAY + timedelta(seconds=1), 1, id="older: nobody will send it"),
    ],
)
def test_draft_is_purged_after_a_day(kept_for, gone):
    keep_drafts([upload()], form=uuid4(), at=AT - kept_for)
    assert purge_drafts(at=AT) == gone
    assert Draft.objects.count() == 1 - gone


def test_drop_drafts_drops_those_of_one_form_alone():
    mine, other = uuid4(), uuid4()
    keep_drafts([upload("a.pdf"), upload("b.pdf")], form=mine, at=AT)
    keep_drafts([upload("c.pdf")], form=other, at=AT)
    drop_drafts(form=mine, pk=Draft.objects.get(name="c.pdf").pk)
    assert Draft.objects.count() == 3
    drop_drafts(form=mine, pk=Draft.objects.get(name="a.pdf").pk)
    assert [draft.name for draft in Draft.objects.all()] == ["b.pdf", "c.pdf"]
    drop_drafts(form=mine)
    assert [draft.name for draft in Draft.objects.all()] == ["c.pdf"]


@pytest.mark.parametrize(
    ("left_for", "gone"),
    [
        pytest.param(DAY - timedelta(minutes=1), 0, id="young: its row may not be committed yet"),
        pytest.param(DAY + timedelta(minutes=1), 1, id="old: no row will come"),
    ],
)
def test_content_of_a_rolled_back_transaction_is_purged(private_files, left_for, gone):
    kept = store()

    def fail():
        with transaction.atomic():
            store()
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        fail()
    assert len(contents(private_files)) == 2
    age(private_files, AT - left_for)
    assert purge_orphans(at=AT) == gone
    assert len(contents(private_files)) == 2 - gone
    assert kept.content.name in contents(private_files)


def test_purging_an_empty_storage_is_no_mistake():
    assert purge_orphans(at=AT) == 0


def test_task_purges_drafts_and_orphans(private_files):
    keep_drafts([upload()], form=uuid4(), at=AT)
    age(private_files, AT)
    purge_files()
    assert Draft.objects.count() == 0
    assert contents(private_files) == []


# --- Handing out ------------------------------------------------------------------------------------------------


def test_download_leaves_a_trace_and_never_runs_here():
    file, user = store('Жауап "хат".pdf'), make_user()
    response = file_response(file, by=user, at=AT)
    assert body(response) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%96")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert [(event.action, event.by, event.at, event.agency) for event in timeline(file)] == [
        ("file.read", user, AT, file.agency)
    ]


def test_reading_by_the_address_alone_is_told_apart():
    file = store()
    assert body(file_response(file, by=None, at=AT)) == PDF
    assert [(event.action, event.by) for event in timeline(file)] == [("file.read_by_address", None)]


def test_proxy_hands_out_the_content_where_there_is_one(settings):
    settings.PRIVATE_REDIRECT = "/private/"
    file = store("Хат.pdf")
    response = file_response(file, by=None, at=AT)
    assert response["X-Accel-Redirect"] == f"/private/{file.content.name}"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%D0%A5%D0%B0%D1%82.pdf"
    assert response.content == b""
    assert timeline(file).count() == 1


# --- The field of other forms -------------------------------------------------------------------------------------


def test_field_takes_several_files_and_refuses_all_for_one(settings):
    from django.core.exceptions import ValidationError

    field = FilesField(required=False)
    good, bad = SimpleUploadedFile("a.pdf", PDF), SimpleUploadedFile("b.exe", b"MZ")
    assert field.clean([]) == []
    assert [upload.name for upload in field.clean([good])] == ["a.pdf"]
    with pytest.raises(ValidationError):
        field.clean([good, bad])
    with pytest.raises(ValidationError):
        FilesField().clean([])
