"""What a key opens at Centas, and whether the settings fit what its list of products says; only reads, one call.

Centas tells nothing else of a company (centas.md §8, job 11). Only what surely stops the work is not in order:
whether its list has services at all, for one, is not told.
"""

from __future__ import annotations

from collections.abc import Sequence

from oscar_lt_accounting.domain.documents import LineKind
from oscar_lt_accounting.domain.errors import Misconfigured, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import CheckResult, Purpose
from oscar_lt_accounting.providers.centas import goods, payload
from oscar_lt_accounting.providers.centas.client import CentasClient
from oscar_lt_accounting.providers.kit.check_lines import Told, line, named


class Checks:
    """One company's connection check."""

    def __init__(self, client: CentasClient, rules: payload.Rules, reading: goods.Reading) -> None:
        self._client = client
        self._services = rules.services
        self._reading = reading
        self._count = 0
        self._warehouses: dict[str, str] = {}
        self._missing = dict.fromkeys(code for code in rules.services.values() if code)

    def all(self) -> Sequence[CheckResult]:
        """Every line; raises `Misconfigured` when what answers is not Centas or does not let us in."""
        try:
            for record in self._client.records(goods.EXPORT, "item", purpose=Purpose.SET_UP):
                self._count += 1
                self._warehouses.update(goods.stocks_of(record))
                self._missing.pop(str(record.get("kodas")), None)
        except Unavailable as error:
            if error.code != "answer_unreadable":
                raise
            raise Misconfigured(
                gettext_noop(
                    "What answers at this address is not Centas' API. Check the address; it is normally "
                    "https://ws.centas.lt/v1."
                ),
                code="address",
            ) from None
        return (
            line(gettext_noop("Key"), self._key),
            line(gettext_noop("Stock"), self._stock),
            line(gettext_noop("Code for delivery"), self._codes),
            CheckResult(
                title=gettext_noop("Looking for a document"),
                ok=True,
                detail=gettext_noop(
                    "Centas cannot be asked for a document: you have to check unconfirmed documents yourself."
                ),
            ),
        )

    def _key(self) -> Told:
        if self._count:
            detail = gettext_noop("The key opens the list of products (%(count)s).")
            return True, detail, {"count": str(self._count)}
        detail = gettext_noop(
            "Centas answers, but its list of products is empty: the key may be wrong, or there are no products yet."
        )
        return False, detail, {}

    def _stock(self) -> Told:
        if self._reading.from_balance:
            return True, gettext_noop("Stock is the balance of all warehouses together."), {}
        if not self._warehouses:
            detail = gettext_noop(
                "No product says what a warehouse holds, so the shop's stock stays as it is. If all that is in stock "
                "may be sold by the shop, set “Stock is read from” to the balance."
            )
            return True, detail, {}
        detail = gettext_noop("Centas returns the stock of the warehouses %(warehouses)s.")
        rows = ({"id": code, "name": name} for code, name in self._warehouses.items())
        return True, detail, {"warehouses": named(rows)}

    def _codes(self) -> Told:
        if not self._services[LineKind.SHIPPING]:
            return True, gettext_noop("It is empty: documents with a delivery will wait until it is filled in."), {}
        if self._missing:
            detail = gettext_noop(
                "The list of products has no %(codes)s. Make sure that Centas has a service so called."
            )
            return True, detail, {"codes": ", ".join(self._missing)}
        return True, gettext_noop("The list of products has it."), {}
