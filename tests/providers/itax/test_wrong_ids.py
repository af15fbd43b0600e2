"""A create that answers with a wrong or missing id never leads to a second document."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Uncertain
from oscar_lt_accounting.providers.base import Absent, Found, Inconclusive, Resumable
from tests.providers.itax import CHANGE, CLIENT, CLIENTS, INVOICE, INVOICES, MAKE, booked, listed, record, sale, told
from tests.providers.server import answer, json_answer

NOT_FOUND = answer(b"<h1>404</h1>", status="404 Not Found")
WRONG = 999


@pytest.mark.parametrize("wrong", [None, 0, -1, True, "2556718", "", [], {}, 1.5, 10**40])
def test_an_id_that_is_none_leaves_the_invoice_in_doubt_until_it_is_found(wrong, shop, spoken):
    books, settings = told(spoken, record(**booked(id=wrong)), change=record(**booked(posted=True)))
    assert isinstance(shop.fails(**settings), Uncertain)
    assert shop.journal.unfinished == "invoice"

    books.on(INVOICES, listed(booked()))
    assert shop.look(**settings) == Resumable()
    assert shop.submit(**settings).remote_id == "2556718"
    assert books.asked.count(MAKE) == 1


def test_the_record_of_another_document_is_not_taken_for_ours(shop, spoken):
    _books, settings = told(spoken, record(**booked(id=WRONG, external_code="another")))

    error = shop.fails(**settings)

    assert isinstance(error, Uncertain)
    assert error.code == "no_id"
    assert shop.journal.unfinished == "invoice"


def test_an_id_that_nobody_has_is_found_out_by_registering_and_the_invoice_is_looked_for(shop, spoken):
    books, settings = told(spoken, record(**booked(id=WRONG)), change=NOT_FOUND, one=NOT_FOUND)
    books.on(INVOICES, listed(), listed(booked()))

    assert isinstance(shop.fails(**settings), Uncertain)

    assert shop.journal.unfinished == "invoice"
    assert shop.look(**settings) == Resumable()
    books.on(CHANGE, record(**booked(posted=True)))
    assert shop.submit(**settings).remote_id == "2556718"
    assert books.asked.count(MAKE) == 1


@pytest.mark.parametrize(
    ("buyers", "finding"),
    [
        (listed(booked(posted=True)), Found),
        (listed(booked(external_code=None)), Inconclusive),
        (listed(booked(client_id=5)), Inconclusive),
        (NOT_FOUND, Inconclusive),
        (listed(), Resumable),
    ],
)
def test_a_lost_registering_under_an_id_that_nobody_has_is_looked_for_everywhere(buyers, finding, shop, spoken):
    books, settings = told(spoken, record(**booked(id=WRONG)), change=answer(b""), one=NOT_FOUND)
    assert isinstance(shop.fails(**settings), Uncertain)
    books.on(INVOICES, listed(), listed(), buyers, listed(), buyers)

    assert isinstance(shop.look(**settings), finding)
    if finding is Inconclusive:
        assert shop.journal.unfinished == "invoice", "it is not made again before somebody knows"
        assert isinstance(shop.look(**settings), Inconclusive)


@pytest.mark.parametrize("wrong", [None, 0, "131721", True])
def test_a_buyers_id_that_is_none_makes_no_second_buyer(wrong, shop, spoken):
    books, settings = spoken
    books.on(CLIENTS, listed(), listed({"id": 131721, "code": "302345678"}))
    books.on(CLIENT, json_answer({"response": {"id": wrong}}))
    books.on(MAKE, record(**booked()))
    assert isinstance(shop.fails(**settings), Uncertain)
    assert shop.journal.unfinished == "buyer"

    assert shop.look(**settings) == Resumable()
    shop.submit(posted="never", **settings)
    assert books.asked == [CLIENTS, CLIENT, CLIENTS, MAKE]


def test_absence_is_still_proven_by_the_buyers_list(shop, spoken):
    books, settings = told(spoken, record(**booked(id=None)))
    shop.fails(**settings)
    books.on(INVOICES, listed())

    assert shop.look(**settings) == Absent()
    assert INVOICE not in books.asked
    assert sale().reference in books.heads[-2]
