"""What a key opens at iTax, and how iTax reads what its documents leave open; only reads (itax.md §12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from oscar_lt_accounting.domain.errors import Misconfigured, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import CheckResult, Purpose
from oscar_lt_accounting.providers.itax.client import ITaxClient, said_by
from oscar_lt_accounting.providers.itax.reading import stock_level
from oscar_lt_accounting.providers.kit.check_lines import Told, clock, line, named
from oscar_lt_accounting.providers.kit.reading import Row
from oscar_lt_accounting.providers.kit.rules import NotThereError, RefusedError

#: What no document and no buyer is called, and an id that nobody has.
_IMPOSSIBLE, _NOBODY = "oscar-check-0", "999999999"
_MISSING = gettext_noop("What does not exist is recognised as missing.")


class Checks:
    """One company's connection check."""

    def __init__(self, client: ITaxClient) -> None:
        self._client = client

    def all(self) -> Sequence[CheckResult]:
        """Every line; raises `Misconfigured` when what answers is not iTax's API or does not let us in."""
        self._knock()
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key works.")),
            line(gettext_noop("Looking for a buyer"), lambda: self._filter("clients", "code", _IMPOSSIBLE)),
            line(gettext_noop("Looking for an invoice"), self._invoices),
            line(
                gettext_noop("Looking for a payment"), lambda: self._filter("payment_documents", "invoice_id", _NOBODY)
            ),
            line(gettext_noop("An invoice that is not there"), self._not_there),
            line(gettext_noop("Warehouses"), lambda: self._list("locations")),
            line(gettext_noop("VAT rates"), lambda: self._list("sales_taxes")),
            line(gettext_noop("Bank accounts"), lambda: self._list("bank_accounts")),
            line(gettext_noop("Stock"), self._stock),
            clock(self._client.clock_difference),
        )

    def _knock(self) -> None:
        try:
            self._rows("clients", {"per_page": "1"})
        except NotThereError:
            raise _elsewhere() from None
        except RefusedError as error:
            raise Misconfigured(
                gettext_noop(
                    "iTax does not let this key in, or not to the buyers: %(said)s. Check the key and its rights."
                ),
                code="key_refused",
                said=said_by(error),
            ) from None
        except Unavailable as error:
            if error.code != "answer_unreadable":
                raise
            raise _elsewhere() from None

    def _invoices(self) -> Told:
        """By the shop reference, and by its own if there is any invoice with one (itax.md §9, job 2)."""
        newest = self._rows("invoices", {"sort": "created_at", "direction": "desc", "per_page": "100"})
        twice = [number for number, times in Counter(str(row.get("number")) for row in newest).items() if times > 1]
        references = [str(row["external_code"]) for row in newest if row.get("external_code")]
        found = not references or self._finds(references[0])
        if self._proves_absence("invoices", "external_code", _IMPOSSIBLE) and found:
            if twice:
                said = gettext_noop("%(missing_msg)s iTax takes the same number twice (%(number)s).")
                return True, said, {"missing_msg": _MISSING, "number": twice[0]}
            return True, _MISSING, {}
        # itax.md §7.1: the buyer's own list is the one whose filter is documented.
        if self._proves_absence("invoices", "client_id", _NOBODY):
            said = gettext_noop(
                "iTax does not find invoices by the shop reference; they are looked up among their buyer's. Have the "
                "reference printed below invoices, so that equal ones are told apart."
            )
            return True, said, {}
        said = gettext_noop("iTax ignores the search conditions, so you have to check unconfirmed invoices yourself.")
        return False, said, {}

    def _finds(self, reference: str) -> bool:
        rows = self._rows("invoices", {"external_code": reference})
        return bool(rows) and all(str(row.get("external_code")) == reference for row in rows)

    def _proves_absence(self, resource: str, column: str, nobody: str) -> bool:
        try:
            return not self._rows(resource, {column: nobody, "per_page": "1"})
        except RefusedError:
            return False

    def _filter(self, resource: str, column: str, nobody: str) -> Told:
        if self._proves_absence(resource, column, nobody):
            return True, _MISSING, {}
        return True, gettext_noop("iTax ignores the search conditions, so its whole list is read each time."), {}

    def _not_there(self) -> Told:
        try:
            self._client.patiently(lambda: self._client.one(f"invoices/{_NOBODY}", purpose=Purpose.SET_UP))
        except RefusedError as error:
            said = error.said.words.code or str(error.said.status)
            return True, gettext_noop("iTax says “%(said)s” to an invoice that does not exist."), {"said": said}
        return False, gettext_noop("iTax answers for an invoice that does not exist."), {}

    def _list(self, resource: str) -> Told:
        rows = self._rows(resource, {})
        if not rows:
            return False, gettext_noop("There is nothing in this list of iTax."), {}
        return True, gettext_noop("In iTax: %(rows)s."), {"rows": named(rows)}

    def _stock(self) -> Told:
        """A warehouse that does not exist must hold nothing."""
        rows = self._rows("products", {"location_id": _NOBODY, "per_page": "100"})
        if any(level.available for row in rows if (level := stock_level(row))):
            return False, gettext_noop("iTax does not return the stock of one warehouse, only of all together."), {}
        return True, gettext_noop("iTax returns the stock of each warehouse."), {}

    def _rows(self, resource: str, filters: Mapping[str, str]) -> Sequence[Row]:
        return self._client.patiently(lambda: self._client.page(resource, filters, purpose=Purpose.SET_UP)).rows


def _elsewhere() -> Misconfigured:
    return Misconfigured(
        gettext_noop(
            "What answers at this address is not iTax's API. Check the address; it is normally https://itax.lt/api/v2."
        ),
        code="address",
    )
