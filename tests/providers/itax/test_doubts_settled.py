"""itax.md §9 job 2: what an answer to a look-up proves, of the invoice and of its registering."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.providers.base import Absent, Found, Inconclusive, Resumable
from tests.domain.makers import D
from tests.providers.itax import (
    CHANGE,
    CLIENT,
    INVOICE,
    INVOICES,
    booked,
    credit_note,
    failing,
    listed,
    lose,
    proforma,
    record,
    refused,
    sale,
)
from tests.providers.scripted import lost
from tests.providers.server import answer


def doubtful(shop, spoken):
    """A journal whose invoice is unconfirmed, in front of a server that says what it is told."""
    lose(shop)
    return spoken


@pytest.mark.parametrize(
    "reply",
    [
        answer(b"<html></html>"),
        answer(b"", status="503 Service Temporarily Unavailable"),
        answer(b"", status="502 Bad Gateway"),
        answer(b"", status="403 Forbidden"),
        answer(b"[]"),
        answer(b'{"response": {}}'),
        answer(b'{"response": ["text"]}'),
        listed(booked(id=None)),
        answer(b'{"response": [], "pagination": {"pages": "1"}}'),
        answer(b'{"response": [], "pagination": {"pages": 1000000}}'),
        lost,
    ],
)
def test_anything_else_proves_nothing(reply, shop, spoken):
    books, settings = doubtful(shop, spoken)
    books.on(INVOICES, reply)

    finding = shop.look(**settings)

    assert isinstance(finding, Inconclusive)
    assert finding.problem is not None


def test_an_answer_without_pages_is_one_page(shop, spoken):
    books, settings = doubtful(shop, spoken)
    books.on(INVOICES, answer(b'{"response": []}'))

    assert shop.look(**settings) == Absent()


def test_what_was_found_of_another_buyer_is_told(shop, spoken):
    books, settings = doubtful(shop, spoken)
    books.on(INVOICES, listed(booked(posted=True, client_id=9, client={"id": 9, "name": "Kitas"})))

    finding = shop.look(**settings)

    assert isinstance(finding, Found)
    assert finding.document.differences(sale()) == ("buyer_name",)


def test_a_company_that_itax_calls_otherwise_is_our_buyer_all_the_same(shop, spoken):
    books, settings = doubtful(shop, spoken)
    books.on(INVOICES, listed(booked(posted=True, client={"id": 131721, "name": "Klientas, UAB"})))

    finding = shop.look(**settings)

    assert isinstance(finding, Found)
    assert finding.document.differences(sale()) == ()


def test_before_the_invoice_was_begun_nothing_can_be_there(shop):
    assert shop.look() == Resumable()
    assert shop.asked == [INVOICES]


def test_what_was_never_begun_and_is_there_all_the_same_is_taken(shop):
    shop.submit()
    shop.next()

    finding = shop.look()

    assert isinstance(finding, Found)
    assert finding.document.number == "S-0001"


def test_an_advance_invoice_is_looked_for_in_its_own_list(shop):
    lose(shop, "POST draft_invoices", document=proforma())

    finding = shop.look(proforma())

    assert isinstance(finding, Found)
    assert finding.document.total == D("145.44")


def test_a_credit_note_is_found_with_its_sums_turned_round(shop):
    shop.simulator.switches.negative_quantities = "accepted"
    lose(shop, document=credit_note(), posted="never", credit_notes=True)

    finding = shop.look(credit_note(), posted="never", credit_notes=True)

    assert isinstance(finding, Found)
    assert finding.document.differences(credit_note()) == ()


def test_a_registering_whose_answer_was_lost_is_found_by_the_invoices_id(shop):
    before = lose(shop, CHANGE)

    finding = shop.look()

    assert isinstance(finding, Found)
    assert finding.document.differences(sale()) == ()
    assert shop.asked[before:] == [INVOICE]


def test_a_registering_that_did_not_arrive_is_repeated(shop):
    before = lose(shop, CHANGE, kind="cut")

    assert shop.look() == Resumable()
    assert shop.submit().number == "S-0001"
    assert shop.asked[before:] == [INVOICE, CHANGE]


def test_an_invoice_that_was_deleted_meanwhile_is_made_anew(shop):
    lose(shop, CHANGE, kind="cut")
    shop.simulator.books().documents.clear()

    assert shop.look() == Resumable()
    assert shop.submit().number == "S-0002"


def test_a_404_alone_does_not_prove_that_an_invoice_is_gone(shop, spoken):
    lose(shop, CHANGE, kind="cut")
    books, settings = spoken
    books.on(INVOICE, answer(b"<h1>404</h1>", status="404 Not Found"))
    books.on(INVOICES, listed(booked(id=1), booked(id=2)))
    assert isinstance(shop.look(**settings), Inconclusive), "an ignored filter"

    books.on(INVOICES, refused())
    assert isinstance(shop.look(**settings), Inconclusive), "a rejected filter"

    books.on(INVOICES, listed(booked(posted=True)))
    assert isinstance(shop.look(**settings), Found), "the list has it"


def test_a_registered_invoice_whose_worker_died_is_found(shop):
    shop.submit()

    finding = shop.look()

    assert isinstance(finding, Found)
    assert finding.document.differences(sale()) == ()


def test_nothing_is_changed_by_looking(shop):
    lose(shop)
    before = [vars(invoice).copy() for invoice in shop.invoices]
    shop.look()

    assert [vars(invoice) for invoice in shop.invoices] == before
    assert CLIENT not in shop.asked[3:]


def test_a_document_of_a_resumed_try_is_the_same(shop, spoken):
    books, settings = doubtful(shop, spoken)
    books.on(INVOICES, listed(booked(inv_lines=[{"total_amount": "1.0", "vat_amount": "0.0"}])))
    books.on("DELETE invoices/{id}", record(id=2556718))
    assert shop.look(**settings) == Resumable()

    error = failing(lambda: shop.submit(**settings))
    assert error.code == "sums_differ", "what was found is compared before it is registered"
