"""What may be deleted around a document, and what may not (oscar-facts §9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models import ProtectedError
from django.urls import reverse
from oscar.apps.partner.models import Partner

from oscar_lt_accounting.models import AuditLine, Integration, ProductLink, State, Submission, Warehouse
from tests.shop import Item


@pytest.fixture
def issued(shop: Any, connect: Any, outbox: Any, memory_books: Any) -> Submission:
    warehouse = connect()
    order = shop.place([Item("10.00")])
    ProductLink.objects.create(warehouse=warehouse, stockrecord=order.lines.get().stockrecord, remote_id="1")
    outbox.run(after=60)
    return Submission.objects.get()


def test_a_partner_is_deleted_in_oscars_dashboard(issued: Submission, client: Any, shop: Any) -> None:
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.com", "admin"))
    page = reverse("dashboard:partner-delete", kwargs={"pk": shop.partner().pk})
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 302
    assert not Partner.objects.exists()
    issued.refresh_from_db()
    assert (issued.state, issued.warehouse, issued.warehouse_name) == (State.ISSUED, None, "Vilnius sandėlis")
    assert issued.document is not None
    assert issued.integration is not None
    assert (Warehouse.objects.count(), ProductLink.objects.count()) == (0, 0)


def test_a_warehouse_is_deleted_and_its_documents_stay(issued: Submission) -> None:
    Warehouse.objects.get().delete()
    issued.refresh_from_db()
    assert (issued.warehouse, issued.warehouse_name) == (None, "Vilnius sandėlis")


def test_an_order_with_documents_is_not_deleted(issued: Submission) -> None:
    with pytest.raises(ProtectedError):
        issued.order.delete()


def test_an_integration_with_documents_is_not_deleted(issued: Submission) -> None:
    with pytest.raises(ProtectedError):
        Integration.objects.get().delete()


def test_an_integration_without_documents_is_deleted_with_its_set_up(connect: Any) -> None:
    warehouse = connect()
    warehouse.integration.delete()
    assert not Warehouse.objects.exists()


def test_a_customer_is_forgotten_and_the_document_stays(issued: Submission) -> None:
    user = get_user_model().objects.create_user("ona", "ona@example.com")
    type(issued.order).objects.update(user=user)
    user.delete()
    issued.refresh_from_db()
    assert issued.document is not None
    assert issued.document.buyer.name == "Jonas Jonaitis"


def test_who_decided_is_known_after_the_person_left(issued: Submission, outbox: Any) -> None:
    user = get_user_model().objects.create_user("ona", "ona@example.com")
    Submission.objects.update(state=State.HELD)
    assert issued.retry(actor=user, now=outbox.clock.now(), reason="mended")
    user.delete()
    line = AuditLine.objects.get(verb="retry")
    assert (line.actor, line.actor_name, line.reason) == (None, "ona", "mended")
