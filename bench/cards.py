"""What printing cards costs: 1,000 cards as one PDF for the printer, against the bare PDF engine with the same data.

Ours is the whole way of a job: rows and photographs read, codes made, portions drawn and bound, the file kept. The
bare engine draws all pages at once from data made before. The rounds alternate, each in a fresh process; the quickest
of each are compared. Fails when the ratio reaches 1.5. Run it by `make bench`; `python bench/cards.py 100` prints
fewer.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("PRESSOFFICE_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pressoffice.settings")

import django

django.setup()  # before what needs it

import pypdfium2
from django.core.management import call_command
from django.db import connection
from django.test.utils import override_settings

from accounts.models import User
from accreditation.cards import Layout
from accreditation.cards.faces import drawable, zones_of
from accreditation.cards.jobs import PRINT_CARDS
from accreditation.cards.printing import drawing_of
from accreditation.models import Card
from accreditation.services.cards import issue_card
from agencies.models import Agency
from agencies.states import Role
from deadlines.models import CalendarDay
from deadlines.services.seeding import known_days
from documents.jobs.models import Job
from documents.jobs.services import order_job, run_jobs_due
from documents.letters import compile_letter, letters_with
from documents.states import JobState
from tests.accreditation.press import make_accreditation, make_application, make_intake, make_outlet
from tests.country import make_agency, make_member

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000
ROUNDS, LIMIT = 3, 1.5
NAME = "pressoffice_bench_cards"
AT = datetime(2026, 3, 19, 6, tzinfo=UTC)


@contextmanager
def database() -> Iterator[None]:
    home = connection.settings_dict["NAME"]
    try:
        for name in (home, NAME):
            connection.close()
            connection.settings_dict["NAME"] = name
            if name == home:
                run(f"DROP DATABASE IF EXISTS {NAME}")
                run(f"CREATE DATABASE {NAME}")
        call_command("migrate", verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = home
        run(f"DROP DATABASE IF EXISTS {NAME}")


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def fill() -> tuple[Agency, User]:
    """An agency with COUNT good cards, each with a photograph of its own; returns an officer."""
    print(f"Issuing {COUNT:,} cards …", flush=True)
    CalendarDay.objects.bulk_create(CalendarDay(**vars(day)) for day in known_days())
    agency = make_agency()
    officer = make_member(Role.PRESS_OFFICER, agency).user
    intake, outlet = make_intake(agency, at=AT), make_outlet(name_ru="Республиканская газета «Ел үні»")
    for number in range(COUNT):
        name = f"Әсел Ғабитқызы Һәкімова-{number}"
        application = make_application(intake, at=AT, by=officer, outlet=outlet, full_name=name, documents=[])
        issue_card(accreditation=make_accreditation(application), by=None, at=AT)
    return agency, officer


def ours(agency: Agency, officer: User) -> float:
    begun = perf_counter()
    keys = list(Card.objects.good().values_list("pk", flat=True))
    given = {"agency": agency, "parameters": {"cards": keys, "layout": Layout.SINGLE}, "language": "kk"}
    job = order_job(kind=PRINT_CARDS.code, key=uuid4(), by=officer, at=AT, **given)
    run_jobs_due(clock=lambda: AT, limit=1)
    seconds = perf_counter() - begun
    done = Job.objects.get(pk=job.pk)
    assert done.state == JobState.DONE, done.problem
    with done.result.content.open() as file:
        pages = len(pypdfium2.PdfDocument(file.read()))
    assert pages == 2 * COUNT, f"{pages} pages"
    return seconds


def bare(data: dict[str, object], folder: Path) -> float:
    begun = perf_counter()
    compile_letter(folder, Layout.SINGLE.value, data, at=AT, pdf_tags=False)
    return perf_counter() - begun


def apart(measure: Callable[[], float]) -> float:
    """In a process of its own: the engine remembers what it has drawn, and a second round would find it drawn."""
    connection.close()
    context = get_context("fork")
    queue = context.Queue()
    worker = context.Process(target=lambda: queue.put(measure()))
    worker.start()
    seconds = queue.get(timeout=600)
    worker.join()
    return seconds


def main() -> int:
    with database():
        agency, officer = fill()
        cards = list(drawable(Card.objects.good()))
        data, pictures = drawing_of(cards, zones_of([agency.pk]))
        times: dict[str, list[float]] = {"ours, from the order to the kept file": [], "the bare engine": []}
        whole, engine = times.values()
        with letters_with(pictures) as folder:
            for _round in range(ROUNDS):
                engine.append(apart(lambda: bare(data, folder)))
                whole.append(apart(lambda: ours(agency, officer)))
    for words, seconds in times.items():
        print(f"{COUNT:,} cards, {words}: {min(seconds):6.2f} s, {min(seconds) / COUNT * 1000:5.2f} ms a card")
    ratio = min(whole) / min(engine)
    print(f"ratio {ratio:.2f}, allowed below {LIMIT}")
    return 0 if ratio < LIMIT else 1


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as private:
        storage = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": private}}
        from django.conf import settings

        with override_settings(STORAGES=settings.STORAGES | {"default": storage}):
            sys.exit(main())
