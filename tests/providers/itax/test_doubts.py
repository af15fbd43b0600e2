"""itax.md §9 job 2: after a lost answer; filters are not trusted, absence must be proven."""

from __future__ import annotations

from datetime import date

import pytest

from oscar_lt_accounting.providers.base import Absent, Found, Inconclusive, Resumable
from tests.providers.itax import (
    CHANGE,
    INVOICES,
    booked,
    listed,
    lose,
    refused,
    sale,
)
from tests.providers.journals import SavedJournal


def doubtful(shop, spoken):
    """A journal whose invoice is unconfirmed, in front of a server that says what it is told."""
    lose(shop)
    return spoken


@pytest.mark.parametrize("posted", ["two-step", "at-once", "never"])
@pytest.mark.parametrize("kind", ["lost_answer", "truncated", "broken_off"])
def test_an_invoice_whose_answer_was_lost_is_found_by_our_reference(kind, posted, shop):
    before = lose(shop, kind=kind, posted=posted)

    finding = shop.look(posted=posted)

    assert shop.asked[before:] == [INVOICES]
    assert shop.sent(INVOICES)[-1]["external_code"] == "shop1-100045"
    if posted == "two-step":
        assert finding == Resumable()
        assert shop.submit(posted=posted).differences(sale()) == ()
        assert shop.asked[before + 1 :] == [CHANGE]
    else:
        assert isinstance(finding, Found)
        assert finding.document.differences(sale()) == ()
        assert (finding.document.reference, finding.document.buyer_name) == ("shop1-100045", "UAB Klientas")
    assert len(shop.invoices) == 1


def test_an_invoice_that_did_not_arrive_is_absent_among_its_buyers(shop):
    shop.submit(sale(reference="another"))
    shop.next()
    before = lose(shop, kind="cut")

    assert shop.look() == Absent()

    assert shop.asked[before:] == [INVOICES, INVOICES]
    assert shop.sent(INVOICES)[-1]["client_id"] == "131721"
    shop.journal.absent("invoice")
    assert shop.submit().number == "S-0002"


@pytest.mark.parametrize("reading", ["not filtered", "not stored"])
def test_tv_i4_an_ignored_filter_is_not_believed(reading, shop):
    shop.simulator.switches.external_code = reading
    shop.submit(sale(reference="another", day=date(2026, 1, 14)))
    shop.next()
    lose(shop, kind="cut")

    assert shop.look() == Absent(), "the buyer's own list is complete and holds nothing alike"


def test_tv_i4_where_no_filter_works_nothing_is_concluded(shop, spoken):
    books, settings = doubtful(shop, spoken)
    books.on(INVOICES, listed({"id": 1, "number": "S-0000", "external_code": None}, {"id": 2, "number": "S-0002"}))

    finding = shop.look(**settings)

    assert isinstance(finding, Inconclusive)
    assert finding.reason == "the question for the buyer's documents was ignored"


def test_our_invoice_is_found_among_the_buyers_where_the_filter_is_ignored(shop):
    shop.simulator.switches.external_code = "not filtered"
    lose(shop)

    assert shop.look() == Resumable()
    shop.submit()
    assert len(shop.invoices) == 1


def test_an_equal_invoice_without_a_reference_is_a_persons_matter(shop):
    shop.simulator.switches.external_code = "not stored"
    lose(shop)

    finding = shop.look()

    assert isinstance(finding, Inconclusive)
    assert finding.problem is not None
    assert finding.problem.code == "look_alike"
    assert "iTax has invoice S-0001 of the same buyer, day and sum" in str(finding.problem)


def test_a_printed_reference_takes_the_place_of_a_stored_one(shop):
    shop.simulator.switches.external_code = "not stored"
    shop.submit(sale(reference="shop1-10004"), print_reference=True)
    shop.next()
    lose(shop, print_reference=True)

    assert shop.look(print_reference=True) == Resumable()
    assert shop.submit(print_reference=True).number == "S-0002"
    assert len(shop.invoices) == 2


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({}, Found),
        ({"external_code": ""}, Inconclusive),
        ({"external_code": None, "date": "2026-01-14"}, Absent),
        ({"external_code": None, "date": None}, Inconclusive),
        ({"external_code": None, "inv_lines": None}, Inconclusive),
        ({"external_code": None, "inv_lines": [{"total_amount": "1.0", "vat_amount": "0.0"}]}, Absent),
        ({"external_code": "another"}, Absent),
        ({"external_code": None, "footer_message": "Dokumento nuoroda: shop1-100045"}, Found),
        ({"external_code": None, "footer_message": "Dokumento nuoroda: shop1-1000456"}, Absent),
        ({"external_code": None, "footer_message": "Ačiū"}, Inconclusive),
        ({"client_id": 5}, Inconclusive),
        ({"client_id": None}, Inconclusive),
    ],
)
def test_the_buyers_invoices_are_looked_at_one_by_one(row, kind, shop, spoken):
    books, settings = doubtful(shop, spoken)
    there = booked(**{"posted": True, **row})
    books.on(INVOICES, listed(), listed(there))

    assert isinstance(shop.look(**settings), kind)


def test_a_long_list_of_a_buyer_is_read_to_its_end(shop, spoken):
    books, settings = doubtful(shop, spoken)
    other, ours = booked(external_code="another"), booked(posted=True)
    books.on(INVOICES, listed(), listed(other, pages=2), listed(ours, pages=2))

    assert isinstance(shop.look(**settings), Found)
    assert "page=2" in books.heads[-1]
    assert "direction=desc" in books.heads[-1]


def test_the_shops_own_number_is_asked_for_too(shop, spoken):
    books, settings = doubtful(shop, spoken)
    numbered = sale(series="ENAT ", number="1")
    books.on(INVOICES, refused(), listed(booked(external_code=None, number="ENAT 1", posted=True)))

    assert isinstance(shop.look(numbered, **settings), Found)
    assert "number=ENAT" in books.heads[-1]

    taken = booked(external_code="another", number="ENAT 1", posted=True)
    books.on(INVOICES, listed(), listed(taken), listed(taken))
    assert shop.look(numbered, **settings) == Absent(), "our number, but another's reference"


def test_a_refused_question_for_the_buyers_invoices_proves_nothing(shop, spoken):
    books, settings = doubtful(shop, spoken)
    books.on(INVOICES, refused())

    assert shop.look(**settings) == Inconclusive(reason="invalid_resource")


def test_without_the_buyer_nothing_is_concluded(shop):
    shop.journal = SavedJournal({"invoice": "started"})

    assert shop.look() == Inconclusive(reason="the buyer is not known")


def test_several_invoices_with_our_reference_are_named(shop, spoken):
    books, settings = doubtful(shop, spoken)
    books.on(INVOICES, listed(booked(), booked(id=7, number=None)))

    finding = shop.look(**settings)

    assert isinstance(finding, Inconclusive)
    assert finding.problem is not None
    assert "iTax has several documents with the shop reference shop1-100045: S-0001, 7" in str(finding.problem)
