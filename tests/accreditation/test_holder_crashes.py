"""Sweeps that are killed between any two statements, or run twice at once, lose nothing and double nothing."""

from datetime import timedelta
from itertools import count

import pytest
from django.db.models import Sum

from accreditation.models import Accreditation, AccreditationPractice, Application, Card, Notice, Purge
from accreditation.services import give_up_accreditation
from accreditation.services.keys import distrust_key
from accreditation.services.noticing import Said, send_notice
from accreditation.services.privacy import GONE
from accreditation.states import NoticeKind, ProceedingState, Revocation
from audit.models import Event
from notifications.models import Message
from tests.accreditation.holders import SENT, held, proceeding_in
from tests.accreditation.office import make_office
from tests.deadlines.meeting import have_met, meeting
from tests.deadlines.processes import python, wait_for_the_dead

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]
SWEEPER = "tests.accreditation.sweeper"
YEAR = timedelta(days=366)


def mails(prefix):
    found = Message.objects.filter(key__startswith=prefix, channel="EMAIL")
    return sorted(found.values_list("key", flat=True))


def events(action):
    return sorted(Event.objects.filter(action=action).values_list("subject_id", flat=True))


def keys(rows):
    return sorted(rows.values_list("pk", flat=True))


class Expiry:
    """`done`: what the sweep has finished; `traces`: what it wrote of that, which must be the same, each once.

    `writes_first`: the statement that follows its claim of a row.
    """

    sweep, at = "expire_due", SENT + YEAR
    writes_first = "UPDATE ON accreditation_accreditation"

    def __init__(self, office):
        self.rows = [held(office) for _ in range(3)]

    def done(self):
        return keys(Accreditation.objects.filter(state="EXPIRED", cards__revocation="ENDED"))

    def traces(self):
        return [events("accreditation.expired"), sorted(int(key.split("/")[1]) for key in mails("ended/"))]


class Renewal(Expiry):
    sweep, at = "remind_renewals_due", SENT + YEAR - timedelta(days=20)

    def done(self):
        return keys(Accreditation.objects.filter(renewal_told_at__isnull=False))

    def traces(self):
        return [events("accreditation.renewal_reminded"), sorted(int(key.split("/")[1]) for key in mails("renewal/"))]


class EndOfDeprivation:
    sweep, at = "end_deprivations_due", SENT + timedelta(days=200)
    writes_first = "UPDATE ON accreditation_accreditation"

    def __init__(self, office):
        self.rows = [held(office) for _ in range(2)]
        for row in self.rows:
            proceeding_in(ProceedingState.DEPRIVED, office, row)

    def done(self):
        return keys(Accreditation.objects.filter(state="IN_FORCE", cards__revoked_at=None))

    def traces(self):
        told = sorted(int(key.split("/")[1]) for key in mails("deprivation-ended/"))
        return [events("accreditation.restored"), told]


class SigningAnew:
    """A signing key was declared compromised."""

    sweep, at = "sign_anew_due", SENT
    writes_first = "UPDATE ON accreditation_card"

    def __init__(self, office):
        self.rows = [held(office) for _ in range(3)]
        key = self.rows[0].cards.get().key
        distrust_key(key=key, since=key.created_at, reason="Stolen", by=office.senior, at=SENT)

    def done(self):
        new = Card.objects.good().filter(replaces__revocation=Revocation.KEY, key__distrusted_from=None)
        return sorted(new.values_list("accreditation", flat=True))

    def traces(self):
        told = [int(key.split("/")[1]) for key in mails("card-signed-anew/")]
        issued = events("card.issued")[len(self.rows) :]
        cards = dict(Card.objects.values_list("pk", "accreditation"))
        revoked = events("card.revoked")
        return [sorted(cards[pk] for pk in rows) for rows in (told, issued, revoked)]


class Spreading:
    sweep, at = "spread_notices_due", SENT
    writes_first = "INSERT ON notifications_message"

    def __init__(self, office):
        for _ in range(2):
            held(office)
        said = {"kind": NoticeKind.DOCUMENT, "said": Said("А", "А", "Б", "Б"), "by": office.officer, "at": SENT}
        self.rows = [send_notice(agency=office.agency, **said) for _ in range(2)]

    def done(self):
        return keys(Notice.objects.filter(spread_at=SENT, told=2))

    def traces(self):
        told = [int(key.split("/")[1]) for key in mails("notice/")]
        assert all(told.count(pk) == 2 for pk in told), "both people, each once"
        return [sorted(set(told))]


class Purging:
    sweep, at = "purge_due", SENT + timedelta(days=100)
    writes_first = "UPDATE ON accreditation_application"

    def __init__(self, office):
        AccreditationPractice.objects.create(agency=office.agency, people_days=30, documents_days=3650)
        self.rows = [held(office) for _ in range(2)]
        for row in self.rows:
            give_up_accreditation(accreditation=row, reason="", by=row.holder, at=SENT)
        self.rows = [row.application for row in self.rows]

    def done(self):
        return keys(Application.objects.filter(full_name=GONE, photo=None, iin_sealed="", applicant=None))

    def traces(self):
        """Nobody is half erased, in the row or in its history."""
        clean = Application.objects.filter(erased_at=self.at)
        history = Application.pgh_event_model.objects
        named = set(history.exclude(full_name=GONE).values_list("pgh_obj_id", flat=True))
        counted = Purge.objects.filter(kind="PEOPLE").aggregate(n=Sum("count"))["n"] or 0
        assert counted == len(self.done()), "the log counts each once"
        return [keys(clean.exclude(pk__in=named)), sorted(set(events("application.purged")) & set(self.done()))]


@pytest.fixture(scope="module")
def sweepers(django_db_setup):
    """Django takes seconds to start: two programs for all tests, which fork a sweep for each line they read."""
    program, settings = ("-m", SWEEPER), {"DJANGO_SETTINGS_MODULE": "pressoffice.settings"}
    with python(*program, **settings) as one, python(*program, **settings) as other:
        yield one, other


SWEEPS = (Expiry, Renewal, EndOfDeprivation, SigningAnew, Spreading, Purging)


def tell(process, sweep, number):
    print(sweep.sweep, sweep.at.isoformat(), number, file=process.stdin, flush=True)


@pytest.mark.parametrize("kind", SWEEPS)
def test_sweep_killed_before_any_statement_loses_and_doubles_nothing(sweepers, kind):
    sweep, kills, victim = kind(make_office()), 0, sweepers[0]
    for number in count():
        tell(victim, sweep, number)
        outcome = victim.stdout.readline().strip()
        wait_for_the_dead()
        for traces in sweep.traces():
            assert traces == sweep.done(), f"killed before statement {number}"
        if outcome == "done":
            break
        kills += 1
    assert sweep.done() == sorted(row.pk for row in sweep.rows)
    assert kills > 5  # statements and commits: the test has not gone blind


@pytest.mark.parametrize("kind", SWEEPS)
def test_two_workers_at_once_double_nothing(sweepers, kind):
    """Each has claimed a row, and nothing is written before both have."""
    sweep = kind(make_office())
    with meeting("over_a_row", before=sweep.writes_first):
        for process in sweepers:
            tell(process, sweep, 1_000_000)
        assert [process.stdout.readline().strip() for process in sweepers] == ["done", "done"]
        assert have_met("over_a_row")
    assert sweep.done() == sorted(row.pk for row in sweep.rows)
    for traces in sweep.traces():
        assert traces == sweep.done()
