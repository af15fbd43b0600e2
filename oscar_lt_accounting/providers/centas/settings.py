"""What Centas asks for when it is connected."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.base import Setting
from oscar_lt_accounting.providers.kit import settings

SETTINGS = (
    settings.api_key(
        "token",
        gettext_noop("Ask the support of Centas for the key of your company's project; it begins with tk_ as a rule."),
    ),
    Setting(
        name="transport",
        label=gettext_noop("Where the fields go"),
        kind="choice",
        default="query",
        choices=(
            ("query", gettext_noop("Into the address, as Centas describes it")),
            ("form", gettext_noop("Into a form, for long documents")),
        ),
        help=gettext_noop("Change it only when Centas confirmed that it takes a form."),
    ),
    Setting(
        name="date_format",
        label=gettext_noop("Form of dates"),
        kind="choice",
        default="%Y.%m.%d",
        choices=(("%Y.%m.%d", "2026.12.31"), ("%Y-%m-%d", "2026-12-31"), ("%d.%m.%Y", "31.12.2026")),
    ),
    settings.delivery_product("shipping_code", settings.CODE),
    settings.surcharge_product("surcharge_code", settings.CODE),
    Setting(
        name="order_warehouse",
        label=gettext_noop("Warehouse of orders"),
        kind="choice",
        default="code",
        choices=(
            ("code", gettext_noop("Named by its code")),
            ("none", gettext_noop("Left out")),
        ),
        help=gettext_noop("Proformas become orders in Centas; its description does not say how they name a warehouse."),
    ),
    Setting(
        name="bank_account",
        label=gettext_noop("Bank account for payments"),
        pattern=r"[A-Z0-9 ]{5,40}",
        help=gettext_noop("Used for payment methods without a mapping."),
    ),
    Setting(
        name="payment_type",
        label=gettext_noop("Kind of payments"),
        default="BankDeb",
        pattern=r"[A-Za-z0-9_-]{1,32}",
        help=gettext_noop("BankDeb is the only kind that Centas describes."),
    ),
    Setting(
        name="stock_from",
        label=gettext_noop("Stock is read from"),
        kind="choice",
        default="warehouse",
        choices=(
            ("warehouse", gettext_noop("The warehouse's own quantity")),
            ("balance", gettext_noop("The balance of all warehouses together")),
        ),
        help=gettext_noop("Take the balance only where all that is in stock may be sold by this shop."),
    ),
    settings.flag(
        "elsewhere_is_zero",
        gettext_noop("In stock only elsewhere means none in this warehouse"),
        gettext_noop("While off, a product that only other warehouses have leaves the shop's stock as it is."),
        default=True,
    ),
    Setting(
        name="product_prices",
        label=gettext_noop("Prices of products"),
        kind="choice",
        default="none",
        choices=(
            ("none", gettext_noop("Not sent")),
            ("net", gettext_noop("Without VAT")),
            ("gross", gettext_noop("With VAT")),
        ),
        help=gettext_noop("Centas does not say whether its prices of products include VAT; ask the accountant."),
    ),
)
