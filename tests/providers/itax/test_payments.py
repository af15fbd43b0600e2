"""itax.md §8.5, §9 job 6: money is entered once."""

from __future__ import annotations

from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Rejected, Throttled, Uncertain, Unsupported
from tests.domain.makers import D
from tests.providers.itax import INVOICE, PAY, PAYMENTS, booked, failing, listed, proforma, record, refused, sale

PAID = Payment(method="card", amount=D("145.44"), day=date(2026, 1, 20), remote_code="2668")
REMOTE = RemoteDocument(remote_id="2556718", number="S-0001")
THERE = {"id": 1, "invoice_id": 2556718, "date": "2026-01-20", "amount": "145.44"}


def pay(shop, paid=PAID, document=None, **settings):
    shop.provider(**settings).register_payment(REMOTE, document or sale(), paid)


def test_a_payment_is_entered_for_its_invoice(issued):
    pay(issued)

    assert issued.asked == [INVOICE, PAYMENTS, PAY]
    assert issued.sent(PAY) == [
        {
            "payment_document": {
                "date": "2026-01-20", "bank_account_id": 2668, "currency": "EUR", "amount": D("145.44"),
                "account_balanceable_type": "Client", "account_balanceable_id": 131721, "invoice_id": 2556718,
                "posted": True,
            }
        }
    ]  # fmt: skip
    assert issued.invoices[0].paid == D("145.44")


def test_the_same_payment_is_entered_once(issued):
    pay(issued)
    pay(issued)
    pay(issued, Payment(method="card", amount=D("5.00"), day=PAID.day, remote_code="2668"))
    pay(issued, Payment(method="card", amount=D("145.44"), day=date(2026, 1, 21), remote_code="2668"))

    assert issued.asked.count(PAY) == 3
    assert [payment.amount for payment in issued.simulator.books().payments] == [D("145.44"), D("5.00"), D("145.44")]


def test_a_payment_without_a_day_or_an_account_takes_the_documents_and_the_settings(issued):
    pay(issued, Payment(method="card", amount=D("1.00")), bank_account_id="20594")

    (sent,) = issued.sent(PAY)
    assert sent["payment_document"]["date"] == "2026-01-15"
    assert sent["payment_document"]["bank_account_id"] == 20594


def test_a_payment_method_without_an_account_is_held(issued):
    error = failing(lambda: pay(issued, Payment(method="Paysera", amount=D("1.00"))))

    assert isinstance(error, Held)
    assert "iTax wants a bank account for the payment by “Paysera”" in str(error)
    assert PAY not in issued.asked


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_refunds_are_a_persons_matter(amount, issued):
    error = failing(lambda: pay(issued, Payment(method="card", amount=D(amount), remote_code="2668")))

    assert isinstance(error, Unsupported)
    assert "Enter the repayment by hand" in str(error)
    assert issued.asked == []


def test_advance_invoices_are_not_paid(issued):
    assert isinstance(failing(lambda: pay(issued, document=proforma())), Unsupported)


def test_a_lost_answer_is_looked_up_at_once(issued):
    issued.simulator.fail(PAY, "lost_answer")

    pay(issued)

    assert issued.asked == [INVOICE, PAYMENTS, PAY, PAYMENTS]
    assert len(issued.simulator.books().payments) == 1


@pytest.mark.parametrize("kind", ["cut", "unavailable"])
def test_a_payment_that_did_not_arrive_names_the_invoice_and_can_be_repeated(kind, issued):
    issued.simulator.fail(PAY, kind)

    error = failing(lambda: pay(issued))

    assert isinstance(error, Uncertain)
    assert "the payment for invoice S-0001 was lost" in str(error)
    pay(issued)
    assert len(issued.simulator.books().payments) == 1


@pytest.mark.parametrize("kind", ["html", "refused"])
def test_a_look_up_that_fails_leaves_it_in_doubt(kind, issued):
    issued.simulator.fail(PAY, "lost_answer")
    issued.simulator.fail(PAYMENTS, kind, after=1)

    assert isinstance(failing(lambda: pay(issued)), Uncertain)
    pay(issued)
    assert len(issued.simulator.books().payments) == 1


def test_an_ignored_filter_is_not_believed(issued, spoken):
    books, settings = spoken
    books.on(INVOICE, record(**booked()))
    other = {**THERE, "invoice_id": 1}
    books.on(PAYMENTS, listed(other, {**THERE, "amount": "1.0"}, pages=2), listed(THERE, pages=2))

    pay(issued, **settings)
    assert books.asked == [INVOICE, PAYMENTS, PAYMENTS], "it is there, on the second page"

    books.on(PAYMENTS, listed(other))
    books.on(PAY, record(id=5))
    pay(issued, **settings)
    assert books.asked[-1] == PAY


def test_a_payment_that_may_be_the_same_is_a_persons_matter(issued, spoken):
    books, settings = spoken
    books.on(INVOICE, record(**booked()))
    books.on(PAYMENTS, listed({name: value for name, value in THERE.items() if name != "invoice_id"}))

    error = failing(lambda: pay(issued, **settings))

    assert isinstance(error, Held)
    assert error.code == "look_alike"
    assert "a payment of 145.44 on 2026-01-20" in str(error)


@pytest.mark.parametrize("client", [None, "131721", True])
def test_an_invoice_of_nobody_is_not_paid(client, issued, spoken):
    books, settings = spoken
    books.on(INVOICE, record(**booked(client_id=client)))

    error = failing(lambda: pay(issued, **settings))

    assert isinstance(error, Held)
    assert "whose invoice S-0001 is" in str(error)


def test_refusals_and_limits_are_told(issued, spoken):
    books, settings = spoken
    books.on(INVOICE, refused("id", "nerasta"))
    assert isinstance(failing(lambda: pay(issued, **settings)), Rejected)

    issued.simulator.fail(PAY, "too_many")
    assert isinstance(failing(lambda: pay(issued)), Throttled)
    issued.simulator.fail(PAY, "refused", message="ne")
    assert isinstance(failing(lambda: pay(issued)), Rejected)
