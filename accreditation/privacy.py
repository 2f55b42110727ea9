"""What is kept of a person, for that person: a copy of it all, and who has read their files."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accreditation.models import (
    Accreditation,
    Acknowledgement,
    Application,
    ApplicationDraft,
    Breach,
    Card,
    Completion,
    ConsentWithdrawal,
    Document,
    Editor,
    Engagement,
    Letter,
    Passage,
    Pause,
    Proceeding,
)
from accreditation.states import OPEN, DocumentKind
from audit.queries import Entry, entries_of_each
from deadlines.queries import ClockView, clock_views
from documents.models import Draft, File, SignatureCheck
from documents.seals import unseal

# What is copied of each model as it stands; what hangs on other rows, the functions below add. The tests hold every
# field of these models to a decision: copied here, copied in words, or left out for a reason.
COPIED: Mapping[type[Model], tuple[str, ...]] = {
    Application: (
        *("number", "state", "submitted_at", "function", "position", "full_name", "name_latin", "email", "phone"),
        *("press_card", "language", "wants_english", "equipment", "vehicle", "consented_at"),
        *("publication_consented_at", "identity_confirmed_at", "identity_proof"),
        *("rank", "has_place", "zones", "decided_at"),
        *("withdrawn_at", "ground", "reason"),
    ),
    ApplicationDraft: ("is_list", "failure", "started_at", "updated_at"),
    Document: ("kind", "name", "remark", "accepted", "deleted_at"),
    Completion: ("missing", "until_on", "asked_at", "completed_at", "note", "lapsed_at"),
    ConsentWithdrawal: ("asked_at", "decided_at", "is_erased", "reasons"),
    Letter: ("number", "kind", "signed_at", "signature", "text", "delivered_at", "delivered_how"),
    SignatureCheck: (
        *("status", "reason", "holder", "organisation", "bin", "issuer", "serial", "valid_from", "valid_until"),
        *("signed_at", "received_at", "checked_at"),
    ),
    Accreditation: (
        *("kind", "state", "function", "full_name", "valid_from_on", "valid_until_on", "zones", "limits", "is_public"),
        *("deprived_until_on", "renewal_told_at", "ended_at", "reason"),
    ),
    Card: ("number", "code", "issued_at", "valid_from_on", "valid_until_on", "token", "revoked_at", "revocation"),
    Pause: ("reason", "of_deprivation", "from_at", "until_at"),
    Breach: ("on", "what", "at"),
    Proceeding: (
        *(
            "aim",
            "ground",
            "zones",
            "state",
            "facts",
            "proposed_at",
            "objection_until_on",
            "decidable_from_on",
            "objection",
        ),
        *("objected_at", "wants_hearing", "hearing_at", "hearing_place", "protocol", "protocol_at", "decided_at"),
        *("decision", "deprived_until_on", "appealed_on", "appeal", "appeal_decided_on", "appeal_result"),
    ),
    Passage: ("direction", "told", "verdict", "words", "is_offline", "scanned_at", "received_at"),
    Engagement: ("function", "position", "press_card", "from_at", "ended_at"),
    Editor: ("position", "asked_at", "confirmed_at", "ended_at"),
    Acknowledgement: ("at",),
}


SEALED = "iin"  # of what is typed in a draft
SLOTS = ("PHOTO", *DocumentKind.values)  # the kinds of files a draft keeps


@dataclass(frozen=True)
class ReadFile:
    """A file of the person, and everybody else who has opened it."""

    kind: str
    name: str
    number: str
    reads: list[Entry]


def person_data(user: User) -> dict[str, Any]:
    """Everything the accreditation room keeps of the person, as JSON can carry it; the IIN in clear: it is theirs."""
    acknowledged = Acknowledgement.objects.filter(user=user).select_related("rules__agency").order_by("pk")
    return {
        "account": {"email": user.email, "full_name": user.full_name, "phone": user.phone, "language": user.language},
        "outlets": [_copy(row) | {"outlet": str(row.outlet)} for row in user.engagements.select_related("outlet")],
        "editor_of": [_copy(row) | {"outlet": str(row.outlet)} for row in user.edits.select_related("outlet")],
        "rules_acknowledged": [_copy(row) | {"rules": str(row.rules)} for row in acknowledged],
        "applications": [_application(row) for row in _applications(user)],
        "accreditations": [_accreditation(row) for row in _accreditations(user)],
        "unfinished_applications": [_draft(row) for row in _drafts(user)],
        "passages": [_passage(row) for row in _passages(user)],
    }


def _applications(user: User) -> QuerySet[Application]:
    known = Application.objects.filter(applicant=user).select_related("agency", "intake", "outlet", "pool", "signature")
    rows = ("documents", "completions", "consent_withdrawals", "letters", "proceedings__breaches")
    return known.select_related("photo", "rules").prefetch_related(*rows).order_by("pk")


def _accreditations(user: User) -> QuerySet[Accreditation]:
    found = Accreditation.objects.filter(holder=user).select_related("agency", "outlet", "application")
    rows = ("cards", "pauses", "breaches", "proceedings__breaches")
    return found.prefetch_related(*rows).order_by("pk")


def _drafts(user: User) -> QuerySet[ApplicationDraft]:
    """What they write; of an editor's list also the people in it, whom nobody but the editor has named yet."""
    return user.application_drafts.select_related("intake__agency").order_by("pk")


def _passages(user: User) -> QuerySet[Passage]:
    found = Passage.objects.filter(card__accreditation__holder=user).select_related("gate", "agency", "card")
    return found.order_by("scanned_at", "pk")


def _copy(row: Model) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in COPIED[type(row)]}


def _copies(rows: Iterable[Model]) -> list[dict[str, Any]]:
    return [_copy(row) for row in rows]


def _application(application: Application) -> dict[str, Any]:
    photo, signature = application.photo, application.signature
    return _copy(application) | {
        "body": str(application.agency),
        "intake": str(application.intake),
        "outlet": str(application.outlet),
        "pool": str(application.pool or ""),
        "rules": str(application.rules or ""),
        "iin": unseal(application.iin_sealed),
        "photograph": photo.name if photo else "",
        "signature": _copy(signature) | {"iin": unseal(signature.sealed_iin)} if signature else None,
        "documents": _copies(application.documents.all()),
        "returned_for_completion": _copies(application.completions.all()),
        "consent_withdrawn": _copies(application.consent_withdrawals.all()),
        "letters": _copies(application.letters.all()),
        "proceedings": _proceedings(application.proceedings.all()),
    }


def _accreditation(accreditation: Accreditation) -> dict[str, Any]:
    return _copy(accreditation) | {
        "body": str(accreditation.agency),
        "application": accreditation.application.number,
        "outlet": str(accreditation.outlet),
        "cards": _copies(accreditation.cards.all()),
        "suspensions": _copies(accreditation.pauses.all()),
        "breaches": _copies(accreditation.breaches.all()),
        "proceedings": _proceedings(accreditation.proceedings.all()),
    }


def _proceedings(rows: Iterable[Proceeding]) -> list[dict[str, Any]]:
    return [_copy(row) | {"breaches": _copies(row.breaches.all())} for row in rows]


def _draft(draft: ApplicationDraft) -> dict[str, Any]:
    files = Draft.objects.filter(form__in=[draft.slot(kind) for kind in SLOTS])
    return _copy(draft) | {
        "body": str(draft.intake.agency),
        "intake": str(draft.intake),
        "typed": _unsealed(draft.data),
        "files": list(files.order_by("pk").values_list("name", flat=True)),
    }


def _unsealed(typed: Any, name: str = "") -> Any:
    """As it was typed: an IIN lies open in no draft."""
    if isinstance(typed, dict):
        return {key: _unsealed(value, key) for key, value in typed.items()}
    return unseal(typed) if name == SEALED and typed else typed


def _passage(passage: Passage) -> dict[str, Any]:
    card = passage.card.number if passage.card else ""
    return _copy(passage) | {"gate": str(passage.gate), "body": str(passage.agency), "card": card}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def who_read(user: User) -> list[ReadFile]:
    """Each photograph and document of the person with everybody else who has opened it, newest application first."""
    mine = Application.objects.filter(applicant=user).select_related("photo").prefetch_related("documents__file")
    files = [(row, kind, file) for row in mine.order_by("-pk") for kind, file in _files(row)]
    reads = entries_of_each([file for _row, _kind, file in files], but_of=user)
    return [ReadFile(str(capfirst(kind)), file.name, row.number, reads[file.pk]) for row, kind, file in files]


def _files(application: Application) -> Iterator[tuple[str, File]]:
    """Each with what it is."""
    if application.photo:
        yield _("Photograph"), application.photo
    yield from ((row.get_kind_display(), row.file) for row in application.documents.all() if row.file)


@dataclass(frozen=True)
class Consented:
    """An application whose data are kept, and what was asked and answered about its consent."""

    application: Application
    clock: ClockView | None
    refused: ConsentWithdrawal | None

    @property
    def is_open(self) -> bool:
        return self.application.state in OPEN


def consented(user: User, *, at: datetime) -> list[Consented]:
    """The person's own, newest first; the number of queries does not grow with them."""
    own = Application.objects.filter(applicant=user, erased_at=None).select_related("agency", "intake", "outlet")
    found = list(own.order_by("-pk"))
    asked = ConsentWithdrawal.objects.filter(application__in=found).select_related("duty__agency").order_by("pk")
    last = {row.application_id: row for row in asked}
    waiting = [row for row in last.values() if row.decided_at is None]
    clocks = clock_views([row.duty for row in waiting], at=at)
    running = {row.application_id: clocks[row.duty_id] for row in waiting}
    refused = {row.application_id: row for row in last.values() if row.decided_at}
    return [Consented(row, running.get(row.pk), refused.get(row.pk)) for row in found]
