"""Giving roles: who may, what is written down, who is told."""

from datetime import UTC, date, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db.models import Model

from accounts.models import User
from agencies.access import NotPermitted
from agencies.models import Acting, Agency, Membership, Unit
from agencies.states import AgencyKind, Role
from audit.queries import timeline
from notifications.models import Message
from notifications.states import Channel
from pressoffice.people import services
from tests.country import make_acting, make_agency, make_bin, make_member, make_superuser, make_user

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 19, 5, tzinfo=UTC)
TODAY = date(2026, 3, 19)


def grant(by: User | None, agency: Agency, role: Role = Role.PRESS_OFFICER, **fields) -> Membership:
    given = {"email": "new@agency.example", "full_name": "Айгүл Қасым", "from_on": TODAY} | fields
    return services.grant_membership(agency=agency, role=role, by=by, at=NOW, **given)


def actions(row: Model) -> list[str]:
    return [event.action for event in timeline(row)]


def test_role_for_an_unknown_address_makes_an_account_that_waits_for_a_password():
    senior = make_member(Role.SENIOR_OFFICER)
    member = grant(senior.user, senior.agency, email=" New@Agency.example ", language="ru")
    user = member.user
    assert (user.email, user.full_name, user.language) == ("new@agency.example", "Айгүл Қасым", "ru")
    assert not user.has_usable_password()
    assert user.emailaddress_set.get().verified
    letter = Message.objects.get(channel=Channel.EMAIL)
    assert (letter.address, letter.language, letter.url) == ("new@agency.example", "ru", "/ru/account/password/reset/")


def test_letter_about_a_role_carries_no_secret():
    """The outbox is read by officers: a link that opens the account must not stand in it."""
    senior = make_member(Role.SENIOR_OFFICER)
    grant(senior.user, senior.agency)
    letter = Message.objects.get(channel=Channel.EMAIL)
    assert "password/reset/key" not in letter.text + letter.html


def test_role_for_a_known_address_keeps_the_account():
    senior, known = make_member(Role.SENIOR_OFFICER), make_user(password="their-own-tau-1", full_name="Known")
    member = grant(senior.user, senior.agency, email=known.email.upper())
    assert member.user == known
    known.refresh_from_db()
    assert (known.full_name, known.has_usable_password()) == ("Known", True)
    assert Message.objects.get(channel=Channel.EMAIL).url == "/en/start/"


def test_grant_is_written_down_with_who_gave_what():
    senior = make_member(Role.SENIOR_OFFICER)
    member = grant(senior.user, senior.agency)
    (event,) = timeline(member)
    assert (event.action, event.by, event.agency, event.at) == ("membership.granted", senior.user, senior.agency, NOW)
    assert event.before == {}
    assert (event.after["role"], event.after["from_on"]) == ("PRESS_OFFICER", "2026-03-19")


def test_deputy_gives_roles_in_the_members_stead():
    senior = make_member(Role.SENIOR_OFFICER)
    acting = make_acting(senior)
    (event,) = timeline(grant(acting.deputy, senior.agency))
    assert (event.by, event.acting) == (acting.deputy, acting)


@pytest.mark.parametrize(
    ("giver", "role", "may", "why"),
    [
        (Role.SENIOR_OFFICER, Role.PRESS_OFFICER, True, "keeps the people of the agency"),
        (Role.SENIOR_OFFICER, Role.FIRST_HEAD, True, "the head is one of the people"),
        (Role.SENIOR_OFFICER, Role.SYSTEM_OWNER, False, "reaches further than the agency"),
        (Role.SYSTEM_OWNER, Role.SYSTEM_OWNER, True, "has that reach"),
        (Role.PRESS_OFFICER, Role.EDITOR, False, "keeps no people"),
        (Role.FIRST_HEAD, Role.PRESS_OFFICER, False, "decides, does not keep"),
        (Role.AUDITOR, Role.AUDITOR, False, "only reads"),
    ],
)
def test_role_is_given_by_those_whose_reach_allows(giver, role, may, why):
    member = make_member(giver)
    if may:
        assert grant(member.user, member.agency, role).role == role, why
    else:
        with pytest.raises(NotPermitted):
            grant(member.user, member.agency, role)
        assert not User.objects.filter(email="new@agency.example").exists(), "nothing is left of a refused grant"


def test_role_in_another_agency_cannot_be_given():
    senior = make_member(Role.SENIOR_OFFICER)
    with pytest.raises(NotPermitted):
        grant(senior.user, make_agency())


def test_nobody_gives_themselves_a_role():
    senior = make_member(Role.SENIOR_OFFICER)
    with pytest.raises(NotPermitted):
        grant(senior.user, senior.agency, Role.FIRST_HEAD, email=senior.user.email)


def test_nobody_ends_or_prolongs_their_own_role():
    senior = make_member(Role.SENIOR_OFFICER)
    senior.until_on = TODAY
    with pytest.raises(NotPermitted):
        services.change_membership(membership=senior, by=senior.user, at=NOW)


def test_closed_account_is_given_no_role():
    closed = make_user(is_active=False)
    with pytest.raises(ValidationError, match="closed"):
        grant(None, make_agency(), email=closed.email)


def test_role_is_not_given_twice_for_the_same_days():
    member = make_member()
    with pytest.raises(ValidationError, match="already has this role"):
        grant(None, member.agency, email=member.user.email)


def test_role_ends_on_a_day_and_both_ends_are_written_down():
    senior = make_member(Role.SENIOR_OFFICER)
    officer = make_member(Role.PRESS_OFFICER, senior.agency)
    officer.until_on = TODAY
    services.change_membership(membership=officer, by=senior.user, at=NOW)
    (event,) = timeline(officer)
    assert (event.before, event.after) == ({"until_on": None}, {"until_on": "2026-03-19"})


def test_saving_what_has_not_changed_writes_nothing_down():
    senior = make_member(Role.SENIOR_OFFICER)
    officer = make_member(Role.PRESS_OFFICER, senior.agency)
    services.change_membership(membership=officer, by=senior.user, at=NOW)
    assert actions(officer) == []


def test_both_are_told_who_stands_in_for_whom():
    senior = make_member(Role.SENIOR_OFFICER)
    head, deputy = make_member(Role.FIRST_HEAD, senior.agency), make_user()
    acting = Acting(membership=head, deputy=deputy, from_on=TODAY, until_on=TODAY, ground="Order 7")
    services.grant_acting(acting=acting, by=senior.user, at=NOW)
    assert actions(acting) == ["acting.granted"]
    told = Message.objects.filter(channel=Channel.EMAIL).values_list("address", flat=True)
    assert set(told) == {head.user.email, deputy.email}


@pytest.mark.parametrize(
    ("giver", "why"),
    [(Role.PRESS_OFFICER, "keeps no people"), (Role.FIRST_HEAD, "does not appoint a deputy here")],
)
def test_deputy_is_named_by_those_who_keep_the_people(giver, why):
    member = make_member(giver)
    head = make_member(Role.FIRST_HEAD, member.agency)
    acting = Acting(membership=head, deputy=make_user(), from_on=TODAY, until_on=TODAY, ground="Order 7")
    with pytest.raises(NotPermitted):
        services.grant_acting(acting=acting, by=member.user, at=NOW)


def test_nobody_names_themselves_deputy():
    senior = make_member(Role.SENIOR_OFFICER)
    head = make_member(Role.FIRST_HEAD, senior.agency)
    acting = Acting(membership=head, deputy=senior.user, from_on=TODAY, until_on=TODAY, ground="Order 7")
    with pytest.raises(NotPermitted):
        services.grant_acting(acting=acting, by=senior.user, at=NOW)


def test_standing_in_ends_earlier_by_a_change():
    senior = make_member(Role.SENIOR_OFFICER)
    acting = make_acting(make_member(Role.FIRST_HEAD, senior.agency))
    acting.until_on = TODAY
    services.change_acting(acting=acting, by=senior.user, at=NOW)
    assert actions(acting) == ["acting.changed"]


@pytest.mark.parametrize(
    ("field", "value", "role", "may", "why"),
    [
        ("phone", "+7 7172 111111", Role.SENIOR_OFFICER, True, "its own contacts"),
        ("phone", "+7 7172 111111", Role.PRESS_OFFICER, False, "does not edit the agency"),
        ("slug", "another", Role.SENIOR_OFFICER, False, "its place on the portal is the installation's"),
        ("kind", AgencyKind.MEDIA_AUTHORITY, Role.SENIOR_OFFICER, False, "its kind is the state's"),
        ("is_active", False, Role.SENIOR_OFFICER, False, "it does not close itself"),
        ("is_active", False, Role.SYSTEM_OWNER, True, "keeps the installation"),
    ],
)
def test_agency_is_changed_by_those_who_may(field, value, role, may, why):
    member = make_member(role)
    agency = Agency.objects.get(pk=member.agency.pk)
    setattr(agency, field, value)
    if may:
        services.save_agency(agency=agency, by=member.user, at=NOW)
        assert actions(agency) == ["agency.changed"], why
    else:
        with pytest.raises(NotPermitted):
            services.save_agency(agency=agency, by=member.user, at=NOW)


def new_agency() -> Agency:
    """Not stored yet."""
    agency = make_agency()
    agency.pk, agency.slug, agency.bin = None, "the-new-one", make_bin()
    agency._state.adding = True
    return agency


@pytest.mark.parametrize(("role", "may"), [(Role.SYSTEM_OWNER, True), (Role.SENIOR_OFFICER, False)])
def test_agency_is_founded_by_system_owners(role, may):
    member, agency = make_member(role), new_agency()
    if may:
        services.save_agency(agency=agency, by=member.user, at=NOW)
        assert actions(agency) == ["agency.created"]
    else:
        with pytest.raises(NotPermitted):
            services.save_agency(agency=agency, by=member.user, at=NOW)


def test_agency_with_a_wrong_bin_is_not_saved():
    agency = new_agency()
    agency.bin = "123456789012"
    with pytest.raises(ValidationError, match="BIN"):
        services.save_agency(agency=agency, by=None, at=NOW)


def test_unit_belongs_to_an_agency_one_may_edit():
    senior = make_member(Role.SENIOR_OFFICER)
    names = {"name_kk": "Заң", "name_ru": "Право", "email": "law@agency.example"}
    unit = Unit(agency=senior.agency, **names)
    services.save_unit(unit=unit, by=senior.user, at=NOW)
    assert actions(unit) == ["unit.created"]
    with pytest.raises(NotPermitted):
        services.save_unit(unit=Unit(agency=make_agency(), **names), by=senior.user, at=NOW)


@pytest.mark.parametrize(
    ("field", "value", "who", "may", "why"),
    [
        ("full_name", "Right", lambda m: make_member(Role.SENIOR_OFFICER, m.agency).user, True, "keeps their people"),
        ("full_name", "Right", lambda m: make_member(Role.SENIOR_OFFICER).user, False, "of another agency"),
        ("full_name", "Right", lambda m: make_member(Role.PRESS_OFFICER, m.agency).user, False, "keeps no people"),
        (
            "is_active",
            False,
            lambda m: make_member(Role.SENIOR_OFFICER, m.agency).user,
            False,
            "accounts are not theirs",
        ),
        ("is_active", False, lambda m: make_member(Role.SYSTEM_OWNER).user, True, "keeps the installation"),
        ("is_superuser", True, lambda m: make_member(Role.SYSTEM_OWNER).user, False, "only by one who is"),
        ("is_superuser", True, lambda m: make_superuser(), True, "is one"),
    ],
)
def test_person_is_changed_by_those_who_may(field, value, who, may, why):
    member = make_member()
    person = User.objects.get(pk=member.user.pk)
    setattr(person, field, value)
    if may:
        services.save_person(user=person, by=who(member), at=NOW)
        assert actions(person) == ["person.changed"], why
    else:
        with pytest.raises(NotPermitted):
            services.save_person(user=person, by=who(member), at=NOW)
        assert getattr(User.objects.get(pk=person.pk), field) != value, why


def test_lost_second_factor_is_removed_by_system_owners_and_told():
    owner, senior = make_member(Role.SYSTEM_OWNER), make_member(Role.SENIOR_OFFICER)
    person = make_member(Role.PRESS_OFFICER, senior.agency).user
    Authenticator.objects.create(user=person, type="totp", data={"secret": "x"})
    with pytest.raises(NotPermitted):
        services.remove_second_factor(user=person, by=senior.user, at=NOW)
    with pytest.raises(NotPermitted):
        services.remove_second_factor(user=owner.user, by=owner.user, at=NOW)
    services.remove_second_factor(user=person, by=owner.user, at=NOW)
    assert not Authenticator.objects.exists()
    assert actions(person) == ["person.second_factor_removed"]
    assert Message.objects.get(channel=Channel.EMAIL).address == person.email


def test_passwords_are_never_written_down():
    person = make_member().user
    stored = User.objects.get(pk=person.pk)
    stored.set_password("samal-tau-korkem-8")
    stored.phone = "+7 700 0000000"
    services.save_person(user=stored, by=None, at=NOW)
    (event,) = timeline(person)
    assert event.after == {"phone": "+7 700 0000000"}
