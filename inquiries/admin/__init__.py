"""The officers' side: the queue, the case, the search, and what an office keeps for itself."""

from inquiries.admin.mailbox import MailboxAdmin, MailItemAdmin
from inquiries.admin.office import AnswerTemplateAdmin, PracticeAdmin
from inquiries.admin.queue import InquiryAdmin

__all__ = ["AnswerTemplateAdmin", "InquiryAdmin", "MailItemAdmin", "MailboxAdmin", "PracticeAdmin"]
