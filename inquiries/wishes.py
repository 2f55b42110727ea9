"""The choices of who asks, in plain words: what each means, and which law follows from it, and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inquiries.rules import Wish
from inquiries.states import Regime

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WISH_HINTS: Mapping[Wish, Promise] = {
    Wish.KNOW: _("Facts, figures, documents, reasons: whatever this body holds."),
    Wish.EXPLAIN: _("Something this body has said or published officially is unclear."),
    Wish.HELP: _("A decision or a service you need for yourself or for those you stand for."),
    Wish.REPORT: _("Somebody breaks the law, or this body or its people do not work as they should."),
    Wish.PROPOSE: _("How laws, services or the work of this body could become better."),
    Wish.OPINE: _("What you think of what this body does. You get an answer too."),
    Wish.INTERVIEW: _("With an official of this body, in the form you need. The office names a time or declines."),
}


@dataclass(frozen=True)
class Wording:
    """How the page of the question speaks of what somebody wants."""

    title: "_StrPromise"
    label: "_StrPromise"
    hint: "_StrPromise"


_QUESTION = Wording(
    _("What do you want to know?"),
    _("Question"),
    _("Ask for what you need to know. You need not say why. Up to 10,000 characters."),
)
WORDINGS: Mapping[Wish, Wording] = {
    Wish.KNOW: _QUESTION,
    Wish.EXPLAIN: _QUESTION,
    Wish.HELP: Wording(
        _("What do you ask for?"),
        _("Your application"),
        _("Say what you need, and what has been done about it so far. Up to 10,000 characters."),
    ),
    Wish.REPORT: Wording(
        _("What happened?"),
        _("Your report"),
        _("Say what happened, where and when, and who was concerned. Up to 10,000 characters."),
    ),
    Wish.PROPOSE: Wording(
        _("What do you propose?"),
        _("Your proposal"),
        _("Say what should change, and what would be better then. Up to 10,000 characters."),
    ),
    Wish.OPINE: Wording(
        _("What do you think?"),
        _("Your opinion"),
        _("Say what it is about, and what you think of it. Up to 10,000 characters."),
    ),
    Wish.INTERVIEW: Wording(
        _("What do you want to talk about?"),
        _("Topic and questions"),
        _("Topics will do; questions help to find the right person. Up to 10,000 characters."),
    ),
}

# Why the portal proposes this law: MM 35(3), 36(1), AI 3(4), 11(1), APPC 4, 63.
REASONS: Mapping[Regime, Promise] = {
    Regime.MEDIA_REQUEST: _("You ask for a media outlet, and the media law gives outlets a shorter term."),
    Regime.CLARIFICATION: _("You ask for a media outlet, and about an official message of this body."),
    Regime.INFORMATION_REQUEST: _("Anybody may ask a state body what it knows. You need not say why."),
    Regime.APPEAL: _("You ask this body to help you with your rights or interests."),
    Regime.REPORT: _("You tell this body of a violation or a shortcoming."),
    Regime.PROPOSAL: _("You propose an improvement."),
    Regime.OPINION: _("You give your opinion on the policy of this body."),
    Regime.INTERVIEW: _("You want to talk with somebody. No law sets a term for that; the office has set one itself."),
}
