"""Announced events, open to everybody. Nothing here is about whoever takes part."""

from typing import Any

import django_filters
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny

from briefings.models import Event
from briefings.models.events import EventQuerySet
from briefings.queries import Wanted, public_events
from briefings.states import Entry, EventKind, EventState
from deadlines.moments import MomentFilter

PUBLIC_STATES = [choice for choice in EventState.choices if choice[0] != EventState.DRAFT]


class EventFilter(django_filters.FilterSet):
    agency = django_filters.CharFilter(field_name="agency__slug", help_text="An agency by its address on the portal.")
    kind = django_filters.ChoiceFilter(choices=EventKind.choices)
    state = django_filters.ChoiceFilter(choices=PUBLIC_STATES)
    until = MomentFilter(field_name="starts_at", lookup_expr="lt", help_text="Begins before this moment.")


EventFilter.base_filters["from"] = MomentFilter(  # a word of Python's own, and so no name for an attribute
    field_name="ends_at", lookup_expr="gt", help_text="Has not ended at this moment."
)


class EventSerializer(serializers.Serializer[Event]):
    """`sequence` grows with every change that calendars show; a cancelled event stays, and says so."""

    id = serializers.IntegerField(source="pk")
    uid = serializers.UUIDField()
    sequence = serializers.IntegerField()
    agency = serializers.SlugField(source="agency.slug")
    kind = serializers.ChoiceField(choices=EventKind.choices)
    state = serializers.ChoiceField(choices=PUBLIC_STATES)
    entry = serializers.ChoiceField(choices=Entry.choices, help_text="For whom it is.")
    name_kk = serializers.CharField()
    name_ru = serializers.CharField()
    name_en = serializers.CharField(help_text="May be empty.")
    summary_kk = serializers.CharField()
    summary_ru = serializers.CharField()
    summary_en = serializers.CharField(help_text="May be empty.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    place_kk = serializers.SerializerMethodField(help_text="Empty for an event that is only streamed.")
    place_ru = serializers.SerializerMethodField()
    stream_url = serializers.CharField(help_text="May be empty.")
    languages = serializers.ListField(child=serializers.CharField())
    interpretation = serializers.ListField(child=serializers.CharField())
    registration_until_at = serializers.DateTimeField(allow_null=True, help_text="Null: until it begins.")
    changed_at = serializers.DateTimeField()
    url = serializers.CharField(source="get_absolute_url", help_text="The page of the event on the portal.")

    def get_place_kk(self, event: Event) -> str:
        return event.place_in("kk")

    def get_place_ru(self, event: Event) -> str:
        return event.place_in("ru")


class Pages(PageNumberPagination):
    page_size = 50


class Events(ListAPIView[Any]):
    """Events that were announced, in the order in which they take place."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = EventSerializer
    filterset_class = EventFilter
    pagination_class = Pages

    def get_queryset(self) -> EventQuerySet:
        return public_events(Wanted()).order_by("starts_at", "pk")
