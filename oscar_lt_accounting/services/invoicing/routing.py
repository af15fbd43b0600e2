"""Which warehouse a partner's part of an order goes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from oscar_lt_accounting.models import Warehouse


class _Ignored:
    """Not for the accounting system: somebody else invoices this partner's goods."""

    def __repr__(self) -> str:
        return "IGNORED"


IGNORED: Final = _Ignored()

#: A partner's warehouse; None holds the document until there is one, IGNORED makes none at all.
Route = Warehouse | _Ignored | None


def route_by_partner(order: Any, partner_keys: Sequence[str], warehouses: Mapping[str, Warehouse]) -> dict[str, Route]:
    """One Oscar partner is one warehouse.

    `warehouses` are the ones in use by partner key; `order` is Oscar's. A shop with other rules sets
    ROUTER to a function with these arguments and this answer.
    """
    return {key: warehouses.get(key) for key in partner_keys}
