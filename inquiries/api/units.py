"""What press offices ask the units of whoever calls: reading, acknowledging, answering."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from agencies.idempotency import idempotent
from agencies.scoped_admin import signed_in
from agencies.states import Scope
from agencies.tokens import HasScope
from deadlines.clocks_api import ClockSerializer
from inquiries.api.answers import Pages
from inquiries.api.files import FileSerializer, uploads
from inquiries.models import UnitReply, UnitRequest
from inquiries.services import acknowledge_request, reply_to_request
from inquiries.states import UnitRequestState
from inquiries.unit_work import UnitTask, requests_to, unit_tasks

PERMISSIONS: list[type[BasePermission]] = [HasScope(Scope.WRITE_INQUIRIES), IsAuthenticated]


class UnitRequestFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    agency = django_filters.CharFilter(field_name="inquiry__agency__slug", help_text="An agency by its address here.")
    number = django_filters.CharFilter(field_name="inquiry__number", help_text="Of the inquiry.")
    state = django_filters.ChoiceFilter(choices=UnitRequestState.choices)


class UnitReplySerializer(serializers.Serializer[UnitReply]):
    at = serializers.DateTimeField()
    by = serializers.CharField()
    text = serializers.CharField()
    returned_for = serializers.CharField(help_text="What was missing, if it was returned.")


class UnitRequestSerializer(serializers.Serializer[UnitTask]):
    id = serializers.IntegerField(source="request.pk")
    agency = serializers.SlugField(source="request.inquiry.agency.slug")
    number = serializers.CharField(source="request.inquiry.number")
    unit = serializers.CharField(source="request.unit.name")
    subject = serializers.CharField(source="request.inquiry.subject")
    question = serializers.CharField(source="request.question")
    state = serializers.ChoiceField(source="request.state", choices=UnitRequestState.choices)
    asked_at = serializers.DateTimeField(source="request.asked_at")
    acknowledged_at = serializers.DateTimeField(source="request.acknowledged_at", allow_null=True)
    clock = ClockSerializer()
    replies = UnitReplySerializer(source="request.replies.all", many=True)


class FactsSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=UnitReply._meta.get_field("text").max_length)
    files = FileSerializer(many=True, required=False)


class UnitRequests(ListAPIView[Any]):
    """What your units are asked, what waits first."""

    permission_classes = PERMISSIONS
    serializer_class = UnitRequestSerializer
    filterset_class = UnitRequestFilter
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[UnitRequest]:
        return requests_to(self.request.user, at=timezone.now()).prefetch_related("replies__by")

    def paginate_queryset(self, queryset: Any) -> Any:
        return unit_tasks(super().paginate_queryset(queryset) or (), at=timezone.now())


class UnitAcknowledgement(APIView):
    """Let the press office know that you have read it."""

    permission_classes = PERMISSIONS

    @extend_schema(operation_id="acknowledge_unit_request", request=None, responses=UnitRequestSerializer)
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        acknowledge_request(request=_asked(request, pk), by=signed_in(request), at=timezone.now())
        return _told(request, pk)


class UnitAnswer(APIView):
    """Answer with words and files, once; a returned answer may be given anew."""

    permission_classes = PERMISSIONS

    @extend_schema(operation_id="answer_unit_request", request=FactsSerializer, responses={201: UnitRequestSerializer})
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        asked, serializer = _asked(request, pk), FactsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        said = serializer.validated_data
        files = uploads(said.get("files", ()))
        reply_to_request(request=asked, text=said["text"], files=files, by=signed_in(request), at=timezone.now())
        return _told(request, pk, status.HTTP_201_CREATED)


def _asked(request: Request, pk: int) -> UnitRequest:
    return get_object_or_404(requests_to(request.user, at=timezone.now()), pk=pk)


def _told(request: Request, pk: int, code: int = status.HTTP_200_OK) -> Response:
    task = unit_tasks([_asked(request, pk)], at=timezone.now())[0]
    return Response(UnitRequestSerializer(task).data, code)
