"""The limiter: never over the limit, whoever calls; a call counts from its answer."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.errors import Throttled
from oscar_lt_accounting.models import Integration, RequestSlot
from oscar_lt_accounting.providers.limits import Limit, Purpose
from oscar_lt_accounting.services.requests.limiter import DatabaseLimiter

pytestmark = pytest.mark.django_db


def limiter(clock, limits, **options):
    integration, _ = Integration.objects.update_or_create(
        name="limited", defaults={"provider": "memory", "settings": {"limits": limits, **options}}
    )
    return DatabaseLimiter(integration, clock)


def test_the_limit_is_reached_and_never_passed(clock):
    gate = limiter(clock, [[10, 60]], limits_share=100)
    for _ in range(10):
        gate.enter(Purpose.DOCUMENT).answered()
    with pytest.raises(Throttled) as refused:
        gate.enter(Purpose.DOCUMENT)
    assert refused.value.retry_after == 61
    clock.advance(61)
    gate.enter(Purpose.DOCUMENT)


def test_a_call_counts_from_its_answer_not_from_its_start(clock):
    gate = limiter(clock, [[1, 60]], limits_share=100)
    slot = gate.enter(Purpose.DOCUMENT)
    clock.advance(20)
    slot.answered()
    clock.advance(59)
    with pytest.raises(Throttled):
        gate.enter(Purpose.DOCUMENT)
    clock.advance(2)
    gate.enter(Purpose.DOCUMENT)


def test_a_call_whose_worker_died_counts_until_its_deadline_and_a_window_more(clock):
    gate = limiter(clock, [[1, 60]], limits_share=100)
    gate.enter(Purpose.DOCUMENT)
    clock.advance(conf.CALL_DEADLINE_SECONDS + 59)
    with pytest.raises(Throttled):
        gate.enter(Purpose.DOCUMENT)
    clock.advance(2)
    gate.enter(Purpose.DOCUMENT)


def test_only_our_share_of_a_sliding_window_is_used(clock):
    gate = limiter(clock, [[10, 60]])
    for _ in range(9):
        gate.enter(Purpose.DOCUMENT)
    with pytest.raises(Throttled):
        gate.enter(Purpose.DOCUMENT)


def test_a_part_of_every_window_is_kept_for_documents(clock):
    gate = limiter(clock, [[10, 60]], limits_share=100)
    for _ in range(9):
        gate.enter(Purpose.STOCK)
    with pytest.raises(Throttled):
        gate.enter(Purpose.STOCK)
    gate.enter(Purpose.DOCUMENT)
    with pytest.raises(Throttled):
        gate.enter(Purpose.DOCUMENT)


def test_all_windows_hold_together(clock):
    gate = limiter(clock, [[2, 60], [3, 3600]], limits_share=100)
    for _ in range(2):
        gate.enter(Purpose.DOCUMENT).answered()
    clock.advance(61)
    gate.enter(Purpose.DOCUMENT).answered()
    with pytest.raises(Throttled) as refused:
        gate.enter(Purpose.DOCUMENT)
    assert (refused.value.retry_after or 0) > 3500


def test_integrations_that_share_a_plan_share_its_count(clock):
    Integration.objects.create(name="one", provider="memory", settings={"limits": [[1, 60]], "limits_account": "plan"})
    Integration.objects.create(name="two", provider="memory", settings={"limits": [[1, 60]], "limits_account": "plan"})
    one, two = (DatabaseLimiter(integration, clock) for integration in Integration.objects.all())
    one.enter(Purpose.DOCUMENT)
    with pytest.raises(Throttled):
        two.enter(Purpose.DOCUMENT)


@pytest.mark.parametrize(
    ("moment", "seconds_to_midnight"),
    [
        (datetime(2026, 3, 29, 10, 0, tzinfo=timezone.utc), 11 * 3600),
        (datetime(2026, 3, 28, 22, 30, tzinfo=timezone.utc), int(22.5 * 3600)),  # the day of 23 hours has begun
        (datetime(2026, 10, 24, 21, 30, tzinfo=timezone.utc), int(24.5 * 3600)),  # and the one of 25 hours
    ],
)
def test_a_days_plan_is_counted_by_the_lithuanian_calendar(clock, moment, seconds_to_midnight):
    integration = Integration.objects.create(name="b1", provider="b1", settings={"limits": [[2, 86400]]})
    clock.moment = moment
    gate = DatabaseLimiter(integration, clock)
    assert gate._limits == (Limit(2, 86400, "Europe/Vilnius"),)
    gate.enter(Purpose.DOCUMENT).answered()
    gate.enter(Purpose.DOCUMENT).answered()
    with pytest.raises(Throttled) as refused:
        gate.enter(Purpose.DOCUMENT)
    assert refused.value.retry_after == seconds_to_midnight
    clock.advance(seconds_to_midnight)
    gate.enter(Purpose.DOCUMENT)


def test_old_calls_are_forgotten(clock):
    gate = limiter(clock, [[10, 60]])
    gate.enter(Purpose.DOCUMENT).answered()
    clock.advance(3 * 86400)
    gate.enter(Purpose.DOCUMENT)
    assert RequestSlot.objects.count() == 1


def test_without_limits_nothing_is_counted(clock):
    gate = limiter(clock, [])
    for _ in range(50):
        gate.enter(Purpose.DOCUMENT).answered()
    assert RequestSlot.objects.count() == 0


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(list(Purpose)), st.integers(0, 40), st.integers(0, 29)), max_size=40))
def test_a_server_with_a_sliding_window_never_refuses(clock, calls):
    """Whenever within its life the request arrived, no window of the server holds too many."""
    RequestSlot.objects.all().delete()
    gate = limiter(clock, [[4, 60]], limits_share=100)
    spans: list[tuple[datetime, datetime]] = []
    for purpose, pause, life in calls:
        clock.advance(pause)
        try:
            slot = gate.enter(purpose)
        except Throttled:
            continue
        started = clock.now()
        clock.advance(life)
        slot.answered()
        spans.append((started, clock.now()))
    for position, (_start, end) in enumerate(spans):
        # The worst server sees this request at its end and all later ones at their start.
        later = [start for start, _ in spans[position + 1 :] if start < end + timedelta(seconds=60)]
        assert len(later) + 1 <= 4
