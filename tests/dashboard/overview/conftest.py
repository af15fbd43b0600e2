from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.domain.errors import Problem
from tests.shop import Item

OVERVIEW = "/dashboard/accounting/"
SEND = reverse("accounting-dashboard:accounting-overview-send")
LINK = reverse("accounting-dashboard:accounting-overview-mend-link")
UNLINKED = (
    "“%(title)s” (%(sku)s) is not linked to a product of %(warehouse)s. Link it; everything that waits for it is "
    "then sent."
)
REFUSED = Problem(code="rejected", message="B1 rejected the document: %(said)s", params={"said": "closed period"})


def no_link(record: Any, *, named: bool = True) -> Problem:
    params = {"title": record.product.title, "sku": record.partner_sku, "warehouse": "Vilnius"}
    if named:
        params["stockrecord"] = str(record.pk)
    return Problem(code="no_link", message=UNLINKED, params=params)


def vat(rate: str) -> Problem:
    message = "%(system)s has no VAT code for %(rate_msg)s (“%(title)s”)."
    return Problem(code="vat_mapping", message=message, params={"system": "B1", "rate_msg": rate, "title": rate})


@pytest.fixture
def record(shop, placed):
    """Makes a stock record that is not linked."""

    def _record(title: str = "Medus", partner: str = "Vilnius") -> StockRecord:
        product = shop.product(Item("12.10", title=title, partner=shop.partner(partner)))
        return product.stockrecords.get()

    return _record


@pytest.fixture
def linker(people) -> Client:
    """The browser of somebody who may link and decide."""
    person = get_user_model().objects.create_user("linker", "linker@example.com", "secret", is_staff=True)
    person.user_permissions.set(
        Permission.objects.filter(codename__in=("change_submission", "change_productlink", "change_integration"))
    )
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def look(keeper):
    def _look(client: Client | None = None) -> Any:
        response = (client or keeper).get(OVERVIEW)
        assert response.status_code == 200
        return response

    return _look
