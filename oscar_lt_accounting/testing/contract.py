"""The tests every provider passes against its simulator.

Derive from `ProviderContract`, give it a fixture `setup`, and run it with pytest-django::

    class TestMyBooks(ProviderContract):
        @pytest.fixture
        def setup(self, clock):
            with MySimulator(now=clock.epoch) as simulator:
                yield MyStand(simulator)

Documents travel through the real outbox, so what is tested is what the shop will see: never two documents,
never a lost one, and a person only where the system cannot be asked.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Unsupported
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.models import State
from oscar_lt_accounting.providers.base import Journal, Provider
from oscar_lt_accounting.providers.capabilities import Capability
from oscar_lt_accounting.testing import samples
from oscar_lt_accounting.testing.journeys import Journey, MovingClock, WorkerGone
from oscar_lt_accounting.testing.setups import Mishap, SystemSetup

#: How long a call lasts at most, and how often is looked whether its answer is on hold.
_CALL_SECONDS, _MOMENT = 1, 0.005

#: What can happen to a call, in every form a network and a server know.
MISHAPS = (
    Mishap(name="answer lost, saved", kind="lost_answer"),
    Mishap(name="answer lost, not saved", kind="lost_answer", details={"saved": False}),
    Mishap(name="cut off before it arrived", kind="cut"),
    Mishap(name="no answer in time, saved", kind="timeout"),
    Mishap(name="arrives late", kind="late"),
    Mishap(name="500, not saved", kind="server_error"),
    Mishap(name="500, saved", kind="server_error", details={"saved": True}),
    Mishap(name="502, saved", kind="server_error", details={"saved": True, "status": 502}),
    Mishap(name="503, not saved", kind="unavailable"),
    Mishap(name="503, saved", kind="unavailable", details={"saved": True}),
    Mishap(name="throttled in its own form", kind="throttled"),
    Mishap(name="429 with Retry-After", kind="too_many", details={"seconds": 30}),
    Mishap(name="a web page, not saved", kind="html"),
    Mishap(name="a web page, saved", kind="html", details={"saved": True}),
    Mishap(name="bot protection", kind="challenge"),
    Mishap(name="answer cut in its middle", kind="truncated"),
    Mishap(name="connection ends in the answer", kind="broken_off"),
    Mishap(name="redirected", kind="redirect"),
)

_REMOTE = RemoteDocument(remote_id="1", number="X1", job="1")
_PRODUCT = RemoteProduct(remote_id="", code="NAUJA", name="Nauja prekė", unit="vnt.", price=Decimal(10))
#: What a declared ability is asked for; an ability that is not declared must say what to do instead.
_ASKED: dict[Capability, Callable[[Provider], Any]] = {
    Capability.BACKGROUND: lambda books: books.poll(_REMOTE),
    Capability.FINDS_DOCUMENTS: lambda books: books.find(samples.invoice(), Journal()),
    Capability.PDF: lambda books: books.pdf(_REMOTE, samples.invoice()),
    Capability.CANCELS: lambda books: books.cancel(_REMOTE, samples.invoice()),
    Capability.UPDATES: lambda books: books.update(_REMOTE, samples.invoice(), Journal()),
    Capability.REGISTERS_PAYMENTS: lambda books: books.register_payment(
        _REMOTE, samples.invoice(), samples.invoice().payments[0]
    ),
    Capability.EMAILS: lambda books: books.email(_REMOTE, samples.invoice()),
    Capability.ATTACHES_FILES: lambda books: books.attach(_REMOTE, samples.invoice(), "a.pdf", b"%PDF-1.4"),
    Capability.STOCK: lambda books: list(books.stock_levels("1")),
    Capability.STOCK_OF_ITEMS: lambda books: list(books.stock_of("1", ["2002"])),
    Capability.WRITES_OFF: lambda books: books.write_off("1", {"2002": Decimal(1)}, "broken", date(2026, 11, 21)),
    Capability.LISTS_PRODUCTS: lambda books: list(books.products()),
    Capability.CREATES_PRODUCTS: lambda books: books.create_product(_PRODUCT, "21"),
    Capability.UPDATES_PRODUCTS: lambda books: books.update_product(_PRODUCT),
    Capability.LISTS_WAREHOUSES: lambda books: books.warehouses(),
    Capability.LISTS_VAT_CODES: lambda books: books.vat_codes(),
    Capability.LISTS_SERIES: lambda books: books.series(),
    Capability.LISTS_PAYMENT_TYPES: lambda books: books.payment_types(),
    Capability.LISTS_CATEGORIES: lambda books: books.categories(),
    Capability.READS_BACK: lambda books: list(books.recorded(date(2026, 11, 1), date(2026, 11, 30))),
}
_LISTS = {
    Capability.LISTS_WAREHOUSES,
    Capability.LISTS_VAT_CODES,
    Capability.LISTS_SERIES,
    Capability.LISTS_PAYMENT_TYPES,
    Capability.LISTS_CATEGORIES,
    Capability.LISTS_PRODUCTS,
}


@pytest.mark.django_db(transaction=True)
class ProviderContract:
    """What the outbox and the shop rely on."""

    @pytest.fixture
    def clock(self) -> MovingClock:
        """The time of everything in a test."""
        return MovingClock()

    @pytest.fixture
    def setup(self, clock: MovingClock) -> Iterator[SystemSetup]:
        """The simulated system; yours to give."""
        raise pytest.UsageError("a contract suite needs a fixture `setup`")

    @pytest.fixture(autouse=True)
    def short_times(self, settings: Any, setup: SystemSetup) -> None:
        """Calls end after a second, and the simulator's host may be called."""
        given = getattr(settings, "OSCAR_LT_ACCOUNTING", {})
        hosts = [*given.get("ALLOWED_HOSTS_EXTRA", ()), "127.0.0.1"]
        settings.OSCAR_LT_ACCOUNTING = {**given, "ALLOWED_HOSTS_EXTRA": hosts, "CALL_DEADLINE_SECONDS": _CALL_SECONDS}

    @pytest.fixture
    def expected(self) -> Callable[[str, str], None]:
        """Compares an ending with what you promise for a mishap; by default any right ending will do."""
        return lambda mishap, ending: None

    @pytest.mark.parametrize("make", [samples.invoice, samples.with_delivery])
    @pytest.mark.parametrize("buyer", [samples.COMPANY, samples.PERSON], ids=["company", "person"])
    def test_a_document_arrives_to_the_cent(
        self, setup: SystemSetup, clock: MovingClock, make: Any, buyer: Any
    ) -> None:
        """Net, VAT and total in the accounting system are the shop's."""
        journey = Journey(setup, make(buyer), clock)
        assert journey.go() == "issued once", journey.row.problem
        (booked,) = setup.booked()
        assert (booked.net, booked.vat, booked.gross) == (
            journey.document.net,
            journey.document.vat,
            journey.document.total,
        )
        assert booked.issued

    def test_what_was_issued_costs_no_more_calls(self, setup: SystemSetup, clock: MovingClock) -> None:
        """An idle pass is silent."""
        journey = Journey(setup, samples.invoice(), clock)
        journey.go()
        clock.advance(24 * 3600)
        journey.work()  # the comparison of what the accounting system recorded, where that can be read
        before = setup.calls()
        clock.advance(24 * 3600)
        journey.work()
        assert setup.calls() == before

    @pytest.mark.parametrize("mishap", MISHAPS, ids=lambda mishap: mishap.name)
    def test_a_mishap_makes_neither_two_nor_none(
        self, setup: SystemSetup, clock: MovingClock, mishap: Mishap, expected: Callable[[str, str], None]
    ) -> None:
        """Every call of a delivery meets the mishap in turn; each order is delivered once, or needs attention."""
        endings = set()
        for number, calls in enumerate(self._calls_of_a_delivery(setup, clock)):
            for call in range(calls):
                buyer = samples.COMPANY if number else samples.PERSON
                endings.add(self._delivered(setup, clock, mishap, call, buyer))
        expected(mishap.name, self._worst(endings))

    def _calls_of_a_delivery(self, setup: SystemSetup, clock: MovingClock) -> list[int]:
        """How many calls a first delivery takes, and one to a buyer who is known."""
        counted = []
        for _ in range(2):
            before = setup.calls()
            journey = Journey(setup, samples.invoice(), clock)
            assert journey.go() == "issued once", journey.row.problem
            counted.append(setup.calls() - before)
        return counted

    def _delivered(self, setup: SystemSetup, clock: MovingClock, mishap: Mishap, call: int, buyer: Any) -> str:
        before = len(setup.booked())
        if not setup.trip(mishap, after=call):
            return ""
        journey = Journey(setup, samples.invoice(buyer), clock)
        document = journey.document
        with self._patience(setup, clock, mishap):
            journey.work()
        setup.let_go()
        ending = journey.go()
        setup.let_go()
        made = setup.booked()[before:]
        whole = [booked for booked in made if booked.issued]
        story = f"{mishap.name} at call {call}: {ending}, {made}, {journey.row.problem}"
        assert len(whole) <= 1, story
        if ending.startswith("issued once"):
            assert [(booked.gross, booked.vat) for booked in made] == [(document.total, document.vat)], story
        else:
            assert ending == "needs attention", story
            assert journey.row.state in (State.UNCERTAIN, State.HELD, State.REJECTED), story
            assert journey.row.state == State.UNCERTAIN or not whole, story
        return ending

    @contextmanager
    def _patience(self, setup: SystemSetup, clock: MovingClock, mishap: Mishap) -> Iterator[None]:
        """Once an answer is on hold, the time of its call passes at once."""
        over = threading.Event()

        def _watch() -> None:
            while not setup.holds():
                if over.wait(_MOMENT):
                    return
            clock.advance(_CALL_SECONDS)

        if mishap.kind != "timeout":
            yield
            return
        while setup.holds():  # an answer that was let go just now
            over.wait(_MOMENT)
        watcher = threading.Thread(target=_watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    @staticmethod
    def _worst(endings: set[str]) -> str:
        for ending in ("needs attention", "issued once, after somebody checked the integration", "issued once"):
            if ending in endings:
                return ending
        return "does not happen"

    @pytest.mark.parametrize("point", ["before write", "after answer", "after journal", "before settle"])
    def test_a_killed_worker_makes_neither_two_nor_none(
        self, setup: SystemSetup, clock: MovingClock, point: str, expected: Callable[[str, str], None]
    ) -> None:
        """The worker is gone at each of its points in turn."""
        endings = set()
        for turn in range(8):
            passed = 0

            def gone(name: str, turn: int = turn) -> None:
                nonlocal passed
                if name == point:
                    passed += 1
                    if passed > turn:
                        raise WorkerGone

            before = len(setup.booked())
            journey = Journey(setup, samples.invoice(samples.PERSON), clock)
            journey.trace = gone
            ending = journey.go()
            made = [booked for booked in setup.booked()[before:] if booked.issued]
            assert len(made) <= 1, (turn, made)
            assert ending == "needs attention" or len(made) == 1, (turn, ending, made, journey.row.problem)
            if passed <= turn:
                break  # no later turn would come to that point either
            endings.add(ending)
        expected(f"worker killed {point}", self._worst(endings))

    def test_a_wrong_key_stops_the_integration_and_loses_nothing(self, setup: SystemSetup, clock: MovingClock) -> None:
        """Everything waits; with the right key it goes on."""
        if not setup.credentials:
            pytest.skip("this system has no keys")
        journey = Journey(setup, samples.invoice(), clock)
        integration = journey.integration
        integration.credentials = setup.wrong_credentials
        integration.save()
        journey.work()
        assert integration.is_blocked, journey.row.problem
        assert journey.row.state == State.PENDING
        with pytest.raises(Misconfigured):
            integration.connect().check()
        integration.credentials = setup.credentials
        integration.save()
        integration.wake()
        assert journey.go() == "issued once", journey.row.problem
        assert len(journey.whole()) == 1

    def test_records_hold_neither_secrets_nor_the_buyer(self, setup: SystemSetup, clock: MovingClock) -> None:
        """What staff can look at names no key and no person."""
        journey = Journey(setup, samples.invoice(samples.PERSON), clock)
        journey.go()
        kept = json.dumps(list(journey.row.attempts.values_list("calls", flat=True)), ensure_ascii=False)
        assert kept != "[[]]", "no call was recorded"
        for secret in (*setup.credentials.values(), *samples.PERSON.personal_values()):
            assert secret not in kept

    @pytest.mark.parametrize("capability", _ASKED, ids=lambda capability: capability.value)
    def test_an_ability_is_what_it_says(self, setup: SystemSetup, clock: MovingClock, capability: Capability) -> None:
        """Declared: it is spoken; not declared: it is refused with a sentence that names what to do instead."""
        books = Journey(setup, samples.invoice(), clock).integration.connect()
        if not books.can(capability):
            with pytest.raises(Unsupported) as refused:
                _ASKED[capability](books)
            assert len(str(refused.value)) > len(books.name) + 20
            return
        try:
            answer = _ASKED[capability](books)
        except Unsupported:
            pytest.fail(f"{capability.value} is declared and refused")
        except AccountingError:
            return  # the document, product or job it was asked for is not there
        if capability in _LISTS:
            assert list(answer)

    def test_the_check_passes_and_says_what_the_key_opens(self, setup: SystemSetup, clock: MovingClock) -> None:
        """A set-up that works is told so, line by line."""
        results = Journey(setup, samples.invoice(), clock).integration.connect().check()
        assert results
        assert [line.title for line in results if not line.ok] == []
