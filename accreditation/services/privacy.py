"""What the law on personal data gives a person: to be in a public list or not, to withdraw consent, to be forgotten.

Erasing keeps what the office must be able to prove (number, outlet, dates, decision) and removes the person from it.
"""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from accreditation.duties import CONSENT
from accreditation.held import duties_of
from accreditation.letter_words import consent_words
from accreditation.models import Accreditation, Application, ApplicationDraft, ConsentWithdrawal, Document
from accreditation.notices import tell_consent_withdrawn
from accreditation.services.drafts import drop_draft
from accreditation.services.holding import end_given_up
from accreditation.services.letters import write_letter
from accreditation.services.moving import ApplicationMoved, fresh
from accreditation.states import HELD, OPEN, LetterKind
from agencies.access import require
from agencies.states import Permission
from audit.services import forget_notes, record
from deadlines.services import discharge_duty, open_duty
from documents.models import File
from documents.services import erase_file
from notifications.forgetting import forget_messages
from notifications.models import Message

GONE = "—"
WORDS_OF_A_PERSON = (
    *("position", "name_latin", "iin_sealed", "iin_fingerprint", "email", "phone"),
    *("press_card", "equipment", "vehicle"),
)


class NotTheirs(Exception):
    """Only the person decides about their own data."""


class StillNeeded(Exception):
    """The application is not decided yet: withdraw it first."""


@transaction.atomic
def choose_publication(*, accreditation: Accreditation, publish: bool, by: User, at: datetime) -> None:
    """To be in the public list of accredited persons or not; the person alone decides (PD 7(3)), at any time."""
    if accreditation.holder_id != by.pk:
        raise NotTheirs
    Accreditation.objects.filter(pk=accreditation.pk).update(is_public=publish)
    Application.objects.filter(pk=accreditation.application_id).update(publication_consented_at=at if publish else None)
    action = "accreditation.published" if publish else "accreditation.unpublished"
    record(action, accreditation, by=by, at=at, agency=accreditation.agency)


@transaction.atomic
def export_data(*, by: User, at: datetime) -> None:
    """Write down that the person takes a copy of their data."""
    record("person.data_exported", by, by=by, at=at, agency=None)


@transaction.atomic
def withdraw_consent(*, application: Application, by: User, at: datetime) -> ConsentWithdrawal:
    """Take the consent to processing back; the office answers within the term of PD 8(7). Again: the same request.

    An editor asks for those of the staff alone who have no account of their own.
    """
    if application.erased_at or by.pk != (application.applicant_id or application.submitted_by_id):
        raise NotTheirs
    if application.state in OPEN:
        raise StillNeeded
    asked = application.consent_withdrawals.select_for_update().filter(decided_at=None).first()
    if asked:
        return asked
    duty = open_duty(
        agency=application.agency,
        kind=CONSENT,
        reference=application.number,
        term=CONSENT.code,
        start_at=at,
        responsible=application.reviewer,
        by=by,
        at=at,
    )
    withdrawal = ConsentWithdrawal.objects.create(application=application, asked_at=at, asked_by=by, duty=duty)
    record("consent.withdrawn", application, by=by, at=at, agency=application.agency)
    tell_consent_withdrawn(withdrawal, at=at)
    return withdrawal


@transaction.atomic
def answer_consent_withdrawal(*, withdrawal: ConsentWithdrawal, reasons: str, by: User, at: datetime) -> None:
    """Erase, or (`reasons`) refuse because a law wants the data kept. A held accreditation ends with the erasure."""
    application = fresh(withdrawal.application)
    authority = require(by, Permission.DECIDE_ACCREDITATION, application.agency, at=at)
    decided = {"decided_at": at, "decided_by": by, "is_erased": not reasons, "reasons": reasons}
    if not ConsentWithdrawal.objects.filter(pk=withdrawal.pk, decided_at=None).update(**decided):
        raise ApplicationMoved(application.number)
    held = Accreditation.objects.filter(application=application, state__in=HELD)
    if not reasons and (found := held.select_related("agency").first()):
        end_given_up(found, reason="", by=authority, at=at)
    with override(application.language):
        text = consent_words(application, reasons)
    letter = write_letter(application=application, kind=LetterKind.ERASURE, text=text, by=authority, at=at)
    discharge_duty(duty=withdrawal.duty, by=authority, at=at)
    if reasons:
        after = {"letter": letter.number}
        record("consent.kept", application, by=authority, at=at, agency=application.agency, after=after)
    else:
        _drop_unsent(application)
        erase_person(application, at=at)
        record("application.erased", application, by=authority, at=at, agency=application.agency)


def erase_person(application: Application, *, at: datetime) -> None:
    """Inside a transaction: the row stays with its number, the person is gone from it, its files and its history."""
    erase_photo(application)
    erase_documents(application, at=at)
    _erase_signature(application)
    _erase_words(application)
    for draft in ApplicationDraft.objects.filter(application=application):  # also in the list of an editor
        drop_draft(draft=draft)
    blank: dict[str, Any] = {"full_name": GONE, "applicant": None} | dict.fromkeys(WORDS_OF_A_PERSON, "")
    if application.submitted_by_id == application.applicant_id:  # an editor who sent it is another person
        blank["submitted_by"] = None
    Application.objects.filter(pk=application.pk).update(**blank, erased_at=at)
    _history(Application).filter(pgh_obj_id=application.pk).update(**blank)
    named = {"full_name": GONE, "iin_fingerprint": "", "holder": None, "is_public": False}
    for accreditation in Accreditation.objects.filter(application=application):
        Accreditation.objects.filter(pk=accreditation.pk).update(**named)
        _history(Accreditation).filter(pgh_obj_id=accreditation.pk).update(**named)


def _drop_unsent(application: Application) -> None:
    """What the person has begun and not sent to this body; lists of an editor are about others."""
    own = ApplicationDraft.objects.filter(user=application.applicant, intake__agency=application.agency, list=None)
    for draft in own.filter(is_list=False):
        drop_draft(draft=draft)


def _erase_words(application: Application) -> None:
    """What people wrote of the person beside the decision: here, in the trail, and in messages that were sent."""
    Document.objects.filter(application=application).update(name=GONE, remark="")
    application.reviews.update(remark="")
    application.completions.update(note="")
    accreditations = Accreditation.objects.filter(application=application)
    forget_notes(application, *accreditations, *duties_of(application))
    forget_messages(messages=messages_about(application), person=application.applicant)


def messages_about(application: Application) -> QuerySet[Message]:
    """To whoever applied, whose pages open by the secret; to the office, on the page of the case."""
    pages = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            pages.append(reverse("admin:accreditation_case", args=[application.agency.slug, application.number]))
    theirs = Q(url__contains=f"/{application.secret}/")
    return Message.objects.filter(theirs | Q(url__in=pages), agency=application.agency)


def _history(model: type[Application] | type[Accreditation]) -> QuerySet[Any]:
    """The rows a trigger keeps of every change: whoever is forgotten is forgotten there too."""
    events: QuerySet[Any] = model.pgh_event_model.objects.all()  # type: ignore[union-attr]
    return events


def _erase_signature(application: Application) -> None:
    """Whose signature it was goes with the signed words and the certificate; whether it was good, the trail says."""
    check = application.signature
    if check is None:
        return
    Application.objects.filter(pk=application.pk).update(signature=None)
    _history(Application).filter(pgh_obj_id=application.pk).update(signature=None)
    check.delete()
    for file in (check.signed, check.cms):
        erase_file(file=file)


def erase_photo(application: Application) -> None:
    """Inside a transaction; its content is gone with the commit."""
    photo = File.objects.filter(pk=application.photo_id).first() if application.photo_id else None
    Application.objects.filter(pk=application.pk).update(photo=None)
    _history(Application).filter(pgh_obj_id=application.pk).update(photo=None)
    if photo:
        erase_file(file=photo)


def erase_documents(application: Application, *, at: datetime) -> None:
    """Inside a transaction: what each was called stays, the files go."""
    for document in Document.objects.filter(application=application, file__isnull=False).select_related("file"):
        file = document.file
        Document.objects.filter(pk=document.pk).update(file=None, deleted_at=at)
        if file:
            erase_file(file=file)
