"""The case as the office reads it: the application, what was found, what was written, and who the person was before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accreditation.findings import missing_documents, required_checks
from accreditation.models import Accreditation, Application, Completion, Document, Letter, Review
from accreditation.rules import deprivation_of, needs_no_temporary, same_person
from accreditation.states import OPEN, DocumentKind, RegisterStatus, ReviewKind
from documents.seals import mask, unseal
from documents.signatures.queries import SignatureView, signature_view

BEFORE = 10  # earlier cases shown


@dataclass(frozen=True)
class CheckView:
    """A check that was made, or (`review` None) is still to be made."""

    words: str
    review: Review | None


@dataclass(frozen=True)
class Delivery:
    """What became of a letter. `code`: underway, delivered, failed or by_hand."""

    code: str
    words: str


@dataclass(frozen=True)
class Said:
    """One piece of the thread after the application itself; `row` is a Completion or a Letter."""

    kind: str
    at: datetime
    row: Completion | Letter
    delivery: Delivery | None = None


@dataclass(frozen=True)
class Before:
    """What this body knows of the person already."""

    accreditations: Sequence[Accreditation]
    applications: Sequence[Application]

    @property
    def is_empty(self) -> bool:
        return not self.accreditations and not self.applications


@dataclass(frozen=True)
class CaseView:
    application: Application
    iin: str  # masked
    documents: Sequence[Document]
    missing: Sequence[str]
    checks: Sequence[CheckView]
    signature: SignatureView | None
    thread: Sequence[Said]
    before: Before
    warnings: Sequence[str]


def case_view(application: Application, *, at: datetime) -> CaseView:
    return CaseView(
        application=application,
        iin=mask(unseal(application.iin_sealed)),
        documents=list(application.documents.select_related("file")),
        missing=[str(capfirst(kind.label)) for kind in missing_documents(application)],
        checks=_checks(application),
        signature=signature_view(application.signature) if application.signature else None,
        thread=_thread(application),
        before=_before(application),
        warnings=list(_warnings(application, at)),
    )


def _checks(application: Application) -> list[CheckView]:
    made = {review.kind: review for review in application.reviews.select_related("by")}
    wanted = [kind for kind in ReviewKind if kind in made or kind in required_checks(application)]
    return [CheckView(str(capfirst(kind.label)), made.get(kind)) for kind in wanted]


def _thread(application: Application) -> list[Said]:
    said = [Said("completion", row.asked_at, row) for row in application.completions.select_related("asked_by").all()]
    letters = application.letters.select_related("pdf", "message", "agency")
    said += [Said("letter", letter.signed_at, letter, delivery_of(letter)) for letter in letters]
    return sorted(said, key=lambda piece: piece.at)


def delivery_of(letter: Letter) -> Delivery:
    if letter.delivered_at:
        moment = date_format(letter.agency.local(letter.delivered_at), "DATETIME_FORMAT")
        words = _("Delivered %(moment)s: %(how)s") % {"moment": moment, "how": letter.delivered_how}
        return Delivery("delivered", words)
    if letter.failed_at:
        reason = letter.message.error if letter.message else ""
        return Delivery("failed", f"{_('It could not be delivered. Deliver it otherwise.')} {reason}".strip())
    if letter.message:
        return Delivery("underway", _("Underway to %(address)s") % {"address": letter.message.address})
    return Delivery("by_hand", _("No e-mail address: print it, and deliver it by post or by hand."))


def _before(application: Application) -> Before:
    """By IIN, at this body alone: another body's findings are not ours."""
    person = same_person(application)
    held = Accreditation.objects.filter(person, agency=application.agency).exclude(application=application)
    counted = held.select_related("outlet", "application__agency").annotate(breach_count=Count("breaches"))
    applied = Application.objects.filter(person, agency=application.agency).exclude(pk=application.pk)
    undecided = applied.filter(~Q(pk__in=held.values("application"))).select_related("agency", "intake", "outlet")
    return Before(list(counted[:BEFORE]), list(undecided[:BEFORE]))


def _warnings(application: Application, at: datetime) -> Sequence[str]:
    """What whoever decides should see before anything else."""
    found = []
    ban = deprivation_of(application, at=at)
    if ban and ban.deprived_until_on:
        until = {"date": date_format(ban.deprived_until_on)}
        found.append(_("The person is deprived of accreditation until %(date)s.") % until)
    if application.state not in OPEN:
        return found
    if application.outlet.register_status != RegisterStatus.REGISTERED:
        words = _("The outlet in the official register: %(status)s.")
        found.append(words % {"status": application.outlet.get_register_status_display()})
    if needs_no_temporary(application, at=at):
        found.append(_("The person holds a permanent accreditation here, and needs none for this event."))
    if application.documents.filter(kind=DocumentKind.IDENTITY, file__isnull=False).exists():
        found.append(_("A scan of the identity document waits: confirm the identity, and it is deleted."))
    return found
