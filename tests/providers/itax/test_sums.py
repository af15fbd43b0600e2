"""itax.md §9 job 1: sums are compared before an invoice is registered; §12 no. 3."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Throttled,
    Uncertain,
)
from tests.providers.itax import (
    CHANGE,
    CLIENTS,
    DELETE,
    INVOICE,
    MAKE,
    WRONG,
    booked,
    listed,
    record,
    refused,
    sale,
    told,
)
from tests.providers.scripted import lost
from tests.providers.server import answer


def test_an_invoice_with_other_sums_is_taken_back_unregistered(shop, spoken):
    books, settings = told(spoken, record(**booked(inv_lines=WRONG)), delete=record(id=2556718))

    error = shop.fails(**settings)

    assert isinstance(error, Held)
    assert error.code == "sums_differ"
    assert "iTax made 145.45 of an invoice of 145.44" in str(error)
    assert books.asked == [CLIENTS, MAKE, DELETE]
    assert shop.journal.steps == {}, "nothing of it is in the accounting system"


def test_a_lost_answer_of_taking_it_back_is_gone_on_with(shop, spoken):
    books, settings = told(spoken, record(**booked(inv_lines=WRONG)), delete=lost)
    assert isinstance(shop.fails(**settings), Uncertain)
    assert shop.journal.unfinished == "removal"
    asked = len(books.asked)
    assert type(shop.look(**settings)).__name__ == "Resumable"
    assert len(books.asked) == asked, "nothing to ask"

    books.on(DELETE, answer(b"<h1>404</h1>", status="404 Not Found"))
    books.on(INVOICE, answer(b"<h1>404</h1>", status="404 Not Found"))
    books.on("GET invoices", listed())
    assert shop.fails(**settings).code == "sums_differ"
    assert books.asked[asked:] == [DELETE, INVOICE, "GET invoices"]
    assert shop.journal.steps == {}


@pytest.mark.parametrize(
    ("reply", "kind"),
    [(answer(b"", status="401 Unauthorized"), Misconfigured), (answer(b"", status="429 Slow down"), Throttled)],
)
def test_taking_back_that_did_not_happen_is_not_in_doubt(reply, kind, shop, spoken):
    _books, settings = told(spoken, record(**booked(inv_lines=WRONG)), delete=reply)

    assert isinstance(shop.fails(**settings), kind)
    assert shop.journal.unfinished == ""
    assert shop.journal.finished("invoice") is not None


def test_a_wrong_invoice_that_cannot_be_deleted_is_named(shop, spoken):
    _books, settings = told(spoken, record(**booked(inv_lines=WRONG)), delete=refused(), one=record(**booked()))

    error = shop.fails(**settings)

    assert isinstance(error, Held)
    assert "Invoice S-0001 is wrong and not registered" in str(error)
    assert "date: negalima" in str(error)


def test_sums_that_are_not_told_are_asked_for(shop, spoken):
    books, settings = told(
        spoken, record(**booked(inv_lines=None)), one=record(**booked()), change=record(**booked(posted=True))
    )

    assert shop.submit(**settings).number == "S-0001"
    assert books.asked == [CLIENTS, MAKE, INVOICE, CHANGE]


@pytest.mark.parametrize("one", [record(**booked(inv_lines=[])), refused()])
def test_sums_that_nobody_tells_keep_the_invoice_from_being_registered(one, shop, spoken):
    books, settings = told(spoken, record(**booked(inv_lines=[{"id": 1}])), one=one)

    error = shop.fails(**settings)

    assert isinstance(error, Held)
    assert error.code == "sums_unknown"
    assert "iTax created invoice S-0001 but does not return its sums" in str(error)
    assert CHANGE not in books.asked

    books.on(INVOICE, record(**booked(inv_lines=[], posted=True)))
    books.on(CHANGE, record(**booked(inv_lines=[], posted=True)))
    assert shop.submit(**settings).number == "S-0001", "somebody registered it meanwhile"


def test_a_sum_that_is_not_ours_is_seen_although_it_was_registered_at_once(shop, spoken):
    _books, settings = told(spoken, record(**booked(inv_lines=WRONG, posted=True)))

    done = shop.submit(posted="at-once", **settings)

    assert done.differences(sale()) == ("total", "vat")


def test_an_answer_that_does_not_say_it_is_registered_is_believed_only_at_once(shop, spoken):
    books, settings = told(
        spoken, record(**{k: v for k, v in booked().items() if k != "posted"}), change=record(**booked(posted=True))
    )

    shop.submit(posted="at-once", **settings)
    assert books.asked == [CLIENTS, MAKE]
    shop.next()
    shop.submit(**settings)
    assert books.asked[2:] == [MAKE, CHANGE]


def test_what_should_be_registered_at_once_and_is_not_is_registered_then(shop, spoken):
    books, settings = told(spoken, record(**booked(posted=False)), change=record(**booked(posted=True, number="S-9")))

    assert shop.submit(posted="at-once", **settings).number == "S-9", "a number given only then is taken over"
    assert books.asked == [CLIENTS, MAKE, CHANGE]
