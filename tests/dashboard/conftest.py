from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.domain.snapshot import freeze
from oscar_lt_accounting.models import Integration, State, Submission, Warehouse
from oscar_lt_accounting.models.problems import problem_columns
from tests.dashboard.steps import make_document
from tests.shop import Item

_numbers = count(1)
_STATES_WITH_A_TIME = (State.PENDING, State.SENDING, State.ACCEPTED)


@pytest.fixture
def placed(shop, connect):
    """An order whose rows are made by the test itself, and the warehouse it was drawn from."""
    order = shop.place([Item("24.20")], number=f"T{next(_numbers):05d}")
    return order, connect()


@pytest.fixture
def make(placed):
    """Makes a row in any state, of an order of its own."""
    template, usual = placed

    def _make(state: State = State.PENDING, **values: Any) -> Submission:
        order = type(template).objects.get(pk=template.pk)
        order.pk, order.number = None, values.pop("number", f"T{next(_numbers):05d}")
        order.total_incl_tax = Decimal("24.20")
        order.guest_email = values.pop("email", "jonas@example.com")
        placed_at = values.pop("placed_at", None)
        order._state.adding = True
        order.save(force_insert=True)
        if placed_at:
            type(order).objects.filter(pk=order.pk).update(date_placed=placed_at)
        document = values.pop("document", None) or make_document(order.number)
        problem: Problem | None = values.pop("problem", None)
        warehouse: Warehouse = values.pop("warehouse", usual)
        frozen = values.pop("frozen", state not in (State.PENDING, State.HELD))
        columns: dict[str, Any] = {
            "order": order,
            "integration": warehouse.integration,
            "warehouse": warehouse,
            "partner_key": str(warehouse.partner_id),
            "warehouse_name": warehouse.name,
            "reference": f"shop1-{order.number}-{warehouse.partner_id}-invoice-1",
            "state": state,
            "not_before": timezone.now() + timedelta(hours=1) if state in _STATES_WITH_A_TIME else None,
            "lease_token": "lease" if state == State.SENDING else "",
            "snapshot": freeze(document) if frozen else None,
            "total": document.total if frozen else None,
            "currency": "EUR" if frozen else "",
        }
        if problem:
            columns |= problem_columns(problem)
        return Submission.objects.create(**{**columns, **values})

    return _make


#: Who may come along: their permissions, and their other columns.
_PEOPLE: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "customer": ((), {}),
    "clerk": ((), {"is_staff": True}),
    "keeper": (("change_submission",), {"is_staff": True}),
    "boss": ((), {"is_staff": True, "is_superuser": True}),
    "seller": (("dashboard_access",), {}),
    "other seller": (("dashboard_access",), {}),
    "former": (("change_submission",), {"is_staff": True, "is_active": False}),
    "helper": (("change_submission",), {}),
}


@pytest.fixture
def people(shop):
    """Everybody who may come along, by name. Made in few queries: most tests want one of them."""
    model = get_user_model()
    logins = {name: name.split()[0] for name in _PEOPLE}
    password = make_password("secret")
    made = model.objects.bulk_create(
        model(username=login, email=f"{login}@example.com", password=password, **_PEOPLE[name][1])
        for name, login in logins.items()
    )
    everybody = dict(zip(_PEOPLE, made, strict=True))
    permissions = dict(Permission.objects.values_list("codename", "pk"))
    given = model.user_permissions.through
    given.objects.bulk_create(
        given(user=person, permission_id=permissions[codename])
        for name, person in everybody.items()
        for codename in _PEOPLE[name][0]
    )
    shop.partner("Vilnius").users.add(everybody["seller"], everybody["customer"])
    shop.partner("Kaunas").users.add(everybody["other seller"])
    return everybody


@pytest.fixture
def visit(people):
    """A browser of one of the people; nobody when no name is given."""

    def _visit(name: str = "") -> Client:
        client = Client()
        if name:
            client.force_login(people[name])
        return client

    return _visit


@pytest.fixture
def keeper(visit):
    """The browser of somebody who may decide."""
    return visit("keeper")


@pytest.fixture(autouse=True)
def no_remote_calls(request, monkeypatch):
    """No page speaks to an accounting system, except in tests that let the worker do it."""
    if "outbox" not in request.fixturenames:

        def refuse(self: Integration, **kwargs: Any) -> None:
            raise AssertionError("a page connected to the accounting system")

        monkeypatch.setattr(Integration, "connect", refuse)
