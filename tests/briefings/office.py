"""An office that holds events, and what its officers type: plain data. Say only what matters."""

from datetime import timedelta

from django.test import Client

from tests.accreditation.press import THURSDAY

EVENTS = "/en/admin/briefings/event/"
IN_A_WEEK = THURSDAY + timedelta(days=7)  # Thursday the 26th, a working day


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def url(event, route="page/"):
    return f"{EVENTS}{event.pk}/{route}"


def moment(at):
    return at.strftime("%Y-%m-%dT%H:%M")


def typed(agency, **fields):
    """The whole form of a briefing next week at another place, with one speaker and 50 seats."""
    return {
        "agency": agency.pk,
        "kind": "BRIEFING",
        "name_kk": "Су тасқынына дайындық",
        "name_ru": "Подготовка к паводку",
        "summary_kk": "Министр дайындық туралы айтады.",
        "summary_ru": "Министр расскажет о подготовке.",
        "starts_at": moment(IN_A_WEEK),
        "ends_at": moment(IN_A_WEEK + timedelta(hours=1)),
        "place_kk": "Үкімет үйі",
        "place_ru": "Дом правительства",
        "languages": ["kk", "ru"],
        "entry": "OPEN",
        "confirm_hours": "12",
        "contact_name": "Айгүл Сәтбаева",
        "speakers-TOTAL_FORMS": "2",
        "speakers-INITIAL_FORMS": "0",
        "speakers-0-name_kk": "Ерлан Қасымов",
        "speakers-0-name_ru": "Ерлан Касымов",
        "speakers-0-role_kk": "министр",
        "speakers-0-role_ru": "министр",
        "places_SEAT": "50",
    } | fields
