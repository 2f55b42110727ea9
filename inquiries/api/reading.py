"""Inquiries for the agency's own machines and pages: read-only, and no row of another agency."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.pagination import CursorPagination
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from agencies.access import can_anywhere
from agencies.scoped_admin import signed_in
from agencies.states import Permission, Scope
from agencies.tokens import HasScope
from deadlines.clocks_api import ClockSerializer, OfficerSerializer
from deadlines.moments import MomentFilter
from inquiries.casework import Said, office_thread
from inquiries.models import Answer, Inquiry, InquiryQuerySet
from inquiries.queue import IS_OPEN, Row, rows
from inquiries.states import AnswerState, Outcome, Regime, State


class ViewsInquiries(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return can_anywhere(request.user, Permission.VIEW_INQUIRIES, at=timezone.now())


class InquiryFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    agency = django_filters.CharFilter(field_name="agency__slug", help_text="An agency by its address on the portal.")
    state = django_filters.ChoiceFilter(choices=State.choices)
    regime = django_filters.ChoiceFilter(choices=Regime.choices)
    assignee = django_filters.CharFilter(
        field_name="assignee__email", lookup_expr="iexact", help_text="The officer, by e-mail."
    )
    due_after = extend_schema_field(OpenApiTypes.DATETIME)(
        MomentFilter(field_name="due_at", lookup_expr="gte", help_text="Of the running clock.")
    )
    due_before = extend_schema_field(OpenApiTypes.DATETIME)(
        MomentFilter(field_name="due_at", lookup_expr="lt", help_text="Of the running clock.")
    )
    late = django_filters.BooleanFilter(method="filter_late", help_text="Whether its running clock has run out.")

    def filter_late(self, queryset: QuerySet[Inquiry], name: str, value: bool) -> QuerySet[Inquiry]:
        late = IS_OPEN & Q(due_at__lt=timezone.now())
        return queryset.filter(late) if value else queryset.exclude(late)


class InquirySerializer(serializers.Serializer[Row]):
    agency = serializers.SlugField(source="inquiry.agency.slug")
    number = serializers.CharField(source="inquiry.number")
    state = serializers.ChoiceField(source="inquiry.state", choices=State.choices)
    regime = serializers.ChoiceField(source="inquiry.regime", choices=Regime.choices)
    received_at = serializers.DateTimeField(source="inquiry.received_at")
    registered_on = serializers.DateField(source="inquiry.registered_on")
    name = serializers.CharField(source="inquiry.name")
    outlet = serializers.CharField(source="inquiry.outlet", help_text="May be empty.")
    language = serializers.CharField(source="inquiry.language")
    subject = serializers.CharField(source="inquiry.subject")
    assignee = OfficerSerializer(source="inquiry.assignee", allow_null=True)
    clock = ClockSerializer(allow_null=True)


class AnswerSerializer(serializers.Serializer[Answer]):
    at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    letter = serializers.CharField(source="letter.number", default=None, allow_null=True)
    by = OfficerSerializer(source="approved_by")
    text = serializers.CharField()


class OfficeSaidSerializer(serializers.Serializer[Said]):
    """`kind`: question, supplement, letter, clarification, spoken, unit, extension or note."""

    kind = serializers.CharField()
    title = serializers.CharField(help_text="For people.")
    who = serializers.CharField()
    at = serializers.DateTimeField()
    text = serializers.CharField()
    files = serializers.SerializerMethodField(help_text="Their names.")

    def get_files(self, said: Said) -> list[str]:
        return [attachment.file.name for attachment in said.files]


class InquiryDetailSerializer(InquirySerializer):
    text = serializers.CharField(source="inquiry.text")
    thread = serializers.SerializerMethodField(help_text="What was said, outside and inside the house, as it happened.")
    answers = serializers.SerializerMethodField(help_text="Sent, the oldest first; more than one after a reopening.")

    @extend_schema_field(OfficeSaidSerializer(many=True))
    def get_thread(self, row: Row) -> Any:
        return OfficeSaidSerializer(office_thread(row.inquiry, {}), many=True).data  # type: ignore[arg-type]  # a list

    @extend_schema_field(AnswerSerializer(many=True))
    def get_answers(self, row: Row) -> Any:
        sent = row.inquiry.answers.filter(state=AnswerState.SENT).select_related("approved_by", "letter")
        return AnswerSerializer(list(sent), many=True).data  # type: ignore[arg-type]  # a list of them


class NewestFirst(CursorPagination):
    ordering = ("-received_at", "-pk")


class InquiryList(ListAPIView[Any]):
    """The inquiries of the agencies in which you may see them, the newest first."""

    permission_classes = [HasScope(Scope.READ_INQUIRIES), ViewsInquiries]
    serializer_class = InquirySerializer
    filterset_class = InquiryFilter
    pagination_class = NewestFirst

    def get_queryset(self) -> InquiryQuerySet:
        return _visible(self.request)

    def paginate_queryset(self, queryset: Any) -> Any:
        page = super().paginate_queryset(queryset) or ()
        return rows(page, signed_in(self.request), at=timezone.now())


class InquiryDetail(RetrieveAPIView[Any]):
    """One inquiry, by its agency and number."""

    permission_classes = [HasScope(Scope.READ_INQUIRIES), ViewsInquiries]
    serializer_class = InquiryDetailSerializer
    filter_backends = ()

    def get_queryset(self) -> InquiryQuerySet:
        return _visible(self.request)

    def get_object(self) -> Row:
        inquiry = get_object_or_404(
            self.get_queryset(),
            agency__slug=self.kwargs["agency"],
            number=self.kwargs["number"],
        )
        return rows([inquiry], signed_in(self.request), at=timezone.now())[0]


def _visible(request: Request) -> InquiryQuerySet:
    visible = Inquiry.objects.visible_to(request.user, at=timezone.now())
    return visible.with_due_at().select_related("agency", "assignee")
