"""What participants ask before and during an event; each question ends in some way."""

from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from agencies.access import Person, owned
from agencies.states import Permission
from briefings.models.events import Event
from briefings.models.registrations import Registration
from briefings.states import QUESTION_OPEN, QuestionState
from inquiries.models import Inquiry


class QuestionQuerySet(models.QuerySet["Question"]):
    def open(self) -> "QuestionQuerySet":
        return self.filter(state__in=QUESTION_OPEN)

    def shown(self) -> "QuestionQuerySet":
        """What a moderator let through; nothing that was only asked, or declined."""
        return self.filter(state__in=(QuestionState.ACCEPTED, QuestionState.ANSWERED, QuestionState.IN_WRITING))

    def in_order(self) -> "QuestionQuerySet":
        """The most wanted first, then as they were asked."""
        return self.annotate(votes_count=Count("votes")).order_by("-votes_count", "asked_at", "pk")

    def visible_to(self, user: Person, *, at: datetime) -> "QuestionQuerySet":
        return self.filter(owned(user, Permission.VIEW_EVENTS, path="event__agency", at=at))


class Question(models.Model):
    """`inquiry` is what it became when the answer is to come in writing; `submission` is the mark of that inquiry."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="questions", verbose_name=_("event"))
    registration = models.ForeignKey(
        Registration, models.PROTECT, related_name="questions", verbose_name=_("participant")
    )
    text = models.TextField(_("question"), max_length=2_000)
    state = models.CharField(_("state"), max_length=20, choices=QuestionState.choices, default=QuestionState.ASKED)
    submission = models.UUIDField(unique=True, default=uuid4)
    asked_at = models.DateTimeField(_("asked"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    inquiry = models.OneToOneField(
        Inquiry, models.PROTECT, null=True, blank=True, related_name="event_question", verbose_name=_("inquiry")
    )
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by"))
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question at an event")
        verbose_name_plural = _("questions at events")
        ordering = ["event", "asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=QuestionState.IN_WRITING, inquiry__isnull=False)
                | ~Q(state=QuestionState.IN_WRITING) & Q(inquiry=None),
                name="written_answers_are_inquiries",
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.DECLINED) | ~Q(reason=""), name="declined_questions_name_the_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Vote(models.Model):
    """Another participant wants this question answered; each once."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="votes")
    registration = models.ForeignKey(Registration, models.CASCADE, related_name="votes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "registration"], name="one_vote_per_participant")]

    def __str__(self) -> str:
        return f"{self.registration}: {self.question}"
