"""What the letters of a case say, in the language of the letter."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from deadlines.terms import unit_words
from documents.models import File
from documents.official_letters import LetterWords
from inquiries.models import Answer, Extension, Forwarding, Inquiry, Letter
from inquiries.procedure import PROCEDURES, term_on
from inquiries.remedies import remedy_for, remedy_words
from inquiries.states import DECIDING, Outcome, Regime
from kernel.workdays import Unit


def words_of(letter: Letter, *, ground: str, files: Sequence[File], at: datetime) -> LetterWords:
    """What the letter says besides its text, in its language; a letter that decides nothing names no remedy."""
    inquiry = letter.inquiry
    with translation.override(letter.language):
        decides = letter.kind in DECIDING
        return LetterWords(
            title=str(capfirst(letter.get_kind_display())),
            addressee=inquiry.asked_by_words,
            rows=[(_("To your inquiry"), _heading(inquiry))],
            ground=ground,
            files=files,
            remedy=remedy_words(remedy_for(inquiry, on=letter.agency.local(at).date())) if decides else "",
        )


def _heading(inquiry: Inquiry) -> str:
    return _("%(number)s of %(date)s, “%(subject)s”") % {
        "number": inquiry.number,
        "date": date_format(inquiry.registered_on),
        "subject": inquiry.subject,
    }


def decision_words(answer: Answer) -> str:
    """The paragraph that says what is refused, on which ground of which article, and who is competent."""
    ground = PROCEDURES[Regime(answer.inquiry.regime)].ground(Outcome(answer.outcome), answer.ground)
    with translation.override(answer.language):
        words = []
        if answer.address:
            words.append(_("The information is published here: %(address)s") % {"address": answer.address})
        if answer.withheld:
            words.append(_("Not given: %(what)s") % {"what": answer.withheld})
        if ground:
            words.append(_("Ground: %(ground)s (%(source)s).") % {"ground": ground.title, "source": ground.source})
        if answer.competent_body:
            words.append(_("The competent body is: %(body)s.") % {"body": answer.competent_body})
        return "\n".join(words)


def extension_words(extension: Extension) -> str:
    """The notice: until when, by whose decision, on which ground of the law."""
    inquiry, duty = extension.inquiry, extension.duty
    term = term_on(Regime(inquiry.regime), inquiry.agency.local(duty.start_at).date())
    with translation.override(inquiry.language):
        unit = Unit(duty.extended_unit)
        words = [
            _("The term of your inquiry was extended by %(amount)s; the answer is due by %(date)s.")
            % {"amount": unit_words(extension.amount, unit), "date": date_format(duty.due_on)}
        ]
        if term and term.extension:
            ground = {"ground": term.extension.ground, "source": term.source}
            words.append(_("Ground: %(ground)s (%(source)s).") % ground)
        if extension.holders:
            words.append(_("Information is needed from: %(holders)s.") % {"holders": extension.holders})
        words.append(extension.reason)
        return "\n\n".join(words)


def forwarding_words(forwarding: Forwarding) -> str:
    with translation.override(forwarding.inquiry.language):
        words = _("Your inquiry was forwarded to the competent body: %(to)s.") % {"to": forwarding.to_name}
        if forwarding.arrived_as:
            number = {"number": forwarding.arrived_as.number}
            words += " " + _("It is registered there under number %(number)s.") % number
        return f"{words}\n\n{forwarding.reason}"


def agreement_words(inquiry: Inquiry, remark: str) -> str:
    interview = inquiry.interview
    interview.refresh_from_db()
    with translation.override(inquiry.language), timezone.override(inquiry.agency.zone):
        words = [
            _("Time: %(time)s") % {"time": date_format(timezone.localtime(interview.starts_at), "DATETIME_FORMAT")},
            _("Speaker: %(speaker)s") % {"speaker": interview.agreed_speaker},
            _("Place or link: %(place)s") % {"place": interview.place},
        ]
        return "\n".join([*words, "", remark]).strip()
