"""What the VAT table does not know for sure needs attention (lt-invoicing-facts §2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import LineKind
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.services.invoicing.buyers import company_buyer, resolve_buyer
from tests.invoicing.test_held_orders import Strange
from tests.shop import GrossStrategy, Item

UNTAXED = GrossStrategy(rate=Decimal(0))
OLD = datetime(2025, 12, 31, 21, 59, tzinfo=timezone.utc)  # still 2025 in Vilnius
NEW = datetime(2025, 12, 31, 22, 0, tzinfo=timezone.utc)


def german_company(order: Any) -> Any:
    return company_buyer(order, name="Muster GmbH", vat_code="DE 136 695 976")


def lithuanian_company(order: Any) -> Any:
    return company_buyer(order, name="UAB Pavyzdys", code="305136936", vat_code="LT119511515")


def northern_irish_company(order: Any) -> Any:
    return company_buyer(order, name="Belfast Ltd", vat_code="XI123456789")


def nine_percent(line: Any, order: Any) -> Decimal:
    return Decimal(9)


def set_up(settings: Any, **values: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, **values}


def sells_to(settings: Any, buyer: Callable) -> None:
    set_up(settings, BUYER_RESOLVER=f"{__name__}.{buyer.__name__}")


def test_no_vat_charged_at_home(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    held(shop.place([Item("10.00", title="Kėdė")], shop_strategy=UNTAXED), "no_vat_charged", "Kėdė")


def test_no_vat_charged_to_a_consumer_in_germany(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    held(shop.place([Item("10.00", title="Kėdė")], address="DE", shop_strategy=UNTAXED), "no_vat_charged", "Kėdė")


def test_no_vat_charged_to_a_lithuanian_company(shop: Any, connect: Any, held: Callable, settings: Any) -> None:
    sells_to(settings, lithuanian_company)
    connect()
    held(shop.place([Item("10.00", title="Kėdė")], shop_strategy=UNTAXED), "no_vat_charged", "Kėdė")


def test_goods_to_a_company_in_germany_go_without_vat(
    shop: Any, connect: Any, documents: Callable, settings: Any
) -> None:
    sells_to(settings, german_company)
    connect()
    (document,) = documents(shop.place([Item("10.00")], shipping="5.00", address="DE", shop_strategy=UNTAXED))
    assert {(line.vat_code, line.rate, line.vat) for line in document.lines} == {("PVM13", Decimal(0), Decimal("0.00"))}
    assert document.buyer.vat_code == "DE136695976"
    assert document.notes == ("PVM 0 %, PVMĮ 49 str. / Dir. 2006/112 138 str.",)


def test_services_to_a_company_in_germany_have_no_rate(
    shop: Any, connect: Any, documents: Callable, settings: Any
) -> None:
    sells_to(settings, german_company)
    connect()
    order = shop.place([Item("10.00", kind="paslaugos")], address="DE", shop_strategy=UNTAXED)
    (document,) = documents(order)
    assert [(line.kind, line.vat_code, line.rate) for line in document.lines] == [(LineKind.SERVICE, "PVM15", None)]


def test_goods_to_a_consumer_in_germany_carry_our_rate(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    (document,) = documents(shop.place([Item("10.00")], address="DE"))
    assert [(line.vat_code, line.rate) for line in document.lines] == [("PVM1", Decimal(21))]


def test_an_export_to_norway(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    order = shop.place([Item("10.00")], shipping="5.00", address="NO", shop_strategy=UNTAXED)
    (document,) = documents(order)
    assert {(line.vat_code, line.rate) for line in document.lines} == {("PVM12", Decimal(0))}
    assert document.delivery.country == "NO"


def test_vat_charged_on_an_export(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    held(shop.place([Item("10.00", title="Kėdė")], address="NO"), "export_with_vat", "Kėdė", "21 %")


def test_northern_ireland_is_inside_for_goods(shop: Any, connect: Any, documents: Callable, settings: Any) -> None:
    sells_to(settings, northern_irish_company)
    connect()
    address = shop.address("GB", postcode="BT1 5GS")
    (document,) = documents(shop.place([Item("10.00")], address=address, shop_strategy=UNTAXED))
    assert [line.vat_code for line in document.lines] == ["PVM13"]


def test_the_rest_of_the_united_kingdom_is_outside(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    address = shop.address("GB", postcode="SW1A 1AA")
    (document,) = documents(shop.place([Item("10.00")], address=address, shop_strategy=UNTAXED))
    assert [line.vat_code for line in document.lines] == ["PVM12"]


def test_an_oss_sale_before_the_shop_said_how_to_enter_it(
    shop: Any, connect: Any, held: Callable, settings: Any
) -> None:
    set_up(settings, OSS=True)
    connect()
    order = shop.place([Item("11.90", title="Kėdė")], address="DE", shop_strategy=GrossStrategy(rate=Decimal(19)))
    held(order, "oss", "Kėdė", "19", "OSS_VAT_CODE")


def test_an_oss_sale_carries_the_rate_of_the_country(
    shop: Any, connect: Any, documents: Callable, settings: Any
) -> None:
    set_up(settings, OSS=True, OSS_VAT_CODE="PVM100")
    connect()
    order = shop.place([Item("119.00")], address="DE", shop_strategy=GrossStrategy(rate=Decimal(19)))
    (document,) = documents(order)
    assert [(line.vat_code, line.rate, line.vat) for line in document.lines] == [
        ("PVM100", Decimal(19), Decimal("19.00"))
    ]


@pytest.mark.parametrize(("net", "gross"), [("1.01", "1.20"), ("0.50", "0.60"), ("2.00", "2.40")])
def test_the_rate_of_a_small_oss_sale_is_not_guessed(
    shop: Any, connect: Any, held: Callable, settings: Any, net: str, gross: str
) -> None:
    set_up(settings, OSS=True, OSS_VAT_CODE="PVM100")
    connect()
    order = shop.place([Item(gross, title="Sagtis")], address="DE", shop_strategy=Strange(net, gross))
    held(order, "vat_rate_unknown", "Sagtis")


def test_a_rate_of_another_country_charged_at_home(shop: Any, connect: Any, held: Callable, settings: Any) -> None:
    set_up(settings, OSS=True, OSS_VAT_CODE="PVM100")
    connect()
    order = shop.place([Item("119.00", title="Kėdė")], shop_strategy=GrossStrategy(rate=Decimal(19)))
    held(order, "vat_rate", "Kėdė", "19")


def test_a_rate_that_is_over(shop: Any, connect: Any, held: Callable, settings: Any) -> None:
    set_up(settings, TAX_RESOLVER=f"{__name__}.nine_percent")
    connect()
    order = shop.place([Item("109.00", title="Malkos")], shop_strategy=GrossStrategy(rate=Decimal(9)))
    held(order, "vat_rate", "Malkos", "9 %", "2026-03-09")


def test_a_rate_of_another_country_without_oss(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("119.00", title="Kėdė")], address="DE", shop_strategy=GrossStrategy(rate=Decimal(19)))
    held(order, "vat_rate_unknown", "Kėdė")


@pytest.mark.parametrize("status", ["none", "svs"])
def test_a_seller_who_pays_no_vat_names_none(
    shop: Any, connect: Any, documents: Callable, settings: Any, status: str
) -> None:
    set_up(settings, SELLER_VAT_STATUS=status)
    connect()
    (document,) = documents(shop.place([Item("10.00")], shipping="3.00", shop_strategy=UNTAXED))
    assert {(line.vat_code, line.rate, line.vat) for line in document.lines} == {("", None, Decimal("0.00"))}
    assert document.total == Decimal("13.00")


@pytest.mark.parametrize("price", ["0.01", "0.03", "0.00"])
def test_a_seller_who_pays_no_vat_sells_cheap_things_and_free_samples(
    shop: Any, connect: Any, documents: Callable, settings: Any, price: str
) -> None:
    set_up(settings, SELLER_VAT_STATUS="none")
    connect()
    (document,) = documents(shop.place([Item(price)], shipping="3.00", shop_strategy=UNTAXED))
    assert (document.total, document.vat) == (Decimal(price) + 3, Decimal("0.00"))


def test_a_free_sample_takes_the_rate_of_what_was_sold_with_it(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    (document,) = documents(shop.place([Item("0.00"), Item("10.00", kind="knygos"), Item("9.00")]))
    assert [line.rate for line in document.lines] == [Decimal(21), Decimal(5), Decimal(21)]
    (document,) = documents(shop.place([Item("0.00"), Item("10.00", kind="knygos")]))
    assert [line.rate for line in document.lines] == [Decimal(5), Decimal(5)]


def test_a_seller_who_pays_no_vat_charged_some(shop: Any, connect: Any, held: Callable, settings: Any) -> None:
    set_up(settings, SELLER_VAT_STATUS="none")
    connect()
    held(shop.place([Item("10.00", title="Kėdė")]), "seller_not_payer", "Kėdė", "21 %")


def test_a_gift_card_before_the_shop_said_how_to_enter_it(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    held(shop.place([Item("25.00", kind="gift-card", title="Dovanų kuponas")]), "gift_card", "Dovanų kuponas")


def test_a_gift_card_as_a_row_without_vat(
    shop: Any, connect: Any, documents: Callable, held: Callable, outbox: Any
) -> None:
    connect(settings={"gift_cards": "line"})
    (document,) = documents(shop.place([Item("25.00", kind="gift-card"), Item("12.10")], shipping="1.21"))
    assert [(line.kind, line.vat_code, line.gross) for line in document.lines] == [
        (LineKind.GIFT_CARD, "", Decimal("25.00")),
        (LineKind.GOODS, "PVM1", Decimal("12.10")),
        (LineKind.SHIPPING, "PVM1", Decimal("1.21")),
    ]


@pytest.mark.parametrize("code", ["PVM45", "PVM21", "PVM4", "PVM25"])
def test_a_code_no_shop_may_use_by_itself_is_not_taken(shop: Any, connect: Any, documents: Callable, code: str) -> None:
    # Such a code says nothing to us, so the amounts decide.
    connect()
    (document,) = documents(shop.place([Item("12.10")], shop_strategy=Strange("10.00", "12.10", code)))
    assert [line.vat_code for line in document.lines] == ["PVM1"]


@pytest.mark.parametrize(
    ("code", "rate", "placed", "fits"),
    [
        ("PVM2", 9, OLD, True),
        ("PVM2", 9, NEW, False),
        ("PVM58", 12, NEW, True),
        ("PVM58", 12, OLD, False),
    ],
)
def test_codes_count_by_the_day_of_the_order_in_lithuania(
    shop: Any, connect: Any, documents: Callable, held: Callable, code: str, rate: int, placed: datetime, fits: bool
) -> None:
    connect()
    strategy = Strange("100.00", str(100 + rate), code)
    order = shop.place([Item("1.00", kind="paslaugos", title="Bilietas")], shop_strategy=strategy, placed=placed)
    if fits:
        (document,) = documents(order)
        assert [(line.vat_code, line.rate) for line in document.lines] == [(code, Decimal(rate))]
    else:
        held(order, "vat_code_rate", "Bilietas", code, f"{rate} %")


def test_twelve_percent_on_goods(shop: Any, connect: Any, held: Callable) -> None:
    connect()
    order = shop.place([Item("112.00", title="Kėdė")], shop_strategy=GrossStrategy(rate=Decimal(12)))
    held(order, "vat_rate_services", "Kėdė", "12 %")


def test_the_vat_table_is_asked_in_the_language_of_nobody(shop: Any, connect: Any, documents: Callable) -> None:
    connect(settings={"language": "en"})
    (document,) = documents(shop.place([Item("10.00")], shipping="1.00"))
    assert document.language == "en"
    assert document.lines[1].title == "Delivery: Kurjeris"
    assert Integration.objects.get().option("language") == "en"


def test_the_buyer_is_resolved_by_the_shop(shop: Any, connect: Any, documents: Callable, settings: Any) -> None:
    sells_to(settings, lithuanian_company)
    connect()
    order = shop.place([Item("10.00")])
    (document,) = documents(order)
    person = resolve_buyer(order)
    assert (document.buyer.name, document.buyer.company_code) == ("UAB Pavyzdys", "305136936")
    assert (document.buyer.address, document.buyer.email) == (person.address, "jonas@example.com")
