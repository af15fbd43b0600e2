from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from oscar_lt_accounting.models import Integration, Submission, Warehouse
from oscar_lt_accounting.providers.memory import books as memory
from oscar_lt_accounting.services.clock import DatabaseClock
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.outbox.worker import Worker
from tests.clock import FakeClock
from tests.shop import Shop

pytest_plugins = ["pytester", "tests.quickening", "tests.scheduling", "tests.servers"]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def shop(db: Any) -> Shop:
    return Shop()


@pytest.fixture
def memory_books() -> Iterator[memory.Books]:
    memory.forget_all()
    yield memory.books()
    memory.forget_all()


@pytest.fixture
def connect(shop: Shop, memory_books: Any) -> Any:
    """Connects a partner to the accounting system of a provider."""

    def _connect(partner: str = "Vilnius", provider: str = "memory", **values: Any) -> Warehouse:
        name = values.pop("name", f"{provider} {partner}")
        code = values.pop("code", "WH1")
        integration = Integration.objects.create(
            **{"name": name, "provider": provider, "is_active": True, "start_date": "2020-01-01", **values}
        )
        return Warehouse.objects.create(
            integration=integration, partner=shop.partner(partner), code=code, name=f"{partner} sandėlis"
        )

    return _connect


class Outbox:
    """The worker with a clock in the test's hand."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.context = WorkerContext(clock=clock)

    def run(self, *, after: float = 0) -> int:
        self.clock.advance(after)
        return Worker(context=self.context, parallel=False).run()

    def run_until_quiet(self, *, step: float = 400, most: int = 30) -> None:
        for _ in range(most):
            self.run(after=step)
            if not Submission.objects.filter(not_before__isnull=False).exists():
                return


@pytest.fixture
def outbox(clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Outbox:
    """The worker; whoever asks the database's clock is told the test's time, too."""
    for name in ("now", "roughly", "monotonic"):
        monkeypatch.setattr(DatabaseClock, name, staticmethod(getattr(clock, name)))
    return Outbox(clock)
