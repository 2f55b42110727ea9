"""What somebody agrees to, with everything PD 8(4) wants said: by whom, about whom, which data, how long, to whom."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation.models import AccreditationPractice
from agencies.models import Agency

PROCESSED = gettext_lazy(
    "full name, name in Latin letters, IIN, e-mail, telephone, press card, outlet, function and position, photograph, "
    "documents of the application, equipment and vehicle"
)
PUBLISHED = gettext_lazy("full name, outlet, function and validity of the accreditation")


@dataclass(frozen=True)
class Term:
    label: str | Promise
    words: str | Promise


@dataclass(frozen=True)
class Consent:
    """Lines of a page, in the order of the act."""

    purpose: str | Promise
    terms: tuple[Term, ...]


def processing(agency: Agency, subject: str) -> Consent:
    practice = AccreditationPractice.objects.filter(agency=agency).first() or AccreditationPractice(agency=agency)
    kept = [
        _("Names and contacts: %(days)s after the end.") % {"days": _days(practice.people_days)},
        _("Documents: %(days)s.") % {"days": _days(practice.documents_days)},
        _("Photograph: %(days)s.") % {"days": _days(practice.photos_days)},
        _("A copy of an identity document: until the decision."),
    ]
    return Consent(
        _("To consider the application, issue the card, let you in at the gate and tell you of events."),
        (
            *_parties(agency, subject),
            Term(_("Data"), PROCESSED),
            Term(_("How long"), " ".join(kept)),
            Term(_("Passing on to third parties"), _("No.")),
            Term(_("Passing on across the border"), _("No.")),
            Term(_("Publication in open sources"), _("No: only by the separate consent below.")),
        ),
    )


def publication(agency: Agency, subject: str) -> Consent:
    return Consent(
        _("So that anybody can see who is accredited."),
        (
            *_parties(agency, subject),
            Term(_("Data"), PUBLISHED),
            Term(_("How long"), _("As long as the accreditation is in force, or until you take this consent back.")),
            Term(_("Passing on to third parties"), _("Whoever reads the list.")),
            Term(_("Passing on across the border"), _("The list can be read from everywhere.")),
            Term(_("Publication in open sources"), _("On the pages of accreditation of this portal.")),
        ),
    )


def _parties(agency: Agency, subject: str) -> tuple[Term, Term]:
    operator = _("%(agency)s, BIN %(bin)s") % {"agency": agency.name, "bin": agency.bin}
    return Term(_("Who processes the data"), operator), Term(_("Whose data"), subject)


def _days(days: int) -> str:
    return ngettext("%(days)s calendar day", "%(days)s calendar days", days) % {"days": days}
