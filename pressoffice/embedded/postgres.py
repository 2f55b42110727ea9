"""PostgreSQL on a socket: made once, started in a fraction of a second, recovered after a kill."""

import os
import re
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import connection

from pressoffice.embedded.children import Program, as_account, end_leftovers
from pressoffice.embedded.places import Places, postgres_programs

NAME = "pressoffice"  # of the database and of its owner
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
# Quick and forgetful: a power cut may cost everything, so only for data nobody will miss.
THROW_AWAY = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
BUILTIN_LOCALE_SINCE = 17


class Postgres:
    def __init__(self, places: Places, *, logs: Path, durable: bool) -> None:
        self.places, self.durable = places, durable
        self.programs = postgres_programs(places.account)
        self.major = major_version(self.programs)
        self.data = places.data / f"postgresql-{self.major}"  # no major version reads the files of another
        self.password = kept_password(places.data / "password")
        if not self.data.exists():
            self.make_data()
        end_leftovers("postgres", self.data)
        # Left by a killed run; the number in it may be anybody's by now.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        self.child = self.start(logs / "postgresql.log")

    def make_data(self) -> None:
        """Made aside and moved into place whole: a kill half-way leaves nothing that looks finished."""
        aside = self.places.data / f"{self.data.name}.new"
        shutil.rmtree(aside, ignore_errors=True)
        self.places.make(aside.name)
        given = self.places.sockets / "password"
        given.write_text(self.password)
        os.chown(given, self.places.account.uid, self.places.account.gid)
        try:
            self.initdb(aside, given)
        finally:
            given.unlink()
        aside.rename(self.data)

    def initdb(self, data: Path, password: Path) -> None:
        # With plain C, pg_trgm sees no Cyrillic; the packaged build has no ICU.
        locale = ["--locale=C.UTF-8"]
        if self.major >= BUILTIN_LOCALE_SINCE:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        subprocess.run(
            [
                *("setpriv", *as_account(self.places.account)),
                *(f"{self.programs}/initdb", f"--pgdata={data}", "-U", NAME, "-E", "UTF8", *locale),
                *("-A", "scram-sha-256", f"--pwfile={password}", "--no-instructions"),
                *([] if self.durable else ["--no-sync"]),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            env=ENVIRONMENT,
            cwd="/",
        )

    def start(self, log: Path) -> Program:
        command = [f"{self.programs}/postgres", "-D", str(self.data), "-k", str(self.places.sockets)]
        return Program(
            "PostgreSQL",
            [*command, "-c", "listen_addresses=", "-c", "timezone=UTC", *([] if self.durable else THROW_AWAY)],
            log=log,
            account=self.places.account,
            env=ENVIRONMENT,
            stop_with=signal.SIGINT,  # its fast shutdown: ends sessions, then writes everything out
        )

    def wait(self) -> str:
        """Its address, once it answers and holds our database."""
        self.child.wait_until(self.answers)
        with_database(self.connect(), NAME)
        # A socket's directory stands in the host's place, escaped: libpq's own way to write it.
        return f"postgres://{NAME}:{self.password}@{quote(str(self.places.sockets), safe='')}/{NAME}"

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def connect(self) -> connection:
        host = str(self.places.sockets)
        return psycopg2.connect(host=host, user=NAME, password=self.password, dbname="postgres")


def with_database(server: connection, name: str) -> None:
    server.autocommit = True  # CREATE DATABASE refuses to run inside a transaction
    try:
        with server.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            if cursor.fetchone() is None:
                cursor.execute(f'CREATE DATABASE "{name}"')
    finally:
        server.close()


def major_version(programs: Path) -> int:
    said = subprocess.check_output([programs / "postgres", "--version"], text=True)
    return int(re.findall(r"\d+", said)[0])


def kept_password(path: Path) -> str:
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(24))
    return path.read_text()
