"""Outlets, rules, intakes and applications: plain functions that make real, valid rows. Say only what matters."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import count
from threading import Barrier
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from PIL import Image

from accreditation.models import Accreditation, Application, Card, Gate, Intake, Outlet, Rules
from accreditation.services import (
    Person,
    Wanted,
    accredit_application,
    announce_intake,
    confirm_identity,
    record_review,
    save_intake,
    submit_application,
)
from accreditation.services.cards import issue_card
from accreditation.states import (
    DocumentKind,
    Function,
    IdentityProof,
    Kind,
    OutletKind,
    RegisterStatus,
    ReviewKind,
    Verdict,
)
from agencies.models import Agency
from agencies.states import Role
from documents.checks import Upload, check_upload
from kernel.identifiers import check_digit
from tests.country import make_agency, make_member, make_user

ALMATY = ZoneInfo("Asia/Almaty")
THURSDAY = datetime(2026, 3, 19, 11, tzinfo=ALMATY)  # before Nauryz: the next working day is Thursday the 26th
PDF = b"%PDF-1.7\n"
DOCUMENTS = (DocumentKind.EDITOR_REQUEST, DocumentKind.CONTRACT)
_numbers = count(1)


def make_iin() -> str:
    """Of somebody born on 1 January 1990, each time another person."""
    while True:
        first_eleven = f"9001013{next(_numbers):04d}"
        digit = check_digit(first_eleven)
        if digit is not None:
            return f"{first_eleven}{digit}"


def make_outlet(**fields: Any) -> Outlet:
    number = next(_numbers)
    return Outlet.objects.create(
        **{
            "name_kk": f"Қала хабары {number}",
            "name_ru": f"Городские вести {number}",
            "name_en": f"City News {number}",
            "kind": OutletKind.ONLINE,
            "certificate_number": f"KZ{number:05d}",
            "certificate_on": date(2024, 10, 1),
            "languages": ["kk", "ru"],
            "chief_editor": "Ғалымжан Өтеген",
            "register_status": RegisterStatus.REGISTERED,
            "register_checked_on": date(2026, 3, 1),
        }
        | fields
    )


def make_rules(agency: Agency, **fields: Any) -> Rules:
    by = fields.pop("adopted_by", None) or make_member(Role.PRESS_OFFICER, agency).user
    return Rules.objects.create(
        **{
            "agency": agency,
            "version": agency.accreditation_rules.count() + 1,
            "text_kk": "Аккредиттеу қағидалары",
            "text_ru": "Правила аккредитации",
            "act": "№ 12 бұйрық",
            "in_force_from": date(2025, 1, 1),
            "adopted_at": THURSDAY,
            "adopted_by": by,
        }
        | fields
    )


def make_intake(agency: Agency | None = None, *, at: datetime = THURSDAY, **fields: Any) -> Intake:
    """A permanent intake, announced and open at once; `kind=Kind.TEMPORARY` for an event in three weeks."""
    agency = agency or make_agency()
    officer = fields.pop("by", None) or make_member(Role.PRESS_OFFICER, agency).user
    if not agency.accreditation_rules.exists():
        make_rules(agency, adopted_by=officer)
    if fields.get("kind") == Kind.TEMPORARY:
        fields = {"event_from_at": at + timedelta(days=21), "event_until_at": at + timedelta(days=21, hours=4)} | fields
    intake = Intake(
        **{
            "agency": agency,
            "kind": Kind.PERMANENT,
            "name_kk": "Тұрақты аккредиттеу",
            "name_ru": "Постоянная аккредитация",
            "name_en": "Permanent accreditation",
            "text_kk": "Өтінімдер қабылданады.",
            "text_ru": "Принимаются заявления.",
            "opens_at": at,
        }
        | fields
    )
    return announce_intake(intake=save_intake(intake=intake, by=officer, at=at), by=officer, at=at)


def photo_bytes(size: tuple[int, int] = (600, 800)) -> bytes:
    content = BytesIO()
    Image.new("RGB", size, (90, 120, 150)).save(content, "JPEG")
    return content.getvalue()


def upload(name: str, content: bytes = PDF) -> Upload:
    return check_upload(SimpleUploadedFile(name, content))


def make_application(intake: Intake | None = None, *, at: datetime = THURSDAY, **fields: Any) -> Application:
    """A journalist with an account applies; fields of `Person` and `Wanted` may be given by name."""
    intake = intake or make_intake(at=at)
    user = fields.pop("by", None) or make_user()
    named = {
        "full_name": "Әсел Ғабитқызы Һәкімова",
        "email": user.email,
        "phone": "+7 701 000 00 00",
        "iin": make_iin(),
        "account": user,
        "name_latin": "Assel Khakimova",
    }
    person = Person(**{name: fields.pop(name, value) for name, value in named.items()})
    wanted = {
        "outlet": fields.pop("outlet", None) or make_outlet(),
        "function": Function.JOURNALIST,
        "language": "kk",
        "position": "тілші",
        "photo": upload("photo.jpg", photo_bytes()),
        "documents": [(kind, upload(f"{kind}.pdf".lower())) for kind in DOCUMENTS],
    }
    return submit_application(
        intake=intake, person=person, wanted=Wanted(**wanted | fields), submission=uuid4(), by=user, at=at
    )


def make_accredited(*, at: datetime = THURSDAY, agency: Agency | None = None, **fields: Any) -> Accreditation:
    """By the whole procedure, with letter and card; fields of the application may be given, and the `kind`."""
    agency = agency or make_agency()
    kind = {"kind": fields.pop("kind")} if "kind" in fields else {}
    papers = [(paper, upload(f"{paper}.pdf".lower())) for paper in (*DOCUMENTS, DocumentKind.IDENTITY)]
    application = make_application(make_intake(agency, at=at, **kind), at=at, **{"documents": papers} | fields)
    officer = make_member(Role.PRESS_OFFICER, agency).user
    record_review(application=application, kind=ReviewKind.PRESS, verdict=Verdict.NO_OBJECTION, by=officer, at=at)
    confirmed = confirm_identity(application=application, proof=IdentityProof.DOCUMENT, by=officer, at=at)
    return accredit_application(application=confirmed, by=make_member(Role.SENIOR_OFFICER, agency).user, at=at)


def make_accreditation(application: Application | None = None, **fields: Any) -> Accreditation:
    """In force for a year from the day of the application."""
    application = application or make_application()
    on = application.agency.local(application.submitted_at).date()
    return Accreditation.objects.create(
        **{
            "agency": application.agency,
            "application": application,
            "holder": application.applicant,
            "kind": application.intake.kind,
            "outlet": application.outlet,
            "function": application.function,
            "full_name": application.full_name,
            "iin_fingerprint": application.iin_fingerprint,
            "valid_from_on": on,
            "valid_until_on": on + timedelta(days=364),
        }
        | fields
    )


def make_card(agency: Agency | None = None, *, at: datetime = THURSDAY, **fields: Any) -> Card:
    """Issued by the system; `fields` are those of its accreditation."""
    application = make_application(make_intake(agency, at=at), at=at) if agency else None
    return issue_card(accreditation=make_accreditation(application, **fields), by=None, at=at)


def make_gate(agency: Agency | None = None, **fields: Any) -> Gate:
    number = next(_numbers)
    names = {"name_kk": f"Қақпа {number}", "name_ru": f"Проходная {number}", "name_en": f"Gate {number}"}
    return Gate.objects.create(**{"agency": agency or make_agency()} | names | fields)


def together(*doers: Callable[[], object]) -> list[BaseException | None]:
    """Runs all at the same moment, each with a connection of its own; what each raised, or None."""
    barrier = Barrier(len(doers))

    def run(do: Callable[[], object]) -> None:
        barrier.wait()
        try:
            do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(doers)) as pool:
        return [future.exception() for future in [pool.submit(run, do) for do in doers]]
