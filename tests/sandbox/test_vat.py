"""What the demo shop charges, by where the goods go and who buys."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sandbox.shop.vat import HOME_RATES, Supply

GERMAN = {"country": "DE", "postcode": "20095", "vat_code": "DE999000113"}
CASES = [
    ("goods", {}, "16.5289", "20.00", "PVM1"),
    ("books", {}, "19.0476", "20.00", "PVM3"),
    ("tickets", {}, "17.8571", "20.00", "PVM58"),
    ("gift-cards", {}, "20.00", "20.00", None),
    ("goods", {"vat_code": "LT999000113"}, "16.5289", "20.00", "PVM1"),
    ("goods", {"country": "PL", "postcode": "30-702"}, "16.5289", "20.00", "PVM1"),
    ("goods", GERMAN, "16.53", "16.53", "PVM13"),
    ("books", GERMAN, "19.05", "19.05", "PVM13"),
    ("services", {"vat_code": "DE999000113"}, "16.53", "16.53", "PVM15"),
    ("tickets", GERMAN, "17.8571", "20.00", "PVM58"),
    ("gift-cards", GERMAN, "20.00", "20.00", None),
    ("goods", {"country": "DE", "postcode": "20095", "vat_code": "LT999000113"}, "16.5289", "20.00", "PVM1"),
    ("goods", {"country": "DE", "postcode": "20095", "vat_code": "DE000000000"}, "16.5289", "20.00", "PVM1"),
    ("goods", {"country": "LT", "vat_code": "DE999000113"}, "16.5289", "20.00", "PVM1"),
    ("goods", {"country": "NO", "postcode": "0575"}, "16.53", "16.53", "PVM12"),
    ("goods", {"country": "ES", "postcode": "35001"}, "16.53", "16.53", "PVM12"),
    ("services", {"country": "NO", "postcode": "0575"}, "16.5289", "20.00", "PVM1"),
]


@pytest.mark.parametrize(("kind", "where", "net", "gross", "code"), CASES)
def test_price_and_code(kind, where, net, gross, code):
    supply = Supply.to(**where)
    assert supply.price(Decimal("20.00"), kind) == (Decimal(net), Decimal(gross))
    assert supply.rate(kind).code == code


@pytest.mark.parametrize("kind", HOME_RATES)
def test_the_shelf_price_is_what_a_lithuanian_pays(kind):
    for cents in range(1, 300):
        shelf_price = Decimal(cents) / 100
        net, gross = Supply().price(shelf_price, kind)
        assert gross == shelf_price
        assert 0 <= net <= gross
