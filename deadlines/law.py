"""The terms of the law, with act and article. Reported facts may be changed by settings.TERM_AMOUNTS.

Acts: MM = "On mass media" 93-VIII; AI = "On access to information" 401-V; APPC = Administrative Procedural and
Process-Related Code 350-VI. A new version of a term is a new row with its own `in_force_from`; rows are never edited.
"""

from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.states import Role
from deadlines.states import Starts
from deadlines.terms import Act, Extension, LegalTerm, TermBook
from kernel.workdays import Direction, Unit

MM = Act("MM", _("Law “On mass media”"), "93-VIII")
AI = Act("AI", _("Law “On access to information”"), "401-V")
APPC = Act("APPC", _("Administrative Procedural and Process-Related Code"), "350-VI")
PD = Act("PD", _("Law “On personal data and their protection”"), "94-V")
INTERACTION = Act("INTERACTION", _("Rules of interaction of authorised persons"), _("order of 27 September 2024"))
ACCREDITATION = Act("ACCREDITATION", _("Model rules of accreditation"), _("order of 20 August 2024"))

MM_FROM = date(2024, 8, 20)  # MM 70: sixty days after publication
APPC_FROM = date(2021, 7, 1)

WD, CD, MONTHS, HOURS = Unit.WORKING_DAYS, Unit.CALENDAR_DAYS, Unit.MONTHS, Unit.HOURS
RECEIPT, REGISTRATION, EVENT = Starts.RECEIPT, Starts.REGISTRATION, Starts.EVENT
DECISION, PUBLICATION = Starts.DECISION, Starts.PUBLICATION
HEAD = frozenset({Role.FIRST_HEAD})

SEVERAL_HOLDERS = _("several holders are competent and their information is needed")
FURTHER_STUDY = _("additional study or verification is needed")
FACTS = _("facts that matter must be established")


def term(code: str, title: str | Promise, act: Act, article: str, amount: int, unit: Unit, starts: Starts, **more: Any) -> LegalTerm:
    begins = {"MM": MM_FROM, "APPC": APPC_FROM, "ACCREDITATION": MM_FROM, "INTERACTION": date(2024, 10, 18)}
    more.setdefault("in_force_from", begins.get(act.code, LegalTerm.in_force_from))
    return LegalTerm(code, title, act, article, amount, unit, starts, **more)


def by_head(amount: int, unit: Unit, ground: str | Promise, notice: str) -> Extension:
    return Extension(amount, unit, HEAD, ground, notice)


BEFORE = {"direction": Direction.BEFORE}
REPORTED = {"reported": True}

MEDIA = (
    term("media_request", _("Answer to a media request"), MM, "36(1)", 5, WD, RECEIPT,
         extension=by_head(15, CD, SEVERAL_HOLDERS, "media_extension_notice")),
    term("media_extension_notice", _("Notice that a media request is extended"), MM, "36(1)", 2, WD, DECISION),
    term("official_message_clarification", _("Clarification of an official message"), MM, "35(3)", 2, WD, REGISTRATION,
         extension=by_head(15, CD, FURTHER_STUDY, "clarification_extension_notice")),
    term("clarification_extension_notice", _("Notice that a clarification is extended"), MM, "35(3)", 2, WD, DECISION),
    term("clarification_forwarding", _("Forwarding of a clarification request"), MM, "35(4)", 2, WD, REGISTRATION),
    term("mandatory_message", _("Mandatory official message"), MM, "37(1)", 3, HOURS, EVENT),
    term("refutation_claim", _("Claim for refutation"), MM, "38(1)", 12, MONTHS, PUBLICATION),
    term("reply_publication", _("Publication of a reply by a daily outlet"), MM, "38(3)", 5, CD, RECEIPT),
)
INFORMATION = (
    term("information_request", _("Answer to an information request"), AI, "11(10)", 15, CD, RECEIPT,
         extension=by_head(15, CD, SEVERAL_HOLDERS, "information_extension_notice")),
    term("information_extension_notice", _("Notice that an information request is extended"), AI, "11(10)", 3, WD, DECISION),
    term("information_forwarding", _("Forwarding of an information request"), AI, "11(11)", 3, WD, RECEIPT),
    term("information_published_reply", _("Reply that the information is published"), AI, "11(15)", 3, WD, RECEIPT),
    term("information_refusal", _("Reasoned refusal of an information request"), AI, "11(17)", 5, WD, REGISTRATION),
    term("oral_request", _("Answer to an oral request"), AI, "11(4)", 0, WD, RECEIPT),
    term("closed_meeting_notice", _("Notice that a collegial meeting is closed"), AI, "13(2)", 3, WD, EVENT, **BEFORE),
    term("news_feed", _("Update of the news feed"), AI, "16(13)", 1, CD, PUBLICATION),
    term("section_update", _("Update of a section of the web resource"), AI, "16(13)", 3, WD, RECEIPT),
)
APPEALS = (
    term("appeal", _("Answer to an appeal"), APPC, "76", 15, WD, REGISTRATION,
         extension=Extension(2, MONTHS, frozenset({Role.FIRST_HEAD, Role.SENIOR_OFFICER}), FACTS, "appeal_extension_notice", from_decision=True)),
    term("appeal_extension_notice", _("Notice that an appeal is extended"), APPC, "76", 3, WD, DECISION),
    term("appeal_forwarding", _("Forwarding of an appeal"), APPC, "65", 3, WD, RECEIPT),
    term("appeal_return", _("Return of an appeal"), APPC, "64(6)", 3, WD, REGISTRATION),
    term("preliminary_decision", _("Preliminary decision before an adverse act"), APPC, "73", 3, WD, DECISION, **BEFORE),
    term("hearing_objection", _("Objection to a preliminary decision"), APPC, "73", 2, WD, RECEIPT),
    term("hearing_protocol", _("Minutes of a hearing"), APPC, "74", 2, WD, EVENT),
    term("hearing_remarks", _("Remarks on the minutes of a hearing"), APPC, "74", 3, WD, RECEIPT),
    term("case_file_access", _("Access to the case file"), APPC, "75", 3, WD, RECEIPT),
    term("termination_notice", _("Notice of termination of the procedure"), APPC, "70(3)", 3, WD, DECISION),
    term("complaint_filing", _("Filing of a complaint"), APPC, "92", 3, MONTHS, RECEIPT),
    term("complaint_filing_no_remedy", _("Filing of a complaint where the act names no remedy"), APPC, "80(5)", 6, MONTHS, RECEIPT),
    term("complaint_transfer", _("Passing a complaint to the higher body"), APPC, "91(4)", 3, WD, RECEIPT),
    term("complaint", _("Decision on a complaint"), APPC, "99", 20, WD, REGISTRATION),
    term("lawsuit", _("Going to court"), APPC, "136", 1, MONTHS, RECEIPT),
    term("correction", _("Decision to correct a slip in an act"), APPC, "82", 3, WD, RECEIPT),
    term("correction_notice", _("Sending of a corrected act"), APPC, "82", 3, WD, DECISION),
)
AUTHORITY = (
    term("cross_body_report", _("Report on a question that spans several bodies"), INTERACTION, "", 1, WD, EVENT, **REPORTED),
    term("weekly_plan", _("Plan of the coming week"), INTERACTION, "", 7, CD, EVENT, **REPORTED),
)
ACCREDITATIONS = (
    term("accreditation_intake", _("Window for accreditation applications"), ACCREDITATION, "", 10, WD, PUBLICATION, **REPORTED),
    term("accreditation_review", _("Decision on permanent accreditation"), ACCREDITATION, "", 3, WD, RECEIPT, **REPORTED),
    term("accreditation_review_strategic", _("Decision on accreditation at a strategic object"), ACCREDITATION, "", 10, WD, RECEIPT, **REPORTED),
    term("temporary_accreditation", _("Decision on temporary accreditation"), ACCREDITATION, "", 1, WD, EVENT, **BEFORE, **REPORTED),
    term("accreditation_validity", _("Validity of permanent accreditation"), ACCREDITATION, "", 12, MONTHS, DECISION, rolls=False, **REPORTED),
    term("accreditation_deprivation", _("Deprivation of accreditation"), ACCREDITATION, "", 6, MONTHS, DECISION, rolls=False, **REPORTED),
)
PERSONAL_DATA = (
    term("consent_withdrawal", _("Answer to a withdrawal of consent"), PD, "8(7)", 15, WD, RECEIPT),
    term("data_breach_notice", _("Notice of a personal data breach"), PD, "25(2)8)", 1, WD, EVENT),
)

TERMS = TermBook((*MEDIA, *INFORMATION, *APPEALS, *AUTHORITY, *ACCREDITATIONS, *PERSONAL_DATA))
