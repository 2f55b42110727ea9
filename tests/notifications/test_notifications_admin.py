"""The outbox in the admin: who sees which rows, and who may send again."""

import pytest

from agencies.access import NotPermitted
from agencies.states import Role
from audit.queries import timeline
from notifications.models import Message
from notifications.states import Channel, State
from pressoffice.outbox.services import resend_message
from tests.country import make_agency, make_member, make_superuser, make_user
from tests.notifications.outbox import AT, write

pytestmark = pytest.mark.django_db
LIST = "/en/admin/notifications/message/"


def stuck(agency=None, state=State.DEAD, key="1") -> Message:
    message = write(agency=agency, key=key)[0]
    Message.objects.filter(pk=message.pk).update(state=state, attempts=18, error="550 no such user")
    return Message.objects.get(pk=message.pk)


def send_again(client, *messages: Message):
    data = {"action": "send_again", "_selected_action": [message.pk for message in messages]}
    return client.post(LIST, data, follow=True)


@pytest.mark.parametrize(
    ("role", "own", "foreign", "of_nobody"),
    [
        pytest.param(Role.SENIOR_OFFICER, True, False, False, id="a senior officer sends again for the own agency"),
        pytest.param(Role.PRESS_OFFICER, False, False, False, id="a press officer only looks"),
        pytest.param(Role.FIRST_HEAD, False, False, False, id="the head has others for it"),
        pytest.param(Role.SYSTEM_OWNER, True, True, True, id="the system owner for everybody"),
    ],
)
def test_resend_is_for_those_who_may_in_that_agency(role, own, foreign, of_nobody):
    member = make_member(role)
    for number, (agency, is_permitted) in enumerate(
        [(member.agency, own), (make_agency(), foreign), (None, of_nobody)]
    ):
        message = stuck(agency, key=str(number))
        if is_permitted:
            resend_message(message=message, by=member.user, at=AT)
        else:
            with pytest.raises(NotPermitted):
                resend_message(message=message, by=member.user, at=AT)
        message.refresh_from_db()
        assert message.state == (State.QUEUED if is_permitted else State.DEAD)


def test_resend_is_audited_with_what_had_gone_wrong():
    member = make_member(Role.SENIOR_OFFICER)
    message = stuck(member.agency)
    resend_message(message=message, by=member.user, at=AT)
    event = timeline(message).get()
    assert (event.action, event.by, event.agency, event.at) == ("message.resent", member.user, member.agency, AT)
    assert event.before == {"state": "DEAD", "attempts": 18, "error": "550 no such user"}


def test_outbox_shows_the_messages_of_the_own_agency_alone(client):
    member = make_member(Role.PRESS_OFFICER)
    client.force_login(member.user)
    own, foreign, of_nobody = (
        stuck(agency, key=str(key)) for key, agency in enumerate([member.agency, make_agency(), None])
    )
    assert list(client.get(LIST).context["cl"].queryset) == [own]
    pages = [f"{LIST}{row.pk}/change/" for row in (own, foreign, of_nobody)]
    assert [client.get(url).status_code for url in pages] == [200, 302, 302]


def test_outbox_sends_chosen_messages_again_and_says_which_were_left(client):
    member = make_member(Role.SENIOR_OFFICER)
    client.force_login(member.user)
    dead, doubtful = stuck(member.agency, key="1"), stuck(member.agency, State.IN_DOUBT, key="2")
    waiting = write(agency=member.agency, key="3")[0]
    response = send_again(client, dead, doubtful, waiting)
    words = [str(message) for message in response.context["messages"]]
    assert words == [
        "2 messages will be sent again.",
        "1 message was left as it is: it is neither undeliverable nor in doubt, or not yours to send.",
    ]
    assert set(Message.objects.exclude(channel=Channel.INBOX).values_list("state", flat=True)) == {State.QUEUED}


def test_outbox_offers_sending_again_to_nobody_who_may_not(client):
    member = make_member(Role.PRESS_OFFICER)
    client.force_login(member.user)
    message = stuck(member.agency)
    send_again(client, message)
    message.refresh_from_db()
    assert message.state == State.DEAD


def test_outbox_can_be_changed_by_nobody(client):
    client.force_login(make_superuser())
    message = stuck()
    page = f"{LIST}{message.pk}/change/"
    assert client.post(page, {"subject": "Another"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{message.pk}/delete/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_outbox_list_costs_the_same_for_any_number_of_rows(client, rows, django_assert_num_queries):
    member = make_member(Role.SENIOR_OFFICER)
    client.force_login(member.user)
    for key in range(rows):
        stuck(member.agency, key=str(key))
    with django_assert_num_queries(6):
        client.get(LIST)


def test_outbox_is_closed_to_people_without_a_role(client):
    client.force_login(make_user())
    assert client.get(LIST).status_code != 200
