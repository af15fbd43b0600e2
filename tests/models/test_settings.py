"""Each key of the settings is read when it is used, so that tests and deployments can change it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from oscar_lt_accounting.conf import AppSettings, conf, known_keys

DEFAULTS = {
    "SHOP_ID": "",
    "ENCRYPTION_KEYS": (),
    "BUYER_RESOLVER": "oscar_lt_accounting.services.invoicing.buyers.resolve_buyer",
    "TAX_RESOLVER": "",
    "ROUTER": "oscar_lt_accounting.services.invoicing.routing.route_by_partner",
    "INVOICE_BUILDER": "oscar_lt_accounting.services.invoicing.building.build_document",
    "SHIPPING_VAT_POLICY": "apportion_net",
    "SHIPPING_HOME": "largest",
    "STOCK_SIGNALS": "all",
    "SELLER_VAT_STATUS": "payer",
    "OSS": False,
    "OSS_VAT_CODE": "",
    "ENDED_STATUSES": (),
    "GIFT_CARD_CLASSES": ("gift-card", "gift-cards"),
    "ALLOWED_HOSTS_EXTRA": (),
    "CA_BUNDLE": "",
    "PRIVATE_STORAGE": "",
    "INVOICE_EMAIL": False,
    "LOG_RETENTION_DAYS": 90,
    "SETTLE_SECONDS": 360,
    "LEASE_SECONDS": 60,
    "LATEST_START_SECONDS": 5,
    "CALL_DEADLINE_SECONDS": 30,
}


def test_every_key_has_a_default() -> None:
    assert known_keys() == set(DEFAULTS)
    with override_settings(OSCAR_LT_ACCOUNTING={}):
        assert {name: getattr(conf, name) for name in known_keys()} == DEFAULTS


@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_a_key_is_read_at_use(name: str) -> None:
    for value in ("first", "second"):
        with override_settings(OSCAR_LT_ACCOUNTING={name: value}):
            assert getattr(conf, name) == value
            assert getattr(AppSettings(), name) == value


@pytest.mark.parametrize("given", [None, "text", 7, ["SHOP_ID"]])
def test_settings_that_are_no_dictionary_are_as_none(given: Any) -> None:
    with override_settings(OSCAR_LT_ACCOUNTING=given):
        assert conf.LEASE_SECONDS == 60


def test_a_false_value_is_a_value() -> None:
    with override_settings(OSCAR_LT_ACCOUNTING={"OSS": False, "GIFT_CARD_CLASSES": []}):
        assert conf.OSS is False
        assert conf.GIFT_CARD_CLASSES == []
