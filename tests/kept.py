"""A country that many tests begin with, made once in a run and then put back row by row.

Making it goes through all services and takes seconds of work; putting it back takes a fraction of one.
"""

import io
import pickle
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection, transaction

from tests.emptying import tables


class Kept:
    """What `make` writes into an empty database, and what it returns, which is a copy for each test.

    Files stay where they are: whoever uses this keeps the private files of all its tests in one place.
    """

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make
        self.made_for: Hashable = object()
        self.rows: dict[str, bytes] = {}
        self.returned = b""

    def put(self, *, key: Hashable = None) -> Any:
        """Another key than the last one: it is made anew."""
        if key != self.made_for:
            found_there = copied_tables()
            self.returned = pickle.dumps(self.make())
            self.rows = {table: rows for table, rows in copied_tables().items() if rows != found_there[table]}
            self.made_for = key
        else:
            put_back(self.rows)
        return pickle.loads(self.returned)


def copied_tables() -> dict[str, bytes]:
    with connection.cursor() as cursor:
        return {table: copied(cursor, table) for table in tables(cursor)}


def copied(cursor: Any, table: str) -> bytes:
    rows = io.BytesIO()
    cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
    return rows.getvalue()


@transaction.atomic
def put_back(copies: dict[str, bytes]) -> None:
    """As they were, so without triggers: those would write their history a second time. Sequences only ever grow."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, rows in copies.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(rows))
        cursor.execute("SET LOCAL session_replication_role = origin")
