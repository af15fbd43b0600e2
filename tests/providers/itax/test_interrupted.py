"""itax.md §8.3: between un-registering and registering a change may stop; it is gone on with, and named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Rejected,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.providers.base import Absent, Found, Journal, Resumable
from tests.domain.makers import PERSON, D
from tests.providers.itax import (
    CHANGE,
    CLIENT,
    CLIENTS,
    GOODS,
    INVOICE,
    booked,
    failing,
    listed,
    proforma,
    record,
    sale,
)
from tests.providers.journals import SavedJournal

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


@pytest.mark.parametrize("kind", ["refused", "lost_answer", "too_many", "unavailable", "challenge", "cut"])
def test_an_invoice_that_cannot_be_put_back_is_named(kind, issued):
    issued.simulator.fail(CHANGE, "refused", after=1, message="bloga eilutė")
    issued.simulator.fail(CHANGE, kind, after=2)

    error = stopped(issued)

    assert isinstance(error, Held)
    assert error.code == "left_unposted"
    assert "invoice S-0001 (base: bloga eilutė), and then it could not be registered again" in str(error)
    assert issued.provider().find(CHANGED, issued.journal) == Resumable()
    issued.submit(CHANGED)
    assert whole(issued), "sent again, it is gone on with"


@pytest.mark.parametrize("step", [0, 1, 2], ids=["unregistering", "changing", "registering"])
@pytest.mark.parametrize("kind", ["lost_answer", "cut", "truncated", "unavailable", "html", "server_error"])
def test_a_lost_answer_at_any_step_is_gone_on_with(kind, step, issued):
    issued.simulator.fail(CHANGE, kind, after=step)

    error = stopped(issued)

    assert isinstance(error, Uncertain)
    assert error.code == "left_unposted"
    assert "The change of invoice S-0001 was interrupted, so it may not be registered" in str(error)
    asked = len(issued.asked)
    assert issued.provider().find(CHANGED, issued.journal) == Resumable()
    assert len(issued.asked) == asked
    done = issued.submit(CHANGED)
    assert done.differences(CHANGED) == ()
    assert whole(issued)


@pytest.mark.parametrize("step", [1, 2], ids=["changing", "registering"])
@pytest.mark.parametrize("kind", ["too_many", "challenge"])
def test_a_call_that_did_not_happen_after_unregistering_is_told_as_well(kind, step, issued):
    issued.simulator.fail(CHANGE, kind, after=step)

    error = stopped(issued)

    assert isinstance(error, Uncertain)
    assert error.code == "left_unposted"
    issued.submit(CHANGED)
    assert whole(issued)


class Died(BaseException):
    """The process is gone."""


class MortalJournal(SavedJournal):
    """A journal whose process dies at one of its entries."""

    def __init__(self, steps, entries):
        super().__init__(steps)
        self.left = entries

    def save(self):
        super().save()
        self.left -= 1
        if self.left < 0:
            raise Died


@pytest.mark.parametrize("entries", range(8))
def test_a_process_that_dies_at_any_entry_of_the_journal_is_gone_on_with(entries, issued):
    issued.journal = MortalJournal({}, entries)
    with pytest.raises(Died):
        update(issued)

    issued.journal = SavedJournal(issued.journal.saved[-1])
    finding = issued.provider().find(CHANGED, issued.journal)
    if entries < 7:
        assert finding == Resumable(), issued.journal.steps
        issued.submit(CHANGED)
    else:
        assert isinstance(finding, Found)
    assert whole(issued)


def test_a_change_that_came_out_otherwise_is_not_registered_and_named(issued, spoken):
    books, settings = spoken
    books.on(CLIENTS, listed({"id": 131721, "code": "302345678"}))
    books.on(INVOICE, record(**booked(posted=True)))
    books.on(CHANGE, record(**booked()))

    error = failing(lambda: issued.provider(**settings).update(REMOTE, CHANGED, issued.journal))

    assert isinstance(error, Held)
    assert error.code == "left_unposted"
    assert "iTax made 145.44 of invoice S-0001, which should be 12.22 now" in str(error)
    assert books.asked == [INVOICE, CHANGE, CHANGE]
    assert issued.provider().find(CHANGED, issued.journal) == Resumable()
    issued.submit(CHANGED)
    assert whole(issued)


@pytest.mark.parametrize("kind", ["refused", "false"])
def test_a_changed_invoice_that_itax_does_not_register_is_named(kind, issued, spoken):
    if kind == "refused":
        issued.simulator.fail(CHANGE, "refused", after=2, message="nepakanka")
        error = stopped(issued)
    else:
        books, settings = spoken
        books.on(CLIENTS, listed({"id": 131721, "code": "302345678"}))
        books.on(INVOICE, record(**booked(posted=True)))
        row = [{"id": 9, "total_amount": "12.22", "vat_amount": "2.12"}]
        books.on(CHANGE, record(**booked(inv_lines=row, date=CHANGED.day.isoformat())))
        error = failing(lambda: issued.provider(**settings).update(REMOTE, CHANGED, issued.journal))

    assert isinstance(error, Held)
    assert error.code == "left_unposted"
    assert "Invoice S-0001 was changed, but iTax does not register it again" in str(error)
    assert issued.journal.unfinished == ""
    if kind == "refused":
        issued.submit(CHANGED)
        assert whole(issued)


def test_a_buyer_in_doubt_is_looked_for_before_the_change_goes_on(issued):
    wanted = replace(CHANGED, buyer=PERSON)
    issued.simulator.fail(CLIENT, "lost_answer")
    assert isinstance(failing(lambda: update(issued, wanted)), Uncertain)
    assert issued.invoices[0].posted, "the buyer comes first"

    assert issued.provider().find(wanted, issued.journal) == Resumable()
    issued.submit(wanted)
    assert len(issued.clients) == 2

    issued.next()
    other = replace(CHANGED, buyer=replace(PERSON, name="Ona"))
    issued.simulator.fail(CLIENT, "cut")
    failing(lambda: update(issued, other))
    assert issued.provider().find(other, issued.journal) == Absent()


def test_whatever_stops_a_resumed_change_names_the_invoice(issued):
    issued.simulator.fail(CHANGE, "too_many", after=1)
    stopped(issued)
    issued.simulator.fail(INVOICE, "server_error")

    error = failing(lambda: issued.submit(CHANGED))

    assert isinstance(error, Uncertain)
    assert "S-0001" in str(error)
    issued.submit(CHANGED)
    assert whole(issued)


def test_a_journal_of_the_issue_does_not_stand_in_the_way(shop):
    shop.submit()
    update(shop)

    assert whole(shop)
    assert isinstance(shop.look(CHANGED), Found)


def test_advance_invoices_are_not_changed(issued):
    provider = issued.provider()

    for ask in (
        lambda: provider.update(REMOTE, proforma(), Journal()),
        lambda: provider.cancel(REMOTE, proforma()),
    ):
        error = failing(ask)
        assert isinstance(error, Unsupported)
        assert "advance invoices through its API is not known" in str(error)
    assert issued.asked == []
