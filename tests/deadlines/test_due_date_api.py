"""What a machine that asks for a due date is told."""

import pytest

from deadlines.law import TERMS
from deadlines.models import CalendarDay
from tests.country import make_agency

pytestmark = pytest.mark.usefixtures("calendar_days")


def ask(client, language="en", **question):
    return client.get("/api/v1/due-date/", question, headers={"accept-language": language})


# start, question, due day, why it is this day
VECTORS = [
    ("2026-03-19", {"term": "media_request"}, "2026-03-31", "Nauryz, 21-23 March, with two days carried over"),
    ("2026-03-19", {"term": "media_request", "extended": "1"}, "2026-04-15", "fifteen calendar days more"),
    ("2026-05-06", {"term": "media_request"}, "2026-05-15", "7 May, and 9 May carried over to the 11th"),
    ("2026-05-25", {"term": "media_request"}, "2026-06-02", "Kurban Ait on 27 May"),
    ("2026-08-27", {"term": "media_request"}, "2026-09-03", "31 August works: the holiday of 30 August is abolished"),
    ("2026-10-23", {"term": "official_message_clarification"}, "2026-10-28", "25 October carried over to the 26th"),
    (
        "2026-02-20",
        {"term": "information_request"},
        "2026-03-10",
        "the fifteenth day is Sat 7 March, then 8 March and its carry",
    ),
    ("2026-04-26", {"term": "information_request"}, "2026-05-12", "the fifteenth day is 11 May, a day carried over"),
    (
        "2026-10-10",
        {"term": "information_request"},
        "2026-10-27",
        "the fifteenth day is Sun 25 October, carried to the 26th",
    ),
    ("2026-04-20", {"term": "appeal"}, "2026-05-14", "fifteen working days over the May holidays"),
    ("2026-04-27", {"term": "complaint"}, "2026-05-29", "twenty working days over the May holidays and Kurban Ait"),
    ("2026-12-14", {"term": "information_refusal"}, "2026-12-22", "16 December is off"),
    ("2026-12-10", {"term": "appeal"}, "2027-01-05", "over New Year 2027, with 2 January carried to the 4th"),
    ("2026-07-03", {"term": "information_forwarding"}, "2026-07-09", "6 July is off"),
    ("2024-12-30", {"term": "media_request"}, "2025-01-09", "3 January is off, Sun 5 January works, 7 January is off"),
    ("2024-05-03", {"term": "media_request"}, "2024-05-14", "Sat 4 May works, 7 to 9 May are off"),
]


@pytest.mark.parametrize(("start", "question", "due_on", "why"), VECTORS)
def test_due_date_of_the_law_s_own_cases(client, start, question, due_on, why):
    answer = ask(client, start=start, **question)
    assert (answer.status_code, answer.json()["due_on"]) == (200, due_on), why


def test_due_date_extended_counts_on_from_the_end_of_the_term(client):
    answer = ask(client, term="media_request", start="2026-03-19", extended="1").json()
    assert (answer["base_on"], answer["due_on"]) == ("2026-03-31", "2026-04-15")
    assert answer["due_at"] == "2026-04-15T23:59:59+05:00"
    assert [answer["extension"][name] for name in ("possible", "due_on")] == [True, "2026-04-15"]
    assert [answer["extension"]["days"][place]["on"] for place in (0, -1)] == ["2026-03-31", "2026-04-15"]


def test_due_date_says_all_there_is_to_know(client):
    answer = ask(client, term="media_request", start="2026-03-19").json()
    days = answer.pop("days")
    assert answer == {
        "term": "media_request",
        "title": "Answer to a media request",
        "act": "Law “On mass media” (93-VIII)",
        "article": "36(1)",
        "source": "Law “On mass media” (93-VIII), article 36(1)",
        "amount": 5,
        "unit": "WORKING_DAYS",
        "starts": "RECEIPT",
        "direction": "AFTER",
        "in_force_from": "2024-08-20",
        "in_force_until": None,
        "in_force": True,
        "start_on": "2026-03-19",
        "base_on": "2026-03-31",
        "due_on": "2026-03-31",
        "due_at": "2026-03-31T23:59:59+05:00",
        "extension": {
            "possible": True,
            "law": {
                "amount": 15,
                "unit": "CALENDAR_DAYS",
                "by": ["FIRST_HEAD"],
                "ground": "several holders are competent and their information is needed",
                "notice_term": "media_extension_notice",
                "from_decision": False,
            },
            "due_on": None,
            "days": [],
        },
        "text": "Answer to a media request: 5 working days after Thu 19 March 2026, so by Tue 31 March 2026.",
    }
    assert [(day["on"][-2:], day["role"], day["number"], day["name"]) for day in days] == [
        ("19", "START", None, ""),
        ("20", "COUNTED", 1, ""),
        ("21", "CLOSED", None, "Nauryz"),
        ("22", "CLOSED", None, "Nauryz"),
        ("23", "CLOSED", None, "Nauryz"),
        ("24", "CLOSED", None, "Nauryz, carried over from Sat 21 March"),
        ("25", "CLOSED", None, "Nauryz, carried over from Sun 22 March"),
        ("26", "COUNTED", 2, ""),
        ("27", "COUNTED", 3, ""),
        ("28", "WEEKEND", None, ""),
        ("29", "WEEKEND", None, ""),
        ("30", "COUNTED", 4, ""),
        ("31", "COUNTED", 5, ""),
    ]
    assert {day["act"] for day in days if day["role"] == "CLOSED"} == {"№ 267-II (13.12.2001)"}


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("kk", "Наурыз мейрамы (21 наурыз, сенбіден ауыстырылды)"),
        ("ru", "Наурыз мейрамы, перенос с субботы 21 марта"),
        ("en", "Nauryz, carried over from Sat 21 March"),
        ("de", "Наурыз мейрамы (21 наурыз, сенбіден ауыстырылды)"),  # the state language where no other is known
    ],
)
def test_due_date_speaks_the_caller_s_language(client, language, name):
    answer = ask(client, language, term="media_request", start="2026-03-19")
    assert next(day["name"] for day in answer.json()["days"] if day["on"] == "2026-03-24") == name


@pytest.mark.parametrize(
    ("start", "start_on", "due_at", "why"),
    [
        ("2026-03-19T18:59:59Z", "2026-03-19", "2026-03-31T23:59:59+05:00", "a second before midnight in Astana"),
        ("2026-03-19T19:00:00Z", "2026-03-20", "2026-04-01T23:59:59+05:00", "midnight in Astana is the next day"),
        ("2026-03-20T00:00:00+05:00", "2026-03-20", "2026-04-01T23:59:59+05:00", "the same moment, written locally"),
        ("2026-03-20T00:00+05:00", "2026-03-20", "2026-04-01T23:59:59+05:00", "without seconds"),
        ("2023-12-31T23:00Z", "2024-01-01", "2024-01-09T23:59:59+06:00", "a year that begins earlier in Astana"),
    ],
)
def test_due_date_of_a_moment_counts_from_its_local_day(client, start, start_on, due_at, why):
    answer = ask(client, term="media_request", start=start).json()
    assert (answer["start_on"], answer["due_at"]) == (start_on, due_at), why


def test_due_date_reads_a_plus_that_was_not_escaped(client):
    answer = client.get("/api/v1/due-date/?term=media_request&start=2026-03-20T00:30:00+05:00").json()
    assert answer["start_on"] == "2026-03-20"


def test_due_date_of_a_term_of_hours_is_a_moment(client):
    answer = ask(client, term="mandatory_message", start="2026-03-20T22:30:00+05:00").json()
    assert (answer["due_on"], answer["due_at"], answer["days"]) == ("2026-03-21", "2026-03-21T01:30:00+05:00", [])
    assert (
        answer["text"] == "Mandatory official message: 3 hours after 20 March 2026, 22:30, so by 21 March 2026, 01:30."
    )


def test_due_date_of_hours_counts_hours_that_passed(client):
    """On 1 March 2024 the clocks of Astana went back from midnight to 23:00: three hours are three hours."""
    answer = ask(client, term="mandatory_message", start="2024-02-29T22:30:00+06:00").json()
    assert answer["due_at"] == "2024-03-01T00:30:00+05:00"


def test_due_date_before_an_event_leaves_the_days_of_the_law(client):
    answer = ask(client, term="closed_meeting_notice", start="2026-03-26").json()
    assert (answer["direction"], answer["due_on"]) == ("BEFORE", "2026-03-18")
    assert answer["text"] == (
        "Notice that a collegial meeting is closed: "
        "at least 3 working days before Thu 26 March 2026, so by Wed 18 March 2026."
    )


def test_due_date_says_when_the_law_was_not_yet_in_force(client):
    answer = ask(client, term="media_request", start="2024-08-19").json()
    assert (answer["in_force"], answer["in_force_from"]) == (False, "2024-08-20")
    assert ask(client, term="media_request", start="2024-08-20").json()["in_force"] is True


def test_due_date_follows_the_agency_s_own_calendar_and_zone(client):
    agency = make_agency(slug="akimat", time_zone="Asia/Tokyo")
    names = {"name_kk": "Көшу", "name_ru": "Переезд", "name_en": "Moving house", "act": "Order 12"}
    CalendarDay.objects.create(agency=agency, on="2026-06-02", kind="AGENCY_CLOSED", **names)
    theirs = ask(client, term="information_forwarding", start="2026-05-31T15:30:00Z", agency="akimat").json()
    ours = ask(client, term="information_forwarding", start="2026-05-31T15:30:00Z").json()
    assert (theirs["start_on"], theirs["due_at"]) == ("2026-06-01", "2026-06-05T23:59:59+09:00")
    assert (ours["start_on"], ours["due_at"]) == ("2026-05-31", "2026-06-03T23:59:59+05:00")
    assert [day["name"] for day in theirs["days"]] == ["", "Moving house", "", "", ""]


CODES = ", ".join(sorted(TERMS.codes))
SHAPE = "Write a day as 2026-03-19, or a moment with its offset as 2026-03-19T09:30:00+05:00."
YEARS = "It knows: 2024, 2025, 2026, 2027."
GOOD = {"term": "media_request", "start": "2026-03-19"}
REFUSALS = [
    ({"start": None}, {"start": ["This field is required."]}),
    ({"term": None}, {"term": ["This field is required."]}),
    ({"term": ""}, {"term": ["This field may not be blank."]}),
    ({"term": "media"}, {"term": [f"There is no term media. The terms are: {CODES}."]}),
    ({"term": "a" * 61}, {"term": ["Ensure this field has no more than 60 characters."]}),
    ({"start": "2026-03-19" * 50}, {"start": [SHAPE]}),
    ({"start": ""}, {"start": [SHAPE]}),
    ({"start": "soon"}, {"start": [SHAPE]}),
    ({"start": "19.03.2026"}, {"start": [SHAPE]}),
    ({"start": "20260319"}, {"start": [SHAPE]}),
    ({"start": "2026-W12-4"}, {"start": [SHAPE]}),
    ({"start": "٢٠٢٦-٠٣-١٩"}, {"start": [SHAPE]}),
    ({"start": "2026-02-30"}, {"start": ["There is no such day or time."]}),
    ({"start": "0000-01-01"}, {"start": ["There is no such day or time."]}),
    ({"start": "2026-03-19T25:00:00+05:00"}, {"start": ["There is no such day or time."]}),
    (
        {"start": "2026-03-19T10:00:00"},
        {"start": ["A moment needs its offset from UTC, as in 2026-03-19T09:30:00+05:00."]},
    ),
    ({"start": "2023-12-29"}, {"start": [f"The working calendar does not know the days off of 2023. {YEARS}"]}),
    ({"start": "2027-12-30"}, {"start": [f"The working calendar does not know the days off of 2028. {YEARS}"]}),
    (
        {"start": "0001-01-01T00:00+05:00"},
        {"start": [f"The working calendar does not know the days off of 1. {YEARS}"]},
    ),
    (
        {"start": "9999-12-31T23:00-05:00"},
        {"start": [f"The working calendar does not know the days off of 9999. {YEARS}"]},
    ),
    (
        {"term": "mandatory_message"},
        {"start": ["This term is counted in hours. Write the moment, as in 2026-03-19T09:30:00+05:00."]},
    ),
    ({"term": "complaint", "extended": "1"}, {"extended": ["The law knows no extension of this term."]}),
    ({"extended": "perhaps"}, {"extended": ["Must be a valid boolean."]}),
    ({"agency": "nowhere"}, {"agency": ["There is no agency with this address: nowhere."]}),
    ({"agency": "closed-down"}, {"agency": ["There is no agency with this address: closed-down."]}),
    ({"agency": "a\x00b"}, {"agency": ["Invalid value."]}),
    ({"strat": "2026-03-19"}, {"strat": ["There is no such parameter."]}),
]


@pytest.mark.parametrize(("question", "problems"), REFUSALS)
def test_due_date_refuses_nonsense_and_says_what_is_wrong(client, question, problems):
    make_agency(slug="closed-down", is_active=False)
    answer = ask(client, **{name: value for name, value in (GOOD | question).items() if value is not None})
    assert (answer.status_code, answer.json()["code"], answer.json()["fields"]) == (400, "invalid", problems)


def test_due_date_is_refused_while_the_calendar_is_empty(client):
    CalendarDay.objects.all().delete()
    sentence = "The working calendar is empty, so no date can be counted."
    assert ask(client, **GOOD).json()["fields"] == {"start": [sentence]}


def test_due_date_is_throttled(client, monkeypatch):
    from rest_framework.throttling import AnonRateThrottle

    monkeypatch.setitem(AnonRateThrottle.THROTTLE_RATES, "anon", "2/min")
    assert [ask(client, **GOOD).status_code for _ in range(3)] == [200, 200, 429]


def test_due_date_costs_the_same_few_queries(client, django_assert_num_queries):
    with django_assert_num_queries(3):  # the years known, before and after, and the days
        ask(client, **GOOD)


def test_terms_are_listed_in_every_version(client):
    listed = client.get("/api/v1/terms/", headers={"accept-language": "en"}).json()
    assert [(row["term"], row["in_force_from"]) for row in listed] == [
        (term.code, str(term.in_force_from)) for term in TERMS
    ]
    assert listed[0]["extension"]["by"] == ["FIRST_HEAD"]


def test_schema_describes_every_path_and_the_answer_field_by_field(client):
    from drf_spectacular.generators import SchemaGenerator
    from drf_spectacular.validation import validate_schema

    from pressoffice import api

    schema = SchemaGenerator(patterns=api.urlpatterns).get_schema(public=True)
    validate_schema(schema)
    assert client.get("/api/v1/schema/").status_code == 200
    answer = schema["components"]["schemas"]["DueDate"]
    assert set(answer["required"]) == set(ask(client, **GOOD).json())
    assert answer["properties"]["due_at"] == {
        "type": "string",
        "format": "date-time",
        "readOnly": True,
        "description": "The last moment that is still in time.",
    }
