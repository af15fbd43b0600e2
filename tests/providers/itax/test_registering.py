"""itax.md §8.3: registering, and what a person had sent anew."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
)
from tests.providers.itax import (
    CHANGE,
    DELETE,
    MAKE,
    SERVICE,
    booked,
    failing,
    record,
    refused,
    sale,
    told,
)
from tests.providers.journals import SavedJournal
from tests.providers.server import answer


@pytest.mark.parametrize(
    ("change", "said"),
    [(refused("location_id", "nepakanka"), "location_id: nepakanka"), (record(**booked()), "posted")],
)
def test_an_invoice_that_itax_does_not_register_is_named_and_gone_on_with(change, said, shop, spoken):
    books, settings = told(spoken, record(**booked()), change=change, one=record(**booked()))

    error = shop.fails(**settings)

    assert isinstance(error, Rejected)
    assert error.code == "not_registered"
    assert "iTax created invoice S-0001 but does not register it" in str(error)
    assert said in str(error)
    assert shop.journal.unfinished == ""

    books.on(CHANGE, record(**booked(posted=True)))
    assert shop.submit(**settings).number == "S-0001"
    assert books.asked.count(MAKE) == 1


def test_an_invoice_that_a_person_registered_meanwhile_is_as_good(shop, spoken):
    _books, settings = told(spoken, record(**booked()), change=refused("posted"), one=record(**booked(posted=True)))

    assert shop.submit(**settings).number == "S-0001"


def test_an_invoice_that_a_person_deleted_meanwhile_is_made_anew(shop):
    shop.simulator.fail(CHANGE, "too_many")
    assert isinstance(shop.fails(), Throttled)
    shop.simulator.books().documents.clear()

    error = shop.fails()
    assert isinstance(error, Unavailable)
    assert "S-0001 was deleted in iTax" in str(error)
    assert shop.journal.steps == {}
    assert shop.submit().number == "S-0002"


def test_a_key_that_is_refused_halfway_leaves_nothing_in_doubt(shop):
    shop.simulator.fail(CHANGE, "challenge")
    assert isinstance(shop.fails(), Misconfigured)
    assert shop.journal.unfinished == ""
    shop.submit()
    assert len(shop.invoices) == 1


@pytest.mark.parametrize("kind", ["too_many", "challenge"])
def test_a_making_that_did_not_happen_is_not_in_doubt(kind, shop):
    shop.simulator.fail(MAKE, kind)
    assert isinstance(shop.fails(), (Throttled, Misconfigured))
    assert "invoice" not in shop.journal.steps
    shop.submit()
    assert len(shop.invoices) == 1


def test_tv_i3_a_refusal_names_the_fields_and_no_person(shop):
    shop.simulator.fail(MAKE, "refused", message="UAB Klientas neegzistuoja")

    error = shop.fails()

    assert isinstance(error, Rejected)
    assert str(error) == "iTax rejected the document: base: ••• neegzistuoja"
    assert shop.journal.unfinished == ""


def test_what_is_left_of_an_earlier_try_is_replaced(shop):
    shop.simulator.fail(CHANGE, "too_many")
    shop.fails()
    shop.journal = SavedJournal({"restart": True})

    assert shop.submit().number == "S-0002"

    (invoice,) = shop.invoices
    assert invoice.posted
    assert DELETE in shop.asked


def test_what_is_registered_as_it_should_be_is_taken_over(shop):
    shop.submit()
    shop.journal = SavedJournal({"restart": True})
    before = len(shop.asked)

    assert shop.submit().number == "S-0001"
    assert shop.asked[before:] == ["GET invoices"]


def test_what_is_registered_otherwise_stops_the_document(shop):
    shop.submit()
    shop.journal = SavedJournal({"restart": True})

    error = shop.fails(sale(SERVICE))

    assert isinstance(error, Held)
    assert error.code == "already_there"
    assert "iTax already has invoice S-0001 with the shop reference" in str(error)


def test_where_nothing_is_left_it_is_made(shop):
    shop.journal = SavedJournal({"restart": True})

    assert shop.submit().number == "S-0001"
    assert shop.asked[0] == "GET invoices"


def test_nothing_else_than_our_errors_comes_out_of_a_restart(shop):
    shop.journal = SavedJournal({"restart": True})
    shop.simulator.fail("GET invoices", "refused", message="ne")

    assert shop.submit().number == "S-0001", "somebody has checked; the question was rejected"


def test_another_answer_than_we_sent_is_in_doubt(shop, spoken):
    _books, settings = told(spoken, answer(b"<html>"))
    assert isinstance(failing(lambda: shop.submit(**settings)), Uncertain)
    assert shop.journal.unfinished == "invoice"
