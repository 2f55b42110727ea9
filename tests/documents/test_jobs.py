"""Long work is done once, survives its worker, says how far it is, and ends with a file or a sentence."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client
from django.urls import reverse

from agencies.states import Permission, Role
from audit.services import record
from documents.jobs import kinds
from documents.jobs.kinds import CannotBeDone, JobKind, Product
from documents.jobs.models import Job
from documents.jobs.services import (
    ATTEMPTS,
    FILES_LAST_FOR,
    HELD_FOR,
    JobTaken,
    Progress,
    claim_job,
    order_job,
    purge_job_files,
    run_jobs_due,
)
from documents.models import File
from documents.states import JobState
from notifications.models import Message
from tests.country import make_agency, make_member, make_user

NOON = datetime(2026, 3, 19, 12, tzinfo=ZoneInfo("Asia/Almaty"))
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def works(monkeypatch):
    """A kind whose work is what its parameters say; returns the runs there were."""
    runs = []

    def work(job, progress):
        runs.append(job.pk)
        for step in range(job.parameters["steps"]):
            progress(step + 1, job.parameters["steps"])
        if job.parameters.get("fails"):
            raise ZeroDivisionError
        if job.parameters.get("cannot"):
            raise CannotBeDone("There is nothing to count.")
        return Product("count.txt", b"1 2 3", "text/plain")

    def write(job, at):
        record("file.read", job, by=job.owner, at=at, agency=job.agency)

    kind = JobKind("test_count", "Counting", Permission.VIEW_ACCREDITATION, work, write)
    monkeypatch.setitem(kinds._kinds, kind.code, kind)
    return runs


def ordered(by=None, *, at=NOON, **parameters) -> Job:
    member = by or make_member(Role.PRESS_OFFICER)
    wanted = {"steps": 3} | parameters
    given = {"kind": "test_count", "key": uuid4(), "agency": member.agency, "parameters": wanted, "language": "en"}
    return order_job(**given, by=member.user, at=at)


def run(at=NOON) -> int:
    return run_jobs_due(clock=lambda: at, limit=9)


def again(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


@pytest.mark.django_db
def test_job_ends_with_a_file_a_message_and_a_line_of_the_trail():
    job = ordered()
    assert run() == 1
    done = again(job)
    assert (done.state, done.done, done.total) == (JobState.DONE, 3, 3)
    with done.result.content.open() as content:
        assert content.read() == b"1 2 3"
    mail = Message.objects.get(key=f"job/{job.pk}", channel="EMAIL")
    assert (mail.address, mail.subject) == (job.owner.email, "Ready: Counting")
    assert run() == 0


@pytest.mark.django_db
def test_same_form_sent_twice_orders_once_and_only_who_may():
    member = make_member(Role.PRESS_OFFICER)
    given = {"kind": "test_count", "key": uuid4(), "agency": member.agency, "parameters": {}, "language": "en"}
    assert order_job(**given, by=member.user, at=NOON) == order_job(**given, by=member.user, at=NOON)
    with pytest.raises(PermissionDenied):
        order_job(**given | {"agency": make_agency()}, by=member.user, at=NOON)


@pytest.mark.django_db
def test_work_that_fails_is_tried_again_and_says_so_in_the_end(works):
    job = ordered(fails=True)
    for attempt in range(ATTEMPTS):
        assert again(job).state == JobState.QUEUED, attempt
        run(NOON + 2 * attempt * MINUTE)
    assert again(job).state == JobState.FAILED
    assert works == [job.pk] * ATTEMPTS
    assert Message.objects.get(key=f"job/{job.pk}", channel="EMAIL").subject == "Could not be made: Counting"


@pytest.mark.django_db
def test_work_that_cannot_be_done_says_why_and_is_not_tried_again(works):
    job = ordered(cannot=True)
    run()
    assert (again(job).state, again(job).problem) == (JobState.FAILED, "There is nothing to count.")
    assert works == [job.pk]


@pytest.mark.django_db
def test_work_of_a_dead_worker_is_taken_up_and_the_dead_one_writes_nothing(works):
    job = ordered()
    dead = claim_job(at=NOON)
    assert run(NOON + HELD_FOR - MINUTE) == 0, "it may still live"
    assert run(NOON + HELD_FOR) == 1
    with pytest.raises(JobTaken):
        Progress(dead, lambda: NOON + HELD_FOR)(1, 3)
    assert (again(job).state, again(job).attempts, works) == (JobState.DONE, 2, [job.pk])


@pytest.mark.django_db
def test_work_that_kills_its_workers_ends():
    job = ordered()
    for attempt in range(ATTEMPTS):
        assert claim_job(at=NOON + attempt * HELD_FOR) is not None
    assert claim_job(at=NOON + ATTEMPTS * HELD_FOR) is None
    assert again(job).state == JobState.FAILED


@pytest.mark.django_db
def test_no_more_than_two_at_once_so_that_sweeps_find_a_worker():
    for _number in range(3):
        ordered()
    assert [bool(claim_job(at=NOON)) for _number in range(3)] == [True, True, False]


@pytest.mark.django_db(transaction=True)
def test_many_workers_do_each_job_once(works):
    jobs = {ordered().pk for _number in range(4)}

    def worker(_number):
        try:
            return run()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(worker, range(6)))
    run()
    assert sorted(works) == sorted(jobs)
    assert File.objects.count() == 4


@pytest.mark.django_db
def test_old_files_go_and_the_page_says_so():
    job = ordered()
    run()
    assert purge_job_files(at=NOON + FILES_LAST_FOR) == 0
    assert purge_job_files(at=NOON + FILES_LAST_FOR + MINUTE) == 1
    assert again(job).result is None
    client = Client()
    client.force_login(job.owner)
    assert "is gone" in client.get(again(job).get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_page_shows_how_far_it_is_and_how_long_it_takes():
    job = ordered()
    Progress(claim_job(at=NOON), lambda: NOON)(250, 1_000)
    client = Client()
    client.force_login(job.owner)
    with time_machine.travel(NOON + MINUTE, tick=False):
        page = client.get(job.get_absolute_url(), {"part": 1}).content.decode()
    assert "250 of 1000 done" in page
    assert 'value="25"' in page
    assert "about 3 minutes left" in page


@pytest.mark.django_db
def test_page_and_file_are_the_owners_alone_and_the_right_may_end():
    member = make_member(Role.PRESS_OFFICER)
    job = ordered(member)
    run()
    colleague = make_member(Role.PRESS_OFFICER, member.agency).user
    for user, status in ((colleague, 404), (make_user(), 404), (member.user, 200)):
        client = Client()
        client.force_login(user)
        assert client.get(job.get_absolute_url()).status_code == status
        response = client.get(reverse("jobs:file", args=[job.key]))
        assert response.status_code == status
        assert not response.streaming or b"".join(response.streaming_content) == b"1 2 3"
    member.delete()
    assert client.get(reverse("jobs:file", args=[job.key])).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_jobs_costs_the_same(rows, django_assert_num_queries):
    member = make_member(Role.PRESS_OFFICER)
    for _number in range(rows):
        ordered(member)
    run()
    client = Client()
    client.force_login(member.user)
    client.get(reverse("jobs:jobs"))
    with django_assert_num_queries(6):
        assert client.get(reverse("jobs:jobs")).content.decode().count("Counting") == rows
