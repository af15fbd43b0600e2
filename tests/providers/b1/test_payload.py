"""b1.md §5.4: our words in B1's, amounts exact in the bytes that are sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import Address, Buyer, LineKind
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.pricing import price
from oscar_lt_accounting.providers.b1 import payload
from oscar_lt_accounting.providers.b1.arithmetic import ECOMMERCE
from oscar_lt_accounting.providers.kit.answers import write_json
from tests.domain.makers import COMPANY, D, invoice, row
from tests.domain.pricing.baskets import basket
from tests.providers.b1 import mugs

RATE = D(21)


def priced(document):
    """`document` as the outbox hands it in."""
    found = price(document.lines, ECOMMERCE, prices_include_vat=True)
    return replace(document, rows=found.rows)


def order(document):
    """What is sent as the header of a document."""
    return payload.order(document if document.rows else priced(document), "", RATE)


def sent_row(line):
    """What is sent for a document of this one line."""
    (sent,) = payload.rows(priced(invoice(line)), RATE)
    return sent


def test_the_example_order_to_the_byte():
    assert write_json(order(mugs())).decode() == (
        '{"shopId":"shop1-1","internalId":45,"date":"2026-01-15","number":"100045","currencyCode":"EUR",'
        '"discount":0.00,"cod":1.50,"shipping":3.99,"total":48.41,"email":"zasis@example.lt",'
        '"billing":{"isJuridical":0,"name":"Ąžuolas Žąsis","countryCode":"LT","address":"Gedimino pr. 1",'
        '"cityName":"Vilnius","postcode":"LT-01103"},'
        '"delivery":{"isJuridical":0,"name":"Ąžuolas Žąsis","countryCode":"LT","address":"Gedimino pr. 1",'
        '"cityName":"Vilnius","postcode":"LT-01103"}}'
    )


def test_the_example_rows_to_the_byte():
    first, second = payload.rows(priced(mugs()), RATE)

    assert write_json({"orderId": 555, **first}).decode() == (
        '{"orderId":555,"itemId":24,"name":"Puodelis","quantity":2.000,"price":12.1000,"sum":24.20,"vatRate":21}'
    )
    assert write_json({"orderId": 555, **second}).decode() == (
        '{"orderId":555,"itemId":null,"name":"Lėkštė","quantity":1.000,"price":18.7200,"sum":18.72,"vatRate":21}'
    )


@given(st.randoms(use_true_random=False))
def test_rows_delivery_and_fees_add_up_to_the_total(chance):
    lines = (replace(line, kind=chance.choice(list(LineKind)), order_line=None) for line in basket(chance))
    document = priced(invoice(*lines))

    sent = order(document)
    rows = payload.rows(document, RATE)

    assert sent["discount"] == 0
    assert sum(line["sum"] for line in rows) + sent["shipping"] + sent["cod"] == sent["total"] == document.total


def test_what_is_unknown_is_null_and_what_is_empty_is_left_out():
    buyer = Buyer(name="Jonas", address=Address(country="LT"))

    sent = order(invoice(buyer=buyer, delivery=Address()))

    assert sent["email"] is None
    assert sent["billing"] == {
        "isJuridical": 0,
        "name": "Jonas",
        "countryCode": "LT",
        "address": None,
        "cityName": None,
    }
    assert sent["delivery"] == sent["billing"], "an order without delivery copies billing"
    assert "customSeries" not in sent


def test_a_company_is_juridical_and_brings_its_codes():
    sent = order(invoice(buyer=COMPANY))

    assert sent["billing"]["isJuridical"] == 1
    assert sent["billing"]["code"] == "305136936"
    assert sent["billing"]["vatCode"] == "LT100010561112"
    assert sent["delivery"]["isJuridical"] == 0


def test_goods_delivered_to_nobody_in_particular_go_to_the_buyer():
    sent = order(invoice(delivery=Address(country="LV", city="Ryga")))

    assert sent["delivery"]["name"] == "Ąžuolas Žąsis"
    other = order(invoice(delivery=Address(name="Kaimynas", country="LV")))
    assert other["delivery"]["name"] == "Kaimynas"
    assert sent["delivery"]["countryCode"] == "LV"


def test_the_shops_own_number_goes_along():
    document = invoice(series="INV", number="000412")

    assert order(document)["customSeries"] == "INV"
    assert order(document)["customNumber"] == "000412"
    assert payload.sale(document, "555") == {"orderId": 555, "series": "INV", "number": "000412"}
    assert payload.sale(invoice(), "555") == {"orderId": 555, "series": None, "number": None}


@pytest.mark.parametrize(("series", "number"), [("", "0" * 20), ("S" * 10, "1")])
def test_a_number_of_b1s_lengths_goes_along(series, number):
    sent = order(invoice(series=series, number=number))

    assert sent["customNumber"] == number
    assert sent.get("customSeries") == (series or None)
    assert ("customSeries" in sent) == bool(series)


@pytest.mark.parametrize(("series", "number"), [("", "0" * 21), ("S" * 11, "1")])
def test_a_number_too_long_for_b1_is_held(series, number):
    with pytest.raises(Held, match=f"{series}{number} is too long for B1") as caught:
        order(invoice(series=series, number=number))

    assert caught.value.code == "number_too_long"


@pytest.mark.parametrize(
    ("buyer", "missing"),
    [
        (Buyer(name="", address=Address(country="LT")), "name"),
        (Buyer(name="Jonas"), "country"),
        (Buyer(name=""), "name"),
    ],
)
def test_a_buyer_without_name_or_country_is_held(buyer, missing):
    with pytest.raises(Held, match=f"has none: {missing}") as caught:
        order(invoice(buyer=buyer))

    assert caught.value.code == "buyer_incomplete"


@pytest.mark.parametrize(
    ("kind", "rate", "is_row"),
    [
        (LineKind.SHIPPING, D(21), False),
        (LineKind.SURCHARGE, D(21), False),
        (LineKind.SHIPPING, D(5), True),
        (LineKind.SHIPPING, D(0), True),
        (LineKind.SURCHARGE, None, True),
        (LineKind.GOODS, D(21), True),
        (LineKind.SERVICE, D(21), True),
        (LineKind.GIFT_CARD, D(21), True),
    ],
)
def test_delivery_and_fees_use_b1s_own_fields_where_their_rate_is_set_there(kind, rate, is_row):
    vat = {D(21): "2.10", D(5): "0.50"}.get(rate, "0.00")
    line = row("10.00", vat, title="Kita", kind=kind, rate=rate)
    document = priced(invoice(row(), line))

    assert payload.is_row(line, RATE) == is_row
    assert ("Kita" in [sent["name"] for sent in payload.rows(document, RATE)]) == is_row
    sent = order(document)
    assert (sent["shipping"] + sent["cod"] == 0) == is_row


def test_several_delivery_lines_of_the_rate_are_added_up():
    shipping = {"kind": LineKind.SHIPPING, "remote_id": ""}
    document = priced(invoice(row(), row("3.30", "0.69", **shipping), row("1.24", "0.26", **shipping)))

    assert order(document)["shipping"] == D("5.49")


@pytest.mark.parametrize(("rate", "sent"), [(D("21.0"), D(21)), (D("0.0"), D(0)), (D("5.0"), D(5))])
def test_a_row_tells_its_rate(rate, sent):
    assert sent_row(row("10.00", f"{rate / 10:.2f}", rate=rate))["vatRate"] == sent


def test_a_row_without_a_rate_tells_none():
    assert "vatRate" not in sent_row(row("10.00", "0.00", rate=None))


@pytest.mark.parametrize("remote_id", ["ABC", "0", "000", "-5", "1.5", "²", "٣", " 24"])
def test_a_link_to_something_that_is_no_product_id_is_held(remote_id):
    document = priced(invoice(row(), row(remote_id=remote_id)))

    with pytest.raises(Held, match="“Puodelis” is linked to") as caught:
        payload.rows(document, RATE)

    assert caught.value.code == "remote_id"


@pytest.mark.parametrize(("quantity", "units"), [("1", "0.0004"), ("1", "1.2345"), ("3", "0.0001")])
def test_a_quantity_that_b1_cannot_hold_is_held(quantity, units):
    document = invoice(row(quantity=D(quantity), units=D(units)))

    with pytest.raises(Held, match="to 3 decimals") as caught:
        priced(document)

    assert caught.value.code == "quantity"


def test_quantities_are_in_accounting_units():
    line = row("10.00", "2.10", quantity=D(2), units=D("0.5000"))

    sent = sent_row(line)

    assert (str(sent["quantity"]), str(sent["price"]), str(sent["sum"])) == ("1.000", "12.1000", "12.10")


def test_the_shop_key_never_repeats_with_the_same_order():
    keys = [
        payload.shop_key(invoice(partner_key=partner, sequence=sequence), shop)
        for shop in ("", "own")
        for partner in ("", "1", "2")
        for sequence in (1, 2, 3)
    ]

    assert len(set(keys)) == len(keys)
    assert keys[:4] == ["shop1", "shop1-r2", "shop1-r3", "shop1-1"]


def test_dates_are_days():
    assert order(invoice(day=date(2026, 3, 9)))["date"] == "2026-03-09"
