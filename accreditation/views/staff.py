"""Applying for a list of staff as their chief editor: one application each, whatever happens to the others."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accreditation import consents, queries, services
from accreditation.forms.files import PhotoForm, SendForm
from accreditation.forms.staff import TableForm
from accreditation.limits import is_within
from accreditation.models import ApplicationDraft
from accreditation.staff import Line, StaffList, UnreadableTable, address, read_table, template_table
from accreditation.views.documents import documents_context, receive_documents
from accreditation.views.doors import on_a_draft
from agencies.limits import too_often
from documents.downloads import draft_picture_response


@on_a_draft(is_list=True)
def staff(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    """What all have in common: outlet, language, rules, consents."""
    listed = StaffList(draft)
    if request.method == "POST":
        listed.keep_common(request.POST, at=timezone.now())
        if listed.is_common_done:
            return redirect(address(draft, "staff_people"))
    agency = draft.intake.agency
    context = {"form": listed.common, "processing": consents.processing(agency, _("everybody on the list"))}
    return _page(request, listed, "common", **context)


@on_a_draft(is_list=True)
def people(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    """A row for each; every button saves all of them first."""
    listed = StaffList(draft)
    if not listed.is_common_done:
        return redirect(address(draft, "staff"))
    if request.method != "POST":
        return _page(request, listed, "people")
    listed.keep_rows(request.POST, at=timezone.now(), is_final="go_on" in request.POST)
    removed = listed.line(int(request.POST["remove"])) if request.POST.get("remove", "").isdecimal() else None
    if removed and removed.draft.application_id is None:
        services.drop_draft(draft=removed.draft)
    elif "add" in request.POST:
        _add_row(request, draft)
    elif "go_on" in request.POST and listed.lines and all(_is_right(line) for line in listed.lines):
        return redirect(address(draft, "staff_check"))
    elif "go_on" in request.POST:
        return _page(request, listed, "people")
    return redirect(address(draft, "staff_people"))


def _is_right(line: Line) -> bool:
    return line.draft.application_id is not None or (line.form.is_bound and line.form.is_valid())


def _add_row(request: HttpRequest, draft: ApplicationDraft) -> None:
    try:
        services.add_people(draft=draft, typed=[{}], at=timezone.now())
    except services.ListFull:
        messages.warning(request, _("The list is full. Send it, then begin another."))


@on_a_draft(is_list=True)
def table(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    """A table brings people in as they are, right or wrong; what is wrong is told by row and column."""
    listed = StaffList(draft)
    if not listed.is_common_done:
        return redirect(address(draft, "staff"))
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_valid():
        try:
            typed = list(read_table(form.cleaned_data["table"]))
            added = services.add_people(draft=draft, typed=typed, at=timezone.now())
        except UnreadableTable as error:
            form.add_error("table", str(error))
        except services.ListFull:
            form.add_error("table", _("With these people the list has more than a hundred. Split the table."))
        else:
            words = ngettext("%(count)s person was taken over.", "%(count)s people were taken over.", len(added))
            messages.success(request, words % {"count": len(added)})
            return redirect(address(draft, "staff_people"))
    return _page(request, listed, "table", form=form)


@require_safe
@on_a_draft(is_list=True)
def template(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    disposition = {"Content-Disposition": 'attachment; filename="staff.csv"'}
    return HttpResponse(template_table(), content_type="text/csv; charset=utf-8", headers=disposition)


@on_a_draft(is_list=True)
def files(request: HttpRequest, draft: ApplicationDraft, person: int) -> HttpResponse:
    """The documents of one of them."""
    listed = StaffList(draft)
    line = _line(listed, person)
    context: dict[str, Any] | None = documents_context(line.slots)
    if request.method == "POST":
        is_done, context = receive_documents(request, line.draft, line.slots)
        if context is None:
            done = address(draft, "staff_check"), address(draft, "staff_files", person)
            return redirect(done[0] if is_done else done[1])
    return _page(request, listed, "files", line=line, **context or {})


@on_a_draft(is_list=True)
def portrait(request: HttpRequest, draft: ApplicationDraft, person: int) -> HttpResponse:
    """The photograph of one of them; then the documents."""
    listed = StaffList(draft)
    line = _line(listed, person)
    form = PhotoForm(has_photo=line.photo is not None)
    if request.method == "POST":
        if request.FILES and not is_within(request, "application_upload"):
            return too_often(request)
        form = PhotoForm(request.POST, request.FILES, has_photo=line.photo is not None)
        if form.is_valid():
            if new := form.cleaned_data["photo"]:
                services.replace_photo(draft=line.draft, photo=new, at=timezone.now())
            return redirect(address(draft, "staff_files" if "go_on" in request.POST else "staff_portrait", person))
    return _page(request, listed, "portrait", line=line, form=form)


@require_safe
@on_a_draft(is_list=True)
def photo(request: HttpRequest, draft: ApplicationDraft, person: int) -> HttpResponseBase:
    kept = _line(StaffList(draft), person).photo
    if kept is None:
        raise Http404
    return draft_picture_response(kept)


@on_a_draft(is_list=True)
def check(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    """Who is ready, who is not and why, who was sent under which number; and the button that sends who is ready."""
    listed = StaffList(draft)
    if not listed.is_common_done:
        return redirect(address(draft, "staff"))
    form = SendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not is_within(request, "application", f"list/{draft.user_id}"):
            return too_often(request)
        _send(request, listed)
        return redirect(address(draft, "staff_check"))
    forecast = queries.forecast(draft.intake, at=timezone.now())
    return _page(request, listed, "check", form=form, forecast=forecast)


def _send(request: HttpRequest, listed: StaffList) -> None:
    """Each apart: one that cannot be sent keeps no other back, and stays with the reason."""
    sent = 0
    for line in [line for line in listed.lines if line.is_ready]:
        draft, now = line.draft, timezone.now()
        documents = [slot.kind for slot in line.slots if slot.files]
        person, wanted = listed.person(line), listed.wanted(line)
        try:
            services.submit_draft(
                draft=draft, person=person, wanted=wanted, documents=documents, by=listed.draft.user, at=now
            )
        except services.AppliedAlready:
            failure = _("An application of this person for this outlet is already being considered in this intake.")
            services.note_failure(draft=draft, failure=failure, at=now)
        except services.IntakeClosed:
            services.note_failure(draft=draft, failure=_("Applications are no longer taken."), at=now)
        else:
            sent += 1
    words = ngettext("%(count)s application was sent.", "%(count)s applications were sent.", sent)
    messages.success(request, words % {"count": sent})


@require_POST
@on_a_draft(is_list=True)
def drop(request: HttpRequest, draft: ApplicationDraft) -> HttpResponse:
    services.drop_draft(draft=draft)
    messages.success(request, _("The list is deleted. What was sent stays sent."))
    return redirect("accreditation:mine")


def _line(listed: StaffList, pk: int) -> Line:
    line = listed.line(pk)
    if line is None or line.draft.application_id is not None or not listed.is_common_done:
        raise Http404
    return line


def _page(request: HttpRequest, listed: StaffList, name: str, **context: Any) -> HttpResponse:
    context |= {"list": listed, "intake": listed.draft.intake}
    return render(request, f"accreditation/staff/{name}.html", context)
