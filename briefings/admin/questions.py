"""Questions at an event, for its moderator: let through, answered, declined, or put in writing."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies.access import can
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from briefings.admin.shared import find_event
from briefings.forms.questions import DeclineForm
from briefings.models import Event, Question
from briefings.services.questions import (
    QuestionMoved,
    accept_question,
    answer_question,
    decline_question,
    put_in_writing,
)
from briefings.states import QUESTION_LIFECYCLE, QUESTION_OPEN, QuestionState
from kernel.lifecycle import IllegalMove

LIST = "admin:briefings_event_questions"
MOVES: Mapping[str, tuple[str | Promise, Callable[..., Question]]] = {
    "accept": (gettext_lazy("Let through"), accept_question),
    "answer": (gettext_lazy("Answered at the event"), answer_question),
    "put_in_writing": (gettext_lazy("Answer in writing"), put_in_writing),
}


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, find_event(request, pk))


@require_POST
def decide(request: HttpRequest, pk: int, question: int, move: str) -> HttpResponse:
    event, at, user = find_event(request, pk), timezone.now(), signed_in(request)
    if not can(user, Permission.RUN_EVENTS, event.agency, at=at):
        raise PermissionDenied
    known = Question.objects.select_related("event__agency", "event__room", "registration__user")
    found: Question = get_object_or_404(known, event=event, pk=question)
    try:
        if move == "decline":
            form = DeclineForm(request.POST)
            if not form.is_valid():
                return _page(request, event, form, found, HTTPStatus.OK)
            decline_question(question=found, reason=form.cleaned_data["reason"], by=user, at=at)
            messages.success(request, _("Declined; the asker is told why."))
        elif move in MOVES:
            decided = MOVES[move][1](question=found, by=user, at=at)
            messages.success(request, _said(decided))
        else:
            raise Http404
    except (QuestionMoved, IllegalMove):
        messages.error(request, _("Somebody was faster: the question is decided already."))
    return redirect(LIST, pk)


def _said(question: Question) -> str:
    if question.inquiry:
        words = _("It is inquiry %(number)s now, with its own clock; the asker is told.")
        return words % {"number": question.inquiry.number}
    return _("Done.")


def _page(
    request: HttpRequest,
    event: Event,
    form: DeclineForm | None = None,
    declined: Question | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    runs = can(request.user, Permission.RUN_EVENTS, event.agency, at=timezone.now())
    rows = Question.objects.filter(event=event).in_order().select_related("registration", "inquiry__agency")
    context = {
        "title": _("Questions"),
        "event": event,
        "open": [(question, _moves(question) if runs else []) for question in rows if question.state in QUESTION_OPEN],
        "decided": [question for question in rows if question.state not in QUESTION_OPEN],
        "runs": runs,
        "form": form or DeclineForm(auto_id=False),
        "declined": declined,
    }
    with timezone.override(event.agency.zone):
        context = admin.site.each_context(request) | context
        return render(request, "admin/briefings/questions.html", context, status=status)


def _moves(question: Question) -> list[tuple[str, Any]]:
    state = QuestionState(question.state)
    return [(move, words) for move, (words, _make) in MOVES.items() if QUESTION_LIFECYCLE.allows(move, state)]
