"""What the first page of the admin asks of those who keep the house."""

import pytest

from agencies.states import Role
from notifications.models import Message
from notifications.states import State
from tests.country import make_agency, make_member
from tests.notifications.outbox import write

pytestmark = pytest.mark.django_db

TODAY = "/en/admin/"


def stuck(agency, state, key):
    [*_others, message] = write(agency=agency, key=key)
    Message.objects.filter(pk=message.pk).update(state=state)


@pytest.mark.parametrize(
    ("role", "count"),
    [
        pytest.param(Role.SYSTEM_OWNER, 4, id="the system owner sends again for everybody"),
        pytest.param(Role.SENIOR_OFFICER, 2, id="a senior officer for the own agency"),
        pytest.param(Role.PRESS_OFFICER, 0, id="a press officer only looks"),
    ],
)
def test_stuck_messages_wait_for_those_who_may_send_them_again(client, role, count):
    member = make_member(role)
    for number, (agency, state) in enumerate(
        [
            (member.agency, State.DEAD),
            (member.agency, State.IN_DOUBT),
            (member.agency, State.QUEUED),
            (make_agency(), State.DEAD),
            (None, State.DEAD),
        ]
    ):
        stuck(agency, state, str(number))
    client.force_login(member.user)
    kept = client.get(TODAY).context["upkeep"]
    numbers = kept.numbers if kept else []
    assert [number.count for number in numbers] == ([count] if count else [])
    for number in numbers:
        assert len(client.get(number.url).context["cl"].result_list) == count


@pytest.mark.parametrize(("role", "is_warned"), [(Role.SYSTEM_OWNER, True), (Role.SENIOR_OFFICER, False)])
def test_unsettled_calendar_waits_for_who_can_settle_it(client, role, is_warned):
    client.force_login(make_member(role).user)
    page = client.get(TODAY)
    assert ("due dates in that year are guesses" in page.content.decode()) is is_warned
    if is_warned:
        assert "Working calendar" in client.get(page.context["upkeep"].calendar_url).content.decode()


def test_nothing_is_shown_while_nothing_waits(client):
    client.force_login(make_member(Role.SENIOR_OFFICER).user)
    page = client.get(TODAY)
    assert "Messages to send again" not in page.content.decode()
    assert "unsettled" not in page.content.decode()
