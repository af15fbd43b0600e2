"""Oscar's page of an order with its documents."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oscar_lt_accounting.dashboard.orders import views
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import AuditLine, DocumentKind, Integration, State, Submission, Warehouse
from tests.dashboard.steps import page, said
from tests.oscar_pages.conftest import order_page
from tests.shop import Item

REFUSED = Problem(code="refused", message="The period is closed.")


def enqueue_page(order):
    return reverse("accounting-dashboard:accounting-order-enqueue", kwargs={"number": order.number})


def panel(client, order):
    response = client.get(order_page(order))
    assert response.status_code == 200
    text = response.content.decode()
    return text.split('id="accounting"', 1)[1].split("</section>", 1)[0] if 'id="accounting"' in text else ""


@pytest.fixture
def order(shop, placed):
    """An order without documents."""
    return placed[0]


@pytest.fixture
def give(order, placed):
    """A document of the order itself."""

    def _give(state, **values):
        warehouse = values.pop("warehouse", placed[1])
        key = str(warehouse.partner_id)
        kind = values.get("kind", "invoice")
        return Submission.objects.create(
            **{
                "order": order,
                "warehouse": warehouse,
                "integration": warehouse.integration,
                "warehouse_name": warehouse.name,
                "partner_key": key,
                "reference": f"shop1-{order.number}-{key}-{kind}",
                "state": state,
                **values,
            }
        )

    return _give


def test_the_documents_are_shown_with_the_way_to_each(visit, order, give):
    row = give(State.ISSUED, remote_number="VIL-7", total="24.20", currency="EUR")
    text = panel(visit("boss"), order)
    assert "Invoice, Vilnius sandėlis" in text
    assert "VIL-7" in text
    assert "€24.20" in text
    assert "Issued" in text
    assert f'href="{page("detail", pk=row.pk)}"' in text
    assert f'href="{page("print", pk=row.pk)}"' in text
    assert page("send", pk=row.pk) not in text
    assert "Create the document now" not in text


def test_a_document_of_a_warehouse_that_is_gone(visit, order, give):
    give(State.ISSUED, warehouse_name="")
    Warehouse.objects.all().delete()
    assert ">Invoice</a>" in panel(visit("boss"), order)


@pytest.mark.parametrize(
    ("state", "problem_code", "word"),
    [
        (State.REJECTED, "refused", "Send again"),
        (State.HELD, "", "Send again"),
        (State.PENDING, "refused", "Send now"),
        (State.PENDING, "", ""),
        (State.CANCELLED, "", ""),
    ],
)
def test_what_can_be_sent_again_is_sent_from_here(keeper_boss, order, give, state, problem_code, word):
    row = give(state, problem_code=problem_code, problem="The period is closed." if problem_code else "")
    text = panel(keeper_boss, order)
    assert ("The period is closed." in text) is bool(problem_code)
    assert (page("send", pk=row.pk) in text) is bool(word)
    assert word in text
    assert page("print", pk=row.pk) not in text


@pytest.fixture
def keeper_boss(visit):
    return visit("boss")


def test_the_button_does_what_the_documents_page_does(keeper_boss, order, give):
    row = give(State.HELD, attempt_count=1234)
    text = panel(keeper_boss, order)
    assert 'name="seen_attempts" value="1234"' in text
    keeper_boss.post(page("send", pk=row.pk), {"seen_state": "held", "seen_attempts": "1234"})
    row.refresh_from_db()
    assert row.state == State.PENDING


def test_partner_users_see_the_documents_of_their_own_warehouses(visit, order, give, connect):
    own = give(State.HELD)
    other = give(State.HELD, warehouse=connect("Kaunas"), reference="other")
    text = panel(visit("seller"), order)
    assert page("detail", pk=own.pk) in text
    assert page("detail", pk=other.pk) not in text
    assert page("send", pk=own.pk) not in text, "partner users decide nothing"
    assert "Create the document now" not in text


def test_partner_users_of_an_order_without_documents(visit, order):
    assert "This order has no document yet." in panel(visit("seller"), order)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"trigger": "manual"}, "system with PDFs is sent documents only by hand."),
        ({"start_date": date(2026, 5, 1)}, "The order is older than the first day of system with PDFs: May 1, 2026."),
        ({"start_date": None}, "The order is older than the first day of system with PDFs: –."),
        (
            {"trigger": "status", "trigger_statuses": ["Paid", "Shipped"]},
            "system with PDFs is sent the document when the order&#x27;s status becomes: Paid, Shipped.",
        ),
        ({}, "system with PDFs is sent the document automatically, within some minutes."),
    ],
)
def test_why_there_is_no_document_and_the_button_that_makes_it(visit, order, values, reason):
    Integration.objects.update(**values)
    text = panel(visit("boss"), order)
    assert "This order has no document yet." in text
    assert reason in text
    assert enqueue_page(order) in text


def test_a_part_without_a_document(visit, order, give, shop, connect):
    kaunas = connect("Kaunas")
    give(State.ISSUED, warehouse=kaunas)
    text = panel(visit("boss"), order)
    assert "A part of this order has no document yet." in text
    assert enqueue_page(order) in text


def test_credit_notes_are_no_invoices(visit, order, give):
    give(State.ISSUED, kind=DocumentKind.CREDIT_NOTE)
    text = panel(visit("boss"), order)
    assert "Credit note" in text
    assert enqueue_page(order) in text


def test_nothing_is_offered_where_nothing_can_be_made(visit, order, give, connect):
    Warehouse.objects.update(is_active=False)
    text = panel(visit("boss"), order)
    assert "Documents are created for partners that are connected to a warehouse." in text
    assert enqueue_page(order) not in text
    kaunas = connect("Kaunas")
    assert enqueue_page(order) in panel(visit("boss"), order), "it is held with its sentence"
    give(State.ISSUED, warehouse=kaunas)
    assert enqueue_page(order) not in panel(visit("boss"), order)


def test_a_row_whose_partner_was_deleted_stands_for_the_others(visit, order, give):
    give(State.ISSUED, partner_key="")
    assert enqueue_page(order) not in panel(visit("boss"), order)


def test_clerks_see_no_button(visit, order, people):
    people["clerk"].user_permissions.add(*Permission.objects.filter(content_type__app_label="order"))
    text = panel(visit("clerk"), order)
    assert "This order has no document yet." in text
    assert enqueue_page(order) not in text


def test_the_panel_is_not_for_those_who_may_not_look(people, order):
    words = Template("{% load accounting_orders %}{% accounting_order_panel order %}")
    assert not words.render(Context({"order": order, "user": people["customer"]})).strip()


def test_the_panel_takes_the_same_queries_for_any_number_of_documents(visit, order, give, connect):
    client = visit("boss")

    def ours():
        with CaptureQueriesContext(connection) as caught:
            client.get(order_page(order))
        return len([query for query in caught if "oscar_lt_accounting_" in query["sql"]])

    give(State.HELD)
    few = ours()
    for number in range(6):
        give(State.HELD, sequence=number + 2, reference=f"more {number}")
    assert ours() == few == 1


def test_making_the_documents_now(visit, order):
    Integration.objects.update(trigger="manual")
    response = visit("keeper").post(enqueue_page(order), follow=True)
    row = Submission.objects.get()
    assert (row.order, row.state, row.origin) == (order, State.PENDING, "manual")
    assert AuditLine.objects.get(submission=row).actor_name == "keeper"
    assert response.redirect_chain == [(page("list"), 302)], "keepers may not open Oscar's page of the order"
    assert f"1 document of order {order.number} is in the queue" in said(response)


def test_pressing_twice_makes_it_once(visit, order):
    boss = visit("boss")
    first = boss.post(enqueue_page(order))
    assert first["Location"] == order_page(order)
    response = boss.post(enqueue_page(order), follow=True)
    assert Submission.objects.count() == 1
    assert "has all its documents already" in said(response)


def test_somebody_else_was_quicker(visit, order, give, monkeypatch):
    give(State.PENDING, reference="theirs")
    monkeypatch.setattr(views, "known_partners", lambda order_id: set())
    response = visit("boss").post(enqueue_page(order), follow=True)
    assert "has all its documents already" in said(response)
    assert Submission.objects.count() == 1


def test_nowhere_to_send_to(visit, order):
    Warehouse.objects.all().delete()
    response = visit("boss").post(enqueue_page(order), follow=True)
    assert "No partner is connected to a warehouse in use" in said(response)
    assert not Submission.objects.exists()


def test_a_link_makes_nothing(visit, order):
    assert visit("boss").get(enqueue_page(order)).status_code == 302
    assert not Submission.objects.exists()


def test_an_order_that_does_not_exist(visit, order):
    assert visit("boss").post(enqueue_page(order).replace(order.number, "none")).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"), [("", 302), ("customer", 403), ("seller", 403), ("clerk", 403), ("keeper", 302)]
)
def test_who_may_make_documents(visit, order, who, status):
    assert visit(who).post(enqueue_page(order)).status_code == status
    assert Submission.objects.exists() is (who == "keeper")


def test_without_our_rows_the_page_is_still_there(visit, shop):
    order = shop.place([Item("1.00")])
    assert "This order has no document yet." in panel(visit("boss"), order)
