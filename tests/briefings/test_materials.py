"""An embargo is one query set: nobody who is not entitled reads before the moment, everybody at it, with no sweep."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from agencies.access import NotPermitted
from agencies.states import Role
from audit.models import Event as Fact
from briefings.models import Material
from briefings.services.materials import (
    MaterialMoved,
    NotAccredited,
    OwnMaterial,
    add_material,
    approve_material,
    note_early_reading,
    promise_embargo,
    withdraw_material,
)
from briefings.states import EventState, MaterialKind
from tests.accreditation.press import THURSDAY, make_accredited, upload
from tests.briefings.stage import make_event
from tests.country import make_agency, make_member, make_user

HOUR = timedelta(hours=1)
MOMENT = THURSDAY + timedelta(days=1)
EVERYBODY = {
    "nobody signed in",
    "a requester",
    "accredited, who promised nothing",
    "accredited by another body",
    "entitled",
}


def make_material(event=None, *, approved=True, at=THURSDAY, **fields):
    event = event or make_event(at=at)
    officer = make_member(Role.PRESS_OFFICER, event.agency).user
    said = {"kind": MaterialKind.PRESS_KIT, "title_kk": "Баспасөз жинағы", "title_ru": "Пресс-кит"}
    material = Material(event=event, **said | {"embargo_until_at": MOMENT} | fields)
    material = add_material(material=material, upload=upload("kit.pdf"), by=officer, at=at)
    senior = make_member(Role.SENIOR_OFFICER, event.agency).user
    return approve_material(material=material, by=senior, at=at) if approved else material


def everybody(event):
    """Every kind of visitor, by name; `entitled` alone may read under the embargo."""
    entitled = make_accredited(agency=event.agency).holder
    promise_embargo(event=event, by=entitled, at=THURSDAY)
    return {
        "nobody signed in": AnonymousUser(),
        "a requester": make_user(),
        "accredited, who promised nothing": make_accredited(agency=event.agency).holder,
        "accredited by another body": make_accredited(agency=make_agency()).holder,
        "entitled": entitled,
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("later", "is_public"),
    [(-timedelta(microseconds=1), False), (timedelta(0), True), (HOUR, True)],
    ids=["before", "at", "after"],
)
def test_embargo_holds_for_everybody_but_the_entitled(later, is_public):
    material = make_material()
    at = MOMENT + later
    readers = {
        name
        for name, person in everybody(material.event).items()
        if Material.objects.readable_by(person, at=at).filter(pk=material.pk).exists()
    }
    assert readers == (EVERYBODY if is_public else {"entitled"})
    assert Material.objects.public(at=at).exists() == is_public


@pytest.mark.django_db
def test_entitlement_ends_with_the_accreditation():
    material = make_material()
    accreditation = make_accredited(agency=material.event.agency)
    promise_embargo(event=material.event, by=accreditation.holder, at=THURSDAY)
    assert Material.objects.readable_by(accreditation.holder, at=THURSDAY).exists()
    type(accreditation).objects.filter(pk=accreditation.pk).update(state="SUSPENDED")
    assert not Material.objects.readable_by(accreditation.holder, at=THURSDAY).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [None, MOMENT])
def test_nothing_is_read_before_its_approval_or_of_a_draft_event(moment):
    make_material(approved=False, embargo_until_at=moment)
    make_material(make_event(state=EventState.DRAFT), embargo_until_at=moment)
    assert not Material.objects.readable_by(AnonymousUser(), at=MOMENT + HOUR).exists()


@pytest.mark.django_db
def test_withdrawn_material_is_gone_at_once():
    material = make_material(embargo_until_at=None)
    officer = make_member(Role.PRESS_OFFICER, material.event.agency).user
    withdraw_material(material=material, reason="Қате файл", by=officer, at=THURSDAY)
    assert not Material.objects.readable_by(AnonymousUser(), at=THURSDAY).exists()
    with pytest.raises(MaterialMoved):
        withdraw_material(material=material, reason="Қайта", by=officer, at=THURSDAY)


@pytest.mark.django_db
def test_approval_is_a_second_persons():
    event = make_event()
    senior = make_member(Role.SENIOR_OFFICER, event.agency).user
    said = {"kind": MaterialKind.PHOTO, "title_kk": "Сурет", "title_ru": "Снимок"}
    material = add_material(material=Material(event=event, **said), upload=upload("photo.pdf"), by=senior, at=THURSDAY)
    with pytest.raises(OwnMaterial):
        approve_material(material=material, by=senior, at=THURSDAY)
    with pytest.raises(NotPermitted):
        approve_material(material=material, by=make_member(Role.PRESS_OFFICER, event.agency).user, at=THURSDAY)
    other = make_member(Role.FIRST_HEAD, event.agency).user
    assert approve_material(material=material, by=other, at=THURSDAY).approved_by == other
    with pytest.raises(MaterialMoved):
        approve_material(material=material, by=other, at=THURSDAY)


@pytest.mark.django_db
def test_only_the_accredited_promise_and_once():
    event = make_event()
    with pytest.raises(NotAccredited):
        promise_embargo(event=event, by=make_user(), at=THURSDAY)
    holder = make_accredited(agency=event.agency).holder
    first = promise_embargo(event=event, by=holder, at=THURSDAY)
    assert promise_embargo(event=event, by=holder, at=MOMENT) == first


@pytest.mark.django_db
def test_early_reading_leaves_its_line_and_a_later_one_none():
    material = make_material()
    reader = make_user()
    note_early_reading(material, by=reader, at=MOMENT - HOUR)
    note_early_reading(material, by=reader, at=MOMENT)
    (line,) = Fact.objects.filter(action="event_material.read_early")
    assert (line.by, line.at) == (reader, MOMENT - HOUR)
