"""The shop's own pages of an order with the links to its invoices."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oscar_lt_accounting.models import DocumentKind, DocumentPdf, Integration, State, Submission
from tests.oscar_pages.test_customer_pdf import guests, own
from tests.shop import Item

# Oscar's menu asks treebeard in a way that treebeard gives up.
pytestmark = pytest.mark.filterwarnings("ignore:Using Category.get_tree:DeprecationWarning")


def account_page(order):
    return reverse("customer:order", kwargs={"order_number": order.number})


def guest_page(order):
    words = {"order_number": order.number, "hash": order.verification_hash()}
    return reverse("customer:anon-order", kwargs=words)


@pytest.fixture
def order(shop, people, connect):
    """The customer's order, without documents, in a system that gives PDFs."""
    placed = shop.place([Item("24.20", title="Medus")], user=people["customer"])
    placed.refresh_from_db()
    return placed


@pytest.fixture
def warehouse(connect, order):
    return connect(provider="robolabs")


@pytest.fixture
def give(warehouse):
    def _give(order, state=State.ISSUED, **values):
        number = Submission.objects.count() + 1
        columns = {
            "order": order,
            "warehouse": warehouse,
            "integration": warehouse.integration,
            "partner_key": str(warehouse.partner_id),
            "reference": f"shop1-{number}",
            "sequence": number,
            "state": state,
            "remote_number": f"VIL{number}" if state == State.ISSUED else "",
        }
        return Submission.objects.create(**{**columns, **values})

    return _give


@pytest.fixture
def guest_order(shop, order):
    placed = shop.place([Item("24.20", title="Medus")])
    placed.refresh_from_db()
    return placed


@pytest.fixture
def guest(db):
    client = Client()
    session = client.session
    session["anon_order_email"] = "jonas@example.com"
    session.save()
    return client


def look(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_account_has_a_link_for_each_issued_document(visit, order, give):
    first = give(order)
    second = give(order, kind=DocumentKind.CREDIT_NOTE)
    text = look(visit("customer"), account_page(order))
    assert f'href="{own(first)}"' in text
    assert "Invoice VIL1 (PDF)" in text
    assert f'href="{own(second)}"' in text
    assert "Credit note VIL2 (PDF)" in text
    assert "being prepared" not in text
    assert not DocumentPdf.objects.exists(), "looking at the order asks for nothing"


def test_guests_have_it_too(guest, guest_order, give):
    row = give(guest_order)
    text = look(guest, guest_page(guest_order))
    assert f'href="{guests(row)}"' in text
    assert "Medus" in text


def test_so_has_the_page_after_the_checkout(visit, order, give):
    row = give(order)
    client = visit("customer")
    session = client.session
    session["checkout_order_id"] = order.pk
    session.save()
    assert f'href="{own(row)}"' in look(client, reverse("checkout:thank-you"))


def test_a_guests_page_after_the_checkout(guest_order, give):
    row = give(guest_order)
    found = Template("{% load accounting_invoices %}{% accounting_invoices order %}")
    assert f'href="{guests(row)}"' in found.render(Context({"order": guest_order}))


def test_a_forced_page_of_somebody_elses_order_has_no_links(visit, order, give):
    give(order)
    text = look(visit("boss"), f"{reverse('checkout:thank-you')}?order_number={order.number}")
    assert "accounting-invoices" not in text


@pytest.mark.parametrize("state", [State.PENDING, State.SENDING, State.HELD, State.UNCERTAIN, State.REJECTED])
def test_what_is_not_issued_yet_is_announced(visit, order, give, state):
    values = {"lease_token": "lease", "snapshot": {}} if state == State.SENDING else {}
    row = give(order, state, problem="Secret words.", **values)
    text = look(visit("customer"), account_page(order))
    assert "The invoice is being prepared." in text
    assert own(row) not in text
    assert "Secret words." not in text


def test_a_second_document_is_announced_beside_the_first(visit, order, give):
    give(order)
    give(order, State.PENDING)
    text = look(visit("customer"), account_page(order))
    assert "Another document of this order is being prepared." in text
    assert "The invoice is being prepared." not in text


def _cancelled(row):
    Submission.objects.update(state=State.CANCELLED)


def _proforma(row):
    Submission.objects.update(kind=DocumentKind.PROFORMA)


def _no_prints(row):
    Integration.objects.update(provider="memory")


def _gone(row):
    Integration.objects.update(provider="no longer installed")


def _without_warehouse(row):
    Submission.objects.update(integration=None, state=State.HELD)


def _given_up(row):
    DocumentPdf.objects.create(submission=row, asked_at=row.created_at)


@pytest.mark.parametrize("arrange", [_cancelled, _proforma, _no_prints, _gone, _without_warehouse, _given_up])
def test_no_link_where_there_is_no_pdf_to_hope_for(visit, order, give, arrange):
    arrange(give(order))
    assert "accounting-invoices" not in look(visit("customer"), account_page(order))


def test_a_print_that_is_waited_for_or_kept_keeps_its_link(visit, order, give, keep):
    row = give(order)
    client = visit("customer")
    client.get(own(row))
    assert own(row) in look(client, account_page(order))
    keep(row)
    assert own(row) in look(client, account_page(order))


def test_without_our_rows_the_pages_are_oscars(visit, guest, order, guest_order):
    assert "accounting-invoices" not in look(visit("customer"), account_page(order))
    assert "accounting-invoices" not in look(guest, guest_page(guest_order))


def test_a_shop_that_did_not_include_our_addresses(visit, order, guest, guest_order, give, settings):
    settings.ROOT_URLCONF = "tests.urls"
    give(order)
    give(guest_order)
    assert "(PDF)" not in look(visit("customer"), account_page(order))
    assert "(PDF)" not in look(guest, guest_page(guest_order))


def test_one_query_for_any_number_of_documents(visit, order, give):
    client = visit("customer")

    def ours():
        with CaptureQueriesContext(connection) as caught:
            client.get(account_page(order))
        return len([query for query in caught if "oscar_lt_accounting_" in query["sql"]])

    assert ours() == 1
    for _ in range(5):
        give(order)
    assert ours() == 1


def test_a_template_without_an_order_says_nothing():
    template = Template("{% load accounting_invoices %}{% accounting_invoices order %}")
    assert not template.render(Context({"order": None})).strip()


def test_nothing_is_mailed_by_looking(visit, order, give):
    give(order)
    visit("customer").get(account_page(order))
    assert mail.outbox == []
