"""The measurement itself: run by hand, it would break unseen with the tables it empties."""

import pytest

from tests.deadlines.processes import python

pytestmark = [pytest.mark.crash, pytest.mark.django_db(transaction=True)]


def test_bench_measures_both_sizes_and_compares_them():
    with python("bench/sweep.py", "5", "50", "100") as bench:
        told, _nothing = bench.communicate()
    assert [line.split(":")[0] for line in told.splitlines() if " due of " in line] == [
        "5 due of        50",
        "5 due of       100",
    ]
    assert "ratio " in told
    assert bench.returncode in {0, 1}  # so few say nothing about the cost
