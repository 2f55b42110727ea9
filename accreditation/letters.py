"""What the letters of accreditation say, in the language of the letter."""

from datetime import datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accreditation.findings import missing_documents
from accreditation.models import Accreditation, Application, Completion, Letter, Zone
from accreditation.places import reasons
from accreditation.procedure import term_of
from accreditation.states import DECIDING, Ground
from deadlines.law import TERMS
from deadlines.remedies import Remedy
from documents.official_letters import LetterWords


def words_of(letter: Letter, *, ground: str, at: datetime) -> LetterWords:
    """What the letter says besides its text; a letter that decides nothing names no remedy."""
    application = letter.application
    with translation.override(letter.language):
        return LetterWords(
            title=str(capfirst(letter.get_kind_display())),
            addressee=application.full_name,
            rows=[
                (_("To your application"), _heading(application)),
                (_("Outlet"), application.outlet.name_in(letter.language)),
                (_("Accreditation"), application.intake.name_in(letter.language)),
            ],
            ground=ground,
            remedy=_remedy(letter, at) if letter.kind in DECIDING else "",
        )


def _heading(application: Application) -> str:
    on = application.agency.local(application.submitted_at).date()
    return _("%(number)s of %(date)s") % {"number": application.number, "date": date_format(on)}


def _remedy(letter: Letter, at: datetime) -> str:
    """A complaint to the higher body first (APPC 91, 92), then the court (APPC 136)."""
    on = letter.agency.local(at).date()
    complaint, court = Remedy.by(letter.agency, "complaint_filing", on=on), TERMS.on("lawsuit", on)
    words = {"words": complaint.term.words, "source": complaint.term.source}
    if complaint.higher_body:
        words["body"] = complaint.higher_body.name_in(letter.language)
        first = _(
            "If you do not agree, you may complain to the higher body, %(body)s, within %(words)s of the day you "
            "learned of the decision (%(source)s)."
        )
    else:
        first = _(
            "If you do not agree, you may complain to the higher body within %(words)s of the day you learned of the "
            "decision (%(source)s)."
        )
    then = _("After the decision on the complaint you may go to court within %(words)s (%(source)s).")
    return f"{first % words} {then % {'words': court.words, 'source': court.source}}"


def completion_words(completion: Completion) -> str:
    application = completion.application
    with translation.override(application.language):
        rejected = application.documents.filter(accepted=False)
        remarks = [f"– {document.name}: {document.remark}" for document in rejected if document.remark]
        absent = [f"– {capfirst(kind.label)}" for kind in missing_documents(application)]
        words = _("Please complete your application by %(date)s (inclusive). It is not refused.")
        return "\n\n".join(
            part
            for part in (
                words % {"date": date_format(completion.until_on)},
                completion.missing,
                "\n".join([*remarks, *absent]),
            )
            if part
        )


def accreditation_words(accreditation: Accreditation) -> str:
    application = accreditation.application
    language = application.language
    with translation.override(language):
        days = {"first": date_format(accreditation.valid_from_on), "last": date_format(accreditation.valid_until_on)}
        name = {"name": accreditation.full_name, "outlet": accreditation.outlet.name_in(language)}
        words = [
            _("%(name)s is accredited for %(outlet)s.") % name,
            _("Function: %(function)s.") % {"function": accreditation.get_function_display()},
            _("Valid from %(first)s to %(last)s, both days included.") % days,
        ]
        zones = Zone.objects.filter(agency=accreditation.agency, number__in=accreditation.zones)
        if zones:
            words.append(_("Zones: %(zones)s.") % {"zones": ", ".join(zone.name_in(language) for zone in zones)})
        if accreditation.limits:
            words.append(_("Limits: %(limits)s") % {"limits": accreditation.limits})
        duty = _(
            "Information received from this body is spread in the outlet named here alone, and the regulation of an "
            "event is observed (Model rules of accreditation, paragraph 11)."
        )
        return "\n".join(words) + f"\n\n{duty}"


def refusal_ground_words(application: Application, *, at: datetime) -> str:
    """The ground of the closed list, with the act it stands in."""
    with translation.override(application.language):
        source = TERMS.on(term_of(application.intake), application.agency.local(at).date()).source
        ground = {"ground": Ground(application.ground).label, "source": source}
        return _("Ground: %(ground)s (%(source)s).") % ground


def considered_words(application: Application) -> str:
    with translation.override(application.language):
        return _("Your objection was considered.")


def waiting_words(application: Application, *, place: int) -> str:
    """The place in line, and the criteria that led to it as they were applied."""
    run = application.allocations.order_by("run_at").last()
    with translation.override(application.language):
        sent_at = application.agency.local(application.submitted_at)
        told = [f"– {reason}" for reason in reasons(run.scores, sent_at)] if run else []
        return "\n\n".join(
            [
                _(
                    "More people applied than there are places. They were given out by the criteria published with "
                    "the announcement, the same for everybody. Your application is number %(place)s on the waiting "
                    "list."
                )
                % {"place": place},
                "\n".join([_("Your application was compared by:"), *told]),
                _(
                    "If a place becomes free, it is offered in the order of the list. We write to you then, and you "
                    "have some hours to accept it."
                ),
            ]
        )
