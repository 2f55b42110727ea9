"""What a sweep costs: 1,000 due duties among 1,000,000 open ones, against 1,000 among 10,000.

Both databases are made for the run on the server of DATABASE_URL and dropped after it. The sweeps alternate, each
from the same state. The quickest of each are compared: whatever made the others slower was not the sweep. Fails when
the ratio reaches 1.5. Run it by `make bench`; other numbers, to see that it runs: `bench/sweep.py DUE SMALL LARGE`.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("PRESSOFFICE_MODE", "test")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pressoffice.settings")

import django

django.setup()  # before what needs it

from django.core.management import call_command
from django.db import connection

from agencies.states import Role
from deadlines.services import take_due_steps
from inquiries.duties import ANSWER
from tests.country import make_agency, make_member

DUE, SMALL, LARGE = map(int, sys.argv[1:] or (1_000, 10_000, 1_000_000))
ROUNDS, LIMIT = 5, 1.5
SIZES = {"pressoffice_bench_small": SMALL, "pressoffice_bench_large": LARGE}
AGENCIES = 50
AT = datetime(2026, 3, 5, 4, tzinfo=UTC)  # Thursday, 9:00 in Astana: the first reminder of what is due on the 9th

# The last ones are due in March and their first step now; all others in summer.
FILL = """
INSERT INTO deadlines_duty (
    agency_id, kind, reference, term, term_from, start_at, due_on, due_at, extended_unit, state, responsible_id,
    opened_at, reason, next_step_at
)
SELECT office.agency_id, %(kind)s, 'INQ-2026-' || lpad(number::text, 7, '0'), 'media_request', '2024-08-20',
       moment - interval '7 days', moment::date, moment + interval '10 hours', '', 'OPEN', office.user_id,
       moment - interval '7 days', '', CASE WHEN is_due THEN %(at)s ELSE moment - interval '4 days' END
FROM (
    SELECT number, number > %(size)s - %(due)s AS is_due,
           CASE WHEN number > %(size)s - %(due)s THEN timestamptz '2026-03-09 13:59:59.999999+05'
                ELSE timestamptz '2026-06-01 13:59:59.999999+05' + number %% 60 * interval '1 day' END AS moment
    FROM generate_series(1, %(size)s) AS number
) AS duty
JOIN (
    SELECT agency_id, user_id, row_number() OVER (ORDER BY id) - 1 AS place
    FROM agencies_membership WHERE role = %(role)s
) AS office ON office.place = number %% %(agencies)s
"""


def use(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name


def run(sql: str, parameters: dict[str, object] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@contextmanager
def databases() -> Iterator[None]:
    home = connection.settings_dict["NAME"]
    try:
        for name, size in SIZES.items():
            use(home)
            run(f"DROP DATABASE IF EXISTS {name}")
            run(f"CREATE DATABASE {name}")
            use(name)
            call_command("migrate", verbosity=0)
            fill(size)
        yield
    finally:
        use(home)
        for name in SIZES:
            run(f"DROP DATABASE IF EXISTS {name}")


def fill(size: int) -> None:
    print(f"Filling a database with {size:,} open duties …", flush=True)
    for _number in range(AGENCIES):
        agency = make_agency()
        for role in (Role.PRESS_OFFICER, Role.SENIOR_OFFICER, Role.FIRST_HEAD):
            make_member(role, agency)
    run("SET session_replication_role = replica")  # neither history nor foreign keys are what is measured
    numbers = {"size": size, "due": DUE, "agencies": AGENCIES}
    run(FILL, {"kind": ANSWER.code, "at": AT, "role": Role.PRESS_OFFICER.value} | numbers)
    run("SET session_replication_role = DEFAULT")
    run("VACUUM ANALYZE")


def measure(name: str) -> float:
    """Seconds of one sweep; the duties are due again afterwards."""
    use(name)
    run("SELECT 1")
    begun = perf_counter()
    served = take_due_steps(at=AT)
    seconds = perf_counter() - begun
    assert served == DUE, f"{served} served"
    run("UPDATE deadlines_duty SET next_step_at = %(at)s WHERE id IN (SELECT duty_id FROM deadlines_step)", {"at": AT})
    for table in ("deadlines_step", "notifications_message"):  # letters point at messages: TRUNCATE would refuse
        run(f"DELETE FROM {table}")
        run(f"VACUUM ANALYZE {table}")
    run("VACUUM ANALYZE deadlines_duty")
    return seconds


def main() -> int:
    with databases():
        for name in SIZES:
            measure(name)  # warms the caches of both
        times: dict[str, list[float]] = {name: [] for name in SIZES}
        for _round in range(ROUNDS):
            for name in SIZES:
                times[name].append(measure(name))
    small, large = (min(times[name]) for name in SIZES)
    for name, size in SIZES.items():
        seconds = min(times[name])
        print(f"{DUE:,} due of {size:>9,}: {seconds:6.2f} s, {seconds / DUE * 1000:5.2f} ms a duty")
    print(f"ratio {large / small:.2f}, allowed below {LIMIT}")
    return 0 if large / small < LIMIT else 1


if __name__ == "__main__":
    sys.exit(main())
