"""The requests of a plan's day: counted, told at 80 %, the last tenth for documents, stopped at 100 %."""

from __future__ import annotations

import json
import logging
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from oscar_lt_accounting.domain.errors import Throttled
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.providers.limits import Limit, Purpose
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.requests import budget
from oscar_lt_accounting.services.requests.limiter import DatabaseLimiter
from oscar_lt_accounting.services.setup import check_integration
from tests.dashboard.steps import page


class Now:
    """The real time, for commands and pages."""

    def now(self) -> Any:
        return timezone.now()

    roughly = now

    def monotonic(self) -> float:
        return 0.0


@pytest.fixture
def plan(connect: Any, monkeypatch: pytest.MonkeyPatch) -> Integration:
    """An integration with ten requests a day."""
    monkeypatch.setattr(Memory, "limits", (Limit(10, time_zone="Europe/Vilnius"),))
    integration: Integration = connect().integration
    return integration


def use(integration: Integration, times: int, purpose: Purpose = Purpose.DOCUMENT) -> None:
    for _ in range(times):
        DatabaseLimiter(integration, Now()).enter(purpose).answered()


def test_nobody_is_told_before_eighty_percent(plan: Integration) -> None:
    use(plan, 7)
    (day,) = budget.day_uses([plan], Now())
    assert (day.used, day.is_short, day.is_spent) == (7, False, False)
    assert budget.short([plan], Now()) == []


def test_at_eighty_percent_it_is_logged_once_and_told(plan: Integration, caplog: Any) -> None:
    with caplog.at_level(logging.WARNING, logger="oscar_lt_accounting.services.requests.limiter"):
        use(plan, 9)
    assert [record.getMessage() for record in caplog.records] == ["memory Vilnius has used 80 % of today's 10 requests"]
    (day,) = budget.short([plan], Now())
    assert day.sentence == "memory Vilnius has used 9 of today's 10 requests; the rest is kept for documents."


@pytest.mark.parametrize("purpose", [Purpose.STOCK, Purpose.SET_UP, Purpose.FILE, Purpose.READ_BACK])
def test_the_last_tenth_is_kept_for_documents(plan: Integration, purpose: Purpose) -> None:
    use(plan, 9, purpose)
    with pytest.raises(Throttled):
        use(plan, 1, purpose)
    use(plan, 1, Purpose.DOCUMENT)
    (day,) = budget.short([plan], Now())
    assert day.is_spent
    assert day.sentence == "memory Vilnius has used all of today's 10 requests; its documents wait until tomorrow."
    with pytest.raises(Throttled):
        use(plan, 1, Purpose.DOCUMENT)


def test_it_is_shown_by_the_commands(plan: Integration) -> None:
    use(plan, 8)
    out = StringIO()
    call_command("accounting_status", "--json", stdout=out)
    (requests,) = json.loads(out.getvalue())["integrations"][0]["requests"]
    assert requests == {"used": 8, "limit": 10, "seconds": 86400, "percent": 80}
    lines = [line for _ok, line in check_integration(plan, clock=Now()).lines()]
    assert "Requests: 8 of today's 10 requests are used." in lines


def test_a_spent_plan_is_no_set_up_that_is_all_right(plan: Integration) -> None:
    use(plan, 10)
    assert not check_integration(plan, clock=Now()).ok


def test_the_invoices_page_tells_staff(plan: Integration, client: Any, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
    assert "requests" not in client.get(page("list")).content.decode()
    use(plan, 8)
    assert "8 of today&#x27;s 10 requests" in client.get(page("list")).content.decode()


def test_integrations_that_cannot_be_used_have_no_plan(plan: Integration) -> None:
    Integration.objects.update(settings={"limits": "many"})
    plan.refresh_from_db()
    assert budget.day_uses([plan], Now()) == []


def test_sliding_limits_are_no_plan(connect: Any) -> None:
    integration = connect(settings={"limits": [[10, 60]]}).integration
    assert budget.day_uses([integration], Now()) == []
