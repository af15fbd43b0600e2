"""Ways to pay in the demo shop. No gateway: the card always works, the other two promise the money."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from oscar.core.loading import get_model


@dataclass(frozen=True)
class Way:
    """A way to pay; `source_type` is the name Oscar keeps it under."""

    code: str
    source_type: str
    title: str | Promise
    text: str | Promise
    at_once: bool = False


CARD = Way("card", "Card", _("Card (demo)"), _("Paid at once. No card number is asked for."), at_once=True)
TRANSFER = Way("bank-transfer", "Bank transfer", _("Bank transfer"), _("We ship when the money has arrived."))
CASH = Way(
    "cash-on-delivery",
    "Cash on delivery",
    _("Cash on delivery"),
    _("Pay the courier. The fee is 1.50 €."),
)
WAYS = {way.code: way for way in (CARD, TRANSFER, CASH)}
CASH_FEE = Decimal("1.50")


def ways_for(shipping_address: Any | None) -> list[Way]:
    """The ways open to an order: cash needs somebody at a Lithuanian door to take it."""
    cash = [CASH] if shipping_address is not None and shipping_address.country_id == "LT" else []
    return [CARD, TRANSFER, *cash]


def promise(way: Way, total: Any, reference: str) -> Any:
    """An unsaved Oscar payment source for `total`; the money is already there where the way is at once."""
    source_type, _created = get_model("payment", "SourceType").objects.get_or_create(name=way.source_type)
    source = get_model("payment", "Source")(
        source_type=source_type,
        currency=total.currency,
        amount_allocated=total.incl_tax,
        amount_debited=total.incl_tax if way.at_once else Decimal("0.00"),
        reference=reference,
    )
    source.create_deferred_transaction("Debit" if way.at_once else "Authorise", total.incl_tax, reference)
    return source
