"""An answer on its way: versions by one person, approved by another, then frozen in a letter."""

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from inquiries.models.inquiry import Inquiry
from inquiries.models.letters import Letter
from inquiries.states import UNSENT, AnswerState, Outcome

TEXT_LIMIT = 50_000


@pghistory.track()
class Answer(models.Model):
    """What the office answers. Once sent it never changes: outlets rely on it (MM 68).

    `ground` is a code of the regime's closed list, `competent_body` the body a refusal names (MM 36).
    `for_all`: sent to everybody who asked the same in the same words, until `spread_at`.
    """

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, related_name="answers")
    outcome = models.CharField(_("decision"), max_length=20, choices=Outcome.choices, default=Outcome.ANSWER)
    state = models.CharField(_("state"), max_length=10, choices=AnswerState.choices, default=AnswerState.DRAFT)
    language = models.CharField(_("language"), max_length=2, choices=Language.choices)
    text = models.TextField(_("text of the answer"), max_length=TEXT_LIMIT)
    ground = models.CharField(_("ground"), max_length=30, blank=True)
    withheld = models.TextField(_("what is withheld"), max_length=2_000, blank=True)
    competent_body = models.CharField(_("competent body"), max_length=300, blank=True)
    address = models.URLField(_("address of what is published"), max_length=500, blank=True)
    checked = models.JSONField(_("confirmed"), default=list, blank=True)  # codes of Check
    for_all = models.BooleanField(_("to everybody who asked the same"), default=False)
    spread_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    submitted_at = models.DateTimeField(_("given for approval"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    at = models.DateTimeField(_("sent"), null=True, blank=True)
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, blank=True, related_name="answer")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["inquiry"], condition=Q(state__in=UNSENT), name="one_draft_at_a_time"),
            models.CheckConstraint(
                condition=~Q(state=AnswerState.SENT) | Q(at__isnull=False, approved_by__isnull=False),
                name="sent_answers_say_by_whom",
            ),
        ]
        indexes = [
            models.Index(
                fields=["at"], name="answers_to_spread", condition=Q(for_all=True, spread_at=None, state="SENT")
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class AnswerVersion(models.Model):
    """The text as somebody left it; the newest is the answer's own."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    at = models.DateTimeField(_("when"))

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["answer", "number"], name="every_version_once")]

    def __str__(self) -> str:
        return f"{self.answer_id}: {self.number}"
