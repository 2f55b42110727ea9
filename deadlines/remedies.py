"""To whom and how long somebody may complain of what an agency decided."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from agencies.models import Agency
from deadlines.law import TERMS
from deadlines.terms import LegalTerm


@dataclass(frozen=True)
class Remedy:
    """`higher_body` None is not known here. Which words say it, the room that decided knows."""

    higher_body: Agency | None
    term: LegalTerm

    @classmethod
    def by(cls, agency: Agency, term: str, *, on: date) -> Self:
        """Against a decision of the agency taken on a day, within a term of the law."""
        return cls(agency.parent, TERMS.on(term, on))

    @property
    def source(self) -> str:
        return self.term.source
