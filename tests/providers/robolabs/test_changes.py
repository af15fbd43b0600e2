"""robolabs.md §6.3, §6.13, §6.14, §8: changing, paying and filing an invoice that is there."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import CreditNote, Payment, Proforma, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Rejected, Uncertain, Unsupported
from oscar_lt_accounting.providers.base import Journal
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.domain.makers import D, document
from tests.providers.robolabs import CANCEL, CUSTOMER, DONE, EMPTY, GET, MISSING, QUEUED, TOTAL, found, goods, said
from tests.providers.scripted import lost
from tests.simulators.speaking import robolabs_provider

UPDATE, ATTACH = "update_invoice", "add_invoice_document"
ISSUED = RemoteDocument(remote_id="INV00001", number="INV00001")
PAID = Payment(method="card", amount=D("10.00"), reference="TX1", remote_code="CARD", day=date(2026, 1, 15))
PDF = b"%PDF-1.4 a file"


@pytest.fixture
def firm_over_there() -> Iterator[RoboLabsSimulator]:
    with RoboLabsSimulator(now=lambda: 1_795_246_200.0) as simulator:
        simulator.switches.per_minute = simulator.switches.per_hour = 1000
        simulator.seed({"code": "A", "name": "Preke A"}, {"code": "B", "name": "Preke B"})
        yield simulator


@pytest.fixture
def books(firm_over_there):
    provider = robolabs_provider(firm_over_there, location="WH")
    provider.submit(goods(), Journal())
    return provider


def only(simulator):
    (invoice,) = simulator.books().documents
    return invoice


def test_days_and_the_buyer_can_change(firm_over_there, books):
    changed = replace(goods(), due_day=date(2026, 2, 9), buyer=replace(CUSTOMER, name="UAB Kitas", company_code="1"))

    remote = books.update(ISSUED, changed, Journal())

    assert remote.differences(changed) == ()
    assert (only(firm_over_there).due_day, only(firm_over_there).buyer) == ("2026-02-09", "UAB Kitas")
    assert only(firm_over_there).gross == TOTAL


def test_an_update_without_a_due_day_keeps_it(firm_over_there, books):
    books.update(ISSUED, replace(goods(), due_day=None), Journal())

    assert only(firm_over_there).due_day == "2026-01-29"


def test_other_sums_ask_for_a_new_invoice(firm_over_there, books):
    other = replace(goods(), lines=goods().lines[:1])

    with pytest.raises(Unsupported, match="Cancel or credit the document"):
        books.update(ISSUED, other, Journal())
    assert not firm_over_there.called(UPDATE)


@pytest.mark.parametrize("reply", [EMPTY, MISSING, found(number="INV00002"), said(200, [1])])
def test_an_invoice_that_is_not_there_cannot_change(reply, firm):
    firm.books.on(GET, reply)

    with pytest.raises(Rejected):
        firm.provider().update(ISSUED, goods(), Journal())
    assert firm.books.asked == [GET]


def test_an_update_in_the_queue_is_asked_after(firm):
    firm.books.on(GET, found())
    firm.books.on(UPDATE, QUEUED)

    assert firm.provider().update(ISSUED, goods(), Journal()).job == "1234"


@pytest.mark.parametrize(("reply", "error"), [(said("400", [], "Uždaryta"), Rejected), (lost, Uncertain)])
def test_an_update_that_was_refused_or_lost(reply, error, firm):
    firm.books.on(GET, found())
    firm.books.on(UPDATE, reply)

    with pytest.raises(error):
        firm.provider().update(ISSUED, goods(), Journal())


def test_a_payment_is_entered_once(firm_over_there, books):
    for _ in range(2):
        books.register_payment(ISSUED, goods(), PAID)

    (payment,) = only(firm_over_there).payments
    assert (payment.amount, payment.ref, payment.journal_code) == (D("10.00"), "TX1", "CARD")
    (sent,) = firm_over_there.called(UPDATE)
    assert sent.payload == {
        "execute_immediately": True,
        "number": "INV00001",
        "add_payments": [
            {"payer": "UAB Klientas", "amount": 10, "date": "2026-01-15", "ref": "TX1", "currency": "EUR",
             "journal_code": "CARD"}
        ],
    }  # fmt: skip


def test_a_payment_without_a_reference_is_known_by_amount_and_day(firm_over_there, books):
    nameless = replace(PAID, reference="")
    for one in (nameless, nameless, replace(nameless, day=None), replace(nameless, amount=D(5))):
        books.register_payment(ISSUED, goods(), one)

    assert [payment.amount for payment in only(firm_over_there).payments] == [D(10), D(5)]


def test_a_payment_whose_answer_was_lost_is_looked_for(firm_over_there, books):
    firm_over_there.fail(UPDATE, "lost_answer")
    with pytest.raises(Uncertain):
        books.register_payment(ISSUED, goods(), PAID)

    books.register_payment(ISSUED, goods(), PAID)

    assert len(only(firm_over_there).payments) == 1


@pytest.mark.parametrize("payments", [None, "text", [None, "text"], {}])
def test_payments_that_are_not_told_are_none(payments, firm):
    firm.books.on(GET, found(payments=payments))
    firm.books.on(UPDATE, DONE)

    firm.provider().register_payment(ISSUED, goods(), PAID)

    assert firm.books.asked == [GET, UPDATE]


def test_a_payment_that_robolabs_does_not_take(firm):
    with pytest.raises(Held, match="Map the payment method “card”"):
        firm.provider().register_payment(ISSUED, goods(), replace(PAID, remote_code=""))
    with pytest.raises(Unsupported, match="no repayments"):
        firm.provider().register_payment(ISSUED, goods(), replace(PAID, amount=D(-1)))
    assert firm.books.asked == []


@pytest.mark.parametrize(("name", "sent"), [("invoice.PDF", "invoice"), ("a.b", "a.b"), (".pdf", None)])
def test_a_pdf_is_filed_without_its_ending(name, sent, firm):
    firm.books.on(ATTACH, DONE)

    firm.provider().attach(ISSUED, goods(), name, PDF)

    (body,) = firm.books.payloads(ATTACH)
    assert body.get("file_name") == sent
    assert (body["invoice_number"], base64.b64decode(body["file_data"])) == ("INV00001", PDF)


def test_a_file_arrives(firm_over_there, books):
    books.attach(ISSUED, goods(), "akt.pdf", PDF)

    assert only(firm_over_there).files == ["akt"]


def test_only_pdf_files_are_filed(firm):
    with pytest.raises(Held, match="only PDF files"):
        firm.provider().attach(ISSUED, goods(), "a.png", b"PNG")


def test_a_change_that_nobody_follows_into_the_queue_is_uncertain(firm):
    for path in (CANCEL, ATTACH):
        firm.books.on(path, QUEUED)

    for change in (
        lambda: firm.provider().cancel(ISSUED, goods()),
        lambda: firm.provider().attach(ISSUED, goods(), "a.pdf", PDF),
    ):
        with pytest.raises(Uncertain, match="into its queue") as caught:
            change()
        assert caught.value.code == "queued"


def test_a_credit_note_and_a_proforma_arrive(firm_over_there, books):
    words = {"series": "KS", "number": "1", "buyer": CUSTOMER, "prices_include_vat": False}
    note = document(CreditNote, *goods().lines, original_number="INV00001", original_day=date(2026, 1, 15), **words)
    proforma = document(Proforma, *goods().lines, **{**words, "series": "P"})

    for made in (note, proforma):
        books.submit(made, Journal())
        finding = books.find(made, Journal())
        assert finding.document.differences(made) == ()

    assert [invoice.kind for invoice in firm_over_there.books().documents] == ["invoice", "credit_note", "invoice"]
    assert [invoice.state for invoice in firm_over_there.books().documents] == ["open", "open", "proforma"]
