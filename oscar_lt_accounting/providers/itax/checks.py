"""What a key opens at iTax, and how iTax reads what its documents leave open; only reads (itax.md §12)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import CheckResult, Purpose
from oscar_lt_accounting.providers.itax import reading
from oscar_lt_accounting.providers.itax.client import NOT_THERE, ITaxClient, RefusedError
from oscar_lt_accounting.providers.itax.looking import IMPOSSIBLE, Row

_Line = tuple[bool, str, dict[str, str]]
_CLOCK_TOLERANCE = 60
_MOST_NAMED = 20
#: An id and a warehouse that nobody has.
_NOBODY = "999999999"
_NOT_OPEN = gettext_noop("Not open to this key: %(said)s")
_LISTED = gettext_noop("In iTax: %(rows)s.")
_EMPTY = gettext_noop("There is nothing in this list of iTax.")
_MISSING = gettext_noop("What does not exist is recognised as missing.")


class Checks:
    """One company's connection check."""

    def __init__(self, client: ITaxClient) -> None:
        self._client = client

    def all(self) -> Sequence[CheckResult]:
        """Every line; raises `Misconfigured` when what answers is not iTax's API or does not let us in."""
        self._knock()
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key opens the books.")),
            *self._lines(),
            self._clock(),
        )

    def _lines(self) -> Sequence[CheckResult]:
        client = self._client
        return (
            _tried(gettext_noop("Looking for a buyer"), lambda: self._filter("clients", "code", IMPOSSIBLE), client),
            _tried(gettext_noop("Looking for an invoice"), self._invoices, client),
            _tried(gettext_noop("Looking for a payment"), self._payments, client),
            _tried(gettext_noop("An invoice that is not there"), self._not_there, client),
            _tried(gettext_noop("Warehouses"), lambda: self._list("locations"), client),
            _tried(gettext_noop("VAT rates"), lambda: self._list("sales_taxes"), client),
            _tried(gettext_noop("Bank accounts"), lambda: self._list("bank_accounts"), client),
            _tried(gettext_noop("Stock"), self._stock, client),
        )

    def _knock(self) -> None:
        try:
            self._page("clients", {"per_page": "1"})
        except RefusedError as error:
            if error.code != NOT_THERE:
                raise Misconfigured(
                    gettext_noop(
                        "iTax does not let this key in, or not to the buyers: %(said)s. Check the key and its rights."
                    ),
                    code="key_refused",
                    said=self._client.words_of(error),
                ) from None
            raise _elsewhere() from None
        except Unavailable as error:
            if error.code != "answer_unreadable":
                raise
            raise _elsewhere() from None

    def _invoices(self) -> _Line:
        """By our reference, and by its own if there is any invoice with one (itax.md §9, job 2)."""
        newest = self._page("invoices", {"sort": "created_at", "direction": "desc", "per_page": "100"})
        twice = [number for number, times in Counter(str(row.get("number")) for row in newest).items() if times > 1]
        references = [str(row["external_code"]) for row in newest if row.get("external_code")]
        found = not references or self._finds("external_code", references[0])
        if self._proves_absence("invoices", "external_code", IMPOSSIBLE) and found:
            if twice:
                said = gettext_noop("%(missing_msg)s iTax takes the same number twice (%(number)s).")
                return True, said, {"missing_msg": _MISSING, "number": twice[0]}
            return True, _MISSING, {}
        # itax.md §7.1: the buyer's own list is the one whose filter is documented.
        if self._proves_absence("invoices", "client_id", _NOBODY):
            said = gettext_noop(
                "iTax does not find invoices by our reference; they are looked for among their buyer's. Have the "
                "reference printed below invoices, so that equal ones are told apart."
            )
            return True, said, {}
        said = gettext_noop("iTax ignores our questions, so an invoice whose answer was lost is a person's matter.")
        return False, said, {}

    def _finds(self, column: str, value: str) -> bool:
        rows = self._page("invoices", {column: value})
        return bool(rows) and all(str(row.get(column)) == value for row in rows)

    def _proves_absence(self, resource: str, column: str, nobody: str) -> bool:
        try:
            return not self._page(resource, {column: nobody, "per_page": "1"})
        except RefusedError:
            return False

    def _filter(self, resource: str, column: str, nobody: str) -> _Line:
        if self._proves_absence(resource, column, nobody):
            return True, _MISSING, {}
        return True, gettext_noop("iTax ignores the question, so its whole list is read each time."), {}

    def _not_there(self) -> _Line:
        said = "200"
        try:
            self._client.patiently(lambda: self._client.one(f"invoices/{_NOBODY}", purpose=Purpose.SET_UP))
        except RefusedError as error:
            said = error.code
        if said == "200":
            return False, gettext_noop("iTax answers for an invoice that does not exist."), {}
        return True, gettext_noop("iTax says “%(said)s” to an invoice that does not exist."), {"said": said}

    def _list(self, resource: str) -> _Line:
        rows = self._page(resource, {})
        named = ", ".join(f"{row.get('id')} ({row.get('name') or '–'})" for row in rows[:_MOST_NAMED])
        return bool(rows), _LISTED if rows else _EMPTY, {"rows": named} if rows else {}

    def _stock(self) -> _Line:
        """A warehouse that does not exist must hold nothing."""
        rows = self._page("products", {"location_id": _NOBODY, "per_page": "100"})
        levels = [level for row in rows if (level := reading.stock_level(row))]
        if any(level.available for level in levels):
            return False, gettext_noop("iTax does not tell the stock of one warehouse, only of all together."), {}
        return True, gettext_noop("iTax tells the stock of each warehouse."), {}

    def _payments(self) -> _Line:
        return self._filter("payment_documents", "invoice_id", _NOBODY)

    def _clock(self) -> CheckResult:
        difference = self._client.clock_difference
        return CheckResult(
            title=gettext_noop("Clock"),
            ok=difference is None or abs(difference) <= _CLOCK_TOLERANCE,
            detail=gettext_noop("The clocks differ by %(seconds)s seconds."),
            params={"seconds": "–" if difference is None else str(abs(difference))},
        )

    def _page(self, resource: str, filters: Mapping[str, str]) -> list[Row]:
        return self._client.patiently(lambda: self._client.page(resource, filters, purpose=Purpose.SET_UP))[0]


def _elsewhere() -> Misconfigured:
    return Misconfigured(
        gettext_noop(
            "What answers at this address is not iTax's API. Check the address; it is normally https://itax.lt/api/v2."
        ),
        code="address",
    )


def _tried(title: str, ask: Callable[[], _Line], client: ITaxClient) -> CheckResult:
    """A line of the check; a refusal is a line too, but whoever is out of reach stops the check."""
    try:
        ok, detail, params = ask()
    except RefusedError as error:
        ok, detail, params = False, _NOT_OPEN, {"said": client.words_of(error)}
    except AccountingError as error:
        if isinstance(error, Unavailable) and error.code != "answer_unreadable":
            raise
        ok, detail, params = False, _NOT_OPEN, {"said": str(error)}
    return CheckResult(title=title, ok=ok, detail=detail, params=params)
