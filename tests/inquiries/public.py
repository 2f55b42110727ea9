"""Asking as the public does: page by page, without JavaScript."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from agencies.models import Agency
from documents.checks import Upload, check_upload
from inquiries.forms.identity import IdentityForm, InterviewForm
from inquiries.models import Inquiry
from inquiries.rules import regime_for
from inquiries.services import Asker, Question, receive_inquiry
from inquiries.states import AskerKind, Regime

ALMATY = ZoneInfo("Asia/Almaty")
THURSDAY = datetime(2026, 3, 19, 11, tzinfo=ALMATY)  # the office is open
PDF = b"%PDF-1.7\n"
IIN = "900101300017"
OUTLET = {
    "asker": "OUTLET",
    "wish": "KNOW",
    "outlet": "Қала хабары",
    "name": "Айгүл Сәрсенбаева",
    "email": "aigul@outlet.example",
    "phone": "",
    "language": "kk",
    "bin": "140240000014",
    "address": "Астана, Қонаев 1",
    "signer_name": "Айгүл Сәрсенбаева",
    "signer_position": "Бас редактор",
    "subject": "Су тасқыны",
    "text": "Қанша үйді су басты?",
}
PERSON = OUTLET | {"asker": "PERSON", "language": "en", "iin": IIN}
PAGES = {
    "agency": ("ask/", ["agency"]),
    "asker": ("ask/asker/", ["asker"]),
    "wish": ("ask/wish/", ["wish"]),
    "interview": ("ask/interview/", list(InterviewForm.base_fields)),
    "contact": ("ask/contact/", ["outlet", "name", "email", "phone", "language"]),
    "identity": ("ask/identity/", list(IdentityForm.base_fields)),
    "question": ("ask/question/", ["subject", "text"]),
}


def fill(client: Client, agency: Agency, answers: dict[str, str], language: str = "en") -> HttpResponse:
    """Every step up to the check; returns what the last one answered."""
    answers = {"agency": agency.slug} | answers
    for page, fields in PAGES.values():
        client.post(f"/{language}/{page}", {name: answers[name] for name in fields if name in answers})
    return client.post(f"/{language}/ask/files/", {"go_on": "1"})


def send(client: Client, language: str = "en") -> HttpResponse:
    """Press the button of the check page."""
    page = client.get(f"/{language}/ask/check/").content.decode()
    return client.post(f"/{language}/ask/check/", {"submission": submission_on(page)})


def submission_on(page: str) -> str:
    return re.search(r'name="submission" value="([^"]+)"', page)[1]


def attach(client: Client, name: str = "letter.pdf", content: bytes = PDF, language: str = "en") -> HttpResponse:
    return client.post(f"/{language}/ask/files/", {"uploads": SimpleUploadedFile(name, content)})


def upload(name: str) -> Upload:
    return check_upload(SimpleUploadedFile(name, PDF))


def make_inquiry(
    agency: Agency,
    *,
    at: datetime = THURSDAY,
    files: tuple[str, ...] = (),
    regime: Regime | None = None,
    **fields: Any,
) -> Inquiry:
    """As the public form makes it; the regime follows from who asks, unless given."""
    mine = ("kind", "name", "email", "phone", "address", "outlet", "requester", "identity")
    asker = {"kind": AskerKind.OUTLET, "name": "Aigul", "email": "aigul@outlet.example"}
    asker |= {name: fields.pop(name) for name in mine if name in fields}
    said = {"subject": "Floods", "text": "How many houses?", "language": "en"}
    said |= {name: fields.pop(name) for name in ("subject", "text", "language", "wanted") if name in fields}
    return receive_inquiry(
        agency=agency,
        asker=Asker(**asker),
        question=Question(**said, regime=regime or regime_for(asker["kind"]), files=[upload(name) for name in files]),
        **{"submission": uuid4(), "by": None, "at": at} | fields,
    )
