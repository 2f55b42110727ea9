"""Published answers: open to everybody, searched as on the pages."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny

from accounts.models import Language
from deadlines.moments import MomentFilter
from inquiries.models import Publication
from inquiries.models.publication import PublicationQuerySet
from inquiries.search import LONGEST, find_published


class AnswerFilter(django_filters.FilterSet):  # type: ignore[misc]  # untyped
    words = django_filters.CharFilter(method="filter_words", max_length=LONGEST, help_text="Full text.")
    agency = django_filters.CharFilter(field_name="agency__slug", help_text="An agency by its address on the portal.")
    language = django_filters.ChoiceFilter(choices=Language.choices)
    published_after = MomentFilter(field_name="published_at", lookup_expr="gte")
    published_before = MomentFilter(field_name="published_at", lookup_expr="lt")

    def filter_words(self, queryset: QuerySet[Publication], name: str, value: str) -> PublicationQuerySet:
        return find_published(value, at=timezone.now())


class PublishedAnswerSerializer(serializers.Serializer[Publication]):
    agency = serializers.SlugField(source="agency.slug")
    url = serializers.CharField(source="get_absolute_url")
    language = serializers.CharField()
    subject = serializers.CharField()
    question = serializers.CharField()
    answer = serializers.CharField()
    answered_on = serializers.DateField()
    published_at = serializers.DateTimeField()


class Pages(PageNumberPagination):
    page_size = 50


class PublishedAnswers(ListAPIView[Any]):
    """Answered questions that everybody may read, the best match or the newest first."""

    authentication_classes = []
    permission_classes = [AllowAny]
    serializer_class = PublishedAnswerSerializer
    filterset_class = AnswerFilter
    pagination_class = Pages

    def get_queryset(self) -> PublicationQuerySet:
        return find_published("", at=timezone.now())
