"""The register of outlets: kept, looked up, edited by people who were confirmed, and merged by a person alone."""

from datetime import timedelta

import pytest

from accreditation.models import Editor, Engagement, Merge, Outlet
from accreditation.register.alike import candidates
from accreditation.services import ask_to_edit, end_editor
from accreditation.services.merging import AppliedForBoth, MergedIntoItself, MergeMoved, merge_outlets, undo_merge
from accreditation.services.outlets import EditorMoved, OutletMerged, confirm_editor, look_up_outlet, save_outlet
from accreditation.states import Function, RegisterStatus
from agencies.access import NotPermitted
from agencies.states import Role
from audit.queries import entries, timeline
from notifications.models import Message
from tests.accreditation.press import THURSDAY, make_application, make_iin, make_outlet
from tests.country import make_acting, make_member, make_user

pytestmark = pytest.mark.django_db
LATER = THURSDAY + timedelta(hours=1)


def make_keeper():
    return make_member(Role.PRESS_OFFICER).user


def engage(user, outlet, **fields):
    return Engagement.objects.create(
        **{"user": user, "outlet": outlet, "function": Function.JOURNALIST, "from_at": THURSDAY} | fields
    )


@pytest.mark.parametrize(
    ("role", "may", "why"),
    [
        (Role.PRESS_OFFICER, True, "keeps the register in their agency, so everywhere"),
        (Role.SYSTEM_OWNER, True, "keeps the installation"),
        (Role.FIRST_HEAD, False, "reads, but does not keep"),
        (Role.GATE, False, "scans cards"),
    ],
)
def test_outlet_belongs_to_no_agency_and_is_kept_by_whoever_keeps_outlets_anywhere(role, may, why):
    outlet, by = make_outlet(), make_member(role).user
    outlet.owner = "TOO «Қала»"
    if may:
        save_outlet(outlet=outlet, by=by, at=THURSDAY)
    else:
        with pytest.raises(NotPermitted):
            save_outlet(outlet=outlet, by=by, at=THURSDAY)
    assert (Outlet.objects.get().owner == "TOO «Қала»") is may, why


def test_deputy_keeps_outlets_in_the_name_of_the_absent():
    deputy = make_user()
    grant = make_acting(make_member(Role.PRESS_OFFICER), deputy)
    look_up_outlet(outlet=make_outlet(), status=RegisterStatus.ABSENT, by=deputy, at=THURSDAY)
    assert timeline(Outlet.objects.get()).get().acting == grant


def test_trail_keeps_what_changed_and_saving_the_same_writes_nothing():
    outlet, by = make_outlet(owner="A"), make_keeper()
    outlet.owner, outlet.register_status = "B", RegisterStatus.ABSENT
    save_outlet(outlet=outlet, by=by, at=THURSDAY)
    save_outlet(outlet=outlet, by=by, at=LATER)
    event = timeline(outlet).get()
    assert (event.action, event.before, event.after) == ("outlet.saved", {"owner": "A"}, {"owner": "B"})
    assert Outlet.objects.get().register_status == RegisterStatus.REGISTERED, "only looking it up changes that"


def test_looking_up_notes_status_day_and_person():
    outlet, by = make_outlet(), make_keeper()
    found = look_up_outlet(outlet=outlet, status=RegisterStatus.ABSENT, by=by, at=THURSDAY)
    noted = (found.register_status, found.register_checked_on, found.register_checked_by)
    assert noted == (RegisterStatus.ABSENT, THURSDAY.date(), by)
    assert entries(outlet)[0].words == "The outlet was looked up in the official register: not in the register"


def test_deciders_are_told_once_that_a_court_stopped_an_outlet_of_their_applicants():
    application, by = make_application(), make_keeper()
    senior = make_member(Role.SENIOR_OFFICER, application.agency).user
    make_member(Role.SENIOR_OFFICER)
    for status in (RegisterStatus.SUSPENDED, RegisterStatus.SUSPENDED, RegisterStatus.CEASED):
        look_up_outlet(outlet=application.outlet, status=status, by=by, at=THURSDAY)
    told = Message.objects.filter(kind="accreditation_decision", channel="EMAIL")
    assert [message.address for message in told] == [senior.email]


def test_editor_may_apply_for_staff_once_confirmed_by_somebody_else():
    outlet, keeper, user = make_outlet(), make_keeper(), make_user()
    editor = ask_to_edit(outlet=outlet, position="редактор", by=user, at=THURSDAY)
    assert ask_to_edit(outlet=outlet, position="редактор", by=user, at=LATER) == editor
    confirmed = confirm_editor(editor=editor, by=keeper, at=LATER)
    assert (confirmed.confirmed_at, confirmed.confirmed_by) == (LATER, keeper)
    with pytest.raises(EditorMoved):
        confirm_editor(editor=editor, by=keeper, at=LATER)
    assert Message.objects.get(kind="accreditation_editor", channel="EMAIL").address == user.email
    end_editor(editor=editor, reason="left", by=keeper, at=LATER)
    with pytest.raises(EditorMoved):
        end_editor(editor=editor, by=keeper, at=LATER)
    assert [event.action for event in timeline(outlet)] == ["editor.asked", "editor.confirmed", "editor.ended"]


def test_nobody_confirms_themselves_and_strangers_end_nothing():
    keeper = make_keeper()
    editor = ask_to_edit(outlet=make_outlet(), position="редактор", by=keeper, at=THURSDAY)
    with pytest.raises(EditorMoved):
        confirm_editor(editor=editor, by=keeper, at=THURSDAY)
    with pytest.raises(NotPermitted):
        end_editor(editor=editor, by=make_user(), at=THURSDAY)
    assert end_editor(editor=editor, by=keeper, at=THURSDAY).ended_at == THURSDAY


def test_claim_is_told_to_agencies_that_know_the_outlet_else_to_the_owner_of_the_installation():
    application = make_application()
    officer = make_member(Role.PRESS_OFFICER, application.agency).user
    owner = make_member(Role.SYSTEM_OWNER).user
    Message.objects.all().delete()
    ask_to_edit(outlet=application.outlet, position="p", by=make_user(), at=THURSDAY)
    told = set(Message.objects.filter(channel="EMAIL").values_list("address", flat=True))
    assert officer.email in told
    assert owner.email not in told
    Message.objects.all().delete()
    ask_to_edit(outlet=make_outlet(), position="p", by=make_user(), at=THURSDAY)
    assert [message.address for message in Message.objects.filter(channel="EMAIL")] == [owner.email]


def test_candidates_come_with_their_reasons_and_merged_ones_do_not():
    outlet = make_outlet(name_ru="Степной вестник", name_kk="Дала хабаршысы", name_en="", bin="940140000385")
    typo = make_outlet(name_ru="Степной вестникъ", name_kk="Басқа атау")
    owner = make_outlet(name_ru="Радио Горы", name_kk="Тау радиосы", name_en="", bin="940140000385")
    make_outlet(name_ru="Автомобили и люди", name_kk="Көлік пен адам", name_en="")
    make_outlet(name_ru="Степной вестник", merged_into=typo)
    found = {candidate.outlet: candidate.reasons for candidate in candidates(outlet)}
    assert found == {owner: ["the same BIN"], typo: ["a similar name"]}


def test_merging_moves_everything_and_undoing_brings_it_back():
    keep, other, by = make_outlet(owner="", site=""), make_outlet(owner="TOO", site="https://a.example"), make_keeper()
    application = make_application(outlet=other)
    user = make_user()
    only, double = engage(make_user(), other), engage(user, other)
    engage(user, keep)
    editor = ask_to_edit(outlet=other, position="p", by=make_user(), at=THURSDAY)
    merge = merge_outlets(keep=keep, other=other, by=by, at=LATER)
    for row in (application, only, double, editor):
        row.refresh_from_db()
        assert row.outlet == keep
    assert (double.ended_at, only.ended_at) == (LATER, None)
    keep.refresh_from_db(), other.refresh_from_db()
    assert (other.merged_into, keep.owner, keep.site) == (keep, "TOO", "https://a.example")
    with pytest.raises(OutletMerged):
        save_outlet(outlet=other, by=by, at=LATER)
    undo_merge(merge=merge, by=by, at=LATER)
    for row in (application, only, double, editor):
        row.refresh_from_db()
        assert row.outlet == other
    keep.refresh_from_db(), other.refresh_from_db()
    assert (double.ended_at, other.merged_into, keep.owner) == (None, None, "")
    with pytest.raises(MergeMoved):
        undo_merge(merge=merge, by=by, at=LATER)
    actions = [event.action for event in timeline(keep)]
    assert actions == ["outlet.merged", "outlet.unmerged"]


def test_undoing_leaves_what_came_since_with_the_kept_outlet():
    keep, other, by = make_outlet(owner=""), make_outlet(owner="TOO"), make_keeper()
    merge = merge_outlets(keep=keep, other=other, by=by, at=THURSDAY)
    keep.refresh_from_db()
    keep.owner = "AO"
    save_outlet(outlet=keep, by=by, at=THURSDAY)
    since = make_application(outlet=keep)
    undo_merge(merge=merge, by=by, at=LATER)
    since.refresh_from_db(), keep.refresh_from_db()
    assert (since.outlet, keep.owner) == (keep, "AO")


@pytest.mark.parametrize("is_confirmed_there", [True, False])
def test_of_two_claims_of_one_editor_the_confirmed_one_stays(is_confirmed_there):
    keep, other, by, user = make_outlet(), make_outlet(), make_keeper(), make_user()
    here, there = (ask_to_edit(outlet=outlet, position="p", by=user, at=THURSDAY) for outlet in (keep, other))
    confirm_editor(editor=there if is_confirmed_there else here, by=by, at=THURSDAY)
    merge = merge_outlets(keep=keep, other=other, by=by, at=LATER)
    running = Editor.objects.get(outlet=keep, ended_at=None)
    assert running == (there if is_confirmed_there else here)
    undo_merge(merge=merge, by=by, at=LATER)
    assert Editor.objects.filter(ended_at=None).count() == 2


def test_merging_waits_where_one_person_applied_for_both():
    first, iin = make_application(), make_iin()
    here = make_application(first.intake, iin=iin)
    there = make_application(first.intake, iin=iin)
    with pytest.raises(AppliedForBoth) as refused:
        merge_outlets(keep=here.outlet, other=there.outlet, by=make_keeper(), at=LATER)
    assert refused.value.agency == first.agency.name
    assert not Merge.objects.exists()


def test_outlet_is_merged_once_and_never_into_itself():
    keep, other, by = make_outlet(), make_outlet(), make_keeper()
    with pytest.raises(MergedIntoItself):
        merge_outlets(keep=keep, other=keep, by=by, at=THURSDAY)
    merge_outlets(keep=keep, other=other, by=by, at=THURSDAY)
    with pytest.raises(OutletMerged):
        merge_outlets(keep=make_outlet(), other=other, by=by, at=THURSDAY)
    with pytest.raises(NotPermitted):
        merge_outlets(keep=keep, other=make_outlet(), by=make_user(), at=THURSDAY)


def test_later_merging_is_undone_first():
    first, second, third, by = make_outlet(), make_outlet(), make_outlet(), make_keeper()
    early = merge_outlets(keep=second, other=first, by=by, at=THURSDAY)
    late = merge_outlets(keep=third, other=second, by=by, at=LATER)
    with pytest.raises(MergeMoved):
        undo_merge(merge=early, by=by, at=LATER)
    undo_merge(merge=late, by=by, at=LATER)
    undo_merge(merge=early, by=by, at=LATER)
    assert Outlet.objects.filter(merged_into=None).count() == 3
