"""RoboLabs' products, known by their code: it never tells their ids (robolabs.md §6.6 to §6.8, §6.11)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.vat import VAT_CODES
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE
from oscar_lt_accounting.providers.limits import Purpose
from oscar_lt_accounting.providers.robolabs.client import RoboLabsClient, StatusError, rows_of
from oscar_lt_accounting.providers.robolabs.questions import Questions

_BEFORE_ANYTHING = "2000-01-01 00:00:00"
# robolabs.md §6.7: every product comes with its picture.
_LARGEST_LIST = 256 * MEGABYTE
_PRICE = Decimal("0.0001")
_CODE_NEEDED = gettext_noop("RoboLabs needs a code for “%(title)s”. Give the product an SKU, then try again.")


class Goods:
    """One company's products. `on_hand_only`: what is expected to leave may still be sold."""

    def __init__(
        self, client: RoboLabsClient, questions: Questions, *, on_hand_only: bool, committee: str, epoch: float
    ) -> None:
        self._client = client
        self._questions = questions
        self._on_hand_only = on_hand_only
        self._committee = committee
        self._epoch = epoch

    def stock(self, warehouse: str) -> Iterator[StockLevel]:
        """Everything a warehouse holds, in one call, as it arrives.

        A code that comes again belongs to two products: it is told once more, without a quantity.
        """
        seen: set[int] = set()
        try:
            for row in self._questions.rows(
                "products", {"warehouse": warehouse}, Purpose.STOCK, max_bytes=_LARGEST_LIST
            ):
                if code := _text(row, "code"):
                    available = None if hash(code) in seen else self._available(row)
                    seen.add(hash(code))
                    yield StockLevel(product=product(row), available=available)
        except StatusError as error:
            raise self._client.refusal(error) from None

    def all(self) -> Iterator[RemoteProduct]:
        """All products with a code, however old, each code once."""
        # robolabs.md §11 no. 22 and 23: neither the time zone nor the end of a period is told.
        tomorrow = datetime.fromtimestamp(self._epoch, timezone.utc) + timedelta(days=2)
        period = {"date_from": _BEFORE_ANYTHING, "date_to": f"{tomorrow.date().isoformat()} 00:00:00"}
        rows = self._rows("new_products", period, Purpose.SET_UP, max_bytes=_LARGEST_LIST)
        by_code = {_text(row, "code"): row for row in reversed(rows)}
        return (product(row) for code, row in reversed(by_code.items()) if code)

    def create(self, wanted: RemoteProduct, remote_vat: str) -> RemoteProduct:
        """A new product, unless one with the code is there: a repeated code may be taken without a word."""
        body = _new(wanted, remote_vat)
        if known := next((one for one in self.all() if one.code == wanted.code), None):
            return known
        self._client.do("create_product", body)
        return RemoteProduct(
            remote_id=wanted.code, code=wanted.code, barcode=wanted.barcode, name=wanted.name, price=body.get("price")
        )

    def write_off(self, warehouse: str, quantities: Mapping[str, Decimal], reason: str, day: date) -> None:
        """Take goods out; always with a quantity, because without one RoboLabs takes everything out."""
        if not self._committee:
            raise Held(
                gettext_noop(
                    "RoboLabs asks who decided on a write-off. Fill in “Commission of write-offs” in the integration."
                ),
                code="setting",
            )
        wrong = next((code for code, quantity in quantities.items() if not code or quantity <= 0), None)
        if wrong is not None or not quantities:
            raise Held(
                gettext_noop("A write-off needs products and quantities above zero (“%(remote_id)s”). Correct it."),
                code="quantity",
                remote_id=wrong or "–",
            )
        self._client.do(
            "write_off_products",
            {
                "name": reason,
                "warehouse_code": warehouse,
                "committee": self._committee,
                "accounting_date": day.isoformat(),
                "reason_line": reason,
                "products": [{"code": code, "consumed_qty": -quantity} for code, quantity in quantities.items()],
            },
        )

    def _available(self, row: Mapping[str, Any]) -> Decimal | None:
        # robolabs.md §8, job 8: the forecast alone may count goods that have not come yet.
        held, expected = _number(row.get("qty_on_hand")), _number(row.get("qty_forecasted"))
        if self._on_hand_only:
            expected = held
        return None if held is None or expected is None else max(Decimal(0), min(held, expected))

    def _rows(self, method: str, body: Mapping[str, Any], purpose: Purpose, **more: int) -> list[dict[str, Any]]:
        try:
            rows = rows_of(self._questions.ask(method, body, purpose, **more))
        except StatusError as error:
            raise self._client.refusal(error) from None
        return [row for row in rows if isinstance(row, dict)]


def product(row: Mapping[str, Any]) -> RemoteProduct:
    """A row of `products` or `new_products`; whether the price includes VAT is not told."""
    code = _text(row, "code")
    return RemoteProduct(
        remote_id=code,
        code=code,
        barcode=_text(row, "barcode"),
        name=_text(row, "name"),
        price=_number(row.get("public_price")),
    )


def _new(wanted: RemoteProduct, remote_vat: str) -> dict[str, Any]:
    if not wanted.code:
        raise Held(_CODE_NEEDED, code="setting", title=wanted.name)
    if not remote_vat:
        raise Held(
            gettext_noop("RoboLabs needs a VAT code such as PVM1 for “%(title)s”. Choose one, then try again."),
            code="vat_mapping",
            title=wanted.name,
        )
    fields = {
        "name": wanted.name,
        "type": "product",
        "default_code": wanted.code,
        "barcode": wanted.barcode,
        "vat_code": remote_vat,
        "price": _net(wanted, remote_vat),
    }
    if wanted.price_includes_vat and wanted.price:
        fields["price_with_vat"] = wanted.price
    return {name: value for name, value in fields.items() if value}


def _net(wanted: RemoteProduct, remote_vat: str) -> Decimal | None:
    """The price without VAT, which is what RoboLabs keeps; None where the rate of the code is not known."""
    if not wanted.price or not wanted.price_includes_vat:
        return wanted.price
    known = VAT_CODES.get(remote_vat.upper())
    if known is None:
        return None
    return (wanted.price / (1 + (known.rate or Decimal(0)) / 100)).quantize(_PRICE, rounding=ROUND_HALF_UP)


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return None
    return Decimal(value)
