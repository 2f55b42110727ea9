"""The arithmetic of places: what holds for every set of applicants, whatever they are."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from accreditation.allocation import Applicant, PoolPlaces, PoolsExceedPlaces, allocate, common_places
from accreditation.states import Criterion, Function
from tests.accreditation.press import THURSDAY

F = Function
TRIPODS = PoolPlaces(1, 1, {F.CAMERA_OPERATOR})
MAST = PoolPlaces(2, 1, {F.CAMERA_OPERATOR, F.TECHNICIAN})


def applicant(key: int, *, minutes: int = 0, **fields) -> Applicant:
    named = {"function": F.JOURNALIST, "outlet": key} | fields
    return Applicant(key, f"ACR-2026-{key:06}", THURSDAY + timedelta(minutes=minutes or key), **named)


@pytest.mark.parametrize(
    ("criterion", "first", "second", "why"),
    [
        (Criterion.FIRST_OF_OUTLET, {"outlet": 9}, {"outlet": 7}, "the second of an outlet waits for all firsts"),
        (Criterion.PERMANENT_HOLDER, {"holds_permanent": True}, {}, "permanent holders first"),
        (Criterion.TERRITORY, {"is_nationwide": True}, {}, "the whole country first"),
        (
            Criterion.BOTH_LANGUAGES,
            {"languages": frozenset({"kk", "ru", "en"})},
            {"languages": {"ru"}},
            "both languages",
        ),
        (Criterion.SMALLER_CREW, {"function": F.PHOTOGRAPHER}, {"function": F.DRIVER}, "writers before drivers"),
    ],
)
def test_criterion_comes_before_the_time_of_application(criterion, first, second, why):
    early, late = applicant(2, minutes=2, **second), applicant(3, minutes=3, **first)
    earliest = applicant(1, minutes=1, outlet=7, holds_permanent=True, is_nationwide=True, languages={"kk", "ru"})
    placed = allocate([earliest, early, late], pools=[], common=2, criteria=[criterion])
    assert [placing.key for placing in placed] == [1, 3, 2], why
    assert [placing.has_place for placing in placed] == [True, True, False]


def test_time_decides_between_equals_and_the_number_at_last():
    at_once = [applicant(10, minutes=5), applicant(9, minutes=5), applicant(11, minutes=4)]
    placed = allocate(at_once, pools=[], common=0, criteria=list(Criterion))
    assert [placing.key for placing in placed] == [11, 9, 10]


def test_number_of_seven_digits_comes_after_one_of_six():
    many = [applicant(1_000_000, minutes=1), applicant(999_999, minutes=1)]
    assert [placing.key for placing in allocate(many, pools=[], common=0, criteria=[])] == [999_999, 1_000_000]


def test_pools_come_first_and_who_finds_none_left_competes_for_the_common_places():
    crew = [applicant(key, function=F.CAMERA_OPERATOR) for key in (1, 2, 3)]
    placed = allocate([*crew, applicant(4)], pools=[TRIPODS, MAST], common=1, criteria=[])
    assert [(placing.key, placing.pool, placing.has_place) for placing in placed] == [
        (1, 1, True),
        (2, 2, True),
        (3, None, True),
        (4, None, False),
    ]


def test_pool_that_nobody_asks_for_stays_empty():
    placed = allocate([applicant(1), applicant(2)], pools=[TRIPODS], common=1, criteria=[])
    assert [placing.has_place for placing in placed] == [True, False]


def test_common_places_are_what_the_pools_leave():
    assert common_places(5, [TRIPODS, MAST]) == 3
    with pytest.raises(PoolsExceedPlaces):
        common_places(1, [TRIPODS, MAST])


@some.composite
def crowds(draw):
    rows = draw(
        some.lists(
            some.tuples(
                some.integers(0, 3),  # minutes: many at the same moment
                some.sampled_from(list(Function)),
                some.integers(1, 4),  # outlet
                some.booleans(),
                some.sampled_from([frozenset(), frozenset({"kk"}), frozenset({"kk", "ru"})]),
                some.booleans(),
            ),
            max_size=25,
        )
    )
    return [
        Applicant(key, f"ACR-2026-{key:06}", THURSDAY + timedelta(minutes=turn), *rest)
        for key, (turn, *rest) in enumerate(rows, start=1)
    ]


@some.composite
def places(draw):
    functions = some.sets(some.sampled_from(list(Function)), min_size=1)
    pools = draw(some.lists(some.tuples(some.integers(0, 4), functions), max_size=3))
    return {
        "pools": [PoolPlaces(key, size, kinds) for key, (size, kinds) in enumerate(pools, start=1)],
        "common": draw(some.integers(0, 10)),
        "criteria": draw(some.permutations(list(Criterion)))[: draw(some.integers(0, 5))],
    }


def key_of(placing, crowd):
    one = next(one for one in crowd if one.key == placing.key)
    return [score for _rule, score in placing.scores], one.submitted_at, one.number


@given(crowds(), places())
def test_nobody_with_a_better_key_is_behind(crowd, given_places):
    placed = allocate(crowd, **given_places)
    keys = [key_of(placing, crowd) for placing in placed]
    assert keys == sorted(keys)
    assert [placing.rank for placing in placed] == list(range(1, len(crowd) + 1))
    function = {one.key: one.function for one in crowd}
    for kind in Function:
        alike = [placing.has_place for placing in placed if function[placing.key] == kind]
        assert alike == sorted(alike, reverse=True), "somebody of the same function passed a better one"
    last_common = max((p.rank for p in placed if p.has_place and p.pool is None), default=0)
    assert all(placing.has_place for placing in placed if placing.rank < last_common)


@given(crowds(), places(), some.randoms())
def test_order_of_the_input_does_not_matter(crowd, given_places, random):
    shuffled = list(crowd)
    random.shuffle(shuffled)
    assert allocate(shuffled, **given_places) == allocate(crowd, **given_places)


@given(crowds(), places(), some.integers(0, 3))
def test_one_more_place_never_costs_anybody_theirs(crowd, given_places, where):
    before = {placing.key for placing in allocate(crowd, **given_places) if placing.has_place}
    pools = list(given_places["pools"])
    if where < len(pools):
        pools[where] = PoolPlaces(pools[where].key, pools[where].places + 1, pools[where].functions)
        more = given_places | {"pools": pools}
    else:
        more = given_places | {"common": given_places["common"] + 1}
    after = {placing.key for placing in allocate(crowd, **more) if placing.has_place}
    assert before <= after
    assert len(after) <= len(before) + 1


@given(crowds(), places())
def test_no_pool_holds_more_than_its_places_or_another_function(crowd, given_places):
    placed = allocate(crowd, **given_places)
    function = {one.key: one.function for one in crowd}
    for pool in given_places["pools"]:
        held = [placing.key for placing in placed if placing.pool == pool.key]
        assert len(held) <= pool.places
        assert {function[key] for key in held} <= set(pool.functions)
    assert sum(placing.has_place and placing.pool is None for placing in placed) <= given_places["common"]


def test_an_allocation_knows_nothing_of_what_an_outlet_writes():
    """MM 35: whoever adds a field says here what it is for."""
    assert set(Applicant.__dataclass_fields__) == {
        *("key", "number", "submitted_at", "function", "outlet"),
        *("is_nationwide", "languages", "holds_permanent"),
    }
