"""What a key opens at B1, and how B1 reads what its documents leave open; only reads (b1.md §11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Rejected, Unavailable, gettext_noop
from oscar_lt_accounting.providers.b1.client import AlreadyThereError, B1Client, NotThereError, remote_id
from oscar_lt_accounting.providers.b1.lists import STOCK, Lists, Row
from oscar_lt_accounting.providers.b1.vat import CLASSIFICATIONS
from oscar_lt_accounting.providers.base import CheckResult
from oscar_lt_accounting.providers.limits import Purpose

CONFIG, WAREHOUSES = "e-commerce/config/get", "reference-book/warehouses/list"
TYPES, SERIES = "reference-book/operation-types/list", "reference-book/series/list"
SALES, CLIENTS, PRINT = "warehouse/sales/list", "clients/list", "shop/invoices/get"
_CLOCK_TOLERANCE = 60
_IMPOSSIBLE = "OSCAR-CHECK-0"
_NOT_OPEN = gettext_noop("Not open to this key: %(said)s")
_MOST_NAMED = 20
_Answer = TypeVar("_Answer")


class Checks:
    """One company's connection check."""

    def __init__(self, client: B1Client, lists: Lists) -> None:
        self._client = client
        self._lists = lists

    def ecommerce(self) -> Sequence[CheckResult]:
        """Whether the key opens the e-shop's methods, and how a sale that is not there looks."""
        warehouse = _first(self.own_warehouse, _no_ecommerce())
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The e-commerce methods are open.")),
            CheckResult(
                title=gettext_noop("Warehouse"),
                ok=bool(warehouse),
                detail=gettext_noop("B1 keeps this integration's goods in warehouse %(warehouse)s."),
                params={"warehouse": warehouse or "–"},
            ),
            self._stock(warehouse),
            _tried(gettext_noop("Looking for a sale"), self._printing),
            self.clock(),
        )

    def warehouse(self, chosen: Sequence[str]) -> Sequence[CheckResult]:
        """Whether the key opens the warehouse's methods, what there is to choose, and whether filters work.

        `chosen` are the operation types of the settings.
        """
        rows = _first(lambda: list(self._lists.all(WAREHOUSES)), _no_warehouse())
        first = str(rows[0].get("id") or "") if rows else ""
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The warehouse methods are open.")),
            CheckResult(
                title=gettext_noop("Warehouses"),
                ok=bool(rows),
                detail=gettext_noop("In B1: %(rows)s."),
                params={"rows": _named(rows, "name")},
            ),
            _tried(gettext_noop("Operation types"), lambda: self._types(chosen)),
            _tried(gettext_noop("Series"), lambda: self._list(SERIES, "series")),
            _tried(gettext_noop("VAT codes"), lambda: self._list(CLASSIFICATIONS, "code")),
            _tried(gettext_noop("Looking for a sale"), lambda: self._filter(SALES, "number")),
            _tried(gettext_noop("Looking for a client"), lambda: self._filter(CLIENTS, "code")),
            self._stock(first),
            self.clock(),
        )

    def own_warehouse(self) -> str:
        """The id of the warehouse that the e-shop's integration sells from, or an empty text."""
        data = self._client.call(CONFIG, {}, writes=False, purpose=Purpose.SET_UP).get("data")
        return remote_id({"data": data.get("warehouseId")}) if isinstance(data, dict) else ""

    def clock(self) -> CheckResult:
        """Our clock and theirs; a signed call is refused when they differ much."""
        difference = self._client.clock_difference
        return CheckResult(
            title=gettext_noop("Clock"),
            ok=difference is None or abs(difference) <= _CLOCK_TOLERANCE,
            detail=gettext_noop("The clocks differ by %(seconds)s seconds."),
            params={"seconds": "–" if difference is None else str(abs(difference))},
        )

    def _stock(self, warehouse: str) -> CheckResult:
        title = gettext_noop("Stock")
        if not warehouse:
            return CheckResult(title=title, ok=False, detail=gettext_noop("There is no warehouse to ask for."))

        def ask() -> tuple[bool, str, dict[str, str]]:
            next(self._lists.all(STOCK, warehouseId=int(warehouse)), None)
            return True, gettext_noop("The stock of warehouse %(warehouse)s can be read."), {"warehouse": warehouse}

        return _tried(title, ask)

    def _printing(self) -> tuple[bool, str, dict[str, str]]:
        printed = self._client.file(PRINT, {"prefix": _IMPOSSIBLE, "orderId": 1}, purpose=Purpose.SET_UP)
        if printed is None:
            return True, gettext_noop("A sale that does not exist is recognised as missing."), {}
        return False, gettext_noop("B1 prints a sale that does not exist, so a lost answer is a person's matter."), {}

    def _types(self, chosen: Sequence[str]) -> tuple[bool, str, dict[str, str]]:
        rows = list(self._lists.all(TYPES))
        sales = [row for row in rows if row.get("isActive") is not False and (row.get("isSale") or _returns(row))]
        wrong = [value for value in chosen if value not in {str(row.get("id")) for row in sales}]
        named = {"rows": _named(sales, "code", "name")}
        if wrong:
            return False, gettext_noop("Choose the operation type in the settings; in B1: %(rows)s."), named
        return True, gettext_noop("In B1: %(rows)s."), named

    def _list(self, path: str, *names: str) -> tuple[bool, str, dict[str, str]]:
        rows = list(self._lists.all(path))
        return bool(rows), gettext_noop("In B1: %(rows)s."), {"rows": _named(rows, *names)}

    def _filter(self, path: str, field: str) -> tuple[bool, str, dict[str, str]]:
        if self._lists.proves_absence(path, field, _IMPOSSIBLE, purpose=Purpose.SET_UP):
            return True, gettext_noop("What does not exist is recognised as missing."), {}
        return (
            False,
            gettext_noop("B1 does not filter its list as expected, so a lost answer is a person's matter."),
            {},
        )


def _first(ask: Callable[[], _Answer], closed: Misconfigured) -> _Answer:
    """The answer to the first question, which every key of this mode must be let in for."""
    try:
        return ask()
    except (AlreadyThereError, NotThereError, Rejected) as error:
        raise closed from error
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


def _no_ecommerce() -> Misconfigured:
    return Misconfigured(
        gettext_noop(
            "The key is accepted, but B1's e-commerce methods are not open to it. Create an e-shop integration in B1."
        ),
        code="no_ecommerce",
    )


def _no_warehouse() -> Misconfigured:
    return Misconfigured(
        gettext_noop(
            "The key is accepted, but B1's warehouse methods are not open to it. Create a key under API#2 in B1, or "
            "choose the e-commerce methods."
        ),
        code="no_warehouse_methods",
    )


def _tried(title: str, ask: Callable[[], tuple[bool, str, dict[str, str]]]) -> CheckResult:
    """A line of the check; a refusal is a line too, but whoever is out of reach stops the check."""
    try:
        ok, detail, params = ask()
    except AccountingError as error:
        if isinstance(error, Unavailable) and error.code != "answer_unreadable":
            raise
        ok, detail, params = False, _NOT_OPEN, {"said": str(error)}
    return CheckResult(title=title, ok=ok, detail=detail, params=params)


def _returns(row: Row) -> bool:
    return row.get("isSaleReturn") is True


def _named(rows: Sequence[Row], *names: str) -> str:
    """Rows in words: their ids with what they are called."""
    texts = []
    for row in rows[:_MOST_NAMED]:
        words = " ".join(str(row[name]) for name in names if row.get(name))
        texts.append(f"{row.get('id')} ({words})" if words else str(row.get("id")))
    return ", ".join(texts) or "–"
