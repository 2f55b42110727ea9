"""Which private file belongs to what was said."""

from django.db import models

from documents.models import File, SignatureCheck
from inquiries.models.answers import Answer
from inquiries.models.exchanges import Supplement, UnitReply
from inquiries.models.inquiry import Inquiry


class Attachment(models.Model):
    """A file of the question, unless it names the answer, supplement or reply of a unit it came with."""

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="attachments")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, blank=True, related_name="attachments")
    supplement = models.ForeignKey(Supplement, models.CASCADE, null=True, blank=True, related_name="attachments")
    reply = models.ForeignKey(UnitReply, models.CASCADE, null=True, blank=True, related_name="attachments")
    file = models.ForeignKey(File, models.PROTECT, related_name="attachments")
    signature = models.OneToOneField(SignatureCheck, models.PROTECT, null=True, blank=True, related_name="attachment")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.file)

    @property
    def is_of_question(self) -> bool:
        return self.answer_id is None and self.supplement_id is None and self.reply_id is None
