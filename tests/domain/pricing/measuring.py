"""How many random baskets a system's arithmetic cannot say: `python -m tests.domain.pricing.measuring [baskets]`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from oscar_lt_accounting.domain.documents import InvoiceLine
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.money import ZERO
from oscar_lt_accounting.domain.pricing import Arithmetic, price
from oscar_lt_accounting.domain.sums import vat_on
from tests.domain.pricing.baskets import basket, net_basket
from tests.domain.pricing.oracle import faults
from tests.domain.pricing.systems import SYSTEMS

SEED = 20_260_115


@dataclass
class Figures:
    """What became of baskets; `floor` of them have a rate whose gross no net reaches."""

    baskets: int = 0
    held: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    floor: int = 0
    plural: int = 0
    plural_held: int = 0
    rounding_rows: int = 0
    negative_rows: int = 0
    split_lines: int = 0

    @property
    def held_share(self) -> Decimal:
        """Held of all, in percent."""
        return _percent(sum(self.held.values()), self.baskets)

    @property
    def floor_share(self) -> Decimal:
        """Unreachable of all, in percent."""
        return _percent(self.floor, self.baskets)

    @property
    def plural_share(self) -> Decimal:
        """Held of those where each rate has two rows or pieces, in percent."""
        return _percent(self.plural_held, self.plural)


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / max(whole, 1)).quantize(Decimal("0.01"))


def baskets(count: int, *, prices_include_vat: bool) -> Iterator[list[InvoiceLine]]:
    """The same baskets every time."""
    chance = Random(SEED)
    while count:
        lines = basket(chance) if prices_include_vat else net_basket(chance)
        if lines and sum(line.gross for line in lines):
            count -= 1
            yield lines


def measure(
    system: Arithmetic, count: int, *, prices_include_vat: bool = True, product: bool = False, negative: bool = False
) -> Figures:
    """Price `count` baskets for a system, with or without a product for rounding, and look at every row."""
    figures = Figures()
    for lines in baskets(count, prices_include_vat=prices_include_vat):
        figures.baskets += 1
        figures.floor += not is_reachable(lines)
        figures.plural += is_plural(lines)
        try:
            priced = price(
                lines,
                system,
                prices_include_vat=prices_include_vat,
                rounding_product=product,
                negative_rounding=negative,
            )
        except Held as held:
            figures.held[held.code] += 1
            figures.plural_held += is_plural(lines)
            continue
        figures.wrong += faults(lines, priced, system, prices_include_vat=prices_include_vat)
        figures.rounding_rows += any(row.rounding for row in priced.rows)
        figures.negative_rows += any(row.rounding and row.net < 0 for row in priced.rows)
        at = [row.line for row in priced.rows]
        figures.split_lines += len(at) != len(set(at))
    return figures


def is_reachable(lines: Sequence[InvoiceLine]) -> bool:
    """Whether VAT on the net of each rate is the rate's VAT."""
    rates = {(line.vat_code, line.rate) for line in lines}
    for code, rate in rates:
        members = [line for line in lines if (line.vat_code, line.rate) == (code, rate)]
        if vat_on(sum((line.net for line in members), ZERO), rate) != sum(line.vat for line in members):
            return False
    return True


def is_plural(lines: Sequence[InvoiceLine]) -> bool:
    """Whether each rate has two rows or two pieces."""
    pieces: Counter[tuple[str, Decimal | None]] = Counter()
    for line in lines:
        pieces[line.vat_code, line.rate] += int(line.quantity) if line.gross else 0
    return all(count != 1 for count in pieces.values())


def main(count: int) -> None:
    """Print the table of docs/pricing.md."""
    for name, system in SYSTEMS.items():
        include = name != "RoboLabs, prices without VAT"
        ways = [(False, False), (True, False), (True, True)] if "warehouse" in name else [(False, False)]
        for product, negative in ways:
            found = measure(system, count, prices_include_vat=include, product=product, negative=negative)
            words = "yes, below zero too" if negative else "yes" if product else "no"
            sys.stdout.write(
                f"| {name} | {words} | {found.held_share} % "
                f"| {found.plural_share} % | {found.floor_share} % | {len(found.wrong)} | {dict(found.held)} "
                f"| {found.rounding_rows} {found.negative_rows} {found.split_lines}\n"
            )
            sys.stdout.flush()
            for fault in found.wrong[:3]:
                sys.stdout.write(f"  {fault}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 20_000)
