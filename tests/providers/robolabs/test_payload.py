"""robolabs.md §6.2, §8: our words in RoboLabs'."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import CreditNote, LineKind, Payment, Proforma
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.money import round_cents
from oscar_lt_accounting.providers.kit.answers import read_json, write_json
from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.providers.robolabs.payload import Rules
from tests.domain.makers import D, document, invoice, row
from tests.domain.strategies import cents
from tests.providers.robolabs import CREATE, DONE, body, goods

PLAIN = Rules()


def numbered(*lines, **changes):
    return invoice(*lines, **{"series": "INV", "number": "1", **changes})


def only_row(line, *, with_vat=True, rules=PLAIN):
    (sent,) = body(numbered(line, prices_include_vat=with_vat), rules)["invoice_lines"]
    return sent


def held(made, rules=PLAIN):
    with pytest.raises(Held) as caught:
        body(made, rules)
    return caught.value


def test_tv_r1_to_the_digit():
    sent = read_json(write_json(body(goods(), PLAIN)))

    assert sent == {
        "execute_immediately": True,
        "journal": "INV",
        "date_invoice": "2026-01-15",
        "due_date": "2026-01-29",
        "number": "INV00001",
        "currency": "EUR",
        "force_type": "out_invoice",
        "language": "LT",
        "comment": "oscar:shop1:100045:inv;",
        "subtotal": D("20.06"),
        "tax": D("4.22"),
        "total": D("24.28"),
        "partner": {"name": "UAB Klientas", "is_company": True, "company_code": "302345678", "country": "LT"},
        "invoice_lines": [
            {
                "product": f"Preke {letter}",
                "product_code": letter,
                "price": D("10.03"),
                "qty": 1,
                "vat": D("2.11"),
                "vat_code": "PVM1",
            }
            for letter in "AB"
        ],
    }
    assert b'"subtotal":20.06,"tax":4.22,"total":24.28' in write_json(body(goods(), PLAIN))


def test_tv_r7_a_document_without_a_number_is_held():
    assert held(invoice()).code == "number_missing"
    assert "numbering" in str(held(invoice()))


@pytest.mark.parametrize(
    ("includes", "key", "other"), [(True, "price_with_vat", "price"), (False, "price", "price_with_vat")]
)
def test_all_rows_use_the_same_one_of_the_two_prices(includes, key, other):
    sent = body(numbered(row(), row("5.00", "0.25", rate=D(5)), prices_include_vat=includes), PLAIN)

    assert all(key in line and other not in line for line in sent["invoice_lines"])


def test_free_rows_are_left_out_and_their_units_are_not_deducted(firm):
    document = numbered(row(), row("0.00", "0.00", title="Dovana"))
    sent = body(document, PLAIN)

    assert [line["product"] for line in sent["invoice_lines"]] == ["Puodelis"]
    assert sent["total"] == D("12.10")
    assert firm.provider().priced(document).not_deducted == (1,)


def test_a_document_of_nothing_but_free_goods_is_held():
    assert held(numbered(row("0.00", "0.00"))).code == "nothing_to_send"


def test_the_rows_that_were_frozen_are_sent(firm):
    firm.books.on(CREATE, DONE)
    priced = firm.provider().priced(numbered(row("20.00", "4.20", quantity=D(2))))
    (whole,) = priced.rows
    half = replace(whole, quantity=D(1), price=D("12.11"), vat=D("2.11"))
    other = replace(half, price=D("12.09"), vat_given=False)

    firm.provider().submit(replace(priced, rows=(half, other)), firm.journal)

    (call,) = firm.books.calls
    sent = read_json(call.body)
    named = {"product": "Puodelis", "product_code": "MUG-1", "vat_code": "PVM1", "qty": 1}
    assert sent["invoice_lines"] == [
        {**named, "price_with_vat": D("12.11"), "vat": D("2.11")},
        {**named, "price_with_vat": D("12.09")},
    ]
    assert (sent["subtotal"], sent["tax"], sent["total"]) == (20, D("4.20"), D("24.20"))


@pytest.mark.parametrize(
    ("sums", "rate", "sent"),
    [
        (("10.00", "2.10"), D(21), D("2.10")),
        (("10.00", "0.00"), D(0), D("0.00")),
        (("10.00", "0.00"), None, None),
        (("0.02", "0.00"), D(21), None),
    ],
)
def test_a_zero_vat_is_sent_only_for_what_really_is_zero_percent(sums, rate, sent):
    assert only_row(row(*sums, rate=rate)).get("vat") == sent


@pytest.mark.parametrize("vat", ["21.68", "21.69"])
def test_tv_r2_either_cent_around_the_exact_vat_is_sent_as_it_is(vat):
    assert only_row(row("103.27", vat), with_vat=False)["vat"] == D(vat)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, {"product": "Puodelis", "product_code": "MUG-1"}),
        ({"remote_id": "15"}, {"product_id": 15, "product_code": "MUG-1"}),
        ({"remote_id": "15", "remote_code": "P-15"}, {"product_id": 15, "product_code": "P-15"}),
        ({"remote_id": "MUG", "remote_code": "MUG"}, {"product": "Puodelis", "product_code": "MUG"}),
        ({"remote_id": "4770", "remote_code": "4770"}, {"product": "Puodelis", "product_code": "4770"}),
        ({"remote_id": "²"}, {"product": "Puodelis", "product_code": "MUG-1"}),
        ({"remote_id": "٣"}, {"product": "Puodelis", "product_code": "MUG-1"}),
        ({"sku": ""}, {"product": "Puodelis"}),
    ],
)
def test_a_product_is_named_by_its_id_or_its_title(changes, fields):
    sent = only_row(row(**changes))

    assert {name: value for name, value in sent.items() if name.startswith("product")} == fields


@pytest.mark.parametrize(
    ("kind", "changes", "code"),
    [
        (LineKind.SHIPPING, {}, "SIUNT"),
        (LineKind.SURCHARGE, {}, "MOK"),
        (LineKind.SHIPPING, {"remote_code": "OWN"}, "OWN"),
        (LineKind.GOODS, {}, "MUG-1"),
        (LineKind.GIFT_CARD, {"sku": ""}, None),
    ],
)
def test_deliveries_and_surcharges_are_entered_as_the_accountants_products(kind, changes, code):
    services = {LineKind.SHIPPING: "SIUNT", LineKind.SURCHARGE: "MOK"}

    sent = body(numbered(row(kind=kind, **changes)), Rules(services=services))["invoice_lines"][0]

    assert sent.get("product_code") == code
    assert sent["product"] == "Puodelis"


def test_without_such_products_they_are_named_as_before():
    sent = only_row(row(kind=LineKind.SHIPPING, sku=""), rules=Rules(services={LineKind.SHIPPING: ""}))

    assert "product_code" not in sent


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({}, [None, None]),
        ({"shipping_code": "SIUNT"}, ["SIUNT", "SIUNT"]),
        ({"shipping_code": "SIUNT", "surcharge_code": "MOK"}, ["SIUNT", "MOK"]),
        ({"surcharge_code": "MOK"}, [None, "MOK"]),
    ],
)
def test_the_settings_of_these_products(settings, codes, firm):
    firm.books.on(CREATE, DONE)
    lines = [row(kind=kind, sku="") for kind in (LineKind.SHIPPING, LineKind.SURCHARGE)]

    firm.provider(**settings).submit(numbered(*lines), firm.journal)

    (body,) = firm.books.payloads(CREATE)
    assert [line.get("product_code") for line in body["invoice_lines"]] == codes


def test_the_vat_code_is_the_mapped_one_or_the_tax_offices():
    assert only_row(row())["vat_code"] == "PVM1"
    assert only_row(row(remote_vat="PVM1N"))["vat_code"] == "PVM1N"
    with pytest.raises(Held, match="needs a VAT code for “Puodelis”") as caught:
        only_row(row(vat_code=""))
    assert caught.value.code == "vat_mapping"


@pytest.mark.parametrize(
    ("net", "vat", "quantity", "price"),
    [
        ("10.00", "2.10", "1", "12.10"),
        ("10.00", "2.10", "3", "4.033"),
        ("37.74", "7.93", "137", "0.33336"),
        ("0.01", "0.00", "1", "0.01"),
        ("0.01", "0.00", "1000", "0.00001"),
        ("82643.80", "17355.20", "1", "99999.00"),
    ],
)
def test_the_unit_price_is_the_shortest_that_gives_the_row(net, vat, quantity, price):
    line = row(net, vat, quantity=D(quantity))

    assert str(only_row(line)["price_with_vat"]) == price


@given(cents(1, 10_000_000), st.integers(1, 100_000), st.booleans())
def test_a_unit_price_gives_the_row_back(amount, quantity, with_vat):
    line = row(str(amount), "0.00", quantity=D(quantity), rate=D(0))
    price = only_row(line, with_vat=with_vat)["price_with_vat" if with_vat else "price"]

    assert price > 0
    assert round_cents(price * quantity) == amount
    assert price == round(price, 8)


def test_a_row_that_no_unit_price_gives_is_held():
    line = row("1.00", "0.00", quantity=D(300_000_007))

    with pytest.raises(Held, match=r"no unit price gives 1\.00 for 300000007") as caught:
        only_row(line)
    assert caught.value.code == "unit_price"


def test_a_row_of_nothing_but_vat_goes_at_less_than_half_a_cent():
    sent = only_row(row("0.00", "0.01"), with_vat=False)

    assert (sent["price"], sent["vat"]) == (D("0.004"), D("0.01"))


def test_quantities_are_in_accounting_units():
    sent = only_row(row("10.00", "2.10", quantity=D(1), units=D(6)))

    assert (sent["qty"], sent["price_with_vat"]) == (6, D("2.017"))


@pytest.mark.parametrize(("language", "sent"), [("lt", "LT"), ("en", "EN"), ("pl", "EN"), ("", "EN"), ("LT", "EN")])
def test_the_language_of_the_print(language, sent):
    assert body(numbered(language=language), PLAIN)["language"] == sent


def test_the_comment_closes_our_reference():
    assert payload.comment(numbered(reference="shop1:1:inv")) == "oscar:shop1:1:inv;"
    assert payload.comment(numbered(reference="a", notes=("PVM 0 %", "49 str."))) == "oscar:a; PVM 0 % 49 str."


def test_a_credit_note_is_positive_and_has_its_own_type():
    note = document(CreditNote, series="KS", number="1", original_number="INV1", original_day=date(2026, 1, 1))

    sent = body(note, PLAIN)

    assert (sent["force_type"], sent["number"], sent["total"]) == ("out_refund", "KS1", D("12.10"))
    assert "proforma" not in sent


def test_a_credit_note_names_its_invoice_where_robolabs_lets_it():
    note = document(
        CreditNote, series="KS", number="1", original_number="INV1", original_day=date(2026, 1, 1), reason="Grąžinta",
        notes=("PVM 0 %",),
    )  # fmt: skip

    sent = body(note, PLAIN)

    named = "Kreditinė sąskaita dokumentui INV1 (2026-01-01)."
    assert sent["comment"] == f"oscar:{note.reference}; PVM 0 % {named} Grąžinta"
    assert [line["description"] for line in sent["invoice_lines"]] == [named]


def test_a_long_payment_journal_is_its_name():
    paid = payload.payment(Payment(method="card", amount=D(1), remote_code="KORTELĖS"), numbered())

    assert paid["journal_name"] == "KORTELĖS"
    assert "journal_code" not in paid


def test_a_proforma_says_so():
    sent = body(document(Proforma, series="P", number="1"), PLAIN)

    assert (sent["proforma"], sent["force_type"]) == (True, "out_invoice")


@pytest.mark.parametrize(
    ("rules", "warehouse", "sent"),
    [
        (Rules(), "", {}),
        (Rules(), "WH1", {"location": "WH1"}),
        (Rules(location="LOC"), "WH1", {"location": "LOC"}),
        (Rules(), "12345", {"location": "12345"}),
    ],
)
def test_the_location_is_the_settings_or_the_warehouses(rules, warehouse, sent):
    whole = body(numbered(warehouse=warehouse), rules)

    assert {name: value for name, value in whole.items() if name == "location"} == sent


def test_a_location_of_more_than_five_characters_is_held():
    assert held(numbered(warehouse="VILNIUS")).code == "location_too_long"
    assert "VILNIUS" in str(held(numbered(warehouse="VILNIUS")))


def test_the_companys_rules():
    sent = body(numbered(), Rules(journal="SALES", background=True))

    assert (sent["journal"], sent["execute_immediately"]) == ("SALES", False)
    assert "due_date" not in sent


def test_payments_that_did_not_come_through_a_bank_go_along():
    paid = (
        Payment(method="card", amount=D("10.00"), reference="TX1", remote_code="CARD", day=date(2026, 1, 14)),
        Payment(method="cash", amount=D("2.10"), remote_code="KASA"),
        Payment(method="transfer", amount=D("1.00")),
    )

    assert body(numbered(payments=paid), PLAIN)["payments"] == [
        {
            "payer": "Ąžuolas Žąsis",
            "amount": D("10.00"),
            "date": "2026-01-14",
            "ref": "TX1",
            "currency": "EUR",
            "journal_code": "CARD",
        },
        {
            "payer": "Ąžuolas Žąsis",
            "amount": D("2.10"),
            "date": "2026-01-15",
            "currency": "EUR",
            "journal_code": "KASA",
        },
    ]
    assert "payments" not in body(numbered(payments=paid[2:]), PLAIN)


def test_net_and_vat_of_the_rows_are_those_of_the_header():
    made = replace(goods(), lines=(*goods().lines, row("0.00", "0.00", title="Dovana")))
    sent = body(made, PLAIN)

    assert sum(line["vat"] for line in sent["invoice_lines"]) == sent["tax"]
    assert sum(round_cents(line["price"] * line["qty"]) for line in sent["invoice_lines"]) == sent["subtotal"]
