"""The tables of an inquiry."""

from inquiries.models.answers import Answer, AnswerVersion
from inquiries.models.exchanges import (
    Clarification,
    Extension,
    Forwarding,
    Interview,
    Supplement,
    UnitReply,
    UnitRequest,
)
from inquiries.models.feeds import CalendarFeed
from inquiries.models.files import Attachment
from inquiries.models.inquiry import SEARCHED, Clock, Inquiry, InquiryQuerySet, Note
from inquiries.models.letters import Letter
from inquiries.models.mailbox import Mailbox, MailItem
from inquiries.models.practice import Practice
from inquiries.models.publication import Publication, PublishedFile
from inquiries.models.templates import AnswerTemplate

__all__ = [
    "SEARCHED",
    "Answer",
    "AnswerTemplate",
    "AnswerVersion",
    "Attachment",
    "CalendarFeed",
    "Clarification",
    "Clock",
    "Extension",
    "Forwarding",
    "Inquiry",
    "InquiryQuerySet",
    "Interview",
    "Letter",
    "MailItem",
    "Mailbox",
    "Note",
    "Practice",
    "Publication",
    "PublishedFile",
    "Supplement",
    "UnitReply",
    "UnitRequest",
]
