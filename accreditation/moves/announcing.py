"""What is announced to an applicant before it is decided against them (APPC 73)."""

from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accreditation.hearing import decidable_from, objection_until
from accreditation.models import Proceeding
from accreditation.moves.base import MoveForm, text_field
from accreditation.moves.deciding import GroundForm, ZonesForm
from accreditation.moves.depriving import DropForm
from accreditation.services import propose_limitation, propose_refusal
from accreditation.standing import HOLDER_WORDS
from accreditation.states import MOVE_WORDS

LETTER_LIMIT = 10_000


class AnnounceForm(MoveForm):
    button = gettext_lazy("Send the preliminary decision")
    facts = text_field(
        gettext_lazy("Facts"), limit=LETTER_LIMIT, rows=8, hint=gettext_lazy("They stand in the letter.")
    )

    @property
    def consequence(self) -> str:
        agency = self.application.agency
        return _(
            "%(name)s gets the preliminary decision and may object, or ask to be heard, until %(until)s. Nobody "
            "decides against them before %(from)s; accrediting stays possible. The clock runs on."
        ) % {
            "name": self.application.full_name,
            "until": date_format(objection_until(agency, self.at)),
            "from": date_format(decidable_from(agency, self.at)),
        }

    def make(self, by: User, at: datetime) -> str:
        return _("The preliminary decision is under way. The decision is possible from %(date)s.") % {
            "date": date_format(self.announce(by, at).decidable_from_on)
        }

    def announce(self, by: User, at: datetime) -> Proceeding:
        raise NotImplementedError


class AnnounceRefusalForm(AnnounceForm, GroundForm):
    name = "propose_refusal"
    title = MOVE_WORDS["propose_refusal"]
    field_order = ("ground", "facts")

    def announce(self, by: User, at: datetime) -> Proceeding:
        return propose_refusal(application=self.application, **self.cleaned_data, by=by, at=at)


class AnnounceLimitsForm(AnnounceForm, ZonesForm):
    name = "propose_limitation"
    title = MOVE_WORDS["propose_limitation"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["facts"].label = gettext_lazy("Limits in words, and why")

    def announce(self, by: User, at: datetime) -> Proceeding:
        data = {"zones": []} | self.cleaned_data
        return propose_limitation(application=self.application, **data, by=by, at=at)


class DropAnnouncedForm(DropForm):
    name = "drop_announced"
    title = button = HOLDER_WORDS["drop_announced"]

    @property
    def consequence(self) -> str:
        words = _("Nothing is decided: the application is reviewed on. %(name)s gets a letter with these reasons.")
        return words % self.named
