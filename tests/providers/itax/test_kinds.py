"""itax.md §9 jobs 4 and 5: advance invoices, credit notes, and what iTax does not make."""

from __future__ import annotations

from datetime import date

from oscar_lt_accounting.domain.documents import Receipt
from oscar_lt_accounting.domain.errors import (
    Unsupported,
)
from tests.domain.makers import D, row
from tests.providers.itax import (
    CLIENT,
    CLIENTS,
    DELETE,
    GOODS,
    MAKE,
    booked,
    credit_note,
    proforma,
    record,
    sale,
    told,
)


def test_an_advance_invoice_has_its_own_resource_and_is_not_registered(shop):
    done = shop.submit(proforma())

    assert shop.asked == [CLIENTS, CLIENT, "POST draft_invoices"]
    (sent,) = shop.sent("POST draft_invoices")
    assert list(sent) == ["draft_invoice"]
    assert len(sent["draft_invoice"]["draft_inv_lines_attributes"]) == 2
    assert done.differences(proforma()) == ()
    assert (done.total, done.number) == (D("145.44"), "IS-0001")
    assert shop.simulator.books().of_kind("proforma")[0].posted is False


def test_an_advance_invoice_is_never_asked_to_be_registered_at_once(shop):
    shop.submit(proforma(), posted="at-once")

    assert "posted" not in shop.sent("POST draft_invoices")[0]["draft_invoice"]


def test_credit_notes_are_refused_until_the_accountant_wants_them(shop):
    error = shop.fails(credit_note())

    assert isinstance(error, Unsupported)
    assert "iTax creates no documents of this kind" in str(error)
    assert shop.asked == []


def test_a_credit_note_counts_backwards(shop):
    shop.simulator.switches.negative_quantities = "accepted"
    line = row("0.01", "0.00", quantity=D(100000), remote_id="192923", remote_vat="15202")

    done = shop.submit(credit_note(reason="Grąžinta", lines=(GOODS, line)), credit_notes=True)

    first, second = shop.sent(MAKE)[0]["invoice"]["inv_lines_attributes"]
    assert (first["qty"], first["amount"], first["vat_amount"]) == (-2, D("-20.20"), D("-4.24"))
    assert (second["price"], second["discount_amount"], second["amount"]) == (0, D("0.01"), D("-0.01"))
    assert (done.total, done.vat) == (D("24.45"), D("4.24"))
    assert shop.sent(MAKE)[0]["invoice"]["footer_message"] == "Kreditinė sąskaita: S-0001, 2026-01-15 (Grąžinta)"
    assert shop.invoices[0].gross == D("-24.45")
    assert [one.total for one in shop.provider().recorded(date(2026, 1, 15), date(2026, 1, 15))] == [D("24.45")]


def test_a_credit_note_that_came_out_as_an_invoice_is_taken_back(shop, spoken):
    books, settings = told(spoken, record(**booked(external_code="shop1-100045-credit")), delete=record(id=2556718))

    error = shop.fails(credit_note(), credit_notes=True, **settings)

    assert error.code == "sums_differ"
    assert DELETE in books.asked


def test_receipts_are_refused(shop):
    assert isinstance(shop.fails(sale(kind=Receipt)), Unsupported)
