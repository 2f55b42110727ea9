"""The portal as in production, on one machine: servers, web, worker, beat; stopped in the opposite order."""

import logging
import os
import shutil
import signal
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from types import FrameType
from typing import NoReturn

from pressoffice.embedded.children import Child, stop_together
from pressoffice.embedded.forks import Fork
from pressoffice.embedded.places import data_directory
from pressoffice.embedded.preflight import HOST, CannotStart, address, only_demo, require_free_port
from pressoffice.embedded.servers import servers

ROOT = Path(__file__).resolve().parent.parent.parent
HOME = ROOT / "var" / "demo"
LOGS = ROOT / "var" / "log"


class Stopped(Exception):
    """Somebody pressed Ctrl-C, or the system asked us to end."""


def run_demo(port: int) -> int:
    try:
        with only_demo(port), stoppable():
            require_free_port(port)
            run_portal(port)
    except Stopped:
        say("Stopped. The data is kept for the next time; make forget-demo removes it.")
    return 0


def forget_demo(port: int) -> int:
    with only_demo(port):
        for directory in (data_directory(HOME), HOME.with_name("mail"), HOME.with_name("private")):
            if directory.exists():
                shutil.rmtree(directory)
    return 0


@contextmanager
def stoppable() -> Iterator[None]:
    """The first signal raises Stopped; more of them do not disturb the stopping."""
    signs = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(_sign: int, _frame: FrameType | None) -> NoReturn:
        for sign in signs:
            signal.signal(sign, signal.SIG_IGN)
        say("\nStopping …")
        raise Stopped

    for sign in signs:
        signal.signal(sign, stop)
    yield


def run_portal(port: int) -> NoReturn:
    started = time.monotonic()
    say("Starting the database and the queue …")
    with servers(HOME, logs=LOGS) as below:
        os.environ |= settings_of_the_demo(port) | below.addresses
        say("Preparing the database …")
        load_portal()
        prepare_database()
        say("Starting the web server, the worker and the beat …")
        with programs(port) as children:
            web, worker, _beat = children
            web.wait_until(lambda: web_answers(port))
            worker.wait_until(worker_answers)
            say(f"Ready after {time.monotonic() - started:.0f} s: {address(port)}\n")
            show_accounts()
            say("\nCtrl-C stops everything. Logs are in var/log.")
            watch([*children, *below.children])


def settings_of_the_demo(port: int) -> dict[str, str]:
    return {
        "PRESSOFFICE_MODE": "demo",
        "DJANGO_SETTINGS_MODULE": "pressoffice.settings",
        "SITE_URL": address(port).rstrip("/"),
    }


@contextmanager
def programs(port: int) -> Iterator[list[Child]]:
    """Web, worker and beat: `python -m` each, begun as copies of this process, which has imported all they need."""
    arguments = {
        "web": f"gunicorn pressoffice.wsgi --bind={HOST}:{port} --workers=2 --threads=4 --preload --no-control-socket",
        "worker": "celery --app=pressoffice worker --concurrency=2 --without-gossip --without-mingle",
        "beat": "celery --app=pressoffice beat --schedule=var/beat --pidfile=",
    }
    children: list[Child] = []
    try:
        for name, words in arguments.items():
            children.append(Fork(name, words.split(), log=LOGS / f"{name}.log"))
        yield children
    finally:
        stop_together(children)


def load_portal() -> None:
    """Once, for this process and for the programs copied from it."""
    import django
    from django.urls import get_resolver

    from pressoffice.celery import app

    django.setup()
    app.loader.import_default_modules()  # the tasks
    _imported = get_resolver().url_patterns, import_module("celery.bin.celery")


def prepare_database() -> None:
    from django.core.management import call_command
    from django.db import OperationalError, connections

    logging.disable(logging.INFO)  # here alone; the programs tell everything to their logs
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as refusal:
        raise CannotStart(f"The database of DATABASE_URL cannot be used: {refusal}") from None
    call_command("seed_demo")
    connections.close_all()
    logging.disable(logging.NOTSET)


def web_answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"{address(port)}healthz", timeout=5):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError as refusal:
        raise CannotStart(f"The web server answers {refusal.code}; {LOGS}/web.log says why.") from None
    except OSError:
        return False


def worker_answers() -> bool:
    from pressoffice.celery import app

    return bool(app.control.ping(timeout=0.5, limit=1))


def show_accounts() -> None:
    from django.core.management import call_command

    call_command("demo_accounts")


def watch(children: list[Child]) -> NoReturn:
    """Until a signal comes or a child ends, whichever is first."""
    while True:
        for child in children:
            child.require_alive()
        time.sleep(0.5)


def say(line: str) -> None:
    print(line, flush=True)
