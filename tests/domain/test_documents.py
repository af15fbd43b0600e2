from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest
from hypothesis import given

from oscar_lt_accounting.domain.documents import (
    DOCUMENT_KINDS,
    Address,
    Buyer,
    CreditNote,
    Document,
    Invoice,
    Payment,
    Proforma,
    Receipt,
    RemoteDocument,
    VatGroup,
)
from tests.domain.makers import COMPANY, PERSON, D, document, invoice, row
from tests.domain.strategies import documents


@pytest.mark.parametrize("name", ["net", "vat", "gross", "gross_before_discount"])
@pytest.mark.parametrize("amount", [D("1.001"), D("NaN"), 1.21, "1.21", 1])
def test_amounts_of_a_row_are_decimals_in_cents(name, amount):
    with pytest.raises(ValueError, match=f"{name} of “Puodelis” is not in cents"):
        replace(row(), **{name: amount})


def test_an_amount_may_have_fewer_or_empty_decimals():
    assert row(net="10", vat="2.1000").gross == D("12.10")


def test_net_and_vat_make_the_gross():
    with pytest.raises(ValueError, match=r"“Puodelis”: 10.00 \+ 2.10 is not 12.11"):
        row(gross=D("12.11"))


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_row_sells_something(quantity):
    with pytest.raises(ValueError, match=f"quantity {quantity} is not above zero"):
        row(quantity=D(quantity))


@pytest.mark.parametrize("units", ["0", "-6"])
def test_a_shop_unit_is_some_accounting_units(units):
    with pytest.raises(ValueError, match=f"units {units} is not above zero"):
        row(units=D(units))


def test_the_remote_quantity_counts_accounting_units():
    assert row(quantity=D(2), units=D(6)).remote_quantity == 12


@pytest.mark.parametrize(
    ("with_vat", "decimals", "price"),
    [(True, 2, "2.02"), (True, 4, "2.0167"), (False, 2, "1.67"), (False, 4, "1.6667")],
)
def test_the_unit_price_is_of_one_accounting_unit(with_vat, decimals, price):
    line = row("10.00", "2.10", quantity=D(1), units=D(6))

    assert str(line.unit_price(with_vat=with_vat, decimals=decimals)) == price


def test_halves_in_a_unit_price_are_rounded_up():
    assert str(row("0.01", "0.00", quantity=D(8)).unit_price(with_vat=True, decimals=5)) == "0.00125"
    assert str(row("0.01", "0.00", quantity=D(8)).unit_price(with_vat=True, decimals=4)) == "0.0013"


def test_a_document_has_rows():
    with pytest.raises(ValueError, match="shop1:100045:1:inv: a document without rows"):
        invoice(lines=())


@pytest.mark.parametrize("currency", ["", "EU", "EURO"])
def test_a_document_has_a_currency_of_three_letters(currency):
    with pytest.raises(ValueError, match="currency"):
        invoice(currency=currency)


def test_a_document_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        invoice().number = "1"  # type: ignore[misc]


def test_sums_of_a_document_are_those_of_its_rows():
    paid = (Payment(method="card", amount=D("20.00")), Payment(method="gift card", amount=D("3.85")))
    made = invoice(row("10.00", "2.10"), row("11.19", "0.56", rate=D(5), vat_code="PVM3"), payments=paid)

    assert (made.net, made.vat, made.total, made.paid) == (D("21.19"), D("2.66"), D("23.85"), D("23.85"))


def test_an_unpaid_document_has_zero_paid():
    assert str(invoice().paid) == "0.00"


def test_vat_groups_are_by_code_and_rate_in_order_of_first_appearance():
    made = invoice(
        row("10.00", "2.10"),
        row("20.00", "1.00", rate=D(5), vat_code="PVM3"),
        row("1.00", "0.21"),
        row("5.00", "0.00", rate=None, vat_code=""),
        row("6.00", "0.00", rate=D(0), vat_code=""),
    )

    assert made.vat_groups == (
        VatGroup(code="PVM1", rate=D(21), net=D("11.00"), vat=D("2.31"), gross=D("13.31")),
        VatGroup(code="PVM3", rate=D(5), net=D("20.00"), vat=D("1.00"), gross=D("21.00")),
        VatGroup(code="", rate=None, net=D("5.00"), vat=D("0.00"), gross=D("5.00")),
        VatGroup(code="", rate=D(0), net=D("6.00"), vat=D("0.00"), gross=D("6.00")),
    )


@given(documents())
def test_vat_groups_add_up_to_the_document(made: Document):
    groups = made.vat_groups

    assert sum(group.net for group in groups) == made.net
    assert sum(group.vat for group in groups) == made.vat
    assert sum(group.gross for group in groups) == made.total == made.net + made.vat


def test_the_full_number_is_series_and_number():
    assert invoice(series="ESH", number="00045").full_number == "ESH00045"
    assert invoice().full_number == ""


def test_every_kind_has_its_word():
    assert {
        "invoice": Invoice,
        "proforma": Proforma,
        "receipt": Receipt,
        "credit_note": CreditNote,
    } == DOCUMENT_KINDS


def test_what_a_remote_document_does_not_say_is_empty():
    unsaid = RemoteDocument()

    assert (unsaid.remote_id, unsaid.number, unsaid.url, unsaid.reference, unsaid.job) == ("", "", "", "", "")


def test_a_credit_note_names_what_it_corrects():
    with pytest.raises(TypeError, match="original_number"):
        document(CreditNote)
    note = document(CreditNote, original_number="ESH00044", original_day=date(2026, 1, 14))
    assert (note.original_number, note.original_remote_id, note.reason) == ("ESH00044", "", "")


def test_personal_values_are_what_identifies_the_buyer():
    assert PERSON.personal_values() == (
        "Ąžuolas Žąsis",
        "zasis@example.lt",
        "+37061234567",
        "Ąžuolas Žąsis",
        "Gedimino pr. 1",
        "LT-01103",
    )
    assert COMPANY.personal_values()[:3] == ("UAB Klientas", "305136936", "LT100010561112")
    assert Buyer(name="", address=Address(city="Vilnius", country="LT")).personal_values() == ()


def recorded(**changes):
    whole = {
        "total": D("12.10"),
        "vat": D("2.10"),
        "day": date(2026, 1, 15),
        "buyer_name": "Ąžuolas Žąsis",
        "currency": "EUR",
    }
    return RemoteDocument(remote_id="1", number="ESH1", **{**whole, **changes})


def test_what_the_books_recorded_as_sent_does_not_differ():
    assert recorded().differences(invoice()) == ()
    assert recorded(total=D("12.1")).differences(invoice()) == (), "trailing zeros are no difference"


def test_what_the_books_do_not_say_does_not_differ():
    assert RemoteDocument(remote_id="1").differences(invoice()) == ()


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("total", D("12.11")),
        ("total", D("0.00")),
        ("vat", D("2.09")),
        ("day", date(2026, 1, 16)),
        ("buyer_name", "Kitas"),
        ("buyer_name", ""),
        ("currency", "GBP"),
    ],
)
def test_each_difference_is_named(name, other):
    assert recorded(**{name: other}).differences(invoice()) == (name,)


def test_several_differences_are_named_together():
    other = replace(recorded(), total=D("1.00"), currency="GBP")

    assert other.differences(invoice()) == ("total", "currency")
