"""Announced intakes and the register of outlets, open to everybody. Nothing here is about a person."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny

from accounts.models import Language
from accreditation.models import Intake, Outlet
from accreditation.models.intakes import IntakeQuerySet
from accreditation.models.outlets import OutletQuerySet
from accreditation.states import IntakeState, Kind, OutletKind, RegisterStatus

SEARCHED = ("name_kk", "name_ru", "name_en", "certificate_number")
AGENCY = "An agency by its address on the portal."


def having_words(queryset: QuerySet[Any], words: str) -> QuerySet[Any]:
    either = Q(pk__in=())
    for name in SEARCHED:
        either |= Q(**{f"{name}__icontains": words})
    return queryset.filter(either)


class OutletFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    words = django_filters.CharFilter(method="filter_words", max_length=300, help_text="In a name or the certificate.")
    kind = django_filters.ChoiceFilter(choices=OutletKind.choices)
    status = django_filters.ChoiceFilter(field_name="register_status", choices=RegisterStatus.choices)
    language = django_filters.ChoiceFilter(choices=Language.choices, method="filter_language")
    foreign = django_filters.BooleanFilter(field_name="is_foreign")

    def filter_words(self, queryset: QuerySet[Outlet], name: str, value: str) -> QuerySet[Outlet]:
        return having_words(queryset, value)

    def filter_language(self, queryset: QuerySet[Outlet], name: str, value: str) -> QuerySet[Outlet]:
        return queryset.filter(languages__contains=[value])


class OutletSerializer(serializers.Serializer[Outlet]):
    """As the public register has it: no owner, no editor, no contacts."""

    id = serializers.IntegerField(source="pk")
    name_kk = serializers.CharField()
    name_ru = serializers.CharField()
    name_en = serializers.CharField(help_text="May be empty.")
    kind = serializers.ChoiceField(choices=OutletKind.choices)
    certificate_number = serializers.CharField(help_text="May be empty.")
    certificate_on = serializers.DateField(allow_null=True)
    languages = serializers.ListField(child=serializers.CharField())
    territory = serializers.CharField()
    is_nationwide = serializers.BooleanField()
    site = serializers.CharField()
    is_foreign = serializers.BooleanField()
    register_status = serializers.ChoiceField(choices=RegisterStatus.choices)
    register_checked_on = serializers.DateField(allow_null=True)


class IntakeFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    agency = django_filters.CharFilter(field_name="agency__slug", help_text=AGENCY)
    kind = django_filters.ChoiceFilter(choices=Kind.choices)
    open = django_filters.BooleanFilter(
        method="filter_open", help_text="Whether applications are taken at this moment."
    )

    def filter_open(self, queryset: IntakeQuerySet, name: str, value: bool) -> IntakeQuerySet:
        accepting = Intake.objects.accepting(at=timezone.now()).values("pk")
        return queryset.filter(pk__in=accepting) if value else queryset.exclude(pk__in=accepting)


class AnnouncedIntakeSerializer(serializers.Serializer[Intake]):
    id = serializers.IntegerField(source="pk")
    agency = serializers.SlugField(source="agency.slug")
    kind = serializers.ChoiceField(choices=Kind.choices)
    state = serializers.ChoiceField(choices=IntakeState.choices)
    name_kk = serializers.CharField()
    name_ru = serializers.CharField()
    name_en = serializers.CharField(help_text="May be empty.")
    text_kk = serializers.CharField()
    text_ru = serializers.CharField()
    is_strategic = serializers.BooleanField()
    opens_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField(allow_null=True)
    event_from_at = serializers.DateTimeField(allow_null=True)
    event_until_at = serializers.DateTimeField(allow_null=True)
    url = serializers.CharField(source="get_absolute_url", help_text="The page of the intake on the portal.")


class Pages(PageNumberPagination):
    page_size = 50


class Outlets(ListAPIView[Any]):
    """The register of outlets. Those that were found to be the same as another are left out."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = OutletSerializer
    filterset_class = OutletFilter
    pagination_class = Pages

    def get_queryset(self) -> OutletQuerySet:
        return Outlet.objects.standing()


class Intakes(ListAPIView[Any]):
    """Intakes that were announced, the newest first."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = AnnouncedIntakeSerializer
    filterset_class = IntakeFilter
    pagination_class = Pages

    def get_queryset(self) -> IntakeQuerySet:
        return Intake.objects.announced().select_related("agency")
