"""The tables of accreditation."""

from accreditation.models.accreditations import (
    Accreditation,
    Card,
    Pause,
    SigningKey,
)
from accreditation.models.applications import (
    SEARCHED,
    Allocation,
    Application,
    Clock,
    Completion,
    ConsentWithdrawal,
    Document,
    Review,
)
from accreditation.models.drafts import (
    ApplicationDraft,
)
from accreditation.models.gates import (
    Gate,
    Passage,
)
from accreditation.models.intakes import (
    Acknowledgement,
    Intake,
    Pool,
    Rules,
    Zone,
)
from accreditation.models.letters import (
    Letter,
)
from accreditation.models.notices import (
    Notice,
    NoticeFile,
)
from accreditation.models.offers import (
    PlaceOffer,
)
from accreditation.models.outlets import (
    OUTLET_SEARCHED,
    Editor,
    Engagement,
    Outlet,
)
from accreditation.models.practice import (
    AccreditationPractice,
    Purge,
)
from accreditation.models.proceedings import (
    Breach,
    Proceeding,
    ProceedingClock,
)
from accreditation.models.register import (
    ImportRow,
    Merge,
    RegisterImport,
)

__all__ = [
    "OUTLET_SEARCHED",
    "SEARCHED",
    "Accreditation",
    "AccreditationPractice",
    "Acknowledgement",
    "Allocation",
    "Application",
    "ApplicationDraft",
    "Breach",
    "Card",
    "Clock",
    "Completion",
    "ConsentWithdrawal",
    "Document",
    "Editor",
    "Engagement",
    "Gate",
    "ImportRow",
    "Intake",
    "Letter",
    "Merge",
    "Notice",
    "NoticeFile",
    "Outlet",
    "Passage",
    "Pause",
    "PlaceOffer",
    "Pool",
    "Proceeding",
    "ProceedingClock",
    "Purge",
    "RegisterImport",
    "Review",
    "Rules",
    "SigningKey",
    "Zone",
]
