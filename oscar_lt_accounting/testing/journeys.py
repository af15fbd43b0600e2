"""A document on its way through the real outbox to a setup, with a clock that can be moved on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from django.conf import settings
from django.test.utils import override_settings
from oscar.core.loading import get_model

from oscar_lt_accounting.conf import NAME
from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.models import Integration, Numbering, State, Submission, Warehouse
from oscar_lt_accounting.providers.kit.deadline import real_timer
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.outbox.worker import Worker
from oscar_lt_accounting.testing.setups import SystemSetup

#: Twenty looks, each after the settle time, then hours: the plan of a day may be used up.
_STEPS = (400.0,) * 20 + (3600.0,) * 48
#: So many seconds before something is due a worker comes in vain, too.
_IN_TIME = 400.0


class MovingTimer:
    """Does `action` after so many seconds of a moving clock, or of the real one if that is not moved."""

    def __init__(self, clock: MovingClock, seconds: float, action: Callable[[], None]) -> None:
        self.due = clock.monotonic() + seconds
        self.action = action
        self._clock = clock
        self._real = real_timer(seconds, action)

    def start(self) -> None:
        """Let the time begin to run."""
        self._clock.timers.add(self)
        self._real.start()

    def cancel(self) -> None:
        """Let nothing happen."""
        self._clock.timers.discard(self)
        self._real.cancel()


#: The documents of all journeys, by their references.
_DOCUMENTS: dict[str, Document] = {}


def journeys_document(submission: Submission, today: date) -> Document:
    """An INVOICE_BUILDER: the document that the journey of `submission` was made with."""
    return _DOCUMENTS[submission.reference]


class MovingClock:
    """Goes as the real one does, and further when it is told to."""

    def __init__(self) -> None:
        self.timers: set[MovingTimer] = set()
        self._began = time.monotonic()
        self._start = datetime.now(timezone.utc)
        self._added = 0.0

    def monotonic(self) -> float:
        """The process's seconds."""
        return time.monotonic() + self._added

    def now(self) -> datetime:
        """The database's time."""
        return self._start + timedelta(seconds=time.monotonic() - self._began + self._added)

    roughly = now

    def epoch(self) -> float:
        """The same as a number, for simulators."""
        return self.now().timestamp()

    def timer(self, seconds: float, action: Callable[[], None]) -> MovingTimer:
        """A timer that `advance` can bring to its end."""
        return MovingTimer(self, seconds, action)

    def advance(self, seconds: float) -> None:
        """Let time pass; what is due by then happens now."""
        self._added += seconds
        for timer in [timer for timer in self.timers if timer.due <= self.monotonic()]:
            timer.cancel()
            timer.action()


class WorkerGone(BaseException):
    """The worker was killed here."""


class Journey:
    """One document of an order of its own, one setup, one outbox. Needs the database (pytest-django's `db`)."""

    def __init__(self, setup: SystemSetup, document: Document, clock: MovingClock) -> None:
        self.setup = setup
        self.clock = clock
        number = 100_001 + Submission.objects.count()
        own: dict[str, Any] = {
            "order_id": number,
            "order_number": str(number),
            "reference": f"shop-{number}-wh-{document.kind}",
        }
        self.document = setup.dress(replace(document, **own))
        self.integration = self._integrate()
        self.row = self._owe()
        #: Called with the name of each point a worker passes.
        self.trace: Callable[[str], None] = lambda _point: None

    def _integrate(self) -> Integration:
        known = Integration.objects.filter(name=self.setup.title).first()
        return known or Integration.objects.create(
            name=self.setup.title,
            provider=self.setup.provider,
            base_url=self.setup.base_url,
            credentials=self.setup.credentials,
            settings=self.setup.settings,
            is_active=True,
            start_date="2020-01-01",
            numbering=Numbering.SHOP if self.setup.own_numbers else Numbering.PROVIDER,
        )

    def _owe(self) -> Submission:
        partner, _made = get_model("partner", "Partner").objects.get_or_create(name=self.setup.title)
        warehouse, _made = Warehouse.objects.get_or_create(
            integration=self.integration, partner=partner, code=self.setup.warehouse, name=self.setup.title
        )
        order = get_model("order", "Order").objects.create(
            number=self.document.order_number,
            currency=self.document.currency,
            total_incl_tax=self.document.total,
            total_excl_tax=self.document.net,
            date_placed=self.clock.now(),
        )
        row = Submission.objects.create(
            order=order,
            integration=self.integration,
            warehouse=warehouse,
            partner_key=str(partner.pk),
            kind=self.document.kind,
            reference=self.document.reference,
            own_series=self.document.series,
            own_number=self.document.number,
            not_before=self.clock.now(),
        )
        _DOCUMENTS[row.reference] = self.document
        return row

    def work(self) -> None:
        """One pass of a worker; one that is killed leaves everything as it is at that moment."""
        context = WorkerContext(clock=self.clock, trace=self.trace, timer=self.clock.timer)
        builder = f"{__name__}.{journeys_document.__name__}"
        with override_settings(**{NAME: {**getattr(settings, NAME, {}), "INVOICE_BUILDER": builder}}):
            try:
                Worker(context=context, only=[self.integration.pk], parallel=False).run()
            except WorkerGone:
                self.trace = lambda _point: None
        self.row.refresh_from_db()
        self.integration.refresh_from_db()

    def go(self) -> str:
        """Work until nothing is left that a machine can do; how it ended, in words for a table."""
        blocked = False
        for step in _STEPS:
            self.work()
            if self.integration.is_blocked:
                blocked = True
                self.integration.wake()
            elif self.row.not_before is None:
                break
            self.clock.advance(max(step, self._rests_for() - _IN_TIME))
        return self._ending(blocked)

    def _rests_for(self) -> float:
        moments = [moment for moment in (self.row.not_before, self.integration.resting_until) if moment]
        return (max(moments) - self.clock.now()).total_seconds() if moments else 0

    def _ending(self, blocked: bool) -> str:
        if self.row.state == State.ISSUED:
            return "issued once, after somebody checked the integration" if blocked else "issued once"
        if self.row.waits_for_a_person:
            return "needs attention"
        return f"left {self.row.state}"

    def whole(self) -> list[Any]:
        """The documents in the accounting system that are this one, complete."""
        ours = (self.document.total, self.document.vat, True)
        return [booked for booked in self.setup.booked() if (booked.gross, booked.vat, booked.issued) == ours]
