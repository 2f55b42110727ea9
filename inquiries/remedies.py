"""To whom and how long a requester may complain, and in which words."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from deadlines.law import AI
from deadlines.remedies import Remedy
from inquiries.models import Inquiry
from inquiries.states import Regime


@dataclass(frozen=True)
class InformationRemedy(Remedy):
    """AI 18(2) holds besides APPC 92 for who asks for information."""

    @property
    def source(self) -> str:
        by_information_law = _("%(act)s, article %(article)s") % {"act": AI, "article": "18(2)"}
        return f"{by_information_law}; {self.term.source}"


def remedy_for(inquiry: Inquiry, *, on: date) -> Remedy:
    """A complaint to the higher body; after a decision on a complaint, a lawsuit (APPC 136)."""
    term = "lawsuit" if inquiry.regime == Regime.COMPLAINT else "complaint_filing"
    asks_for_information = inquiry.regime in (Regime.INFORMATION_REQUEST, Regime.ORAL_REQUEST)
    return (InformationRemedy if asks_for_information else Remedy).by(inquiry.agency, term, on=on)


def remedy_words(remedy: Remedy) -> str:
    words = {"words": remedy.term.words, "source": remedy.source}
    if remedy.term.code == "lawsuit":
        text = _("If you do not agree, you may go to court within %(words)s of receiving this decision (%(source)s).")
    elif remedy.higher_body:
        words["body"] = remedy.higher_body.name
        text = _(
            "If you do not agree, you may complain to the higher body, %(body)s, within %(words)s of the day you "
            "learned of the answer (%(source)s)."
        )
    else:
        text = _(
            "If you do not agree, you may complain to the higher body within %(words)s of the day you learned of the "
            "answer (%(source)s)."
        )
    return text % words
