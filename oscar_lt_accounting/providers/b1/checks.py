"""What a key opens at B1, and how B1 reads what its documents leave open; only reads (b1.md §11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Rejected, Unavailable, gettext_noop
from oscar_lt_accounting.providers.b1 import rounding
from oscar_lt_accounting.providers.b1.client import B1Client
from oscar_lt_accounting.providers.b1.lists import STOCK, Lists
from oscar_lt_accounting.providers.b1.vat import CLASSIFICATIONS
from oscar_lt_accounting.providers.b1.warehouse import SALES
from oscar_lt_accounting.providers.base import CheckResult
from oscar_lt_accounting.providers.kit.reading import Row, inner, remote_id
from oscar_lt_accounting.providers.limits import Purpose

CONFIG, WAREHOUSES = "e-commerce/config/get", "reference-book/warehouses/list"
TYPES, SERIES = "reference-book/operation-types/list", "reference-book/series/list"
CLIENTS, PRINT = "clients/list", "shop/invoices/get"
_CLOCK_TOLERANCE = 60
_IMPOSSIBLE = "OSCAR-CHECK-0"
_NOT_OPEN = gettext_noop("Not open to this key: %(said)s")
_IN_B1 = gettext_noop("In B1: %(rows)s.")
_MOST_NAMED = 20
_Answer = TypeVar("_Answer")


class Checks:
    """One company's connection check."""

    def __init__(self, client: B1Client, lists: Lists) -> None:
        self._client = client
        self._lists = lists

    def ecommerce(self) -> Sequence[CheckResult]:
        """Whether the key opens the e-shop's methods, and how a sale that is not there looks."""
        warehouse = _first(
            self.own_warehouse,
            gettext_noop(
                "The key is accepted, but B1's e-commerce methods are not open to it. Create an e-shop integration in "
                "B1."
            ),
            "no_ecommerce",
        )
        return (
            _line(gettext_noop("Key"), gettext_noop("The e-commerce methods are open.")),
            _line(
                gettext_noop("Warehouse"),
                gettext_noop("B1 keeps this integration's goods in warehouse %(warehouse)s."),
                ok=bool(warehouse),
                warehouse=warehouse or "–",
            ),
            self._stock(warehouse),
            _tried(gettext_noop("Looking for a sale"), self._printing),
            self.clock(),
        )

    def warehouse(self, values: Mapping[str, Any]) -> Sequence[CheckResult]:
        """Whether the key opens the warehouse's methods, what there is to choose, and whether filters work.

        `values` are the settings.
        """
        chosen = [values["operation_type_id"], *filter(None, [values["credit_operation_type_id"]])]
        rows = _first(
            lambda: list(self._lists.all(WAREHOUSES)),
            gettext_noop(
                "The key is accepted, but B1's warehouse methods are not open to it. Create a key under API#2 in B1, "
                "or choose the e-commerce methods."
            ),
            "no_warehouse_methods",
        )
        return (
            _line(gettext_noop("Key"), gettext_noop("The warehouse methods are open.")),
            _line(gettext_noop("Warehouses"), _IN_B1, ok=bool(rows), rows=_named(rows, "name")),
            _tried(gettext_noop("Operation types"), lambda title: self._types(title, chosen)),
            _tried(gettext_noop("Series"), lambda title: self._list(title, SERIES, "series")),
            _tried(gettext_noop("VAT codes"), lambda title: self._list(title, CLASSIFICATIONS, "code")),
            _tried(gettext_noop("Looking for a sale"), lambda title: self._filter(title, SALES, "number")),
            _tried(gettext_noop("Looking for a client"), lambda title: self._filter(title, CLIENTS, "code")),
            *self._rounding(values),
            self._stock(remote_id(rows[0].get("id")) if rows else ""),
            self.clock(),
        )

    def own_warehouse(self) -> str:
        """The id of the warehouse that the e-shop's integration sells from, or an empty text."""
        return remote_id(inner(self._client.ask(CONFIG, {}, Purpose.SET_UP), "data", "warehouseId"))

    def clock(self) -> CheckResult:
        """Our clock and theirs; a signed call is refused when they differ much."""
        difference = self._client.clock_difference
        return _line(
            gettext_noop("Clock"),
            gettext_noop("The clocks differ by %(seconds)s seconds."),
            ok=difference is None or abs(difference) <= _CLOCK_TOLERANCE,
            seconds="–" if difference is None else str(abs(difference)),
        )

    def _stock(self, warehouse: str) -> CheckResult:
        title = gettext_noop("Stock")
        if not warehouse:
            return _line(title, gettext_noop("There is no warehouse to ask for."), ok=False)

        def ask(title: str) -> CheckResult:
            next(self._lists.all(STOCK, warehouseId=int(warehouse)), None)
            return _line(title, gettext_noop("The stock of warehouse %(warehouse)s can be read."), warehouse=warehouse)

        return _tried(title, ask)

    def _rounding(self, values: Mapping[str, Any]) -> Sequence[CheckResult]:
        try:
            return tuple(rounding.results(self._lists, values))
        except AccountingError as error:
            return (_failed(gettext_noop("Rounding of VAT"), error),)

    def _printing(self, title: str) -> CheckResult:
        printed = self._client.printed(PRINT, {"prefix": _IMPOSSIBLE, "orderId": 1}, Purpose.SET_UP)
        if printed is None:
            return _line(title, gettext_noop("A sale that does not exist is recognised as missing."))
        detail = gettext_noop(
            "B1 returns a PDF for a sale that does not exist, so you have to check unconfirmed documents yourself."
        )
        return _line(title, detail, ok=False)

    def _types(self, title: str, chosen: Sequence[str]) -> CheckResult:
        rows = list(self._lists.all(TYPES))
        sales = [row for row in rows if row.get("isActive") is not False and (row.get("isSale") or _returns(row))]
        fits = {str(row.get("id")) for row in sales}.issuperset(chosen)
        detail = _IN_B1 if fits else gettext_noop("Choose the operation type in the settings; in B1: %(rows)s.")
        return _line(title, detail, ok=fits, rows=_named(sales, "code", "name"))

    def _list(self, title: str, path: str, *names: str) -> CheckResult:
        rows = list(self._lists.all(path))
        return _line(title, _IN_B1, ok=bool(rows), rows=_named(rows, *names))

    def _filter(self, title: str, path: str, field: str) -> CheckResult:
        if self._lists.proves_absence(path, field, _IMPOSSIBLE, purpose=Purpose.SET_UP):
            return _line(title, gettext_noop("What does not exist is recognised as missing."))
        detail = gettext_noop(
            "B1 does not filter its list as expected, so you have to check unconfirmed documents yourself."
        )
        return _line(title, detail, ok=False)


def _line(title: str, detail: str, *, ok: bool = True, **params: str) -> CheckResult:
    return CheckResult(title=title, ok=ok, detail=detail, params=params)


def _first(ask: Callable[[], _Answer], closed: str, code: str) -> _Answer:
    """The answer to the first question, which every key of this mode must be let in for; else it is `closed`."""
    try:
        return ask()
    except Rejected as error:
        raise Misconfigured(closed, code=code) from error
    except Unavailable as error:
        if error.code != "answer_unreadable":
            raise
        raise Unavailable(
            gettext_noop(
                "What answers at this address is not B1's API: it sent a page that is no JSON. Check the address; "
                "it is normally https://www.b1.lt/api/."
            ),
            code="answer_unreadable",
        ) from error


def _tried(title: str, ask: Callable[[str], CheckResult]) -> CheckResult:
    """A line of the check; a refusal is a line too, but whoever is out of reach stops the check."""
    try:
        return ask(title)
    except AccountingError as error:
        return _failed(title, error)


def _failed(title: str, error: AccountingError) -> CheckResult:
    if isinstance(error, Unavailable) and error.code != "answer_unreadable":
        raise error
    return _line(title, _NOT_OPEN, ok=False, said=str(error))


def _returns(row: Row) -> bool:
    return row.get("isSaleReturn") is True


def _named(rows: Sequence[Row], *names: str) -> str:
    """Rows in words: their ids with what they are called."""
    texts = []
    for row in rows[:_MOST_NAMED]:
        words = " ".join(str(row[name]) for name in names if row.get(name))
        texts.append(f"{row.get('id')} ({words})" if words else str(row.get("id")))
    return ", ".join(texts) or "–"
