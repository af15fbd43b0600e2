"""b1.md §5.6, §5.7: buyer, header, rows, read back; and what happens when one of them fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import Address, Buyer, CreditNote, LineKind, Proforma, Receipt
from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.providers.base import Capability, Journal, Resumable
from tests.domain.makers import COMPANY, PERSON, D, document, row
from tests.providers.b1 import kind
from tests.providers.b1.simulated_warehouse import ADD, CLIENT, CLIENTS, CODES, HEADER, ROWS, SALES, mugs


def test_a_document_is_a_buyer_a_header_its_rows_and_a_look(store):
    remote = store.provider().submit(mugs(), store.journal)

    assert store.asked == [CODES, CLIENTS, CLIENT, HEADER, ADD, ADD, SALES]
    (sale,) = store.sales
    assert (str(sale.net), str(sale.vat), str(sale.gross)) == ("29.51", "4.68", "34.19")
    assert (sale.series, sale.number, sale.day, sale.buyer) == ("INV", "INV000412", "2026-01-15", "UAB Klientas")
    assert [line.vat_code for line in sale.rows] == ["PVM1", "PVM3"]
    assert remote.differences(mugs()) == ()
    assert (remote.remote_id, remote.number, remote.total) == (str(sale.id), "INV000412", D("34.19"))
    assert remote.reference == mugs().reference
    assert store.journal.steps.pop("buyer")["id"] == "301"
    assert store.journal.steps == {"namesakes": {"ids": []}, "header": {"id": "501"}, "row 1": {}, "row 2": {}}
    assert store.simulator.books().quantity("MUG-1", "1") == 8


def test_what_is_sent_is_what_the_reference_names(store):
    store.provider().submit(mugs(), store.journal)

    (header,) = store.simulator.called(HEADER)
    assert header.payload == {
        "saleDate": "2026-01-15", "warehouseId": 1, "operationTypeId": 2, "clientId": 301, "clientName": "UAB Klientas",
        "currencyCode": "EUR", "series": "INV", "number": "000412", "autoGenerateNumberAndSeries": False,
    }  # fmt: skip
    first = store.simulator.called(ADD)[0]
    assert first.payload == {
        "saleId": 501, "itemId": 24, "warehouseId": 1, "rowNo": 1, "quantity": 2, "priceWithoutVat": 10, "vatRate": 21,
        "discountRate": 0, "vatClassificationId": 1,
    }  # fmt: skip
    (client,) = store.simulator.called(CLIENT)
    assert client.payload == {
        "name": "UAB Klientas", "locationId": 1, "isJuridical": True, "isActive": True, "code": "305136936",
        "vatCode": "LT100010561112", "address": "Laisvės al. 5, Kaunas, LT-44240, LT",
    }  # fmt: skip


def test_the_second_document_asks_neither_for_the_buyer_nor_for_the_codes(store):
    store.provider().submit(mugs(), store.journal)
    before = len(store.asked)

    store.provider().submit(mugs(number="000413", reference="shop1:2"), Journal())

    assert store.asked[before:] == [HEADER, ADD, ADD, SALES]
    assert len(store.clients) == 1


def test_delivery_and_fees_are_entered_as_the_item_of_the_settings(store):
    delivery = row("3.30", "0.69", title="Delivery", sku="", kind=LineKind.SHIPPING)
    fee = row("1.24", "0.26", title="Fee", sku="", kind=LineKind.SURCHARGE)

    store.provider().submit(mugs(delivery, fee), store.journal)

    assert [call.payload["itemId"] for call in store.simulator.called(ADD)] == [2007, 2007]


@pytest.mark.parametrize(
    ("spoiled", "code"),
    [
        (mugs(row()), "no_link"),
        (mugs(row(remote_id="MUG")), "remote_id"),
        (mugs(row(remote_id="24", quantity=D("0.3333"))), "quantity"),
        (mugs(row("0.02", "0.01", remote_id="24")), "sums_differ"),
        (mugs(warehouse="WH"), "setting"),
        (mugs(warehouse=""), "setting"),
        (mugs(number=""), "number_missing"),
        (mugs(series=""), "number_missing"),
        (mugs(series="ELEVENSIGNS"), "number_too_long"),
        (mugs(buyer=Buyer(name="", address=COMPANY.address)), "buyer_incomplete"),
        (mugs(buyer=Buyer(name="Ona")), "buyer_incomplete"),
        (mugs(buyer=Buyer(name="O" * 201, address=COMPANY.address)), "buyer_too_long"),
        (mugs(buyer=Buyer(name="Ona", company_code="1" * 21, address=COMPANY.address)), "buyer_too_long"),
        (mugs(buyer=Buyer(name="Ona", vat_code="1" * 21, address=COMPANY.address)), "buyer_too_long"),
    ],
)
def test_nothing_is_called_for_what_b1_cannot_express(store, spoiled, code):
    error = store.fails(spoiled)

    assert (kind(error), error.code) == (Held, code)
    assert str(error)
    assert store.asked == []


def test_without_an_operation_type_nothing_is_sent(store):
    error = store.fails(operation_type_id="")

    assert (kind(error), error.code) == (Held, "setting")
    assert "operationTypeId" in str(error)
    assert store.asked == []


def test_a_vat_code_that_b1_does_not_have_holds_the_document(store):
    error = store.fails(mugs(row(remote_id="24", remote_vat="PVM99")))

    assert (kind(error), error.code) == (Held, "vat_mapping")
    assert "PVM99" in str(error)
    assert store.asked == [CODES]


def test_a_row_without_a_code_is_sent_without_one(store):
    store.provider().submit(mugs(row("10.00", "0.00", remote_id="24", rate=None, vat_code="")), store.journal)

    (sent,) = [call.payload for call in store.simulator.called(ADD)]
    assert "vatClassificationId" not in sent
    assert sent["vatRate"] == 0


THREE = [row("0.82", "0.17", remote_id="24", gross_before_discount=D("0.99")) for _ in range(2)]


@pytest.mark.parametrize(
    ("vat", "reading", "fits"),
    [
        ("0.34", "unknown", True),
        ("0.34", "row", True),
        ("0.35", "unknown", False),
    ],
)
def test_only_sums_that_come_out_right_are_sent(store, vat, reading, fits):
    lines = [THREE[0], row("0.82", str(D(vat) - D("0.17")), remote_id="24")]
    document_ = mugs(*lines)

    if fits:
        assert store.provider(vat_rounding=reading).submit(document_, store.journal).vat == D(vat)
    else:
        assert store.fails(document_, vat_rounding=reading).code == "sums_differ"


@pytest.mark.parametrize("reading", ["row", "rate"])
def test_the_accountant_says_how_b1_rounds(store, reading):
    store.simulator.switches.sale_vat = {"row": "per row", "rate": "per rate"}[reading]
    # Three rows of 10.05 at 5 %: 0.50 each alone, 1.51 together.
    book = {"remote_id": "25", "rate": D(5), "vat_code": "PVM3"}
    last = {"row": "0.50", "rate": "0.51"}[reading]
    apart = mugs(row("10.05", "0.50", **book), row("10.05", "0.50", **book), row("10.05", last, **book))

    assert store.fails(apart).code == "sums_differ"
    remote = store.provider(vat_rounding=reading).submit(apart, store.journal)
    assert remote.differences(apart) == ()


def test_a_line_that_no_single_price_gives_is_two_rows(store):
    document_ = mugs(row("45.67", "9.59", remote_id="24", quantity=D(13700)))

    remote = store.provider().submit(document_, store.journal)

    assert remote.differences(document_) == ()
    first, second = [call.payload for call in store.simulator.called(ADD)]
    assert first["quantity"] + second["quantity"] == 13700
    assert (first["rowNo"], second["rowNo"]) == (1, 2)
    assert set(store.journal.steps) == {"namesakes", "buyer", "header", "row 1", "row 2"}


def test_a_sale_of_two_rows_for_one_line_is_found_whole(store):
    document_ = mugs(row("45.67", "9.59", remote_id="24", quantity=D(13700)))
    store.simulator.fail(ADD, "lost_answer", after=1)
    assert type(store.fails(document_)) is Uncertain

    assert store.look(document_) == Resumable()
    assert store.look(document_).document.differences(document_) == ()
    assert len(store.sales[0].rows) == 2


@pytest.mark.parametrize("below_zero", [False, True])
def test_a_cent_that_no_rows_reach_is_a_row_of_the_product_for_rounding(store, below_zero):
    store.simulator.switches.sale_vat = "per rate"
    store.simulator.switches.negative_prices = "accepted"
    store.simulator.seed({"id": 2009, "code": "APVALINIMAS", "name": "Apvalinimas", "service": True})
    # 0.14 with VAT at 21 %: 0.11 makes 0.13 and 0.12 makes 0.15.
    cheap = mugs(row("0.12", "0.02", remote_id="24"))
    settings = {"vat_rounding": "rate", "rounding_product_id": "2009", "rounding_below_zero": below_zero}

    assert store.fails(cheap, vat_rounding="rate").code == "sums_differ"
    remote = store.provider(**settings).submit(cheap, store.journal)

    assert remote.differences(cheap) == ()
    rounding = store.simulator.called(ADD)[-1].payload
    assert (rounding["itemId"], rounding["quantity"], rounding["vatRate"]) == (2009, 1, 0)
    assert abs(rounding["priceWithoutVat"]) == D("0.01")
    assert "vatClassificationId" not in rounding


def test_books_that_made_other_sums_are_told(store):
    store.simulator.switches.sale_vat = "per rate"
    apart = mugs(row("10.03", "2.11", remote_id="24"), row("10.03", "2.11", remote_id="24"))

    remote = store.provider(vat_rounding="row").submit(apart, store.journal)

    assert remote.differences(apart) == ("total", "vat")


@pytest.mark.parametrize("made", [Proforma, Receipt])
def test_only_invoices_are_made(store, made):
    assert type(store.fails(document(made))) is Unsupported


def credit() -> CreditNote:
    return document(
        CreditNote, row(remote_id="24"), series="KR", number="7", warehouse="1", buyer=COMPANY,
        original_number="INV000412", original_day=date(2026, 1, 15),
    )  # fmt: skip


def test_credit_notes_are_entered_by_hand_until_the_accountant_chose(store):
    assert type(store.fails(credit())) is Unsupported
    assert not store.provider().can(Capability.CREDIT_NOTES)


def test_a_credit_note_is_a_sale_with_negative_prices(store):
    store.simulator.switches.negative_prices = "accepted"
    books = store.provider(credit_operation_type_id="23")

    remote = books.submit(credit(), store.journal)

    assert books.can(Capability.CREDIT_NOTES)
    (sale,) = store.sales
    assert (str(sale.gross), sale.operation_type_id) == ("-12.10", 23)
    assert remote.differences(credit()) == ()


def test_free_goods_of_a_credit_note_cost_nothing_and_not_less(store):
    store.simulator.switches.negative_prices = "accepted"
    free = row("0.00", "0.00", remote_id="25", rate=D(5), vat_code="PVM3")
    document_ = replace(credit(), lines=(row(remote_id="24"), free))

    store.provider(credit_operation_type_id="23").submit(document_, store.journal)

    sent = [str(call.payload["priceWithoutVat"]) for call in store.simulator.called(ADD)]
    assert [price.startswith("-") for price in sent] == [True, False]


def test_a_credit_note_takes_its_row_for_rounding_back_too(store):
    store.simulator.switches.sale_vat = "per rate"
    store.simulator.switches.negative_prices = "accepted"
    store.simulator.seed({"id": 2009, "code": "APVALINIMAS", "name": "Apvalinimas", "service": True})
    cheap = replace(credit(), lines=(row("0.12", "0.02", remote_id="24"),))

    remote = store.provider(credit_operation_type_id="23", vat_rounding="rate", rounding_product_id="2009").submit(
        cheap, store.journal
    )

    assert remote.differences(cheap) == ()
    assert [call.payload["priceWithoutVat"] < 0 for call in store.simulator.called(ADD)] == [True, True]
    assert [call.payload["quantity"] for call in store.simulator.called(ADD)] == [1, 1]


def test_a_refused_row_leaves_a_sale_that_is_completed_when_it_is_sent_again(store):
    store.simulator.fail(ADD, "refused", after=1, status=400, message="Prekė užrakinta")

    error = store.fails()

    assert (kind(error), error.code) == (Rejected, "half_there")
    assert "Prekė užrakinta" in str(error)
    assert "INV000412 is in B1 without all its rows" in str(error)
    remote = store.provider().submit(mugs(), store.journal)
    assert remote.differences(mugs()) == ()
    assert len(store.sales) == 1
    assert store.asked.count(CODES) == 2, "the id of its VAT code may be gone, so it is asked for anew"


@pytest.mark.parametrize("step", [CLIENT, HEADER, ADD])
@pytest.mark.parametrize(
    ("fault", "error"), [("too_many", Throttled), ("challenge", Misconfigured), ("refused", Rejected)]
)
def test_a_step_that_did_not_happen_leaves_no_doubt(store, step, fault, error):
    store.simulator.fail(step, fault)

    assert kind(store.fails()) is error
    assert store.journal.unfinished == ""
    assert store.provider().submit(mugs(), store.journal).differences(mugs()) == ()
    assert (len(store.sales), len(store.clients), len(store.sales[0].rows)) == (1, 1, 2)


@pytest.mark.parametrize("step", [CLIENT, HEADER, ADD])
def test_a_step_that_the_wrong_path_answers_is_refused(store, step):
    for status in (404, 409):
        store.simulator.fail(step, "refused", status=status, message="no")
        error = store.fails()
        assert kind(error) is Rejected
        assert str(status) in str(error)
        assert store.journal.unfinished == ""


def test_a_number_that_is_used_by_somebody_else_is_never_adopted(store):
    store.provider().submit(mugs(), Journal())

    error = store.fails()

    assert (kind(error), error.code) == (Rejected, "number_taken")
    assert len(store.sales[0].rows) == 2


def test_a_buyer_that_was_deleted_is_looked_for_anew(store):
    store.provider().submit(mugs(), Journal())
    store.clients.clear()

    remote = store.provider().submit(mugs(number="000413"), store.journal)

    assert remote.differences(mugs(number="000413")) == ()
    assert len(store.clients) == 1


def test_a_buyer_that_is_refused_twice_is_a_persons_matter(store):
    from oscar_lt_accounting.testing.simulators.b1.refusals import CONSTRAINT

    store.simulator.fail(HEADER, "refused", times=2, status=400, message=CONSTRAINT.format(1))

    error = store.fails()

    assert (kind(error), error.code) == (Rejected, "b1_fk1")
    assert len(store.clients) == 1


@pytest.mark.parametrize("place", ["data", "top"])
def test_the_id_may_stand_elsewhere(store, place):
    store.simulator.switches.id_place = place

    assert store.provider().submit(mugs(), store.journal).remote_id == "501"


def test_a_sale_that_is_not_listed_is_looked_for(store):
    store.simulator.switches.filters = "hide all"

    error = store.fails()

    assert (kind(error), error.code) == (Uncertain, "look_inconclusive")
    store.simulator.switches.filters = "work"
    assert store.look().document.differences(mugs()) == ()


def test_filters_that_are_ignored_do_no_harm_to_a_plain_sale(store):
    store.simulator.switches.filters = "ignored"
    store.provider().submit(mugs(), Journal())

    remote = store.provider().submit(mugs(number="000413", buyer=PERSON), store.journal)

    assert remote.number == "INV000413"
    assert len(store.clients) == 2


@pytest.mark.parametrize("fault", ["server_error", "unavailable"])
def test_reading_back_is_repeated(store, fault):
    store.simulator.fail(SALES, fault)

    assert kind(store.fails()) is Unavailable
    before = len(store.asked)
    store.provider().submit(mugs(), store.journal)
    assert store.asked[before:] == [ROWS, SALES]


def test_foreign_buyers_live_where_they_live(store):
    places = {"LT": 1, "LV": 2, "US": 3}
    for country, location in places.items():
        foreigner = Buyer(name=f"Ona {country}", email="ona@example.com", address=Address(country=country))
        store.provider().submit(mugs(buyer=foreigner, number=f"00{location}"), Journal())

    assert [client.location_id for client in store.clients] == [1, 2, 3]
