"""Preparing an answer for everybody: the words, the files, the areas to black out."""

from collections.abc import Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.forms import formset_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies.access import require
from agencies.scoped_admin import signed_in
from agencies.states import Permission
from documents.models import File
from documents.personal_data import Finding, find_personal_data
from documents.redaction import Area, NotRedactable, page_count, page_images, text_boxes
from inquiries.admin.case import find_case
from inquiries.models import Inquiry, Publication
from inquiries.services import (
    NotPublishable,
    PublicWords,
    black_out_file,
    draft_publication,
    publish_answer,
    withdraw_publication,
    withhold_file,
)
from inquiries.services.publishing import PDF, publishable_files, text_beside

FIELDS = ("subject", "question", "answer")


class PublicationForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    published_at = forms.DateTimeField(
        label=gettext_lazy("Publish from"),
        help_text=gettext_lazy("Now, or a later moment."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    checked = forms.BooleanField(
        label=gettext_lazy("I have read every word and every file: no personal data are left."),
        error_messages={"required": gettext_lazy("Read everything once more, then confirm.")},
    )

    class Meta:
        model = Publication
        fields = FIELDS
        widgets = {"question": forms.Textarea(attrs={"rows": 6}), "answer": forms.Textarea(attrs={"rows": 12})}

    @property
    def words(self) -> PublicWords:
        return PublicWords(**{name: self.cleaned_data[name] for name in FIELDS})


class AreaForm(forms.Form):
    """Hundredths of the page, from its top left corner; a row without a page is left out."""

    page = forms.IntegerField(label=gettext_lazy("Page"), min_value=1, required=False)
    left = forms.FloatField(label=gettext_lazy("Left, %"), min_value=0, max_value=100, required=False)
    top = forms.FloatField(label=gettext_lazy("Top, %"), min_value=0, max_value=100, required=False)
    right = forms.FloatField(label=gettext_lazy("Right, %"), min_value=0, max_value=100, required=False)
    bottom = forms.FloatField(label=gettext_lazy("Bottom, %"), min_value=0, max_value=100, required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("page"):
            try:
                data["area"] = Area(
                    data["page"], *((data.get(side) or 0) / 100 for side in ("left", "top", "right", "bottom"))
                )
            except ValueError as error:
                raise ValidationError(_("An area goes from left to right and from top to bottom.")) from error
        return data


AreaFormSet = formset_factory(AreaForm, extra=1, max_num=500, validate_max=True, can_delete=True)


def publication(request: HttpRequest, agency: str, number: str) -> HttpResponse:
    """The words and the files; sending publishes."""
    at, user = timezone.now(), signed_in(request)
    inquiry = _allowed(request, agency, number, at)
    try:
        found = draft_publication(inquiry=inquiry, by=user, at=at)
    except NotPublishable:
        messages.error(request, _("Only a case that was decided in writing can be published."))
        return redirect("admin:inquiries_case", agency, number)
    form = PublicationForm(request.POST or None, instance=found, initial={"published_at": timezone.localtime(at)})
    if form.is_valid():
        moment = form.cleaned_data["published_at"]
        publish_answer(publication=found, words=form.words, published_at=moment, by=user, at=at)
        messages.success(request, _("The answer is published."))
        return redirect("admin:inquiries_publication", agency, number)
    published = {row.original_id: row for row in found.files.select_related("file")}
    files = [(file, published.get(file.pk)) for file in publishable_files(inquiry)]
    context = {"inquiry": inquiry, "publication": found, "form": form, "findings": _findings(found), "files": files}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return _page(request, "publication", context, status)


@require_POST
def withdraw(request: HttpRequest, agency: str, number: str) -> HttpResponse:
    at = timezone.now()
    found = get_object_or_404(Publication, inquiry=_allowed(request, agency, number, at))
    reason = request.POST.get("reason", "")[:2000]
    withdraw_publication(publication=found, reason=reason, by=signed_in(request), at=at)
    messages.success(request, _("The published answer was withdrawn."))
    return redirect("admin:inquiries_publication", agency, number)


def redaction(request: HttpRequest, agency: str, number: str, pk: int) -> HttpResponse:
    """One file: its pages, the areas we propose, and the text that would stay."""
    at = timezone.now()
    inquiry = _allowed(request, agency, number, at)
    found = get_object_or_404(Publication, inquiry=inquiry)
    original = _file(inquiry, pk)
    initial = [] if request.method == "POST" else _proposed(found, original)
    areas = AreaFormSet(request.POST or None, initial=initial)
    if request.method == "POST" and areas.is_valid() and _black_out(request, found, original, areas, at):
        return redirect("admin:inquiries_publication", agency, number)
    try:
        pages = range(1, (page_count(_content(original)) if original.content_type == PDF else 1) + 1)
    except NotRedactable as reason:
        messages.error(request, str(reason))
        return redirect("admin:inquiries_publication", agency, number)
    text = request.POST.get("text", text_beside(original, _areas(areas)) if not request.POST else "")
    context = {"inquiry": inquiry, "file": original, "areas": areas, "pages": pages, "text": text}
    return _page(request, "redaction", context, HTTPStatus.OK)


def _black_out(request: HttpRequest, found: Publication, original: File, areas: Any, at: datetime) -> bool:
    text = request.POST.get("text", "")[:100_000]
    try:
        black_out_file(
            publication=found, original=original, areas=_areas(areas), text=text, by=signed_in(request), at=at
        )
    except NotRedactable as reason:
        messages.error(request, str(reason))
        return False
    messages.success(request, _("%(name)s was drawn anew; what is black is gone.") % {"name": original.name})
    return True


@require_safe
def preview(request: HttpRequest, agency: str, number: str, pk: int, page: int) -> HttpResponse:
    """One page of the original as a picture, for the officer alone."""
    original = _file(_allowed(request, agency, number, timezone.now()), pk)
    content = _content(original)
    if original.content_type != PDF:
        return HttpResponse(content, content_type=original.content_type, headers={"Cache-Control": "private, no-store"})
    try:
        pages = page_count(content)
    except NotRedactable as broken:
        raise Http404 from broken
    if not 1 <= page <= pages:
        raise Http404
    picture = page_images(content, pages=[page])[0]
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-store"})


@require_POST
def withhold(request: HttpRequest, agency: str, number: str, pk: int) -> HttpResponse:
    at = timezone.now()
    found = get_object_or_404(Publication, inquiry=_allowed(request, agency, number, at))
    published = get_object_or_404(found.files, original=pk)
    withhold_file(published=published, by=signed_in(request), at=at)
    messages.success(request, _("The file is not shown."))
    return redirect("admin:inquiries_publication", agency, number)


def _allowed(request: HttpRequest, agency: str, number: str, at: datetime) -> Inquiry:
    inquiry = find_case(request, agency, number, at)
    require(signed_in(request), Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    return inquiry


def _file(inquiry: Inquiry, pk: int) -> File:
    found = next((file for file in publishable_files(inquiry) if file.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _content(file: File) -> bytes:
    with file.content.open("rb") as stream:
        return bytes(stream.read())


def _areas(formset: Any) -> list[Area]:
    """Those of the form, or before it is sent the ones we propose."""
    if not formset.is_bound:
        return [_area(row) for row in formset.initial]
    rows = [form.cleaned_data for form in formset if form not in formset.deleted_forms]
    return [row["area"] for row in rows if row.get("area")]


def _area(row: dict[str, Any]) -> Area:
    return Area(row["page"], *(row[side] / 100 for side in ("left", "top", "right", "bottom")))


def _proposed(found: Publication, original: File) -> list[dict[str, Any]]:
    """What was chosen before, else where personal data seem to stand."""
    kept = found.files.filter(original=original).first()
    if kept:
        areas: Sequence[Area] = [Area(*row) for row in kept.areas]
    elif original.content_type == PDF:
        names = [found.inquiry.name]
        try:
            proposals = text_boxes(_content(original), language=found.language, known_names=names)
        except NotRedactable:
            proposals = []
        areas = [proposal.area for proposal in proposals]
    else:
        areas = []
    sides = ("left", "top", "right", "bottom")
    return [{"page": area.page} | {side: round(getattr(area, side) * 100, 2) for side in sides} for area in areas]


def _findings(found: Publication) -> list[tuple[Finding, str]]:
    """Personal data still in the words, with the words themselves."""
    texts = (getattr(found, name) for name in FIELDS)
    return [
        (finding, text[slice(*finding.span)])
        for text in texts
        for finding in find_personal_data(text, language=found.language, known_names=[found.inquiry.name])
    ]


def _page(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    title = {"title": _("Publish the answer")}
    context = {**admin.site.each_context(request), **title, **context}
    return render(request, f"admin/inquiries/publication/{template}.html", context, status=status)
