"""The law's terms and due dates for machines: public, read-only, in the caller's language."""

import re
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.models import Agency
from agencies.states import Role
from deadlines.calculator import Answer, Extended, MomentNeeded, NoExtension, YearNotCounted, find_due_date
from deadlines.law import TERMS
from deadlines.queries import DayView
from deadlines.states import Starts
from deadlines.terms import Extension
from kernel.workdays import DayRole, Direction, Unit

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(?P<offset>Z|[+-]\d\d:\d\d)?", re.ASCII)
UNESCAPED_PLUS = re.compile(r" (?=\d\d:\d\d$)")  # a bare "+" in an address arrives as a space


@extend_schema_field(OpenApiTypes.STR)
class StartField(serializers.Field[date | datetime, str, Any, Any]):
    """A day, or a moment with its offset from UTC."""

    default_error_messages = {
        "shape": gettext_lazy("Write a day as 2026-03-19, or a moment with its offset as 2026-03-19T09:30:00+05:00."),
        "naive": gettext_lazy("A moment needs its offset from UTC, as in 2026-03-19T09:30:00+05:00."),
        "impossible": gettext_lazy("There is no such day or time."),
    }

    def to_internal_value(self, data: str) -> date | datetime:
        text = UNESCAPED_PLUS.sub("+", data)
        moment = MOMENT.fullmatch(text)
        if not moment and not DAY.fullmatch(text):
            self.fail("shape")
        if moment and not moment["offset"]:
            self.fail("naive")
        try:
            return datetime.fromisoformat(text) if moment else date.fromisoformat(text)
        except ValueError:
            self.fail("impossible")


class DueDateQuestion(serializers.Serializer[Any]):
    term = serializers.CharField(max_length=60, help_text="The code of a term: see /api/v1/terms/.")
    start = StartField(help_text="A day, or a moment with its offset. A moment is read in local time.")
    agency = serializers.SlugRelatedField(
        slug_field="slug",
        queryset=Agency.objects.filter(is_active=True),
        required=False,
        error_messages={"does_not_exist": gettext_lazy("There is no agency with this address: {value}.")},
        help_text="An agency by its address on the portal; without one the country's calendar is used.",
    )
    extended = serializers.BooleanField(default=False, help_text="Whether the longest lawful extension is added.")

    def validate_term(self, code: str) -> str:
        if code not in TERMS.codes:
            raise ValidationError(
                _("There is no term %(code)s. The terms are: %(codes)s.")
                % {"code": code, "codes": ", ".join(sorted(TERMS.codes))}
            )
        return code

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise ValidationError({name: [_("There is no such parameter.")] for name in unknown})
        return attrs


class DaySerializer(serializers.Serializer[DayView]):
    on = serializers.DateField()
    role = serializers.ChoiceField(choices=[role.value for role in DayRole])
    number = serializers.IntegerField(allow_null=True, help_text="The day of the term that it is, from 1.")
    name = serializers.CharField(source="reason", help_text="What makes the day unlike its weekday; may be empty.")
    act = serializers.CharField(help_text="By which act; may be empty.")


class LawfulExtensionSerializer(serializers.Serializer[Extension]):
    """Once only, on the ground that the law names."""

    amount = serializers.IntegerField()
    unit = serializers.ChoiceField(choices=[unit.value for unit in Unit])
    by = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), help_text="Who decides it.")
    ground = serializers.CharField()
    notice_term = serializers.CharField(source="notice", help_text="The term in which the requester is told.")
    from_decision = serializers.BooleanField(help_text="Counted from its decision; else from the end of the term.")


class ExtensionSerializer(serializers.Serializer[Extended]):
    possible = serializers.BooleanField()
    law = LawfulExtensionSerializer(allow_null=True)
    due_on = serializers.DateField(allow_null=True)
    days = DaySerializer(many=True)


class TermSerializer(serializers.Serializer[Any]):
    """Of whatever has a `term`."""

    term = serializers.CharField(source="term.code")
    title = serializers.CharField(source="term.title")
    act = serializers.CharField(source="term.act")
    article = serializers.CharField(source="term.article", help_text="Empty where the act is known from reports only.")
    source = serializers.CharField(  # type: ignore[assignment]  # a field of the answer, taken off the class by DRF
        source="term.source", help_text="Act and article, for people."
    )
    amount = serializers.IntegerField(source="term.length")
    unit = serializers.ChoiceField(source="term.unit", choices=[unit.value for unit in Unit])
    starts = serializers.ChoiceField(source="term.starts", choices=[starts.value for starts in Starts])
    direction = serializers.ChoiceField(source="term.direction", choices=[way.value for way in Direction])
    in_force_from = serializers.DateField(source="term.in_force_from")
    in_force_until = serializers.DateField(source="term.in_force_until", allow_null=True)


class ListedTermSerializer(TermSerializer):
    extension = LawfulExtensionSerializer(source="term.extension", allow_null=True)


class DueDateSerializer(TermSerializer):
    in_force = serializers.BooleanField(help_text="Whether the law was in force on the day of the start.")
    start_on = serializers.DateField()
    base_on = serializers.DateField(help_text="The end of the term itself, before any extension.")
    due_on = serializers.DateField(help_text="The final day: the extension is in it, if it was asked for.")
    due_at = serializers.SerializerMethodField(help_text="The last moment that is still in time.")
    extension = ExtensionSerializer()
    days = DaySerializer(many=True, help_text="Every day from the start to the end of the term itself.")
    text = serializers.CharField(help_text="The answer in one breath.")

    @extend_schema_field(OpenApiTypes.DATETIME)
    def get_due_at(self, answer: Answer) -> str:
        return answer.due_at.isoformat(timespec="seconds")


@extend_schema(operation_id="terms", responses={200: ListedTermSerializer(many=True)})
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
def terms(request: Request) -> Response:
    """Every term of the law that the portal counts, each version with the day it is in force from."""
    return Response(ListedTermSerializer([{"term": term} for term in TERMS], many=True).data)


@extend_schema(
    operation_id="due_date",
    parameters=[DueDateQuestion],
    responses={
        200: DueDateSerializer,
        400: OpenApiResponse(OpenApiTypes.OBJECT, "What is wrong, by parameter, in the language of the caller."),
    },
)
@api_view(["GET"])
@authentication_classes([])
@permission_classes([AllowAny])
def due_date(request: Request) -> Response:
    """When a term ends, with every counted and skipped day and the reason why."""
    question = DueDateQuestion(data=request.query_params)
    question.is_valid(raise_exception=True)
    return Response(DueDateSerializer(_answer(**question.validated_data)).data)


def _answer(term: str, start: date | datetime, extended: bool, agency: Agency | None = None) -> Answer:
    try:
        return find_due_date(term, start, agency=agency, extended=extended)
    except MomentNeeded:
        raise ValidationError(
            {"start": [_("This term is counted in hours. Write the moment, as in 2026-03-19T09:30:00+05:00.")]}
        ) from None
    except YearNotCounted as error:
        raise ValidationError({"start": [error.sentence]}) from None
    except NoExtension:
        raise ValidationError({"extended": [_("The law knows no extension of this term.")]}) from None
