"""Kinds, roles and permissions. A role is a named set of permissions; nobody is given a permission by itself."""

from collections.abc import Mapping
from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    """Where MM 39 requires an authorised person or unit, and the authority that guides them."""

    CENTRAL_BODY = "CENTRAL_BODY", _("central state body")
    DEPARTMENT = "DEPARTMENT", _("department of a central body")
    LOCAL_EXECUTIVE_BODY = "LOCAL_EXECUTIVE_BODY", _("local executive body")
    PRESIDENTIAL_BODY = "PRESIDENTIAL_BODY", _("body under the President")
    MEDIA_AUTHORITY = "MEDIA_AUTHORITY", _("authorised body for mass media")


class Role(models.TextChoices):
    PRESS_OFFICER = "PRESS_OFFICER", _("press officer")
    SENIOR_OFFICER = "SENIOR_OFFICER", _("senior press officer")
    FIRST_HEAD = "FIRST_HEAD", _("first head")
    UNIT_CONTACT = "UNIT_CONTACT", _("unit contact")
    UNIT_HEAD = "UNIT_HEAD", _("head of a unit")
    EDITOR = "EDITOR", _("editor")
    SECURITY = "SECURITY", _("security reviewer")
    GATE = "GATE", _("gate staff")
    AUDITOR = "AUDITOR", _("auditor")
    SYSTEM_OWNER = "SYSTEM_OWNER", _("system owner")


class Permission(StrEnum):
    VIEW_INQUIRIES = "VIEW_INQUIRIES"
    ANSWER_INQUIRIES = "ANSWER_INQUIRIES"
    ASSIGN_INQUIRIES = "ASSIGN_INQUIRIES"
    APPROVE_ANSWERS = "APPROVE_ANSWERS"  # the second pair of eyes, and reopening
    SUPPLY_FACTS = "SUPPLY_FACTS"  # answer what the press office asks one's own unit
    VIEW_ACCREDITATION = "VIEW_ACCREDITATION"
    REVIEW_ACCREDITATION = "REVIEW_ACCREDITATION"  # the press office's check, remarks, returns, the list of places
    CHECK_SECURITY = "CHECK_SECURITY"  # the other check, by whoever guards the house
    DECIDE_ACCREDITATION = "DECIDE_ACCREDITATION"  # accredit, limit, refuse, suspend
    DEPRIVE_ACCREDITATION = "DEPRIVE_ACCREDITATION"  # the decision at the end of a proceeding
    RUN_INTAKES = "RUN_INTAKES"  # announce, cancel, adopt rules, allocate places, tell the accredited
    KEEP_OUTLETS = "KEEP_OUTLETS"  # the outlets of all agencies
    CHECK_CARDS = "CHECK_CARDS"  # at the gate
    VIEW_EVENTS = "VIEW_EVENTS"
    RUN_EVENTS = "RUN_EVENTS"  # announce, move, cancel, seat people, answer its questions
    APPROVE_EVENTS = "APPROVE_EVENTS"  # the second pair of eyes on what an event leaves behind
    VIEW_DUTIES = "VIEW_DUTIES"
    INSTRUCT = "INSTRUCT"  # acknowledge an escalation, give an instruction with a date
    EDIT_AGENCY = "EDIT_AGENCY"  # names, units, contacts, ladders, the agency's own calendar
    MANAGE_PEOPLE = "MANAGE_PEOPLE"  # memberships and acting grants
    VIEW_AUDIT = "VIEW_AUDIT"
    VIEW_MESSAGES = "VIEW_MESSAGES"
    RESEND_MESSAGES = "RESEND_MESSAGES"
    EDIT_COUNTRY_CALENDAR = "EDIT_COUNTRY_CALENDAR"
    USE_ADMIN = "USE_ADMIN"


P = Permission
_OFFICER = frozenset(
    {P.USE_ADMIN, P.VIEW_INQUIRIES, P.ANSWER_INQUIRIES, P.ASSIGN_INQUIRIES, P.VIEW_DUTIES, P.VIEW_MESSAGES}
    | {P.VIEW_ACCREDITATION, P.REVIEW_ACCREDITATION, P.RUN_INTAKES, P.KEEP_OUTLETS, P.CHECK_CARDS}
    | {P.VIEW_EVENTS, P.RUN_EVENTS}
)
ROLE_PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.PRESS_OFFICER: _OFFICER,
    Role.SENIOR_OFFICER: _OFFICER
    | {P.APPROVE_ANSWERS, P.RESEND_MESSAGES, P.EDIT_AGENCY, P.MANAGE_PEOPLE, P.VIEW_AUDIT}
    | {P.DECIDE_ACCREDITATION, P.APPROVE_EVENTS},
    Role.FIRST_HEAD: frozenset(
        {P.VIEW_INQUIRIES, P.APPROVE_ANSWERS, P.VIEW_DUTIES, P.INSTRUCT, P.VIEW_AUDIT, P.USE_ADMIN}
        | {P.VIEW_ACCREDITATION, P.DECIDE_ACCREDITATION, P.DEPRIVE_ACCREDITATION, P.VIEW_EVENTS, P.APPROVE_EVENTS}
    ),
    Role.UNIT_CONTACT: frozenset({P.SUPPLY_FACTS}),
    Role.UNIT_HEAD: frozenset({P.SUPPLY_FACTS}),
    Role.EDITOR: frozenset({P.USE_ADMIN}),
    Role.SECURITY: frozenset({P.USE_ADMIN, P.VIEW_ACCREDITATION, P.CHECK_SECURITY}),
    Role.GATE: frozenset({P.CHECK_CARDS}),
    Role.AUDITOR: frozenset(
        {P.USE_ADMIN, P.VIEW_INQUIRIES, P.VIEW_DUTIES, P.VIEW_AUDIT, P.VIEW_MESSAGES, P.VIEW_ACCREDITATION}
        | {P.VIEW_EVENTS}
    ),
    Role.SYSTEM_OWNER: frozenset(
        {P.USE_ADMIN, P.EDIT_AGENCY, P.MANAGE_PEOPLE, P.VIEW_MESSAGES, P.RESEND_MESSAGES, P.EDIT_COUNTRY_CALENDAR}
        | {P.KEEP_OUTLETS}
    ),
}
# A system owner keeps the installation for every agency; no other role reaches beyond its own.
EVERYWHERE = frozenset({Role.SYSTEM_OWNER})


def roles_with(permission: Permission) -> frozenset[Role]:
    return frozenset(role for role, granted in ROLE_PERMISSIONS.items() if permission in granted)


class Scope(models.TextChoices):
    """What a person may let a token do for them."""

    READ_INQUIRIES = "READ_INQUIRIES", _("Read inquiries")
    WRITE_INQUIRIES = "WRITE_INQUIRIES", _("Ask questions and reply in your name")
    WORK_INQUIRIES = "WORK_INQUIRIES", _("Work on inquiries as an officer: assign, answer and so on")
    READ_ACCREDITATION = "READ_ACCREDITATION", _("Read applications for accreditation, accreditations and outlets")


# Of its owner's permissions a token lets these through. To ask needs none: everybody may; units reply in their name.
# What the law or the house wants from a person (instructions, people, the second pair of eyes) no token gives.
SCOPE_PERMISSIONS: Mapping[Scope, frozenset[Permission]] = {
    Scope.READ_INQUIRIES: frozenset({P.VIEW_INQUIRIES}),
    Scope.WRITE_INQUIRIES: frozenset({P.SUPPLY_FACTS}),
    Scope.WORK_INQUIRIES: frozenset({P.VIEW_INQUIRIES, P.ANSWER_INQUIRIES, P.ASSIGN_INQUIRIES}),
    Scope.READ_ACCREDITATION: frozenset({P.VIEW_ACCREDITATION}),
}
