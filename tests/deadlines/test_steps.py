"""The steps of the ladders, each on both sides of its moment, and whom they tell.

9 March 2026, a Monday, is the last day of the cases here; the office is open from 9:00 to 18:30, with lunch from
13:00 to 14:30.
"""

from datetime import date, time, timedelta

import pytest

from agencies.models import Membership
from agencies.states import Role
from deadlines.duties import INSTRUCTION
from deadlines.models import LadderRung
from deadlines.services import discharge_duty, extend_duty, open_promise, resume_duty, suspend_duty, take_due_steps
from deadlines.states import Audience, Offset, StepOutcome
from notifications.models import Message
from tests.country import make_acting, make_member, make_unit
from tests.deadlines.office import MONDAY, close, fresh, local, mails, make_office, open_case, steps, sweep

pytestmark = pytest.mark.django_db

MICROSECOND = timedelta(microseconds=1)
TOLD, FOLDED = StepOutcome.TOLD, StepOutcome.FOLDED


def people(office, *names):
    return [getattr(office, name).email for name in names]


def add_rung(office, audience=Audience.RESPONSIBLE, amount=-1, offset=Offset.WORKING_DAYS, **more):
    fields = {"kind": "test_case", "audience": audience, "amount": amount, "offset": offset}
    return LadderRung.objects.create(agency=office.agency, **fields | more)


# --- The default ladder ---------------------------------------------------------------------------------------

RUNGS = [
    ("2026-03-05 09:00", {"officer": 1}, "two working days before: the responsible officer"),
    ("2026-03-06 09:00", {"senior": 1}, "one working day before: the senior officers"),
    ("2026-03-09 09:00", {"head": 1}, "the morning of the last day: the head"),
    ("2026-03-10 09:00", {"head": 1, "senior": 1}, "missed: the head hears of the case, the seniors get the list"),
    ("2026-03-11 09:00", {"head": 1, "senior": 1}, "the second day late: both get the list"),
    ("2026-03-13 09:00", {"head": 1, "senior": 1}, "a Friday"),
    ("2026-03-16 09:00", {"head": 1, "senior": 1}, "the Monday after it"),
]


@pytest.mark.parametrize(("moment", "told", "reason"), RUNGS)
def test_step_is_taken_at_its_moment_and_not_before(moment, told, reason):
    office = make_office()
    open_case(office)
    at = local(moment)
    take_due_steps(at=at - timedelta(days=1))  # whatever came before
    take_due_steps(at=at - MICROSECOND)
    before = Message.objects.count()
    take_due_steps(at=at)
    new = Message.objects.order_by("pk")[before:]
    expected = sorted(getattr(office, name).email for name in told)
    assert sorted(message.address for message in new if message.channel == "EMAIL") == expected, reason
    assert {message.next_attempt_at for message in new} == {at}


INSTRUCTION_RUNGS = [
    ("2026-03-05 09:00", ["officer"], "the day before"),
    ("2026-03-06 09:00", ["officer"], "the last day"),
    ("2026-03-09 09:00", ["head", "senior"], "late: the seniors and the head get the list"),
]


@pytest.mark.parametrize(("moment", "told", "reason"), INSTRUCTION_RUNGS)
def test_instruction_has_reminders_of_its_own(moment, told, reason):
    office = make_office()
    about = open_case(office)
    discharge_duty(duty=about, by=office.officer, at=MONDAY)
    promise = {"agency": office.agency, "kind": INSTRUCTION, "reference": about.reference, "by": office.head}
    duty = open_promise(**promise, responsible=office.officer, due_on=date(2026, 3, 6), at=MONDAY)
    duty_instruction(duty, about, office)
    take_due_steps(at=local(moment) - MICROSECOND)
    before = len(mails())
    take_due_steps(at=local(moment))
    assert sorted(address for address, _at, _subject in mails()[before:]) == sorted(people(office, *told)), reason


def duty_instruction(duty, about, office):
    about.instructions.create(duty=duty, about=about, text="Answer", given_by=office.head, given_at=MONDAY)


def test_steps_of_a_case_that_nobody_answers():
    """Three weeks of silence: the whole record, in order."""
    office = make_office()
    duty = open_case(office)
    for day in range(3, 24):
        sweep(f"2026-03-{day:02} 08:59", f"2026-03-{day:02} 09:00", f"2026-03-{day:02} 17:00")
    assert steps(duty) == [
        ("responsible-2w@2026-03-09", TOLD, people(office, "officer")),
        ("senior-1w@2026-03-09", TOLD, people(office, "senior")),
        ("head+0w@2026-03-09", TOLD, people(office, "head")),
        ("head+0h@2026-03-09", TOLD, people(office, "head")),
        ("senior+1w@2026-03-09", TOLD, people(office, "senior")),
        ("head+1w@2026-03-09", FOLDED, []),  # the head has just heard of this very case
        *(
            (f"{code}@2026-03-09/2026-03-{day}", TOLD, people(office, name))
            for day in (11, 12, 13, 16, 17, 18, 19, 20, 23)
            for code, name in (("senior+1w", "senior"), ("head+1w", "head"))
        ),
    ]


def test_ended_duty_takes_no_steps():
    office = make_office()
    duty = open_case(office)
    discharge_duty(duty=duty, by=office.officer, at=local("2026-03-04 12:00"))
    sweep("2026-03-20 10:00")
    assert (steps(duty), mails()) == ([], [])


def test_steps_before_the_opening_never_come():
    """Registered on the last day: nobody is reminded of days that were over before the duty was there."""
    office = make_office()
    duty = open_case(office, at=local("2026-03-09 11:00"))
    sweep("2026-03-09 11:00", "2026-03-09 18:00", "2026-03-10 09:00")
    assert [code for code, _outcome, _told in steps(duty)] == [
        "head+0h@2026-03-09",
        "senior+1w@2026-03-09",
        "head+1w@2026-03-09",
    ]


def test_duty_that_is_late_when_it_is_opened_joins_the_list_of_the_next_morning():
    office = make_office()
    duty = open_case(office, at=local("2026-03-12 11:00"))
    sweep("2026-03-12 18:00", "2026-03-13 09:00")
    assert steps(duty) == [
        ("senior+1w@2026-03-09/2026-03-13", TOLD, people(office, "senior")),
        ("head+1w@2026-03-09/2026-03-13", TOLD, people(office, "head")),
    ]


# --- Hours ----------------------------------------------------------------------------------------------------

HOURS = [
    ("2026-03-06 12:59", "03-06 12:59", "open"),
    ("2026-03-06 13:00", "03-06 14:30", "lunch"),
    ("2026-03-06 18:29", "03-06 18:29", "the last minute"),
    ("2026-03-06 18:30", "03-09 09:00", "closed, and Friday"),
    ("2026-03-07 11:00", "03-09 09:00", "Saturday"),
    ("2026-03-06 03:00", "03-06 09:00", "night"),
]


@pytest.mark.parametrize(("swept", "goes", "reason"), HOURS)
def test_nobody_is_written_to_out_of_hours(swept, goes, reason):
    """The sweep comes late, at any hour; the letter waits for the office to open."""
    office = make_office()
    open_case(office)
    sweep(swept)
    assert [at for _to, at, _subject in mails()] == [goes], reason


def test_critical_step_goes_out_at_any_hour():
    office = make_office()
    add_rung(office, Audience.HEAD, -1, Offset.HOURS, is_critical=True)
    open_case(office)
    sweep("2026-03-09 22:59")
    assert mails() == []
    sweep("2026-03-09 23:00")
    assert [(to, at) for to, at, _subject in mails()] == [(office.head.email, "03-09 23:00")]
    assert Message.objects.filter(is_critical=False).count() == 0


def test_hours_of_an_agency_are_its_own():
    office = make_office(opens=time(8), time_zone="Europe/London")
    open_case(office)
    sweep("2026-03-05 12:59")  # five hours ahead of London
    assert mails() == []
    sweep("2026-03-05 13:00")
    assert [to for to, _at, _subject in mails()] == people(office, "officer")


def test_letter_names_the_distance_of_the_day_on_which_it_is_read():
    office = make_office()
    open_case(office)
    sweep("2026-03-07 11:00")  # Saturday; read on Monday, the last day
    assert mails() == [
        (office.senior.email, "03-09 09:00", "INQ-2026-000001 is due Mon 9 March 2026: today is the last day")
    ]


# --- An agency's own ladder -----------------------------------------------------------------------------------


def test_own_rungs_replace_the_default_ladder():
    office, other = make_office(), make_office()
    add_rung(office, Audience.SENIOR, -3)
    own, default = open_case(office), open_case(other)
    sweep("2026-03-04 08:59", "2026-03-04 09:00", "2026-03-05 09:00", "2026-03-20 09:00")
    assert steps(own) == [("senior-3w@2026-03-09", TOLD, people(office, "senior"))]
    assert fresh(own).next_step_at is None
    assert steps(default)[0] == ("responsible-2w@2026-03-09", TOLD, people(other, "officer"))


def test_own_rungs_hold_for_their_kind_only():
    office = make_office()
    add_rung(office, kind="instruction")
    duty = open_case(office)
    assert fresh(duty).next_step_at == local("2026-03-05 09:00")


@pytest.mark.parametrize(
    ("amount", "moment", "reason"),
    [
        (-12, "2026-03-09 11:59:59.999999", "the office is open"),
        (-11, "2026-03-09 14:30:00", "12:59:59 is lunch time here: half past two"),
        (-48, "2026-03-09 09:00", "Saturday midnight: Monday morning"),
    ],
)
def test_rung_of_hours_waits_for_the_office_to_open(amount, moment, reason):
    office = make_office(lunch_from=time(12, 30))
    add_rung(office, amount=amount, offset=Offset.HOURS)
    assert fresh(open_case(office)).next_step_at == local(moment), reason


# --- New dates ------------------------------------------------------------------------------------------------


def test_extended_duty_is_not_nagged_about_for_the_old_date():
    office = make_office()
    duty = open_case(office)
    sweep("2026-03-05 09:00")
    extend_duty(duty=duty, amount=15, reason="Holders", by=office.head, at=local("2026-03-05 12:00"))
    assert fresh(duty).next_step_at == local("2026-03-20 09:00")
    written = len(mails())
    for day in range(6, 20):
        sweep(f"2026-03-{day:02} 09:00", f"2026-03-{day:02} 23:59")
    assert len(mails()) == written
    sweep("2026-03-20 09:00")
    assert steps(duty) == [
        ("responsible-2w@2026-03-09", TOLD, people(office, "officer")),
        ("responsible-2w@2026-03-24", TOLD, people(office, "officer")),
    ]


def test_paused_duty_is_silent_and_climbs_the_ladder_of_its_new_date():
    office = make_office()
    duty = open_case(office)
    suspend_duty(duty=duty, reason="Hearing", by=office.senior, at=local("2026-03-04 12:00"))
    sweep("2026-03-06 09:00", "2026-03-10 09:00")
    assert mails() == []
    resume_duty(duty=duty, reason="Held", by=office.senior, at=local("2026-03-11 09:00"))
    assert (fresh(duty).due_on, fresh(duty).next_step_at) == (date(2026, 3, 16), local("2026-03-12 09:00"))


def test_day_off_moves_the_rungs_too():
    office = make_office()
    close(date(2026, 3, 5), agency=office.agency)
    duty = open_case(office)  # due on the 10th now
    assert fresh(duty).next_step_at == local("2026-03-06 09:00")


def test_promise_for_a_day_off_is_reminded_of_on_the_working_day_before():
    office = make_office()
    promise = {"agency": office.agency, "kind": INSTRUCTION, "reference": "-", "responsible": office.officer}
    duty = open_promise(**promise, due_on=date(2026, 3, 8), by=office.head, at=local("2026-03-05 09:00"))  # a Sunday
    assert fresh(duty).next_step_at == local("2026-03-06 09:00")


# --- People ---------------------------------------------------------------------------------------------------


def test_acting_head_gets_the_steps_of_the_head():
    office = make_office()
    acting = make_acting(office.head.memberships.get(), from_on=date(2026, 3, 9), until_on=date(2026, 3, 9))
    duty = open_case(office)
    sweep("2026-03-06 09:00", "2026-03-09 09:00", "2026-03-10 09:00")
    told = {code: told for code, _outcome, told in steps(duty)}
    assert told["head+0w@2026-03-09"] == [acting.deputy.email]
    assert told["head+0h@2026-03-09"] == [office.head.email]


def test_deputy_gets_the_reminders_of_the_responsible_officer():
    office = make_office()
    acting = make_acting(office.officer.memberships.get())
    duty = open_case(office)
    sweep("2026-03-05 09:00")
    assert steps(duty) == [("responsible-2w@2026-03-09", TOLD, [acting.deputy.email])]


def leave(user):
    Membership.objects.filter(user=user).update(until_on=date(2026, 3, 3))


VACANCIES = [
    ("officer", "2026-03-05 09:00", "senior", "no officer: the seniors"),
    ("officer senior", "2026-03-05 09:00", "head", "no senior either: the head"),
    ("senior", "2026-03-06 09:00", "head", "no senior: the head"),
    ("officer senior head", "2026-03-05 09:00", "agency", "nobody at all: the office's address"),
    ("head", "2026-03-09 09:00", "agency", "no head: nobody is louder, the office's address"),
]


@pytest.mark.parametrize(("gone", "moment", "told", "reason"), VACANCIES)
def test_vacant_role_is_answered_for_by_the_next_louder_one(gone, moment, told, reason):
    office = make_office()
    open_case(office)
    for name in gone.split():
        leave(getattr(office, name))
    sweep(moment)
    assert [to for to, _at, _subject in mails()] == people(office, told), reason


def test_officers_are_told_while_nobody_is_responsible():
    office = make_office()
    second = make_member(Role.PRESS_OFFICER, office.agency).user
    open_case(office, responsible=None)
    sweep("2026-03-05 09:00")
    assert sorted(to for to, _at, _subject in mails()) == sorted([office.officer.email, second.email])


@pytest.mark.parametrize("contact", [True, False], ids=["a contact", "nobody: the unit's address"])
def test_unit_is_told(contact):
    office = make_office()
    unit, other = make_unit(office.agency), make_unit(office.agency)
    make_member(Role.UNIT_CONTACT, office.agency, unit=other)
    expected = make_member(Role.UNIT_CONTACT, office.agency, unit=unit).user.email if contact else unit.email
    add_rung(office, Audience.UNIT, -1)
    open_case(office, unit=unit)
    sweep("2026-03-06 09:00")
    assert [to for to, _at, _subject in mails()] == [expected]


def test_person_in_two_roles_is_told_once():
    office = make_office()
    make_member(Role.SENIOR_OFFICER, office.agency, user=office.head)
    open_case(office)
    sweep("2026-03-09 09:00", "2026-03-10 09:00")
    at_the_miss = [to for to, at, _subject in mails() if at == "03-10 09:00"]
    assert sorted(at_the_miss) == sorted(people(office, "head", "senior"))


def test_everybody_reads_in_their_own_language():
    office = make_office()
    type(office.officer).objects.filter(pk=office.officer.pk).update(language="ru")
    open_case(office)
    sweep("2026-03-05 09:00")
    assert set(Message.objects.values_list("language", flat=True)) == {"ru"}


# --- The daily list -------------------------------------------------------------------------------------------


def test_daily_list_is_one_letter_a_reader_whatever_is_late():
    office = make_office()
    for number in range(1, 8):
        open_case(office, reference=f"INQ-2026-{number:06}")
    sweep("2026-03-10 09:00")
    before = len(mails())
    for day in (11, 12, 13, 14, 15, 16, 17, 18, 19, 20):
        sweep(f"2026-03-{day} 09:00", f"2026-03-{day} 09:05", f"2026-03-{day} 15:00")
    lists = mails()[before:]
    days = ("03-11", "03-12", "03-13", "03-16", "03-17", "03-18", "03-19", "03-20")
    assert sorted(lists) == sorted(
        (to, f"{day} 09:00", "7 cases are late") for day in days for to in people(office, "senior", "head")
    )


def test_daily_list_names_every_late_case_the_longest_late_first():
    office = make_office()
    for number in (1, 2, 3):
        open_case(office, reference=f"INQ-2026-{number:06}", start_at=MONDAY - timedelta(days=3 - number))
    discharge_duty(duty=open_case(office, reference="INQ-2026-000004"), by=office.officer, at=MONDAY)
    open_case(office, reference="INQ-2026-000005", term="appeal")
    suspend_duty(duty=open_case(office, reference="INQ-2026-000006"), reason="Hearing", by=office.senior, at=MONDAY)
    sweep("2026-03-10 09:00", "2026-03-11 09:00")
    lists = Message.objects.filter(kind="late_digest", address=office.head.email)
    letter = lists.get(next_attempt_at=local("2026-03-11 09:00"))
    lines = letter.text.splitlines()
    assert [line for line in lines if line.startswith("INQ")] == [
        f"INQ-2026-00000{number} · Answer to a question" for number in (1, 2, 3)
    ]
    assert [line for line in lines if "/cases/" in line] == [
        f"http://127.0.0.1:8000/cases/INQ-2026-00000{number}/" for number in (1, 2, 3)
    ]
    assert "2 working days late · due Mon 9 March 2026 · " + office.officer.full_name in lines


def test_daily_list_of_an_agency_names_no_other_agency():
    office, other = make_office(), make_office()
    open_case(office)
    open_case(other, reference="INQ-2026-000777")
    sweep("2026-03-10 09:00", "2026-03-11 09:00")
    letters = Message.objects.filter(kind="late_digest", agency=office.agency)
    assert [letter for letter in letters if "000777" in letter.text] == []
    assert letters.filter(channel="EMAIL").count() == 3  # the seniors twice, the head once
