"""Two at once, made to overlap: each waits for the other once it has read the table in question."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

from django.db import connection

PATIENCE = 2  # seconds; where a lock rightly keeps the second one back, the first goes on after this


def at_once(*calls: Callable[[], object], meeting_after: str, times: int = 1) -> list[object]:
    """What each call returned or raised. They meet after their first SELECT that names the table; after the first
    `times` of them, where a sweep looks what is due before it claims the first row."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        met = 0

        def meet(execute, sql, params, many, context):
            nonlocal met
            result = execute(sql, params, many, context)
            if met < times and sql.startswith("SELECT") and f'FROM "{meeting_after}"' in sql:
                met += 1
                with suppress(BrokenBarrierError):
                    barrier.wait(PATIENCE)
            return result

        try:
            with connection.execute_wrapper(meet):
                return call()
        except Exception as error:  # noqa: BLE001 - the test says which it must be
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))
