"""itax.md §9 job 3: un-registered and deleted; a failure in between says so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
)
from oscar_lt_accounting.providers.base import Inconclusive
from tests.domain.makers import D
from tests.providers.itax import (
    CHANGE,
    CLIENTS,
    DELETE,
    GOODS,
    INVOICE,
    INVOICES,
    booked,
    failing,
    listed,
    record,
    refused,
    sale,
)
from tests.providers.scripted import lost
from tests.providers.server import answer

CHANGED = sale(replace(GOODS, net=D("10.10"), vat=D("2.12"), gross=D("12.22"), quantity=D(1)), day=sale().supply_day)
REMOTE = RemoteDocument(remote_id="2556718", number="S-0001")
NOT_FOUND = answer(b"<h1>404</h1>", status="404 Not Found")
DOWN = answer(b"", status="503 Service Temporarily Unavailable")
NO_KEY = answer(b"", status="401 Unauthorized")
SLOW = answer(b"", status="429 Too Many Requests")


def cancel(shop, **settings):
    return shop.provider(**settings).cancel(REMOTE, sale())


def test_an_invoice_is_unregistered_and_deleted(issued):
    cancel(issued)

    assert issued.asked == [INVOICE, CHANGE, DELETE]
    assert issued.invoices == []
    cancel(issued)
    assert issued.asked[3:] == [INVOICE, INVOICES], "what is gone is as good"


def test_an_unregistered_invoice_is_only_deleted(issued):
    issued.invoices[0].posted = False

    cancel(issued)

    assert issued.asked == [INVOICE, DELETE]


def test_another_document_is_not_cancelled(issued):
    issued.invoices[0].reference = "another"

    assert isinstance(failing(lambda: cancel(issued)), Held)
    assert issued.asked == [INVOICE]


def test_a_refused_unregistering_cancels_nothing(issued):
    issued.simulator.fail(CHANGE, "refused", message="uždarytas laikotarpis")

    assert isinstance(failing(lambda: cancel(issued)), Rejected)
    assert issued.invoices[0].posted


@pytest.mark.parametrize(("kind", "error"), [("too_many", Throttled), ("challenge", Misconfigured)])
def test_an_unregistering_that_did_not_happen_cancels_nothing(kind, error, issued):
    issued.simulator.fail(CHANGE, kind)

    assert isinstance(failing(lambda: cancel(issued)), error)
    assert issued.invoices[0].posted


@pytest.mark.parametrize("kind", ["lost_answer", "unavailable", "html"])
def test_a_lost_unregistering_names_the_invoice_and_can_be_repeated(kind, issued):
    issued.simulator.fail(CHANGE, kind)

    error = failing(lambda: cancel(issued))

    assert isinstance(error, Uncertain)
    assert error.code == "left_unposted"
    assert "Invoice S-0001 may be un-registered in iTax" in str(error)
    cancel(issued)
    assert issued.invoices == []


def test_a_lost_deletion_is_looked_up_before_anything_is_repeated(issued):
    issued.simulator.fail(DELETE, "lost_answer")

    cancel(issued)

    assert issued.asked == [INVOICE, CHANGE, DELETE, INVOICE, INVOICES]
    assert issued.invoices == []


@pytest.mark.parametrize("kind", ["cut", "unavailable", "too_many", "challenge", "server_error"])
def test_a_deletion_that_did_not_arrive_names_the_invoice_and_can_be_repeated(kind, issued):
    issued.simulator.fail(DELETE, kind)

    error = failing(lambda: cancel(issued))

    assert isinstance(error, Uncertain)
    assert "Invoice S-0001 may be un-registered in iTax, but it is not deleted yet" in str(error)
    assert issued.asked.count(DELETE) == 1
    cancel(issued)
    assert issued.invoices == []


def test_a_deletion_that_nobody_can_look_up_stays_in_doubt(issued):
    issued.simulator.fail(DELETE, "lost_answer")
    issued.simulator.fail(INVOICE, "html", after=1)

    assert isinstance(failing(lambda: cancel(issued)), Uncertain)
    cancel(issued)


def test_a_refused_deletion_puts_the_invoice_back(issued):
    issued.simulator.fail(DELETE, "refused", message="yra mokėjimų")

    error = failing(lambda: cancel(issued))

    assert isinstance(error, Rejected)
    assert "yra mokėjimų" in str(error)
    assert issued.invoices[0].posted


def test_a_refused_deletion_of_an_unregistered_invoice_leaves_it_so(issued):
    issued.invoices[0].posted = False
    issued.simulator.fail(DELETE, "refused", message="ne")

    assert isinstance(failing(lambda: cancel(issued)), Rejected)
    assert CHANGE not in issued.asked


def test_a_refused_deletion_that_cannot_be_undone_names_the_invoice(issued):
    issued.simulator.fail(DELETE, "refused", message="ne")
    issued.simulator.fail(CHANGE, "refused", after=1, message="ne")

    error = failing(lambda: cancel(issued))

    assert isinstance(error, Held)
    assert "Register it in iTax" in str(error)


def test_a_deletion_that_a_person_did_faster_is_as_good(issued, spoken):
    books, settings = spoken
    books.on(INVOICE, record(**booked(posted=False)), NOT_FOUND)
    books.on(DELETE, NOT_FOUND)
    books.on(INVOICES, listed())

    cancel(issued, **settings)

    assert books.asked == [INVOICE, DELETE, INVOICE, INVOICES]


@pytest.mark.parametrize("reply", [DOWN, SLOW, NO_KEY, lost, answer(b"<html>"), refused()])
def test_an_invoice_that_cannot_be_looked_at_is_not_touched(reply, issued, spoken):
    books, settings = spoken
    books.on(INVOICE, reply)
    books.on(INVOICES, refused())

    assert isinstance(failing(lambda: cancel(issued, **settings)), (Unavailable, Misconfigured))
    assert not {CHANGE, DELETE} & set(books.asked)


def test_a_change_in_doubt_is_inconclusive_only_while_its_buyer_is(issued):
    issued.journal.steps = {"before change": {"id": "1", "number": "S", "posted": True}, "buyer": "started"}
    issued.simulator.fail(CLIENTS, "html")

    assert isinstance(issued.provider().find(CHANGED, issued.journal), Inconclusive)
