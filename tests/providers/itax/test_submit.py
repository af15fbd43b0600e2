"""itax.md §9 job 1: made, compared to the cent, registered; in as few calls as may be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import Address, LineKind, RemoteDocument
from oscar_lt_accounting.domain.errors import (
    Held,
)
from tests.domain.makers import D, row
from tests.providers.itax import (
    CHANGE,
    CLIENT,
    CLIENTS,
    GOODS,
    MAKE,
    SERVICE,
    sale,
)


def test_tv_i2_the_invoice_is_made_compared_and_registered(shop):
    done = shop.submit()

    assert shop.asked == [CLIENTS, CLIENT, MAKE, CHANGE]
    assert shop.sent(MAKE) == [
        {
            "invoice": {
                "date": "2026-01-15", "due_date": "2026-01-29", "client_id": 131721, "currency": "EUR",
                "location_id": 4620, "external_code": "shop1-100045",
                "inv_lines_attributes": [
                    {"product_id": 192922, "price": D("10.10"), "qty": 2, "amount": D("20.20"), "sales_tax_id": 15198,
                     "vat_amount": D("4.24"), "total_amount": D("24.44")},
                    {"product_id": 192923, "price": D("100.00"), "qty": 1, "amount": D("100.00"),
                     "sales_tax_id": 15198, "vat_amount": D("21.00"), "total_amount": D("121.00")},
                ],
            }
        }
    ]  # fmt: skip
    assert shop.sent(CHANGE) == [{"invoice": {"posted": True}}]
    assert done == RemoteDocument(
        remote_id="2556718",
        number="S-0001",
        reference="shop1-100045",
        total=D("145.44"),
        vat=D("25.24"),
        day=date(2026, 1, 15),
        buyer_name="UAB Klientas",
        currency="EUR",
    )
    assert done.differences(sale()) == ()
    (invoice,) = shop.invoices
    assert (invoice.net, invoice.vat, invoice.gross) == (D("120.20"), D("25.24"), D("145.44"))
    assert (invoice.posted, invoice.number) == (True, "S-0001")


@pytest.mark.parametrize(
    ("posted", "first", "later", "counts"),
    [
        ("two-step", [CLIENTS, CLIENT, MAKE, CHANGE], [MAKE, CHANGE], True),
        ("at-once", [CLIENTS, CLIENT, MAKE], [MAKE], True),
        ("never", [CLIENTS, CLIENT, MAKE], [MAKE], False),
    ],
)
def test_an_order_of_a_known_buyer_costs_no_more_calls_than_it_must(posted, first, later, counts, shop):
    shop.submit(posted=posted)
    assert shop.asked == first
    shop.next()
    shop.submit(sale(reference="shop1-100046"), posted=posted)
    assert shop.asked == first + later
    assert [invoice.posted for invoice in shop.invoices] == [counts, counts]
    assert len(shop.clients) == 1


def test_each_step_is_in_the_journal_before_it_is_taken(shop):
    shop.submit()

    steps = [
        {step: entry if entry == "started" else "done" for step, entry in one.items()} for one in shop.journal.saved
    ]
    assert steps == [
        {"buyer": "started"},
        {"buyer": "done"},
        {"buyer": "done", "invoice": "started"},
        {"buyer": "done", "invoice": "done"},
        {"buyer": "done", "invoice": "done", "posting": "started"},
        {"buyer": "done", "invoice": "done", "posting": "done"},
    ]
    assert "Klientas" not in str(shop.journal.saved[1]), "only a digest of the buyer"
    before = shop.asked
    assert shop.submit() == shop.provider().submit(sale(), shop.journal), "nothing is left to do"
    assert shop.asked == before


def test_optional_words_go_where_itax_has_a_place_for_them(shop):
    shop.submit(
        sale(
            SERVICE,
            series="ENAT ",
            number="12345",
            notes=("Ačiū",),
            buyer=replace(sale().buyer, vat_code="LT100010561112"),
            delivery=Address(name="Jonas", street="Pušų g. 1", city="Kaunas", country="LT"),
            due_day=None,
            warehouse="",
        ),
        print_reference=True,
    )

    (sent,) = shop.sent(MAKE)
    fields = sent["invoice"]
    assert fields["number"] == "ENAT 12345"
    assert fields["footer_message"] == "Pirkėjo PVM kodas: LT100010561112. Ačiū. Dokumento nuoroda: shop1-100045"
    assert (fields["is_shipping_address"], fields["shipping_address"]) == (True, "Jonas, Pušų g. 1, Kaunas, LT")
    assert not {"due_date", "location_id"} & set(fields)
    assert shop.invoices[0].number == "ENAT 12345"


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (replace(GOODS, remote_id=""), "no_link", "iTax needs a product for “Žibintas”"),
        (
            replace(GOODS, remote_id="", kind=LineKind.SHIPPING),
            "no_link",
            "the product for delivery and surcharges",
        ),
        (replace(GOODS, remote_id="²"), "setting", "“²” is set"),
        (replace(GOODS, remote_id="ZIB-1"), "setting", "an id for product_id, but “ZIB-1”"),
        (replace(GOODS, remote_vat=""), "vat_mapping", "an id for sales_tax_id, but “–”"),
        (replace(GOODS, remote_vat="PVM1"), "vat_mapping", "“PVM1”"),
    ],
)
def test_what_itax_cannot_be_told_is_held_before_anything_of_the_invoice_is_sent(line, code, words, shop):
    error = shop.fails(sale(line))

    assert isinstance(error, Held)
    assert error.code == code
    assert words in str(error)
    assert MAKE not in shop.asked


def test_a_warehouse_that_is_no_number_is_held(shop):
    error = shop.fails(sale(warehouse="WH"))

    assert isinstance(error, Held)
    assert "location_id" in str(error)


def test_delivery_and_fees_are_products_of_the_settings(shop):
    delivery, fee = (
        replace(SERVICE, remote_id="", kind=kind, title=kind.value) for kind in (LineKind.SHIPPING, LineKind.SURCHARGE)
    )
    shop.submit(sale(delivery, fee), shipping_product_id="192923")
    shop.next()
    shop.submit(sale(fee, reference="b"), shipping_product_id="1", surcharge_product_id="192923")

    products = [[line["product_id"] for line in sent["invoice"]["inv_lines_attributes"]] for sent in shop.sent(MAKE)]
    assert products == [[192923, 192923], [192923]]


@pytest.mark.parametrize(
    ("net", "quantity", "price", "discount"),
    [
        ("20.20", "2", "10.10", "0"),
        ("0.00", "3", "0.00", "0"),
        ("10.00", "3", "3.333", "0"),
        ("40.01", "3", "13.337", "0"),
        ("3202.75", "216", "14.82755", "0"),
        ("123.45", "100000", "0.00124", "0.55"),
        ("0.01", "100000", "0.00001", "0.99"),
        ("10.00", "0.333", "30.03", "0"),
    ],
)
def test_every_sum_has_a_price_or_a_price_and_a_discount(net, quantity, price, discount, shop):
    line = row(net, "0.00", quantity=D(quantity), remote_id="192923", remote_vat="15202")

    shop.submit(sale(line))

    (sent,) = shop.sent(MAKE)[0]["invoice"]["inv_lines_attributes"]
    assert (sent["price"], sent.get("discount_amount", 0)) == (D(price), D(discount))
    assert shop.invoices[0].net == D(net), "the simulator counts after us"


def test_accounting_units_are_sent(shop):
    shop.submit(sale(replace(GOODS, units=D("0.5"))))

    (sent,) = shop.sent(MAKE)[0]["invoice"]["inv_lines_attributes"]
    assert (sent["qty"], sent["price"]) == (1, D("20.20"))


def test_the_rows_that_were_frozen_are_sent(shop):
    provider, document = shop.provider(), sale()
    priced = provider.priced(document)
    assert priced.rows == document.rows_as_they_are()
    assert priced.not_deducted == ()

    first, second = priced.rows
    half = replace(first, quantity=D(1), net=D("10.10"), vat=D("2.12"), gross=D("12.22"))
    shop.submit(replace(priced, rows=(half, half, second)))

    (sent,) = shop.sent(MAKE)
    assert [
        (line["product_id"], line["qty"], line["total_amount"]) for line in sent["invoice"]["inv_lines_attributes"]
    ] == [
        (192922, 1, D("12.22")),
        (192922, 1, D("12.22")),
        (192923, 1, D("121.00")),
    ]


def test_a_document_that_was_frozen_before_rows_were_kept_is_sent_in_the_same_words(shop):
    shop.submit(sale())
    shop.next()
    shop.submit(shop.provider().priced(sale(reference="b")))

    old, new = ({**sent["invoice"], "external_code": ""} for sent in shop.sent(MAKE))
    assert old == new
