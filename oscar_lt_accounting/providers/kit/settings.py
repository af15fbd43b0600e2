"""Settings that several systems ask for, declared once: one name, one sentence, one translation.

Each is a function, since systems may already keep it under a name of their own, and write ids in their own way.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.domain.documents import LineKind
from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.connection import Setting

#: An id that is a positive whole number, and a code that people gave.
ID = r"[1-9][0-9]{0,17}"
CODE = r"\S.{0,63}"


def api_key(name: str, help_text: str = "") -> Setting:
    """The key that opens the account."""
    return Setting(name=name, label=gettext_noop("API key"), secret=True, required=True, help=help_text)


def delivery_product(name: str = "delivery_product_id", pattern: str = ID) -> Setting:
    """The product of theirs that deliveries are entered as."""
    return Setting(
        name=name,
        label=gettext_noop("Product for delivery"),
        pattern=pattern,
        help=gettext_noop("The id or code of a service in the accounting system; deliveries are entered as it."),
    )


def surcharge_product(name: str = "surcharge_product_id", pattern: str = ID) -> Setting:
    """The product of theirs that surcharges are entered as."""
    return Setting(
        name=name,
        label=gettext_noop("Product for surcharges"),
        pattern=pattern,
        help=gettext_noop("Empty means the product for delivery."),
    )


def rounding_product(name: str = "rounding_product_id", pattern: str = ID) -> Setting:
    """The product of theirs that a row of a cent is entered as; empty means that there is never such a row."""
    return Setting(
        name=name,
        label=gettext_noop("Product for rounding"),
        pattern=pattern,
        help=gettext_noop(
            "The id or code of a product without VAT. Where no prices give exactly the sums of an order, one row of at "
            "most 0.01 for each VAT rate is added as it; the taxable value of that rate is then a cent off. Ask the "
            "accountant. Empty means that such orders are put on hold."
        ),
    )


def rounding_below_zero(name: str = "rounding_below_zero") -> Setting:
    """Whether the row for rounding may be below zero; about half of them are (docs/pricing.md)."""
    return flag(
        name,
        gettext_noop("Rounding may be below zero"),
        gettext_noop(
            "The row for rounding may then be −0.01 as well. Switch it on only when the accountant agrees and the "
            "accounting system takes rows below zero; while off, orders that need such a row are put on hold."
        ),
    )


def currency(name: str = "currency", default: str = "") -> Setting:
    """The currency of the account; empty means whatever the order is in."""
    return Setting(
        name=name,
        label=gettext_noop("Currency of the account"),
        default=default,
        pattern=r"[A-Z]{3}",
        help=gettext_noop("Orders in another currency are put on hold. Empty means that any currency is sent."),
    )


def language(name: str, choices: tuple[tuple[str, str], ...], default: str) -> Setting:
    """The language that documents are printed in."""
    return Setting(
        name=name, label=gettext_noop("Language of documents"), kind="choice", choices=choices, default=default
    )


def location(name: str = "location", pattern: str = CODE, help_text: str = "") -> Setting:
    """The warehouse that documents name where it is another than the warehouse's code."""
    return Setting(
        name=name,
        label=gettext_noop("Warehouse location"),
        pattern=pattern,
        help=help_text or gettext_noop("The warehouse as documents name it; empty means the warehouse's code."),
    )


def flag(name: str, label: str, help_text: str = "", *, default: bool = False) -> Setting:
    """Something that is switched on or off."""
    return Setting(name=name, label=label, kind="flag", default=default, help=help_text)


def service_products(values: Mapping[str, Any], *, delivery: str, surcharge: str) -> dict[LineKind, str]:
    """Their products of delivery and of surcharges, from the settings of these names; the first one for both."""
    product = str(values[delivery])
    return {LineKind.SHIPPING: product, LineKind.SURCHARGE: str(values[surcharge]) or product}
