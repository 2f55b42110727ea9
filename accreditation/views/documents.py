"""The page on which documents come in, the same for oneself and for each of a list."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accreditation import services
from accreditation.applying import Slot
from accreditation.forms.files import DocumentsForm
from accreditation.limits import is_within
from accreditation.models import ApplicationDraft
from documents.services import drop_drafts


def documents_context(slots: Sequence[Slot]) -> dict[str, Any]:
    return _context(_form(slots), slots)


def receive_documents(
    request: HttpRequest, draft: ApplicationDraft, slots: Sequence[Slot]
) -> tuple[bool, dict[str, Any] | None]:
    """Keep what came and is let in, drop what is to be removed. Whether to go on, else the page's context if it is to
    be shown with what is wrong."""
    form = _form(slots, request)
    if request.FILES and not is_within(request, "application_upload"):
        form.add_error(None, _("Too many files came from here within an hour. Wait a little, then add them again."))
        return False, _context(form, slots)
    for kind, uploads in form.uploads().items():
        services.keep_files(draft=draft, kind=kind, uploads=uploads, at=timezone.now())
    is_removed = _remove(request, draft, slots)
    slots = _fresh(draft, slots)
    if "go_on" in request.POST:
        form.miss([slot.kind for slot in slots if slot.is_missing])
    if is_removed or form.is_valid():
        return "go_on" in request.POST and not is_removed, None
    return False, _context(form, slots)


def _form(slots: Sequence[Slot], request: HttpRequest | None = None) -> DocumentsForm:
    kept = {slot.kind: len(slot.files) for slot in slots}
    sent = (request.POST, request.FILES) if request else ()
    return DocumentsForm(*sent, kept=kept)


def _remove(request: HttpRequest, draft: ApplicationDraft, slots: Sequence[Slot]) -> bool:
    removed = request.POST.get("remove", "")
    known = {str(file.pk): file for slot in slots for file in slot.files}
    if removed not in known:
        return False
    drop_drafts(form=known[removed].form, pk=known[removed].pk)
    return True


def _fresh(draft: ApplicationDraft, slots: Sequence[Slot]) -> list[Slot]:
    return [Slot(slot.kind, slot.is_required, list(draft.files(slot.kind))) for slot in slots]


def _context(form: DocumentsForm, slots: Sequence[Slot]) -> dict[str, Any]:
    return {"form": form, "fields": [(form[slot.kind], slot) for slot in slots]}
