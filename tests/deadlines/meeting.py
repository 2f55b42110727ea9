"""A point inside a transaction at which the first process waits until a second one has come there too.

In the database, because those who meet are processes. A sequence counts the arrivals: everybody sees it at once, and
it forgets nothing when a transaction ends or dies. Whoever comes third passes.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

WAIT = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('{name}');
    WHILE (SELECT last_value FROM {name}) < 2 AND clock_timestamp() < statement_timestamp() + interval '30 s' LOOP
        PERFORM pg_sleep(0.01);
    END LOOP;
    RETURN NULL;
END $$;
"""


@contextmanager
def meeting(name: str, before: str) -> Iterator[None]:
    """Before a statement such as `INSERT ON deadlines_step`: no row of it is locked or written yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SEQUENCE {name} MINVALUE 0; SELECT nextval('{name}');" + WAIT.format(name=name))
        cursor.execute(f"CREATE TRIGGER {name} BEFORE {before} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP FUNCTION {name} CASCADE; DROP SEQUENCE {name}")


def have_met(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT last_value >= 2 FROM {name}")
        return cursor.fetchone() == (True,)
