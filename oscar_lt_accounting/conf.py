"""The settings dictionary ``OSCAR_LT_ACCOUNTING``, each key with its default, read when it is used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

NAME = "OSCAR_LT_ACCOUNTING"
_SERVICES = "oscar_lt_accounting.services"


class AppSettings:
    """What a shop may set.

    `SHOP_ID` tells this shop's documents from those of others in the same accounting system and never changes.
    `ENCRYPTION_KEYS` are Fernet keys; the first encrypts, the others still decrypt.
    `BUYER_RESOLVER`, `TAX_RESOLVER`, `ROUTER`, `INVOICE_BUILDER` are dotted paths of functions
    (see docs/life-of-a-document.md); `SHIPPING_VAT_POLICY` is apportion_net, apportion_gross, standard or
    dominant; `SHIPPING_HOME` (largest, first or split) says which document of an order that was split
    carries delivery and surcharges. `SELLER_VAT_STATUS` is payer, none or svs; `OSS` says that sales to
    consumers in other EU countries are taxed there, `OSS_VAT_CODE` how they are entered.
    `PRIVATE_STORAGE` names one of Django's STORAGES for the PDFs; empty means a folder beside MEDIA_ROOT.
    `STOCK_SIGNALS` is all (a stock record that a pull wrote sends post_save, as any saved one does) or alerts
    (only where Oscar's own alerts listen: faster for very large warehouses).
    `INVOICE_EMAIL` says whether customers are mailed the PDF of each issued invoice and credit note.
    `ENDED_STATUSES` are statuses of orders that ended without a sale, beside those that say so by their name.
    `GIFT_CARD_CLASSES` are the slugs of product classes that are gift cards. Times are in seconds.
    """

    SHOP_ID: str = ""
    ENCRYPTION_KEYS: Sequence[str] = ()
    BUYER_RESOLVER: str = f"{_SERVICES}.invoicing.buyers.resolve_buyer"
    TAX_RESOLVER: str = ""
    ROUTER: str = f"{_SERVICES}.invoicing.routing.route_by_partner"
    INVOICE_BUILDER: str = f"{_SERVICES}.invoicing.building.build_document"
    SHIPPING_VAT_POLICY: str = "apportion_net"
    SHIPPING_HOME: str = "largest"
    SELLER_VAT_STATUS: str = "payer"
    OSS: bool = False
    OSS_VAT_CODE: str = ""
    ENDED_STATUSES: Sequence[str] = ()
    GIFT_CARD_CLASSES: Sequence[str] = ("gift-card", "gift-cards")
    ALLOWED_HOSTS_EXTRA: Sequence[str] = ()
    CA_BUNDLE: str = ""
    PRIVATE_STORAGE: str = ""
    INVOICE_EMAIL: bool = False
    STOCK_SIGNALS: str = "all"
    LOG_RETENTION_DAYS: int = 90
    SETTLE_SECONDS: int = 360
    LEASE_SECONDS: int = 60
    LATEST_START_SECONDS: int = 5
    CALL_DEADLINE_SECONDS: int = 30

    def __getattribute__(self, name: str) -> Any:
        if name.isupper():
            given = getattr(settings, NAME, {})
            if isinstance(given, dict) and name in given:
                return given[name]
        return super().__getattribute__(name)


conf = AppSettings()


def known_keys() -> frozenset[str]:
    """All keys the dictionary may have."""
    return frozenset(name for name in vars(AppSettings) if name.isupper())
