"""The officer's side of accreditation."""

from accreditation.admin.accreditations import AccreditationAdmin
from accreditation.admin.applications import ApplicationAdmin
from accreditation.admin.cards import CardAdmin
from accreditation.admin.gates import GateAdmin, PassageAdmin
from accreditation.admin.importing import RegisterImportAdmin
from accreditation.admin.intakes import IntakeAdmin
from accreditation.admin.keys import SigningKeyAdmin
from accreditation.admin.notices import NoticeAdmin
from accreditation.admin.office import AccreditationPracticeAdmin, PurgeAdmin, RulesAdmin, ZoneAdmin
from accreditation.admin.outlets import OutletAdmin

__all__ = [
    "AccreditationAdmin",
    "AccreditationPracticeAdmin",
    "ApplicationAdmin",
    "CardAdmin",
    "GateAdmin",
    "IntakeAdmin",
    "NoticeAdmin",
    "OutletAdmin",
    "PassageAdmin",
    "PurgeAdmin",
    "RegisterImportAdmin",
    "RulesAdmin",
    "SigningKeyAdmin",
    "ZoneAdmin",
]
