"""B1's warehouse methods as a setup."""

from __future__ import annotations

from oscar_lt_accounting.testing.setups import Booked, SimulatedSetup
from oscar_lt_accounting.testing.simulators import B1Simulator
from tests.providers.b1.simulated_warehouse import SETTINGS


class WarehouseSetup(SimulatedSetup):
    """A sale has no state of its own in the accounting system: it counts as one from its last row on."""

    def __init__(self, simulator: B1Simulator, *, rows: int = 2) -> None:
        super().__init__(
            simulator,
            provider="b1",
            title="B1.lt warehouse",
            own_numbers=True,
            series="INV",
            settings={"limits": [], **SETTINGS},
        )
        self._rows = rows

    def booked(self) -> list[Booked]:
        return [
            Booked(
                net=sale.net,
                vat=sale.vat,
                gross=sale.gross,
                rows=len(sale.rows),
                issued=len(sale.rows) >= self._rows,
            )
            for sale in self._simulator.books().sales
        ]
