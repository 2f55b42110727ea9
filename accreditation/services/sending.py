"""A draft becomes an application: once, with its outlet and its signature."""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from accreditation.models import Application, ApplicationDraft, Engagement, Outlet
from accreditation.services.applying import Person, Wanted, submit_application
from accreditation.services.drafts import PHOTO, drop_draft, drop_draft_files, keep_step
from accreditation.services.newsroom import propose_outlet, start_engagement
from accreditation.states import DocumentKind
from audit.services import record
from documents.checks import Upload
from documents.seals import fingerprint
from documents.services import store_file
from documents.signatures.backends import verifier
from documents.signatures.services import check_signature
from documents.signatures.verdicts import Verdict
from documents.states import SignatureStatus

SIGNATURE = "signature"


def signed_bytes(words: str) -> bytes:
    """UTF-8 with CRLF, as a browser sends and signs text."""
    return re.sub(r"\r\n|\r|\n", "\r\n", words).encode()


def digest_of(words: str) -> str:
    """Tells whether a signature is of these words."""
    return hashlib.sha256(signed_bytes(words)).hexdigest()


def sign_draft(*, draft: ApplicationDraft, words: str, cms: bytes, at: datetime) -> Verdict:
    """Keep the signature with the draft, and what a first check says of it; the one that counts is made when sending.

    Outside a transaction: the service that checks may take ten seconds.
    """
    verdict = verifier().verify(signed_bytes(words), cms, at=at)
    kept = {
        "cms": base64.b64encode(cms).decode(),
        "of": digest_of(words),
        "status": verdict.status,
        "reason": verdict.reason,
        "holder": verdict.holder,
        "iin_fingerprint": fingerprint(verdict.iin),
    }
    keep_step(draft=draft, step=SIGNATURE, typed=kept, at=at)
    return verdict


@transaction.atomic
def submit_draft(
    *,
    draft: ApplicationDraft,
    person: Person,
    wanted: Wanted,
    documents: Sequence[DocumentKind],
    by: User,
    at: datetime,
) -> Application:
    """Send it, with the files that were kept for it. Sent twice, it is one application.

    An outlet that is not in the list yet is entered with it. The draft of one person is forgotten; a person of a list
    stays in it with the number of their application.
    """
    ApplicationDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    known = Application.objects.filter(submission=draft.mark).first()
    if known:
        return known
    outlet = wanted.outlet if wanted.outlet.pk else propose_outlet(outlet=wanted.outlet, by=by, at=at)
    photo = draft.files(PHOTO).first()
    files = [(kind, kept.upload) for kind in documents for kept in draft.files(kind)]
    whole = replace(wanted, outlet=outlet, photo=photo.upload if photo else None, documents=files)
    sent = submit_application(intake=draft.intake, person=person, wanted=whole, submission=draft.mark, by=by, at=at)
    if draft.list_id:
        _keep_in_list(draft, sent, at)
        return sent
    start_engagement(work=_work(by, outlet, wanted, person), by=by, at=at)
    drop_draft(draft=draft)
    return sent


def _work(by: User, outlet: Outlet, wanted: Wanted, person: Person) -> Engagement:
    said = {"function": wanted.function, "position": wanted.position, "press_card": person.press_card}
    return Engagement(user=by, outlet=outlet, **said)


def _keep_in_list(draft: ApplicationDraft, sent: Application, at: datetime) -> None:
    drop_draft_files(draft)
    done = {"application": sent, "failure": "", "data": {}, "updated_at": at}
    ApplicationDraft.objects.filter(pk=draft.pk).update(**done)


@transaction.atomic
def sign_application(*, application: Application, words: str, cms: bytes, by: User, at: datetime) -> Application:
    """Keep the words as a file, and what a check says of their signature, be it good or bad.

    A valid signature by the person's own certificate identifies them (PD 7(10)): no copy of a document is needed then.
    """
    content, name = signed_bytes(words), f"{application.number}.txt"
    upload = Upload(ContentFile(content, name), name, "text/plain", len(content), hashlib.sha256(content).hexdigest())
    signed = store_file(upload, agency=application.agency, by=by, at=at)
    check = check_signature(signed=signed, cms=cms, agency=application.agency, by=by, at=at)
    fields: dict[str, object] = {"signature": check}
    own = application.iin_fingerprint and check.iin_fingerprint == application.iin_fingerprint
    if own and check.status == SignatureStatus.VALID:
        fields["identity_confirmed_at"] = at
        record("application.identity_confirmed", application, by=None, at=at, agency=application.agency)
    Application.objects.filter(pk=application.pk, signature=None).update(**fields)
    return Application.objects.get(pk=application.pk)
