"""Plain Books as the contract suite sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.testing.setups import Booked, Mishap, SystemSetup
from plainbooks.simulator import KEY, MISHAPS, PlainBooksSimulator


class PlainBooksSetup(SystemSetup):
    """The simulator, ready to be delivered to."""

    provider = "plainbooks"
    title = "Plain Books"

    def __init__(self, simulator: PlainBooksSimulator) -> None:
        self._simulator = simulator

    @property
    def base_url(self) -> str:
        """The simulator's address."""
        return self._simulator.url

    @property
    def credentials(self) -> dict[str, str]:
        """The key of its one company."""
        return {"key": KEY}

    def booked(self) -> Sequence[Booked]:
        """All documents in the accounting system."""
        return [
            Booked(
                net=Decimal(document["net"]),
                vat=Decimal(document["vat"]),
                gross=Decimal(document["total"]),
                number=document["number"],
            )
            for document in self._simulator.documents
        ]

    def calls(self) -> int:
        """How many calls were made so far."""
        return self._simulator.calls

    def trip(self, mishap: Mishap, *, after: int) -> bool:
        """Plan the mishap, where the simulator can play it."""
        if mishap.kind not in MISHAPS:
            return False
        self._simulator.fail(mishap.kind, after=after, **mishap.details)
        return True

    def let_go(self) -> None:
        """Let held answers go and late calls arrive."""
        self._simulator.let_go()

    def dress(self, document: Document) -> Document:
        """The warehouse's code, which the set-up would have put in."""
        return replace(document, warehouse=self.warehouse)
