"""Asking, following and writing on by machine: the questions of the pages in one call, behind the same secret."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import NotFound, Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Language, User
from agencies.idempotency import idempotent
from agencies.states import Scope
from agencies.tokens import HasScope
from deadlines.queries import ClockState
from inquiries import queries
from inquiries.api.files import FileSerializer, uploads
from inquiries.asking import CHECK, FILES, FORMS, Asking
from inquiries.limits import is_within
from inquiries.models import Inquiry
from inquiries.rules import Wish
from inquiries.services import Origin, complain, receive_inquiry, supplement_inquiry, withdraw_inquiry
from inquiries.states import AskerKind, Medium, Regime, Source, State


class QuestionSerializer(serializers.Serializer[Any]):
    """What each law wants beside these is asked for by name, in an error that says so."""

    agency = serializers.CharField(max_length=60, help_text="An agency by its address on the portal.")
    asker = serializers.ChoiceField(choices=AskerKind.choices)
    wish = serializers.ChoiceField(choices=Wish.choices, help_text="The law follows from it and from who asks.")
    name = serializers.CharField(max_length=200)
    email = serializers.EmailField()
    phone = serializers.CharField(max_length=40, required=False)
    outlet = serializers.CharField(max_length=300, required=False, help_text="Outlet or organisation.")
    address = serializers.CharField(max_length=300, required=False)
    iin = serializers.CharField(max_length=12, required=False)
    has_no_iin = serializers.BooleanField(required=False, help_text="A foreigner.")
    bin = serializers.CharField(max_length=12, required=False)
    outgoing_number = serializers.CharField(max_length=60, required=False)
    outgoing_on = serializers.DateField(required=False)
    signer_name = serializers.CharField(max_length=200, required=False)
    signer_position = serializers.CharField(max_length=200, required=False)
    medium = serializers.ChoiceField(choices=Medium.choices, required=False, help_text="Of an interview.")
    speaker = serializers.CharField(max_length=200, required=False)
    wished = serializers.CharField(max_length=300, required=False)
    language = serializers.ChoiceField(choices=Language.choices)
    subject = serializers.CharField(max_length=200)
    text = serializers.CharField(max_length=10_000)
    files = FileSerializer(many=True, required=False)


class AskedSerializer(serializers.Serializer[Inquiry]):
    number = serializers.CharField()
    code = serializers.CharField(source="secret", help_text="Number and code open the case. Keep it.")
    regime = serializers.ChoiceField(choices=Regime.choices)
    registered_on = serializers.DateField()
    due_on = serializers.DateField(source="main_clock.due_on")
    url = serializers.CharField(source="get_absolute_url", help_text="The page of the case on the portal.")


class SaidSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(help_text="question, supplement, spoken, or the kind of the letter.")
    who = serializers.CharField()
    at = serializers.DateTimeField()
    text = serializers.CharField()
    letter = serializers.CharField(source="letter.number", default=None, allow_null=True)
    verify_url = serializers.CharField(source="letter.get_absolute_url", default=None, allow_null=True)
    files = serializers.ListField(child=serializers.CharField())


class CaseSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(source="inquiry.number")
    state = serializers.ChoiceField(source="inquiry.state", choices=State.choices)
    regime = serializers.ChoiceField(source="inquiry.regime", choices=Regime.choices)
    clock = serializers.ChoiceField(source="clock.state", choices=[state.value for state in ClockState])
    due_on = serializers.DateField(source="clock.due_on")
    words = serializers.CharField(source="clock.words")
    question = serializers.CharField(
        source="open_question.question", default=None, allow_null=True, help_text="What the office asks back."
    )
    answer_until = serializers.DateField(source="open_question.until_on", default=None, allow_null=True)
    may_withdraw = serializers.BooleanField()
    may_complain = serializers.SerializerMethodField()
    thread = SaidSerializer(many=True)

    def get_may_complain(self, case: queries.CaseView) -> bool:
        return case.remedy is not None


class WordsSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=10_000)
    files = FileSerializer(many=True, required=False)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=2_000, required=False, allow_blank=True, default="")


class Questions(APIView):
    """Ask a body. An `Idempotency-Key` makes a repeated call harmless."""

    permission_classes = [HasScope(Scope.WRITE_INQUIRIES), AllowAny]

    @extend_schema(operation_id="ask", request=QuestionSerializer, responses={201: AskedSerializer})
    @idempotent
    def post(self, request: Request) -> Response:
        said = _valid(QuestionSerializer(data=request.data))
        if not is_within(request._request, "question") or not is_within(
            request._request, "question_email", said["email"]
        ):
            raise Throttled
        user = request.user if isinstance(request.user, User) else None
        asking = _asked(said, user)
        inquiry = receive_inquiry(
            agency=asking.answers["agency"],
            asker=asking.asker,
            question=replace(asking.question, files=uploads(said.get("files", ()))),
            origin=Origin(Source.API),
            submission=uuid4(),
            by=user,
            at=timezone.now(),
        )
        return Response(AskedSerializer(inquiry).data, status.HTTP_201_CREATED)


class Question(APIView):
    """A case as its requester sees it."""

    permission_classes = [AllowAny]

    @extend_schema(operation_id="followed_case", responses=CaseSerializer)
    def get(self, request: Request, number: str, secret: str) -> Response:
        return _case(_find(request, number, secret))


class Supplements(APIView):
    """Answer what the office asked back, or add something."""

    permission_classes = [HasScope(Scope.WRITE_INQUIRIES), AllowAny]

    @extend_schema(operation_id="add_to_case", request=WordsSerializer, responses={201: CaseSerializer})
    @idempotent
    def post(self, request: Request, number: str, secret: str) -> Response:
        inquiry, said = _find(request, number, secret), _valid(WordsSerializer(data=request.data))
        files = uploads(said.get("files", ()))
        supplement_inquiry(inquiry=inquiry, text=said["text"], files=files, by=None, at=timezone.now())
        return _case(_find(request, number, secret), status.HTTP_201_CREATED)


class Withdrawal(APIView):
    """Give the inquiry up."""

    permission_classes = [HasScope(Scope.WRITE_INQUIRIES), AllowAny]

    @extend_schema(operation_id="withdraw_case", request=ReasonSerializer, responses=CaseSerializer)
    @idempotent
    def post(self, request: Request, number: str, secret: str) -> Response:
        inquiry, said = _find(request, number, secret), _valid(ReasonSerializer(data=request.data))
        withdraw_inquiry(inquiry=inquiry, reason=said["reason"], by=None, at=timezone.now())
        return _case(_find(request, number, secret))


class Complaints(APIView):
    """Complain of the answer, the refusal, or the silence."""

    permission_classes = [HasScope(Scope.WRITE_INQUIRIES), AllowAny]

    @extend_schema(operation_id="complain", request=WordsSerializer, responses={201: AskedSerializer})
    @idempotent
    def post(self, request: Request, number: str, secret: str) -> Response:
        inquiry, said = _find(request, number, secret), _valid(WordsSerializer(data=request.data))
        files = uploads(said.get("files", ()))
        complaint = complain(
            inquiry=inquiry,
            text=said["text"],
            files=files,
            source=Source.API,
            submission=uuid4(),
            by=None,
            at=timezone.now(),
        )
        return Response(AskedSerializer(complaint).data, status.HTTP_201_CREATED)


def _valid(serializer: serializers.Serializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def _asked(said: Mapping[str, Any], user: User | None) -> Asking:
    """The forms of the pages, one after the other; ValidationError names what the first unhappy one misses."""
    asking = Asking(SessionBase(), user)
    typed = {name: _typed(value) for name, value in said.items() if name != "files" and value is not False}
    for step in (*FORMS, FILES):
        asking.keep(step, typed)
    if asking.gap != CHECK:
        errors = asking.form(asking.gap).errors
        raise ValidationError({name: [str(error) for error in found] for name, found in errors.items()})
    return asking


def _typed(value: Any) -> str:
    return "on" if value is True else str(value)


def _find(request: Request, number: str, secret: str) -> Inquiry:
    if not is_within(request._request, "reply" if request.method == "POST" else "lookup"):
        raise Throttled
    inquiry = queries.find_case(number, secret)
    if inquiry is None:
        raise NotFound
    return inquiry


def _case(inquiry: Inquiry, code: int = status.HTTP_200_OK) -> Response:
    return Response(CaseSerializer(queries.case_view(inquiry, at=timezone.now())).data, code)
