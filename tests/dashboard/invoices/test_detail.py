"""The page of one document."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from oscar_lt_accounting.dashboard.invoices.readable_document import readable
from oscar_lt_accounting.domain.documents import Address, Buyer, CreditNote, InvoiceLine, LineKind, Payment
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.domain.rows import PricedRow
from oscar_lt_accounting.domain.snapshot import freeze
from oscar_lt_accounting.models import Attempt, AuditLine, DocumentKind, Integration, State, Submission
from tests.dashboard.steps import make_document, page

EVIL = "<script>alert(1)</script>"
REFUSED = Problem(code="rejected", message="B1 rejected the document: %(said)s", params={"said": "closed period"})


@pytest.fixture
def look(keeper):
    def _look(row):
        response = keeper.get(page("detail", pk=row.pk))
        assert response.status_code == 200
        return response

    return _look


def _text(response):
    return " ".join(response.content.decode().split())


def test_the_header_says_which_document_and_how_it_stands(look, make):
    row = make(State.ISSUED, number="100500", remote_number="VIL00017", remote_id="77")
    text = _text(look(row))
    assert "<h1>Invoice for order 100500" in text
    assert "It is in the accounting system as VIL00017." in text
    for fact in ("shop1-100500-", "Vilnius sandėlis", "memory Vilnius (Memory)", "VIL00017", "77", "€24.20"):
        assert fact in text


@pytest.mark.parametrize(
    ("kind", "title"),
    [
        (DocumentKind.INVOICE, "Invoice for order"),
        (DocumentKind.CREDIT_NOTE, "Credit note for order"),
        (DocumentKind.PROFORMA, "Proforma invoice for order"),
        (DocumentKind.RECEIPT, "Receipt for order"),
    ],
)
def test_each_kind_has_its_title(look, make, kind, title):
    assert f"<h1>{title}" in _text(look(make(State.HELD, kind=kind)))


@pytest.mark.parametrize("state", State.values)
def test_every_state_says_what_happens_next(look, make, state):
    response = look(make(State(state), problem=REFUSED if state == "rejected" else None))
    next_steps = response.context["next_steps"]
    assert next_steps.heading
    assert next_steps.next_step
    assert next_steps.next_step in response.content.decode()


@pytest.mark.parametrize(
    ("state", "values", "level", "words"),
    [
        (State.ISSUED, {"verified_at": timezone.now()}, "success", "was compared with this document at"),
        (State.ISSUED, {"problem": REFUSED}, "warning", "Nothing is sent again automatically."),
        (State.ISSUED, {}, "success", "It is in the accounting system.</h2>"),
        (State.ACCEPTED, {"not_before": None}, "info", "There is nothing to do."),
        (State.PENDING, {"not_before": timezone.now() - timedelta(days=1)}, "info", "within a minute"),
        (State.PENDING, {"problem": REFUSED}, "warning", "The last attempt failed."),
    ],
)
def test_the_first_thing_said_fits_the_case(look, make, state, values, level, words):
    response = look(make(state, **values))
    assert response.context["next_steps"].level == level
    assert words in _text(response)


def test_the_document_reads_like_an_invoice(look, make):
    shipping = InvoiceLine(
        kind=LineKind.SHIPPING,
        title="Kurjeris",
        quantity=Decimal(1),
        net=Decimal("3.00"),
        vat=Decimal("0.00"),
        gross=Decimal("3.00"),
        gross_before_discount=Decimal("3.00"),
        rate=None,
    )
    six = InvoiceLine(
        kind=LineKind.GOODS,
        title="Gira, šešios",
        quantity=Decimal("3.000"),
        units=Decimal(6),
        net=Decimal("10.00"),
        vat=Decimal("2.10"),
        gross=Decimal("12.10"),
        gross_before_discount=Decimal("12.10"),
        rate=Decimal("21.00"),
        vat_code="PVM1",
        remote_vat="B1-21",
        remote_id="4711",
    )
    simple = make_document("1").lines[0]
    document = make_document(
        "1",
        lines=(simple, six, shipping),
        series="VIL",
        number="00017",
        due_day=timezone.localdate() + timedelta(days=14),
        buyer=Buyer(
            name="UAB Bitė",
            company_code="304567891",
            vat_code="LT100001234567",
            email="bite@example.com",
            phone="+37060000000",
            address=Address(street="Medaus g. 1", city="Vilnius", postcode="01103", country="LT"),
        ),
        delivery=Address(name="Sandėlis", street="Uosto g. 5", city="Klaipėda", country="LT"),
        payments=(Payment(method="bank", amount=Decimal("24.20"), reference="R-1", remote_code="53"),),
        notes=("Prekės grąžinamos per 14 dienų.",),
    )
    text = _text(look(make(State.ISSUED, document=document)))
    for shown in (
        "UAB Bitė",
        "304567891",
        "LT100001234567",
        "Medaus g. 1",
        "01103 Vilnius",
        "Uosto g. 5",
        "VIL00017",
        "2 vnt.",
        ">12.10<",
        ">2.00<",
        "21 % <small",
        "PVM1",
        "PRK-1",
        "3 vnt.",
        "18 in the accounting system",
        ">4.0333<",
        "B1-21",
        "4711",
        "no VAT rate",
        ">39.30<",
        ">33.00<",
        "24.20 EUR, bank (R-1) → 53",
        "Prekės grąžinamos per 14 dienų.",
    ):
        assert shown in text, shown


def test_net_prices_are_shown_as_such(look, make):
    text = _text(look(make(State.ISSUED, document=make_document("1", prices_include_vat=False))))
    assert "Unit price without VAT" in text
    assert ">10.00<" in text


def test_a_credit_note_names_what_it_corrects(look, make):
    invoice = make_document("1")
    values = {name: getattr(invoice, name) for name in ("reference", "shop_id", "order_id", "order_number", "day")}
    values |= {name: getattr(invoice, name) for name in ("supply_day", "currency", "buyer", "lines")}
    note = CreditNote(**values, original_number="VIL00016", original_day=invoice.day)
    text = _text(look(make(State.ISSUED, kind=DocumentKind.CREDIT_NOTE, document=note)))
    assert "<dd>VIL00016, " in text


def test_a_document_that_was_not_made_yet(look, make):
    assert "created from the order when it is sent for the first time" in _text(look(make(State.HELD)))


@pytest.mark.parametrize("snapshot", [{"version": 99}, {"version": 1, "kind": "invoice", "document": {}}])
def test_a_damaged_document_is_said_so(look, make, snapshot):
    row = make(State.ISSUED)
    Submission.objects.filter(pk=row.pk).update(snapshot=snapshot)
    assert "The stored document cannot be read" in _text(look(row))


def test_hostile_texts_are_escaped(look, make, connect):
    buyer = Buyer(name=EVIL, company_code=EVIL, email=EVIL, address=Address(street=EVIL, city=EVIL, country="LT"))
    document = make_document(
        "1", title=EVIL, buyer=buyer, notes=(EVIL,), payments=(Payment(method=EVIL, amount=Decimal(1), reference=EVIL),)
    )
    row = make(
        State.REJECTED,
        number=f"{EVIL}1",
        document=document,
        problem=Problem(code="rejected", message="They said %(said)s", params={"said": EVIL}),
        remote_number=EVIL,
        remote_id=EVIL,
        remote_url=f"https://books.example/{EVIL}",
    )
    call = {"method": EVIL, "address": EVIL, "status": EVIL, "milliseconds": EVIL, "request": EVIL, "answer": EVIL}
    now = timezone.now()
    row.attempts.create(purpose=EVIL[:8], outcome="rejected", started_at=now, finished_at=now, calls=[call])
    AuditLine.objects.create(submission=row, actor_name=EVIL, verb=EVIL, reason=EVIL, from_state="<b>", to_state="<i>")
    Integration.objects.filter(pk=row.integration_id).update(name=EVIL)
    text = look(row).content.decode()
    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 20


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "JAVASCRIPT:x", " https://x"]
)
def test_only_web_addresses_become_links(look, make, url):
    text = look(make(State.ISSUED, remote_url=url, remote_number="N1")).content.decode()
    assert f'href="{url}' not in text
    assert "N1" in text


def test_the_document_in_the_accounting_system_is_linked(look, make):
    text = look(make(State.ISSUED, remote_url="https://books.example/5", remote_number="N1")).content.decode()
    assert 'href="https://books.example/5" rel="noopener noreferrer"' in text


def test_an_order_that_changed_afterwards_is_noticed(look, make):
    row = make(State.ISSUED)
    assert "The order and its documents differ" not in _text(look(row))
    type(row.order).objects.filter(pk=row.order_id).update(total_incl_tax=Decimal("30.00"))
    text = _text(look(row))
    assert "The order and its documents differ" in text
    assert "add up to €24.20, but the order amounts to €30.00 now" in text


def test_all_documents_of_the_order_are_counted_together(look, make, connect):
    row, other = make(State.ISSUED), make(State.HELD, warehouse=connect("Kaunas"))
    proforma = make(State.ISSUED, kind=DocumentKind.PROFORMA, partner_key="9")
    cancelled = make(State.CANCELLED, partner_key="8", sequence=2)
    rows = Submission.objects.filter(pk__in=(other.pk, proforma.pk, cancelled.pk))
    rows.update(order=row.order)
    type(row.order).objects.filter(pk=row.order_id).update(total_incl_tax=Decimal("48.40"))
    text = _text(look(row))
    assert "1 document has no total yet." in text
    assert "The order and its documents differ" not in text
    assert f'href="{page("detail", pk=other.pk)}"' in text
    Submission.objects.filter(pk=other.pk).update(total=Decimal("24.20"), currency="EUR")
    assert "The order and its documents differ" not in _text(look(row))
    Submission.objects.filter(pk=other.pk).update(total=Decimal("24.19"))
    assert "The order and its documents differ" in _text(look(row))


def test_a_credited_order_is_not_called_wrong(look, make):
    row = make(State.ISSUED)
    note = make(State.ISSUED, kind=DocumentKind.CREDIT_NOTE)
    Submission.objects.filter(pk=note.pk).update(order=row.order)
    text = _text(look(row))
    assert "Credited" in text
    assert "The order and its documents differ" not in text


@pytest.mark.parametrize("who", ["boss", "keeper", "seller"])
def test_the_page_costs_the_same_however_much_happened(visit, make, who):
    row, client = make(State.UNCERTAIN), visit(who)

    def queries():
        with CaptureQueriesContext(connection) as caught:
            assert client.get(page("detail", pk=row.pk)).status_code == 200
        return len(caught)

    few = queries()
    now = timezone.now()
    Attempt.objects.bulk_create(
        Attempt(submission=row, purpose="look", outcome="absent", started_at=now) for _ in range(50)
    )
    AuditLine.objects.bulk_create(AuditLine(submission=row, verb="doubt", actor_name="worker") for _ in range(50))
    for number in range(10):
        other = make(State.ISSUED, partner_key=f"x{number}")
        Submission.objects.filter(pk=other.pk).update(order=row.order, sequence=number + 2)
    assert queries() == few <= 12


@pytest.mark.parametrize("state", [State.HELD, State.UNCERTAIN, State.ISSUED])
def test_the_page_is_there_in_lithuanian(keeper, make, state):
    row = make(state)
    with translation.override("lt"):
        response = keeper.get(page("detail", pk=row.pk), headers={"accept-language": "lt"})
    assert response.status_code == 200
    assert '<html lang="lt"' in response.content.decode()


def test_every_field_has_a_label(look, make):
    for state in (State.UNCERTAIN, State.HELD):
        text = look(make(state)).content.decode()
        for name in ("confirm-number", "confirm-reason", "resend-reason", "resend-confirmation", "cancel-reason"):
            if f'id="{name}"' in text:
                assert f'for="{name}"' in text


def sent_row(line, quantity, price, net, vat, **values):
    return PricedRow(
        line=line,
        quantity=Decimal(quantity),
        price=Decimal(price),
        net=Decimal(net),
        vat=Decimal(vat),
        gross=Decimal(net) + Decimal(vat),
        rate=Decimal(21),
        vat_code="PVM1",
        **values,
    )


def test_rows_are_shown_as_they_are_sent(make):
    row = make(State.ISSUED)
    document = row.document
    first = document.lines[0]
    free = replace(first, title="Dovana", net=Decimal("0.00"), vat=Decimal("0.00"), gross=Decimal("0.00"))
    rows = (
        sent_row(0, 1, "10.00", "10.00", "2.10"),
        sent_row(0, 1, "9.99", "9.99", "2.11"),
        sent_row(None, 1, "0.01", "0.01", "0.00", rounding=True),
    )
    shown = readable(replace(document, lines=(first, free), rows=rows, not_deducted=(1,)))

    assert [part.price for part in shown.rows[0].parts] == [Decimal("10.00"), Decimal("9.99")]
    assert (shown.rows[0].net, shown.rows[0].vat, shown.rows[0].gross) == (
        Decimal("19.99"),
        Decimal("4.21"),
        Decimal("24.20"),
    )
    assert [one.is_deducted for one in shown.rows] == [True, False]
    assert [one.gross for one in shown.rounding] == [Decimal("0.01")]


def test_the_page_says_what_is_not_taken_out_of_the_stock(look, make):
    row = make(State.ISSUED)
    free = replace(row.document, not_deducted=(0,), rows=(sent_row(None, 1, "0.01", "0.01", "0.00", rounding=True),))
    Submission.objects.filter(pk=row.pk).update(snapshot=freeze(free))
    text = _text(look(row))
    assert "not taken out of the stock" in text
    assert "Product for rounding: 0.01 EUR without VAT." in text
