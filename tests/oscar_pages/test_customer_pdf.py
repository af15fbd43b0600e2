"""Customers' own invoices: who gets the PDF, and what is said while it is not there."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse

from oscar_lt_accounting.models import DocumentKind, DocumentPdf, State, Submission
from tests.oscar_pages.conftest import PDF

OTHER_STATES = [state for state in State if state != State.ISSUED]


# Oscar's menu asks treebeard in a way that treebeard gives up.
pytestmark = pytest.mark.filterwarnings("ignore:Using Category.get_tree:DeprecationWarning")


def own(row):
    return reverse("accounting-customer:invoice-pdf", kwargs={"pk": row.pk})


def guests(row, *, number=None, sign=None, pk=None):
    order = row.order
    words = {"number": number or order.number, "hash": sign or order.verification_hash(), "pk": pk or row.pk}
    return reverse("accounting-customer:guest-invoice-pdf", kwargs=words)


@pytest.fixture
def owned(make, people):
    """A document of an order of the customer with an account."""

    def _owned(state=State.ISSUED, **values):
        row = make(state, **values)
        row.order.user, row.order.guest_email = people["customer"], ""
        row.order.save()
        return row

    return _owned


@pytest.fixture
def guest():
    """A browser that told the order's e-mail to Oscar's form."""

    def _guest(email="jonas@example.com"):
        client = Client()
        session = client.session
        session["anon_order_email"] = email
        session.save()
        return client

    return _guest


def check_file(answer, name):
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert {"private", "no-store"} <= set(answer["Cache-Control"].split(", "))


def test_the_customers_own_invoice(visit, owned, keep):
    row = owned(remote_number="VIL 00012/x")
    keep(row)
    check_file(visit("customer").get(own(row)), "VIL_00012x.pdf")


def test_a_guests_invoice(make, keep, guest):
    row = make(State.ISSUED)
    keep(row)
    check_file(guest().get(guests(row)), f"{row.reference}.pdf")


def test_a_credit_note_is_the_customers_too(visit, owned, keep):
    row = owned(kind=DocumentKind.CREDIT_NOTE)
    keep(row)
    check_file(visit("customer").get(own(row)), f"{row.reference}.pdf")


@pytest.mark.parametrize("kind", [DocumentKind.PROFORMA, DocumentKind.RECEIPT])
def test_other_documents_are_not(visit, owned, make, guest, kind):
    assert visit("customer").get(own(owned(kind=kind))).status_code == 404
    assert guest().get(guests(make(State.ISSUED, kind=kind))).status_code == 404
    assert not DocumentPdf.objects.exists()


@pytest.mark.parametrize("state", OTHER_STATES)
def test_only_what_is_issued(visit, owned, make, guest, state):
    assert visit("customer").get(own(owned(state))).status_code == 404
    assert guest().get(guests(make(state))).status_code == 404


@pytest.mark.parametrize("who", ["helper", "boss", "keeper", "seller"])
def test_other_peoples_invoices_are_not_found(visit, owned, keep, who):
    row = owned()
    keep(row)
    assert visit(who).get(own(row)).status_code == 404


def test_a_guests_invoice_is_not_found_among_those_of_an_account(visit, make):
    assert visit("customer").get(own(make(State.ISSUED))).status_code == 404


def test_nobody_is_asked_to_log_in(owned):
    row = owned()
    answer = Client().get(own(row))
    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next={own(row)}")
    assert not DocumentPdf.objects.exists()


@pytest.mark.parametrize("sign", ["T00001:wrong", "x", ":", "_" * 200])
def test_a_wrong_hash_is_not_found(make, guest, sign):
    assert guest().get(guests(make(State.ISSUED), sign=sign)).status_code == 404


def test_a_hash_signed_for_something_else_is_not_found(make, guest):
    row = make(State.ISSUED)
    assert guest().get(guests(row, sign=Signer().sign(row.order.number))).status_code == 404
    other = make(State.ISSUED)
    assert guest().get(guests(row, sign=other.order.verification_hash())).status_code == 404
    assert guest().get(guests(row, number="none")).status_code == 404


def test_another_orders_document_is_not_found_with_the_own_hash(make, guest):
    row, other = make(State.ISSUED), make(State.ISSUED)
    assert guest().get(guests(row, pk=other.pk)).status_code == 404


def test_an_order_of_an_account_is_not_a_guests(owned, guest):
    assert guest("customer@example.com").get(guests(owned())).status_code == 404


@pytest.mark.parametrize("email", ["", "other@example.com"])
def test_without_the_orders_email_oscars_form_asks_for_it(make, guest, email):
    row = make(State.ISSUED)
    words = {"order_number": row.order.number, "hash": row.order.verification_hash()}
    for client in (guest(email), Client()):
        answer = client.get(guests(row))
        assert answer["Location"] == reverse("customer:anon-order-form", kwargs=words)
    assert not DocumentPdf.objects.exists()


def test_a_deleted_account_leaves_an_order_nobody_can_open(make, guest):
    row = make(State.ISSUED, email="")
    assert guest("").get(guests(row)).status_code == 302


def test_a_print_that_is_not_there_yet_is_asked_for_and_waited_for(visit, owned):
    row = owned(remote_number="VIL7")
    answer = visit("customer").get(own(row))
    text = answer.content.decode()
    assert answer.status_code == 202
    assert '<meta http-equiv="refresh" content="5">' in text
    assert "The invoice is being fetched." in text
    assert "Invoice VIL7" in text
    assert reverse("customer:order", kwargs={"order_number": row.order.number}) in text
    assert "no-store" in answer["Cache-Control"]
    assert DocumentPdf.objects.get().not_before is not None


def test_waiting_again_asks_for_nothing_new(visit, owned):
    row = owned()
    client = visit("customer")
    client.get(own(row))
    before = DocumentPdf.objects.values().get()
    client.get(own(row))
    assert DocumentPdf.objects.values().get() == before


def test_the_page_does_not_look_for_ever(visit, owned):
    row = owned()
    visit("customer").get(own(row))
    asked = DocumentPdf.objects.get().asked_at
    DocumentPdf.objects.update(asked_at=asked - timedelta(minutes=6))
    answer = visit("customer").get(own(row))
    assert answer.status_code == 202
    assert b"refresh" not in answer.content
    assert "It takes longer than usual." in answer.content.decode()


def test_what_cannot_be_had_sends_the_customer_to_the_shop(make, guest):
    row = make(State.ISSUED)
    DocumentPdf.objects.create(
        submission=row, asked_at=row.created_at, tries=8, problem="Secret words of the accounting system."
    )
    answer = guest().get(guests(row))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f"Ask the shop to send you the invoice of order {row.order.number}." in text
    assert "Secret words" not in text
    assert b"refresh" not in answer.content
    words = {"order_number": row.order.number, "hash": row.order.verification_hash()}
    assert f'href="{reverse("customer:anon-order", kwargs=words)}"' in text
    assert DocumentPdf.objects.get().not_before is None, "a customer does not make us ask again"


def test_a_file_that_was_lost_sends_the_customer_to_the_shop(visit, owned, keep):
    row = owned()
    keep(row)
    Path(DocumentPdf.objects.get().file.path).unlink()
    answer = visit("customer").get(own(row))
    assert "Ask the shop" in answer.content.decode()
    assert answer.status_code == 200


def test_nothing_is_posted(visit, owned, keep):
    row = owned()
    keep(row)
    assert visit("customer").post(own(row)).status_code == 405
    assert Submission.objects.get(pk=row.pk).state == State.ISSUED
