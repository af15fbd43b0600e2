"""What B1 asks for when it is connected."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.providers.base import Setting
from oscar_lt_accounting.providers.kit import settings
from oscar_lt_accounting.providers.kit.settings import flag

SETTINGS = (
    settings.api_key(
        "api_key", gettext_noop("In B1: Parametrai → Integracijos → API#2 → + Pridėti paslaugą → Išsaugoti.")
    ),
    Setting(
        name="private_key",
        label=gettext_noop("Private key"),
        secret=True,
        help=gettext_noop("Shown by B1 beside the API key; needed only for signed requests."),
    ),
    Setting(
        name="auth",
        label=gettext_noop("Way of signing"),
        kind="choice",
        default="key",
        choices=(
            ("key", gettext_noop("API key only")),
            ("signed", gettext_noop("Signed, as B1's own plug-ins do")),
            ("signed-v2", gettext_noop("Signed, version 2 (unproven)")),
        ),
    ),
    Setting(
        name="mode",
        label=gettext_noop("Methods"),
        kind="choice",
        default="e-commerce",
        choices=(("e-commerce", gettext_noop("E-commerce")), ("warehouse", gettext_noop("Warehouse"))),
        help=gettext_noop(
            "E-commerce needs an e-shop integration in B1; the warehouse methods enter sales directly, need an API#2 "
            "key, the shop's own numbers and a link for every product."
        ),
    ),
    Setting(
        name="shop_id",
        label=gettext_noop("Shop id in B1"),
        pattern=r"[A-Za-z0-9._-]{1,40}",
        help=gettext_noop("How B1 tells this shop's orders from others. Never change it once orders were sent."),
    ),
    flag(
        "write_off",
        gettext_noop("Write the goods off"),
        gettext_noop("Asks B1 to write the goods off the warehouse before it makes the sale."),
    ),
    Setting(
        name="delivery_vat_rate",
        label=gettext_noop("VAT rate of delivery in B1"),
        default="21",
        pattern=r"\d{1,2}",
        help=gettext_noop(
            "The rate the accountant set in B1 for delivery and surcharges. A delivery with another rate is sent as "
            "a row."
        ),
    ),
    Setting(
        name="operation_type_id",
        label=gettext_noop("Operation type of sales"),
        pattern=settings.ID,
        help=gettext_noop("Warehouse methods: its id in B1, as the connection check lists it."),
    ),
    Setting(
        name="credit_operation_type_id",
        label=gettext_noop("Operation type of credit notes"),
        pattern=settings.ID,
        help=gettext_noop(
            "Warehouse methods: while empty, credit notes are entered by hand; otherwise they become sales with "
            "negative prices. Ask the accountant."
        ),
    ),
    settings.delivery_product("shipping_item_id"),
    settings.surcharge_product("surcharge_item_id"),
    Setting(
        name="vat_rounding",
        label=gettext_noop("Rounding of VAT"),
        kind="choice",
        default="unknown",
        choices=(
            ("unknown", gettext_noop("Not known: send only what comes out right either way")),
            ("row", gettext_noop("Each row alone")),
            ("rate", gettext_noop("All rows of one rate together")),
        ),
        help=gettext_noop(
            "Warehouse methods: how B1 works VAT out of prices without VAT. The connection test finds it out where "
            "sales in B1 show it; otherwise ask the accountant."
        ),
    ),
    settings.rounding_product(),
    settings.rounding_below_zero(),
    flag(
        "empty_is_zero",
        gettext_noop("No stock record means none in stock"),
        gettext_noop("While off, an item without a stock record leaves the shop's stock as it is."),
    ),
    Setting(
        name="attribute_id",
        label=gettext_noop("Attribute of new items"),
        pattern=settings.ID,
        help=gettext_noop("The id of “Prekės” in B1; needed to create products from the shop."),
    ),
    Setting(
        name="unit_id",
        label=gettext_noop("Unit of new items"),
        pattern=settings.ID,
        help=gettext_noop("The id of “vnt.” in B1; needed to create products from the shop."),
    ),
)
