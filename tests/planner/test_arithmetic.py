"""Whatever the limits and the needs: no schedule that is suggested exceeds the day."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.providers.limits import Limit
from oscar_lt_accounting.services.requests.frequencies import (
    LADDER,
    Allowance,
    Needs,
    allowance,
    fits,
    pulls_a_day,
    shortest,
)

NUMBERS = st.integers(0, 2000)
LIMITS = st.builds(
    Limit,
    st.integers(0, 20_000),
    st.integers(1, 200_000),
    st.sampled_from(["", "Europe/Vilnius"]),
)
NEEDS = st.builds(Needs, urgent=NUMBERS, patient=NUMBERS, per_round=st.integers(0, 300))
B1 = Limit(417, time_zone="Europe/Vilnius")


def day_of(*limits: Limit, share: int = 90) -> Allowance:
    found = allowance(limits, share)
    assert found is not None
    return found


def test_a_plans_day_is_used_whole_but_for_the_tenth_that_documents_keep() -> None:
    assert day_of(B1) == Allowance(417, 376)


def test_of_a_sliding_limit_our_share_is_used_the_whole_day() -> None:
    assert day_of(Limit(500, 3600)) == Allowance(450 * 24, 405 * 24)
    assert day_of(Limit(500, 3600), share=50) == Allowance(250 * 24, 225 * 24)


def test_the_tightest_of_several_limits_counts() -> None:
    assert day_of(Limit(10, 60), Limit(500, 3600)) == Allowance(450 * 24, 405 * 24)
    assert day_of(Limit(1, 60), Limit(500, 3600)) == Allowance(1440, 1440)


def test_a_window_without_length_limits_nothing() -> None:
    assert allowance([Limit(5, 0)], 90) is None
    assert allowance([], 90) is None


def test_a_plan_without_requests_lets_nothing_through() -> None:
    assert day_of(Limit(0, time_zone="UTC")) == Allowance(0, 0)


def test_pulls_of_a_day_are_counted_upwards() -> None:
    assert [pulls_a_day(every) for every in (0, 5, 7, 1440, 10_080)] == [0, 288, 206, 1, 1]


def test_documents_may_use_the_reserve_and_pulls_may_not() -> None:
    day = day_of(B1)
    assert fits(day, Needs(urgent=417), 0)
    assert not fits(day, Needs(urgent=418), 0)
    assert fits(day, Needs(urgent=300), 76)
    assert not fits(day, Needs(urgent=300), 77)
    assert not fits(day, Needs(urgent=300, patient=1), 76)


def test_b1_with_a_thousand_products_can_be_pulled_every_ten_minutes_and_with_ten_thousand_every_two_hours() -> None:
    day = day_of(B1)
    assert shortest(day, Needs(urgent=80, per_round=2)) == 10
    assert shortest(day, Needs(urgent=80, per_round=20)) == 120
    assert shortest(day, Needs(urgent=80, per_round=297)) is None


def test_where_nothing_is_limited_the_shortest_is_taken() -> None:
    assert shortest(None, Needs(urgent=10**9, per_round=10**9)) == LADDER[0]


@given(st.lists(LIMITS, min_size=1, max_size=3), st.integers(1, 100), NEEDS)
def test_no_suggestion_exceeds_any_limit(limits: list[Limit], share: int, needs: Needs) -> None:
    day = day_of(*limits, share=share)
    every = shortest(day, needs)
    if every is not None:
        assert every in LADDER
        together = needs.urgent + needs.patient + pulls_a_day(every) * needs.per_round
        for limit in limits:
            seconds = 86_400 if limit.time_zone else limit.seconds
            at_least = 1 if not limit.time_zone else 0
            assert together * seconds <= max(limit.requests, at_least) * 86_400


@given(st.lists(LIMITS, min_size=1, max_size=3), NEEDS)
def test_a_shorter_interval_than_the_suggested_one_would_not_fit(limits: list[Limit], needs: Needs) -> None:
    day = day_of(*limits)
    best = shortest(day, needs)
    for every in LADDER:
        if best is None or every < best:
            assert not fits(day, needs, pulls_a_day(every) * needs.per_round)


@given(st.lists(LIMITS, min_size=1, max_size=3), NEEDS, NUMBERS)
def test_whoever_needs_less_is_never_told_to_pull_less_often(limits: list[Limit], needs: Needs, less: int) -> None:
    day = day_of(*limits)
    fewer = Needs(
        urgent=max(0, needs.urgent - less),
        patient=max(0, needs.patient - less),
        per_round=max(0, needs.per_round - less),
    )
    best, with_fewer = shortest(day, needs), shortest(day, fewer)
    if best is not None:
        assert with_fewer is not None
        assert with_fewer <= best
