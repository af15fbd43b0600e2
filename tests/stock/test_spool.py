"""What is kept of an answer while it is read."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.services.stock.spool import spooling


def level(remote_id: str = "1", available: str | None = "5", **facts: Any) -> StockLevel:
    number = None if available is None else Decimal(available)
    return StockLevel(product=RemoteProduct(remote_id=remote_id, **facts), available=number)


def test_levels_come_back_as_they_were_in_chunks() -> None:
    told = [
        level(str(number), "1.5000", code=f"K{number}", name="Ąžuolas, „didelis“\n", price=Decimal("9.9900"))
        for number in range(5)
    ]
    with spooling() as spool:
        for one in told:
            spool.add(one)
        chunks = list(spool.chunks(2))
    assert [len(chunk) for chunk in chunks] == [2, 2, 1]
    names = {one.product.name for chunk in chunks for one in chunk}
    assert names == {"Ąžuolas, „didelis“"}
    assert [one.product.code for chunk in chunks for one in chunk] == ["K0", "K1", "K2", "K3", "K4"]
    assert spool.told("4")
    assert not spool.told("5")


@pytest.mark.parametrize(
    ("first", "second", "available"), [("5", "5.0", Decimal(5)), ("5", "7", None), (None, "5", None), ("5", None, None)]
)
def test_a_product_told_twice_is_known_only_if_both_agree(first: Any, second: Any, available: Any) -> None:
    with spooling() as spool:
        spool.add(level(available=first))
        spool.add(level(available=second))
        [[one]] = spool.chunks(10)
    assert (spool.count, one.available) == (1, available)


@pytest.mark.parametrize(
    ("available", "kept"),
    [
        ("1.99999", "1.9999"),
        ("-0.00001", "-0.0001"),
        ("NaN", None),
        ("Infinity", None),
        ("1E+13", None),
        ("9999999999999.9999", "9999999999999.9999"),
    ],
)
def test_quantities_are_never_rounded_up(available: str, kept: str | None) -> None:
    with spooling() as spool:
        spool.add(level(available=available))
        [[one]] = spool.chunks(10)
    assert one.available == (None if kept is None else Decimal(kept))


@pytest.mark.parametrize(("price", "kept"), [("1.00005", "1.0001"), ("1E+9", None), (None, None)])
def test_prices_are_kept_to_four_decimals(price: str | None, kept: str | None) -> None:
    with spooling() as spool:
        spool.add(level(price=None if price is None else Decimal(price), price_includes_vat=True))
        [[one]] = spool.chunks(10)
    assert one.product.price == (None if kept is None else Decimal(kept))
    assert one.product.price_includes_vat is True


@pytest.mark.parametrize("remote_id", ["", "  ", "\x00", "x" * 65])
def test_what_has_no_usable_id_is_only_counted(remote_id: str) -> None:
    with spooling() as spool:
        spool.add(level(remote_id))
        assert (spool.count, spool.skipped, list(spool.chunks(10))) == (0, 1, [])


def test_codes_are_whole_or_nothing_and_no_text_has_a_nul() -> None:
    with spooling() as spool:
        spool.add(level(code="k" * 129, barcode="b" * 65, name="n\x00" * 200, unit="u" * 40))
        [[one]] = spool.chunks(10)
    product = one.product
    assert (product.code, product.barcode, len(product.name), len(product.unit)) == ("", "", 200, 32)


@pytest.mark.parametrize("field", ["remote_id", "code", "barcode", "name", "unit"])
def test_a_text_cut_in_the_middle_of_a_character_skips_the_product_and_names_it(field: str) -> None:
    half = "Puodelis " + chr(0xD83D)
    facts: dict[str, Any] = {"remote_id": "7", field: half}
    product = RemoteProduct(**facts)
    with spooling() as spool:
        spool.add(StockLevel(product=product, available=Decimal(3)))
        spool.add(StockLevel(product=RemoteProduct(remote_id="8"), available=Decimal(1)))
        assert (spool.count, spool.skipped) == (1, 1)
        assert [level.product.remote_id for chunk in spool.chunks(10) for level in chunk] == ["8"]
        assert spool.told(product.remote_id), "it was returned, so it is not gone"
        assert len(spool.skipped_products) == 1
