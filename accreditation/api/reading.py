"""Accreditation for the agency's own machines: read-only, and no row of another agency. Nobody's IIN leaves by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
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

from accreditation.api.public import AGENCY, AnnouncedIntakeSerializer, IntakeFilter, OutletFilter, OutletSerializer
from accreditation.models import Accreditation, Application, Clock, Document, Intake, Outlet, Review
from accreditation.models.accreditations import AccreditationQuerySet
from accreditation.models.applications import ApplicationQuerySet
from accreditation.models.intakes import IntakeQuerySet
from accreditation.models.outlets import OutletQuerySet
from accreditation.states import (
    DocumentKind,
    Function,
    Ground,
    HolderState,
    IntakeState,
    Kind,
    ReviewKind,
    State,
    Verdict,
)
from agencies.access import can_anywhere
from agencies.states import Permission, Scope
from agencies.tokens import HasScope
from deadlines.clocks_api import ClockSerializer, OfficerSerializer
from deadlines.moments import MomentFilter
from deadlines.queries import ClockView, clock_views
from deadlines.states import RUNNING


class ViewsAccreditation(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return can_anywhere(request.user, Permission.VIEW_ACCREDITATION, at=timezone.now())


READERS: list[type[BasePermission]] = [HasScope(Scope.READ_ACCREDITATION), ViewsAccreditation]


@dataclass(frozen=True)
class Row:
    """An application with the clock that runs on it."""

    application: Application
    clock: ClockView | None


def rows(applications: Sequence[Application], *, at: datetime) -> list[Row]:
    """One query for all clocks."""
    links = Clock.objects.filter(application__in=applications, duty__state__in=RUNNING).select_related("duty__agency")
    duties = {link.application_id: link.duty for link in links.order_by("pk")}
    views = clock_views(list(duties.values()), at=at)
    clocks = {key: views[duty.pk] for key, duty in duties.items()}
    return [Row(application, clocks.get(application.pk)) for application in applications]


class ApplicationFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    agency = django_filters.CharFilter(field_name="agency__slug", help_text=AGENCY)
    state = django_filters.ChoiceFilter(choices=State.choices)
    intake = django_filters.NumberFilter(field_name="intake", min_value=0, max_value=2**31 - 1)
    outlet = django_filters.NumberFilter(field_name="outlet", min_value=0, max_value=2**31 - 1)
    function = django_filters.ChoiceFilter(choices=Function.choices)
    submitted_after = extend_schema_field(OpenApiTypes.DATETIME)(
        MomentFilter(field_name="submitted_at", lookup_expr="gte")
    )
    submitted_before = extend_schema_field(OpenApiTypes.DATETIME)(
        MomentFilter(field_name="submitted_at", lookup_expr="lt")
    )


class NamedOutletSerializer(serializers.Serializer[Outlet]):
    id = serializers.IntegerField(source="pk")
    name = serializers.CharField()


class ApplicationSerializer(serializers.Serializer[Row]):
    agency = serializers.SlugField(source="application.agency.slug")
    number = serializers.CharField(source="application.number")
    state = serializers.ChoiceField(source="application.state", choices=State.choices)
    intake = serializers.IntegerField(source="application.intake_id")
    kind = serializers.ChoiceField(source="application.intake.kind", choices=Kind.choices)
    submitted_at = serializers.DateTimeField(source="application.submitted_at")
    outlet = NamedOutletSerializer(source="application.outlet")
    function = serializers.ChoiceField(source="application.function", choices=Function.choices)
    full_name = serializers.CharField(source="application.full_name")
    language = serializers.CharField(source="application.language")
    reviewer = OfficerSerializer(source="application.reviewer", allow_null=True)
    rank = serializers.IntegerField(source="application.rank", allow_null=True, help_text="On the waiting list.")
    decided_at = serializers.DateTimeField(source="application.decided_at", allow_null=True)
    ground = serializers.ChoiceField(
        source="application.ground", choices=Ground.choices, allow_blank=True, help_text="Of a refusal."
    )
    clock = ClockSerializer(allow_null=True)


class DocumentSerializer(serializers.Serializer[Document]):
    document = serializers.ChoiceField(source="kind", choices=DocumentKind.choices)
    name = serializers.CharField()
    accepted = serializers.BooleanField(allow_null=True, help_text="Null: nobody has looked yet.")
    remark = serializers.CharField()
    deleted_at = serializers.DateTimeField(allow_null=True)


class ReviewSerializer(serializers.Serializer[Review]):
    check = serializers.ChoiceField(source="kind", choices=ReviewKind.choices)
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    by = OfficerSerializer()
    at = serializers.DateTimeField()


class ApplicationDetailSerializer(ApplicationSerializer):
    position = serializers.CharField(source="application.position")
    email = serializers.EmailField(source="application.email")
    phone = serializers.CharField(source="application.phone")
    press_card = serializers.CharField(source="application.press_card")
    equipment = serializers.CharField(source="application.equipment")
    vehicle = serializers.CharField(source="application.vehicle")
    reason = serializers.CharField(source="application.reason")
    documents = DocumentSerializer(source="application.documents.all", many=True)
    reviews = ReviewSerializer(source="application.reviews.all", many=True)


class NewestFirst(CursorPagination):
    ordering = ("-submitted_at", "-pk")


class ApplicationList(ListAPIView[Any]):
    """Applications to the agencies in which you may see them, the newest first."""

    permission_classes = READERS
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter
    pagination_class = NewestFirst

    def get_queryset(self) -> ApplicationQuerySet:
        return _applications(self.request)

    def paginate_queryset(self, queryset: Any) -> Any:
        return rows(super().paginate_queryset(queryset) or (), at=timezone.now())


class ApplicationDetail(RetrieveAPIView[Any]):
    """One application, by its agency and number, with its documents and checks."""

    permission_classes = READERS
    serializer_class = ApplicationDetailSerializer
    filter_backends = ()

    def get_queryset(self) -> ApplicationQuerySet:
        return _applications(self.request).prefetch_related("documents", "reviews__by")

    def get_object(self) -> Row:
        named = {"agency__slug": self.kwargs["agency"], "number": self.kwargs["number"]}
        return rows([get_object_or_404(self.get_queryset(), **named)], at=timezone.now())[0]


def _applications(request: Request) -> ApplicationQuerySet:
    visible = Application.objects.visible_to(request.user, at=timezone.now())
    return visible.select_related("agency", "intake", "outlet", "reviewer")


class AccreditationFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    agency = django_filters.CharFilter(field_name="agency__slug", help_text=AGENCY)
    state = django_filters.ChoiceFilter(choices=HolderState.choices)
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    outlet = django_filters.NumberFilter(field_name="outlet", min_value=0, max_value=2**31 - 1)
    valid_on = django_filters.DateFilter(method="filter_valid_on", help_text="In force by its days.")

    def filter_valid_on(self, queryset: QuerySet[Accreditation], name: str, value: Any) -> QuerySet[Accreditation]:
        return queryset.filter(valid_from_on__lte=value, valid_until_on__gte=value)


class AccreditationSerializer(serializers.Serializer[Accreditation]):
    agency = serializers.SlugField(source="agency.slug")
    application = serializers.CharField(source="application.number")
    state = serializers.ChoiceField(choices=HolderState.choices)
    kind = serializers.ChoiceField(choices=Kind.choices)
    outlet = NamedOutletSerializer()
    function = serializers.ChoiceField(choices=Function.choices)
    full_name = serializers.CharField()
    valid_from_on = serializers.DateField()
    valid_until_on = serializers.DateField()
    zones = serializers.ListField(child=serializers.IntegerField())
    limits = serializers.CharField()
    deprived_until_on = serializers.DateField(allow_null=True)


class NewestAccreditationFirst(CursorPagination):
    ordering = ("-valid_from_on", "-pk")


class AccreditationList(ListAPIView[Any]):
    """Accreditations by the agencies in which you may see them, the newest first."""

    permission_classes = READERS
    serializer_class = AccreditationSerializer
    filterset_class = AccreditationFilter
    pagination_class = NewestAccreditationFirst

    def get_queryset(self) -> AccreditationQuerySet:
        visible = Accreditation.objects.visible_to(self.request.user, at=timezone.now())
        return visible.select_related("agency", "application", "outlet")


class OwnIntakeFilter(IntakeFilter):
    state = django_filters.ChoiceFilter(choices=IntakeState.choices)


class NewestIntakeFirst(CursorPagination):
    ordering = ("-opens_at", "-pk")


class IntakeList(ListAPIView[Any]):
    """Intakes of the agencies in which you may see them, drafts and cancelled ones too."""

    permission_classes = READERS
    serializer_class = AnnouncedIntakeSerializer
    filterset_class = OwnIntakeFilter
    pagination_class = NewestIntakeFirst

    def get_queryset(self) -> IntakeQuerySet:
        return Intake.objects.visible_to(self.request.user, at=timezone.now()).select_related("agency")


class OfficersOutletSerializer(OutletSerializer):
    """With what officers keep beside the public register."""

    bin = serializers.CharField()
    owner = serializers.CharField()
    chief_editor = serializers.CharField()
    address = serializers.CharField()
    email = serializers.CharField()
    phone = serializers.CharField()
    merged_into = serializers.IntegerField(source="merged_into_id", allow_null=True)


class ByName(CursorPagination):
    ordering = ("name_ru", "pk")


class OutletList(ListAPIView[Any]):
    """Outlets of the whole country, with what officers keep of them; those merged into another too."""

    permission_classes = READERS
    serializer_class = OfficersOutletSerializer
    filterset_class = OutletFilter
    pagination_class = ByName

    def get_queryset(self) -> OutletQuerySet:
        return Outlet.objects.all()
