"""itax.md §8.3, §9 job 3: un-registered, edited, registered again; never left behind without a word."""

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
)
from tests.domain.makers import PERSON, D
from tests.providers.itax import (
    CHANGE,
    GOODS,
    INVOICE,
    failing,
    sale,
)

CHANGED = sale(replace(GOODS, net=D("10.10"), vat=D("2.12"), gross=D("12.22"), quantity=D(1)), day=sale().supply_day)
REMOTE = RemoteDocument(remote_id="2556718", number="S-0001")


def update(shop, wanted=CHANGED, **settings):
    return shop.provider(**settings).update(REMOTE, wanted, shop.journal)


def stopped(shop, **settings):
    """The sentence of a change that must stop."""
    error = failing(lambda: update(shop, **settings))
    assert "S-0001" in str(error) or isinstance(error, (Unavailable, Misconfigured, Rejected)), error
    return error


def whole(shop):
    """The one invoice is what it should be now, with no line too many."""
    (invoice,) = shop.invoices
    return invoice.posted and invoice.gross == D("12.22") and len(invoice.rows) == 1


# -- update ----------------------------------------------------------------------------------------


def test_tv_i6_an_invoice_is_unregistered_changed_compared_and_registered(issued):
    done = update(issued)

    assert issued.asked == [INVOICE, CHANGE, CHANGE, CHANGE]
    first, second, third = (sent["invoice"] for sent in issued.sent(CHANGE))
    assert (first, third) == ({"posted": False}, {"posted": True})
    assert "posted" not in second
    gone, new = second["inv_lines_attributes"][:2], second["inv_lines_attributes"][2:]
    assert gone == [{"id": 5663449, "_destroy": True}, {"id": 5663450, "_destroy": True}]
    assert ["id" in line for line in new] == [False]
    assert whole(issued)
    assert done.differences(CHANGED) == ()
    assert (done.remote_id, done.number, done.reference) == ("2556718", "S-0001", "shop1-100045")
    assert issued.journal.steps.keys() == {"buyer"}, "a later change begins from its beginning"


def test_a_second_change_is_made_as_well(issued):
    update(issued)
    update(issued, sale())

    (invoice,) = issued.invoices
    assert (invoice.gross, invoice.posted) == (D("145.44"), True)


@pytest.mark.parametrize(
    ("was", "posted", "after"), [(False, "never", False), (True, "never", True), (False, "two-step", True)]
)
def test_what_was_registered_or_should_be_is_registered_after(was, posted, after, issued):
    issued.invoices[0].posted = was

    update(issued, posted=posted)

    assert issued.invoices[0].posted is after
    assert issued.invoices[0].gross == D("12.22")


def test_a_change_may_make_the_invoice_out_to_somebody_else(issued):
    done = update(issued, replace(CHANGED, buyer=PERSON))

    assert issued.invoices[0].buyer == "Ąžuolas Žąsis"
    assert done.buyer_name == "Ąžuolas Žąsis"


def test_what_is_gone_or_another_document_is_left_alone(issued):
    issued.invoices[0].reference = "another"
    error = stopped(issued)
    assert isinstance(error, Held)
    assert "S-0001 in iTax is another document (another)" in str(error)

    issued.simulator.books().documents.clear()
    error = stopped(issued)
    assert isinstance(error, Held)
    assert error.code == "deleted_there"
    assert CHANGE not in issued.asked
    assert issued.journal.steps == {}


def test_a_change_that_cannot_be_said_is_held_before_anything_is_unregistered(issued):
    error = failing(lambda: update(issued, sale(replace(GOODS, remote_id="x"))))

    assert isinstance(error, Held)
    assert issued.invoices[0].posted
    assert CHANGE not in issued.asked


def test_a_refused_unregistering_changes_nothing(issued):
    issued.simulator.fail(CHANGE, "refused", message="uždarytas laikotarpis")

    error = stopped(issued)

    assert isinstance(error, Rejected)
    assert "uždarytas laikotarpis" in str(error)
    assert issued.invoices[0].posted
    assert issued.journal.steps.keys() == {"buyer"}


@pytest.mark.parametrize(("kind", "error"), [("too_many", Throttled), ("challenge", Misconfigured)])
def test_an_unregistering_that_did_not_happen_is_begun_again(kind, error, issued):
    issued.simulator.fail(CHANGE, kind)
    assert isinstance(stopped(issued), error)
    assert issued.invoices[0].posted
    assert issued.journal.unfinished == ""

    update(issued)
    assert whole(issued)


def test_a_refused_change_puts_the_old_invoice_back(issued):
    issued.simulator.fail(CHANGE, "refused", after=1, message="bloga eilutė")

    error = stopped(issued)

    assert isinstance(error, Rejected)
    assert "the change of invoice S-0001, which stays as it was: base: bloga eilutė" in str(error)
    assert (issued.invoices[0].posted, issued.invoices[0].gross) == (True, D("145.44"))
    assert issued.journal.steps.keys() == {"buyer"}


def test_a_refused_change_of_an_unregistered_invoice_leaves_it_unregistered(issued):
    issued.invoices[0].posted = False
    issued.simulator.fail(CHANGE, "refused", message="bloga eilutė")

    assert isinstance(stopped(issued), Rejected)
    assert issued.asked.count(CHANGE) == 1
