"""Answered questions for everybody: list and search, one answer, its files, and offers while somebody types."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Language
from agencies.limits import too_often
from agencies.models import Agency
from documents.downloads import file_response
from inquiries.limits import is_within
from inquiries.models import Publication, PublishedFile
from inquiries.search import find_published, frequently_requested, offers

PER_PAGE = 20


class SearchForm(forms.Form):
    words = forms.CharField(label=_("Search"), max_length=300, required=False)
    agency = forms.ModelChoiceField(
        label=_("Body"),
        queryset=Agency.objects.filter(is_active=True),
        to_field_name="slug",
        required=False,
        empty_label=_("All"),
    )
    language = forms.ChoiceField(label=_("Language"), choices=[("", _("All")), *Language.choices], required=False)


@require_safe
def published_answers(request: HttpRequest) -> HttpResponse:
    form, at = SearchForm(request.GET or None), timezone.now()
    nothing: dict[str, Any] = {"words": "", "agency": None, "language": ""}
    chosen = form.cleaned_data if form.is_valid() else nothing
    found = find_published(chosen["words"], agency=chosen["agency"], language=chosen["language"], at=at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    frequent = [] if chosen["words"] else frequently_requested(agency=chosen["agency"], at=at)
    context = {"form": form, "page": page, "frequent": frequent, "words": chosen["words"]}
    return render(request, "inquiries/published/list.html", context)


@require_safe
def published_answer(request: HttpRequest, pk: int) -> HttpResponse:
    publication = _published(pk)
    context = {"publication": publication, "files": publication.files.exclude(file=None).select_related("file")}
    return render(request, "inquiries/published/answer.html", context)


@require_safe
def published_file(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """The blacked out file, never the original."""
    found = get_object_or_404(PublishedFile.objects.select_related("file__agency"), publication=_published(pk), pk=file)
    if found.file is None:
        raise Http404
    return file_response(found.file, by=None, at=timezone.now())


@require_safe
def offer(request: HttpRequest) -> HttpResponse:
    """A piece of a page: published answers to what somebody is typing."""
    if not is_within(request, "lookup"):
        return too_often(request)
    form = SearchForm(request.GET)
    found = []
    if form.is_valid():
        language = form.cleaned_data["language"] or get_language() or "kk"
        agency = form.cleaned_data["agency"]
        found = offers(form.cleaned_data["words"], agency=agency, language=language, at=timezone.now())
    return render(request, "inquiries/published/offers.html", {"offers": found})


def _published(pk: int) -> Publication:
    return get_object_or_404(Publication.objects.published(at=timezone.now()).select_related("agency"), pk=pk)
