"""Questions to an event: a participant asks, sees what others ask, and votes."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from briefings.forms.questions import QuestionForm
from briefings.models import Question, Registration
from briefings.services.questions import (
    QuestionsClosed,
    TooManyQuestions,
    ask_question,
    takes_questions,
    vote_for_question,
)
from briefings.states import ACTIVE
from briefings.views.doors import behind_the_secret


@behind_the_secret
def questions(request: HttpRequest, registration: Registration) -> HttpResponse:
    """POST asks, or votes for a question of another (`vote`)."""
    if request.method != "POST":
        return _page(request, registration, QuestionForm())
    if "vote" in request.POST:
        return _vote(request, registration)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            ask_question(registration=registration, **form.said, at=timezone.now())
        except QuestionsClosed:
            form.add_error(None, _("The event takes no questions any more. Your question was not sent."))
        except TooManyQuestions:
            form.add_error(None, _("You have asked five questions that nobody has decided yet. Wait for one of them."))
        else:
            messages.success(request, _("Your question was sent to the moderator."))
            return redirect(_address(registration))
    return _page(request, registration, form, HTTPStatus.OK if form.errors else HTTPStatus.CONFLICT)


def _vote(request: HttpRequest, registration: Registration) -> HttpResponse:
    wanted = request.POST["vote"][:18]
    number = int(wanted) if wanted.isdecimal() else 0
    if question := Question.objects.filter(event=registration.event_id, pk=number).first():
        vote_for_question(question=question, registration=registration)
    return redirect(_address(registration))


def _address(registration: Registration) -> str:
    return reverse("briefings:questions", args=[registration.event_id, registration.secret])


def _page(
    request: HttpRequest, registration: Registration, form: QuestionForm, status: int = HTTPStatus.OK
) -> HttpResponse:
    event = registration.event
    own = registration.questions.select_related("inquiry").order_by("-asked_at", "-pk")
    voted = set(registration.votes.values_list("question", flat=True))
    others = Question.objects.filter(event=event).shown().in_order().exclude(registration=registration)
    context = {
        "registration": registration,
        "event": event,
        "form": form,
        "own": own,
        "others": [(question, question.pk in voted) for question in others],
        "may_ask": takes_questions(event) and registration.state in ACTIVE,
    }
    return render(request, "briefings/questions.html", context, status=status)
