"""Two agencies and everybody who may come to their doors. What belongs to the first one carries its mark.

The open inquiry has all that can be under way at once: a draft, a unit that was asked, an extension that waits.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.test import Client

from accounts.models import User
from accreditation.cards import Layout
from accreditation.cards.jobs import PRINT_CARDS
from accreditation.models import AccreditationPractice, Application, Card, Outlet, Purge, RegisterImport, Zone
from accreditation.models import Letter as AccreditationLetter
from accreditation.services import ask_to_edit, end_editor, record_review, return_application
from accreditation.services.cards import issue_card
from accreditation.services.gates import save_zone
from accreditation.services.merging import merge_outlets
from accreditation.services.noticing import Said, send_notice
from accreditation.services.passages import Scan, record_passages
from accreditation.states import Direction, Kind, NoticeKind, PurgeKind, ReviewKind, Verdict
from agencies.models import Agency, Membership, NumberSeries
from agencies.states import Role
from audit.queries import timeline
from briefings.models import Material, Question, Registration
from briefings.services.materials import add_material
from briefings.states import EventState, MaterialKind, RegistrationState
from deadlines.models import CalendarDay, Duty, Instruction, LadderRung
from deadlines.services import DayChange, change_calendar, give_instruction, save_rung
from deadlines.states import Audience, DayKind
from documents.jobs.models import Job
from documents.jobs.services import order_job
from inquiries.mailbox.server import Arrived
from inquiries.mailbox.services import take_mail
from inquiries.mailbox.states import Security
from inquiries.models import AnswerTemplate, Inquiry, Letter, Mailbox, MailItem, Practice, UnitRequest
from inquiries.services import Draft, ask_extension, ask_unit, assign_inquiry, draft_answer, note_inquiry
from notifications.models import Message
from tests.accreditation.extracts import KZ1, compared, confirmed, csv_file
from tests.accreditation.press import (
    make_accreditation,
    make_accredited,
    make_application,
    make_card,
    make_gate,
    make_intake,
    make_outlet,
    make_rules,
    upload,
)
from tests.briefings.stage import make_event, make_registration, make_room
from tests.country import make_acting, make_agency, make_member, make_unit, make_user
from tests.inquiries.desk import answer, fresh
from tests.inquiries.mails import mail
from tests.inquiries.public import make_inquiry

MARK = "Zhasyryn"  # in every name and text of the first agency; no stranger may ever read it
NOW = datetime(2026, 3, 19, 11, tzinfo=ZoneInfo("Asia/Almaty"))


@dataclass(frozen=True)
class World:
    agency: Agency
    people: dict[str, User | None]
    answered: Inquiry
    inquiry: Inquiry
    duty: Duty
    instruction: Instruction
    letter: Letter
    unit_request: UnitRequest
    message: Message
    rows: dict[str, Any]  # by label of the model: a row of the first agency
    application: Application  # accreditation, office
    accreditation_letter: AccreditationLetter
    card: Card  # accreditation, cards; its intake has too few places
    job: Job
    registration: Registration  # events

    def client(self, who: str) -> Client:
        client = Client()
        user = self.people[who]
        if user:
            client.force_login(user)
        return client


def make_staff(agency: Agency, role: Role, name: str, **fields: Any) -> Membership:
    user = make_user(full_name=f"{name} {agency.slug}", email=f"{name.lower()}-{agency.slug}@people.example")
    return make_member(role, agency, user=user, **fields)


def make_world() -> World:
    home, elsewhere = make_agency(), make_agency()
    NumberSeries.objects.create(agency=home, prefix="INQ", year=2026, last=776)
    roles = {"officer": Role.PRESS_OFFICER, "head": Role.FIRST_HEAD, "auditor": Role.AUDITOR}
    people: dict[str, User | None] = {"anonymous": None, "requester": make_user()}
    people["gate"] = make_staff(home, Role.GATE, "Gate").user
    people |= {who: make_staff(home, role, f"{MARK}-{who}").user for who, role in roles.items()}
    senior = make_staff(home, Role.SENIOR_OFFICER, f"{MARK}-senior").user
    people["stranger"] = make_staff(elsewhere, Role.SENIOR_OFFICER, "Stranger").user
    make_member(Role.FIRST_HEAD, elsewhere, user=people["stranger"])
    people["owner"] = make_staff(elsewhere, Role.SYSTEM_OWNER, "Owner").user
    make_inquiry(elsewhere, at=NOW, requester=people["requester"], email=people["requester"].email)
    return _work(home, people, senior)


def _work(home: Agency, people: dict[str, Any], senior: User) -> World:
    officer, head = people["officer"], people["head"]
    asked = {"name": f"{MARK} Dana", "outlet": f"{MARK} news", "subject": f"{MARK} floods", "text": f"{MARK} why?"}
    answered, inquiry = (
        assign_inquiry(
            inquiry=make_inquiry(home, at=NOW, files=(f"{MARK}.pdf",), **asked), to=officer, by=senior, at=NOW
        )
        for _ in range(2)
    )
    note_inquiry(inquiry=inquiry, text=f"{MARK} note", by=officer, at=NOW)
    answer(answered, text=f"{MARK} answer", by=officer, approved_by=senior, at=NOW)
    names = {f"name_{language}": f"{MARK} unit" for language in ("kk", "ru", "en")}
    unit, doing = make_unit(home, **names), {"by": officer, "at": NOW}
    unit_request = ask_unit(inquiry=inquiry, unit=unit, question=f"{MARK} facts?", **doing)
    ask_extension(inquiry=fresh(inquiry), amount=15, reason=f"{MARK} reason", holders=f"{MARK} body", **doing)
    draft_answer(inquiry=fresh(inquiry), draft=Draft(f"{MARK} draft"), **doing)
    duty = inquiry.main_clock
    given = {"about": duty, "to": officer, "text": f"{MARK} do it", "due_on": date(2026, 3, 23)}
    instruction = give_instruction(**given, by=head, at=NOW)
    names = {f"name_{language}": f"{MARK} day" for language in ("kk", "ru", "en")}
    day = DayChange(date(2026, 6, 1), DayKind.AGENCY_CLOSED, **names, act=f"{MARK} order")
    change_calendar([day], agency=home, reason=f"{MARK} reason", by=senior, at=NOW)
    rung = LadderRung(agency=home, kind="inquiry_answer", audience=Audience.HEAD, amount=-3)
    save_rung(rung=rung, by=senior, at=NOW)
    acting = make_acting(head.memberships.get(), make_user(full_name=f"{MARK} deputy"), ground=f"{MARK} order")
    mailbox = make_mailbox(home)
    outlet, extract, application = make_register(home, officer)
    rows = {
        "accounts.user": officer,
        "accreditation.application": application,
        "accreditation.outlet": outlet,
        "accreditation.registerimport": extract,
        "agencies.acting": acting,
        "agencies.agency": home,
        "agencies.membership": officer.memberships.get(),
        "agencies.unit": unit,
        "audit.event": timeline(inquiry).last(),
        "deadlines.calendarday": CalendarDay.objects.get(agency=home),
        "deadlines.duty": duty,
        "deadlines.ladderrung": rung,
        "inquiries.answertemplate": AnswerTemplate.objects.create(agency=home, name=f"{MARK} thanks", text_kk=MARK),
        "inquiries.inquiry": inquiry,
        "inquiries.mailbox": mailbox,
        "inquiries.mailitem": make_mail_item(mailbox),
        "inquiries.practice": Practice.objects.create(agency=home),
        "notifications.message": Message.objects.filter(agency=home, channel="EMAIL").first(),
        **make_gate_rows(home, people["gate"], senior),
    }
    application = make_marked_application(home, officer)
    rows |= {  # accreditation, office
        "accreditation.accreditationpractice": AccreditationPractice.objects.create(agency=home),
        "accreditation.application": application,
        "accreditation.intake": application.intake,
        "accreditation.rules": application.rules,
    }
    rows["accreditation.card"] = card = make_marked_card(home, officer)  # accreditation, cards
    rows |= after_accreditation(home, officer)
    rows |= make_office_events(home, officer)  # events, office
    message = Message.objects.filter(recipient=officer, channel="INBOX").first()
    letter = answered.letters.get()
    first = (home, people, answered, inquiry, duty, instruction, letter, unit_request, message, rows)
    of_accreditation = (application, application.letters.get(), card, make_job(card, officer))
    return World(*first, *of_accreditation, make_marked_registration(home, officer))


def make_office_events(agency: Agency, officer: User) -> dict[str, Any]:
    """A draft, which nobody outside may read, with somebody on its list."""
    names = {f"{name}_{one}": f"{MARK} {name}" for name in ("name", "summary") for one in ("kk", "ru", "en")}
    room = make_room(agency, **{f"name_{one}": f"{MARK} room" for one in ("kk", "ru", "en")})
    event = make_event(agency, at=NOW, state=EventState.DRAFT, by=officer, room=room, contact_name=MARK, **names)
    registration = Registration.objects.create(
        event=event,
        position=event.positions.first(),
        full_name=f"{MARK} Assel",
        email=f"{MARK}@outlet.example",
        outlet_name=f"{MARK} news",
        language="kk",
        state=RegistrationState.REGISTERED,
        rank=1,
        registered_at=NOW,
    )
    Question.objects.create(event=event, registration=registration, text=f"{MARK} question", asked_at=NOW)
    titles = {"title_kk": f"{MARK} kit", "title_ru": f"{MARK} kit"}
    material = Material(event=event, kind=MaterialKind.PRESS_KIT, **titles)
    add_material(material=material, upload=upload(f"{MARK}.pdf"), by=officer, at=NOW)
    return {"briefings.event": event, "briefings.room": room}


def make_marked_application(agency: Agency, officer: User) -> Application:
    """Reviewed, and returned for completion; its intake is announced, so its name carries no mark."""
    make_rules(agency, adopted_by=officer)  # everybody may read them
    fields = {"full_name": f"{MARK} Asel", "position": f"{MARK} reporter", "equipment": f"{MARK} camera"}
    application = make_application(make_intake(agency, at=NOW, by=officer), at=NOW, by=make_user(), **fields)
    doing = {"application": application, "by": officer, "at": NOW}
    record_review(**doing, kind=ReviewKind.PRESS, verdict=Verdict.OBJECTION, remark=f"{MARK} remark")
    return return_application(**doing, missing=f"{MARK} contract")


def make_gate_rows(home: Agency, guard: User, senior: User) -> dict[str, Any]:
    """Cards, keys, gates and passages."""
    names = {f"name_{language}": f"{MARK} hall" for language in ("kk", "ru", "en")}
    zone = Zone(agency=home, number=1, **names)
    save_zone(zone=zone, by=senior, at=NOW)
    gate = make_gate(home, zones=[1])  # its guard reads its name, and reads nothing else
    card = make_card(home, zones=[1], full_name=f"{MARK} Dana")
    scan = Scan(uuid4(), card.qr, Direction.IN, NOW)
    [passage] = record_passages(gate=gate, scans=[scan], by=guard, at=NOW)
    return {
        "accreditation.card": card,
        "accreditation.gate": gate,
        "accreditation.passage": passage,
        "accreditation.signingkey": card.key,
        "accreditation.zone": zone,
    }


def make_marked_card(agency: Agency, officer: User) -> Card:
    intake = make_intake(agency, at=NOW, by=officer, kind=Kind.TEMPORARY, places=1)
    application = make_application(intake, at=NOW, by=make_user(), full_name=f"{MARK} Bolat")
    return issue_card(accreditation=make_accreditation(application), by=None, at=NOW)


def make_job(card: Card, officer: User) -> Job:
    parameters = {"cards": [card.pk], "layout": Layout.SINGLE}
    given = {"kind": PRINT_CARDS.code, "key": uuid4(), "agency": card.agency, "parameters": parameters}
    return order_job(**given, language="en", by=officer, at=NOW)


def after_accreditation(agency: Agency, officer: User) -> dict[str, Any]:
    """A journalist is accredited, all of them were told something, and some old data were removed."""
    accreditation = make_accredited(at=NOW, agency=agency, full_name=f"{MARK} Assel")
    said = {"kind": NoticeKind.DOCUMENT, "said": Said(MARK, MARK, MARK, MARK), "files": [upload(f"{MARK}.pdf")]}
    return {
        "accreditation.accreditation": accreditation,
        "accreditation.notice": send_notice(agency=agency, **said, by=officer, at=NOW),
        "accreditation.purge": Purge.objects.create(agency=agency, kind=PurgeKind.PHOTOS, count=1, at=NOW),
    }


def make_marked_registration(agency: Agency, officer: User) -> Registration:
    """Everybody may read the event; who takes part and what they wish is for the agency alone."""
    event = make_event(agency, at=NOW, by=officer, contact_name="Aigul")
    said = {"full_name": f"{MARK} Dana", "outlet_name": f"{MARK} news", "wishes": f"{MARK} ramp"}
    return make_registration(event, at=NOW, **said)


def make_mailbox(agency: Agency) -> Mailbox:
    """Nobody answers at its port."""
    place = {"host": "127.0.0.1", "port": 1, "security": Security.NONE, "username": f"{MARK}@agency.example"}
    return Mailbox.objects.create(agency=agency, uid_validity=1, since_on=NOW.date(), **place)


def make_register(home: Agency, officer: User) -> tuple[Outlet, RegisterImport, Application]:
    """The register bears no mark, for it belongs to all; the application to the first agency does."""
    outlet = make_outlet()
    merge_outlets(keep=outlet, other=make_outlet(), by=officer, at=NOW)
    # Ended, because a keeper of another agency may lawfully confirm or end a claim that runs.
    end_editor(editor=ask_to_edit(outlet=outlet, position="editor", by=make_user(), at=NOW), by=officer, at=NOW)
    extract = confirmed(compared(csv_file(KZ1), officer, at=NOW), officer, at=NOW)
    intake = make_intake(home, by=officer, at=NOW)
    application = make_application(intake, at=NOW, full_name=f"{MARK} Assel", position=f"{MARK} position")
    return outlet, extract, application


def make_mail_item(mailbox: Mailbox) -> MailItem:
    """Kept aside, so that it makes no inquiry."""
    said = mail(f"{MARK} mail", subject=f"{MARK} mail", x_spam_flag="YES")
    take_mail(mailbox=mailbox, arrived=Arrived(1, 1, NOW, said), at=NOW)
    return MailItem.objects.get(mailbox=mailbox)
