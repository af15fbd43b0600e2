"""Our words in Centas' fields, and back (centas.md §6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from oscar_lt_accounting.domain.documents import Document, InvoiceLine, LineKind, Payment
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.domain.money import CENT, ZERO, round_cents
from oscar_lt_accounting.domain.territory import Destination, destination
from oscar_lt_accounting.providers.answers import write_json
from oscar_lt_accounting.providers.centas.xml import Record

AUTO = "auto"
PAYMENT_DAYS = "%Y.%m.%d"
# centas.md §3: the most decimals in its samples.
_PRICE_DECIMALS, _QUANTITY_DECIMALS = 6, 4
_EU_TYPES = {Destination.LT: "0", Destination.EU: "1"}
_ELSEWHERE = "2"


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How this company's Centas reads what its documents leave open."""

    date_format: str = PAYMENT_DAYS
    shipping_code: str = ""
    surcharge_code: str = ""
    order_vat_key: str = "pvm_tar"
    bank_account: str = ""


def document(wanted: Document, rules: Rules) -> dict[str, str]:
    """The fields of `documents/create`; raises `Held` for what Centas cannot express."""
    _refuse_other_money(wanted)
    _compare(wanted)
    fields = {
        "data": _day(wanted.day, rules),
        "dok_num": wanted.full_number or AUTO,
        # centas.md §9 no. 3: needed with `auto`; the same on every try, in case it is a key over there.
        "trans_id": wanted.reference,
        "pirkejas": wanted.buyer.name,
        "kl_kodas": wanted.buyer.customer_code,
        "salis_kodas": wanted.buyer.address.country,
        "estipas": _eu_type(wanted),
        "apmok_iki": _day(wanted.due_day, rules) if wanted.due_day else "",
        "uzsaknr": wanted.order_number,
        "pastaba": ". ".join(wanted.notes),
        "oper_apras": wanted.reference,
        "dok_suma": _plain(wanted.total),
        "pvm_suma": _plain(wanted.vat),
        "bepvm_suma": _plain(wanted.net),
        "rows": _rows(wanted, rules, vat_key="pvmtar"),
        **_buyer(wanted),
    }
    return {name: value for name, value in fields.items() if value}


def order(wanted: Document, rules: Rules) -> dict[str, str]:
    """The fields of `orders/create`, which a proforma becomes: Centas makes no proformas (centas.md §8, job 5)."""
    _refuse_other_money(wanted)
    _compare(wanted)
    fields = {
        "uzsak_num": wanted.full_number or wanted.order_number,
        "uzsak_data": _day(wanted.day, rules),
        "uzsakovas": wanted.buyer.name,
        "uzsak_suma": _plain(wanted.total),
        "pvm_suma": _plain(wanted.vat),
        "bepvm_suma": _plain(wanted.net),
        "pasto_kodas": wanted.buyer.address.postcode,
        "tel": wanted.buyer.phone,
        "apmok_data": _day(wanted.due_day, rules) if wanted.due_day else "",
        "sandelis": wanted.warehouse,
        "uzsakovas_pastaba": ". ".join((*wanted.notes, wanted.reference)),
        "rows": _rows(wanted, rules, vat_key=rules.order_vat_key),
        **_buyer(wanted),
    }
    return {name: value for name, value in fields.items() if value}


def payment(wanted: Document, paid: Payment, rules: Rules) -> dict[str, str]:
    """The elements of `payments/import`; no element names the invoice, so its number stands in the details."""
    account = paid.remote_code or rules.bank_account
    if not account:
        raise Held(
            gettext_noop(
                "Centas wants the bank account a payment came to. Map the payment method “%(method)s” to an account "
                "number, or fill in “Bank account for payments” in the integration, then send again."
            ),
            code="setting",
            method=paid.method,
        )
    fields = {
        "PaymentType": "BankDeb",
        "Date": (paid.day or wanted.day).strftime(PAYMENT_DAYS),
        "Amount": _plain(paid.amount),
        "DocNr": paid.reference or payment_key(wanted, paid),
        "RefNr": payment_key(wanted, paid),
        "Details": f"{wanted.full_number or wanted.order_number} {wanted.reference}",
        "RecName": wanted.buyer.name,
        "RecId": wanted.buyer.company_code,
        "ToAccountNumber": account,
    }
    return {name: value for name, value in fields.items() if value}


def payment_key(wanted: Document, paid: Payment) -> str:
    """Our unique number of a payment, which Centas' list of payments tells again."""
    return f"{wanted.reference}-{paid.method}-{paid.reference}".rstrip("-")


def product(record: Record) -> RemoteProduct:
    """One item of the export."""
    return RemoteProduct(
        remote_id=_text(record, "id"),
        code=_text(record, "kodas"),
        barcode=_text(record, "barkodas"),
        name=_text(record, "pavadinimas"),
        unit=_text(record, "matovnt"),
        price=amount(record.get("kaina")),
    )


def stock_level(record: Record, warehouse: str) -> StockLevel:
    """What `warehouse` holds of the item: nothing where it lists others, unknown where it lists none.

    `likutis` is not the sum of the warehouses and tells nothing about one of them (centas.md §9 no. 12).
    """
    stocks = record.get("Stocks")
    held: Decimal | None = None
    if isinstance(stocks, list):
        held = ZERO
        for stock in stocks:
            if _text(stock, "WarehouseId") == warehouse:
                held = amount(stock.get("Quantity"))
    return StockLevel(product=product(record), available=held)


def new_product(wanted: RemoteProduct, rate: str) -> dict[str, str]:
    """The elements of `products/import`; the stock is left out, so that it stays (centas.md §8, job 9)."""
    fields = {
        "oper": "UPD",
        "id": wanted.remote_id,
        "kodas": wanted.code,
        "pavadinimas": wanted.name,
        "matovnt": wanted.unit,
        "kaina": _plain(wanted.price) if wanted.price is not None else "",
        "pvmtar": rate,
        "barkodas": wanted.barcode,
    }
    return {name: value for name, value in fields.items() if value}


def amount(value: object) -> Decimal | None:
    """A decimal that came as text; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _refuse_other_money(wanted: Document) -> None:
    # centas.md §9 no. 13: there is no field for a currency.
    if wanted.currency != "EUR":
        raise Held(
            gettext_noop("Order %(order)s is in %(currency)s, and %(system)s takes only euros. Enter it by hand."),
            code="currency",
            order=wanted.order_number,
            currency=wanted.currency,
            system="Centas",
        )


def _compare(wanted: Document) -> None:
    """Centas works VAT out of each rate's net (centas.md §8, job 1): hold what it would see as another sum."""
    allowed = CENT * len(wanted.lines)
    for group in wanted.vat_groups:
        worked_out = round_cents(group.net * (group.rate or ZERO) / 100)
        if abs(worked_out - group.vat) > allowed:
            raise Held(
                gettext_noop(
                    "Centas works out %(theirs)s of VAT at %(rate)s %% for this document, and the order has %(ours)s. "
                    "Enter the document by hand."
                ),
                code="sums_differ",
                theirs=worked_out,
                ours=group.vat,
                rate=group.rate or 0,
            )


def _rows(wanted: Document, rules: Rules, *, vat_key: str) -> str:
    return write_json([_row(line, rules, vat_key) for line in wanted.lines if line.gross]).decode()


def _row(line: InvoiceLine, rules: Rules, vat_key: str) -> dict[str, str]:
    fields = {
        "kodas": _code(line, rules),
        "pavadinimas": line.title,
        "matovnt": line.unit,
        "kiekis": _quantity(line),
        "kaina": _price(line),
        vat_key: _plain((line.rate or ZERO).normalize()),
    }
    if vat_key == "pvmtar" and (code := line.remote_vat or line.vat_code):
        fields["Mok_kodas"] = code
    return fields


def _code(line: InvoiceLine, rules: Rules) -> str:
    own = {LineKind.SHIPPING: rules.shipping_code, LineKind.SURCHARGE: rules.surcharge_code or rules.shipping_code}
    if code := line.remote_code or own.get(line.kind, ""):
        return code
    raise Held(
        gettext_noop(
            "Centas needs a code for “%(title)s”. Link the product, or name the code for delivery and fees in the "
            "integration's settings, then send again."
        ),
        code="no_link",
        title=line.title,
        sku=line.sku,
    )


def _quantity(line: InvoiceLine) -> str:
    quantity = line.remote_quantity
    if quantity != round(quantity, _QUANTITY_DECIMALS):
        raise Held(
            gettext_noop(
                "“%(title)s”: Centas takes quantities of four decimals, not %(quantity)s. Correct the accounting units "
                "of the link, then send again."
            ),
            code="quantity",
            title=line.title,
            quantity=quantity,
        )
    return _plain(quantity)


def _price(line: InvoiceLine) -> str:
    """The shortest price without VAT that gives the row's net to the cent."""
    for decimals in range(2, _PRICE_DECIMALS + 1):
        price = line.unit_price(with_vat=False, decimals=decimals)
        if round_cents(price * line.remote_quantity) == line.net:
            return _plain(price)
    raise Held(
        gettext_noop("“%(title)s”: no unit price gives %(amount)s for %(quantity)s. Split the row in the order."),
        code="unit_price",
        title=line.title,
        amount=line.net,
        quantity=line.remote_quantity,
    )


def _buyer(wanted: Document) -> Mapping[str, str]:
    buyer = wanted.buyer
    return {
        "im_kodas": buyer.company_code,
        "pvm_kodas": buyer.vat_code,
        "miestas": buyer.address.city,
        "adresas": buyer.address.street,
        "email": buyer.email,
    }


def _eu_type(wanted: Document) -> str:
    where = destination(wanted.buyer.address.country or "LT", wanted.buyer.address.postcode)
    return _EU_TYPES.get(where, _ELSEWHERE)


def _day(day: date, rules: Rules) -> str:
    return day.strftime(rules.date_format)


def _plain(number: Decimal) -> str:
    # centas.md §9 no. 8: a dot, no exponent.
    return f"{number:f}"


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name)
    return value if isinstance(value, str) else ""
