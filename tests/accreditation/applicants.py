"""Somebody at the pages of applying: fills in one page after the other, as a browser would."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image

from accreditation.models import ApplicationDraft, Intake, Outlet
from accreditation.states import DocumentKind
from tests.accreditation.press import PDF, make_iin, make_outlet, photo_bytes

STEPS = ("outlet", "function", "person", "equipment", "languages", "rules", "consents")
REQUIRED = (DocumentKind.EDITOR_REQUEST, DocumentKind.CONTRACT, DocumentKind.IDENTITY)


def answers(outlet: Outlet | None = None, **changed: Any) -> dict[str, dict[str, Any]]:
    """What is typed on each page; a field may be changed by name."""
    said: dict[str, dict[str, Any]] = {
        "outlet": {"outlet": str((outlet or make_outlet()).pk)},
        "function": {"function": "JOURNALIST", "position": "тілші"},
        "person": {
            "full_name": "Әсел Ғабитқызы Һәкімова",
            "name_latin": "Assel Khakimova",
            "iin": make_iin(),
            "email": "assel@outlet.example",
            "phone": "+7 701 000 00 00",
            "press_card": "A-17",
        },
        "equipment": {"equipment": "Sony FX6", "vehicle": ""},
        "languages": {"language": "kk"},
        "rules": {"acknowledged": "on"},
        "consents": {"consent": "on"},
    }
    for step in said.values():
        step |= {name: value for name, value in changed.items() if name in step}
    return said


def begin(client: Client, intake: Intake, whom: str = "self") -> HttpResponse:
    return client.post(f"/en/accreditation/{intake.pk}/apply/", {"whom": whom})


def address(intake: Intake, step: str) -> str:
    return f"/en/accreditation/{intake.pk}/apply/{step}/"


def fill(client: Client, intake: Intake, said: dict[str, dict[str, Any]], *, until: str = "") -> None:
    """Page by page, up to `until` and without it."""
    begin(client, intake)
    for step, typed in said.items():
        if step == until:
            return
        client.post(address(intake, step), typed)


def add_photo(client: Client, intake: Intake, content: bytes | None = None, name: str = "me.jpg") -> HttpResponse:
    photo = SimpleUploadedFile(name, content if content is not None else photo_bytes(), "image/jpeg")
    return client.post(address(intake, "photo"), {"photo": photo, "go_on": "1"})


def add_documents(client: Client, intake: Intake, *kinds: DocumentKind) -> HttpResponse:
    files = {kind.value: SimpleUploadedFile(f"{kind.value.lower()}.pdf", PDF) for kind in kinds or REQUIRED}
    return client.post(address(intake, "documents"), files | {"go_on": "1"})


def fill_all(client: Client, intake: Intake, outlet: Outlet | None = None, **changed: Any) -> ApplicationDraft:
    """Everything but the sending; signatures are passed over."""
    fill(client, intake, answers(outlet, **changed))
    add_photo(client, intake)
    client.post(address(intake, "signature"), {})
    add_documents(client, intake)
    return ApplicationDraft.objects.get(intake=intake, list=None, is_list=False)


def send(client: Client, draft: ApplicationDraft) -> HttpResponse:
    return client.post(address(draft.intake, "check"), {"submission": str(draft.mark)})


def picture(size: tuple[int, int] = (600, 800), kind: str = "JPEG", **options: Any) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, (90, 120, 150)).save(content, kind, **options)
    return content.getvalue()


def page(response: HttpResponse) -> str:
    return response.content.decode()
