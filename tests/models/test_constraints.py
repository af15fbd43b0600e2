"""What must never be in the tables is refused by the database itself, whoever writes it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from oscar_lt_accounting.models import (
    Integration,
    PaymentMapping,
    ProductLink,
    RequestAccount,
    Series,
    Submission,
    VatMapping,
    Warehouse,
)
from tests.shop import Item

Written = Callable[["World"], Any]


class World:
    """One of everything, for tests to put a wrong twin beside it."""

    def __init__(self, shop: Any, connect: Any) -> None:
        self.shop = shop
        self.warehouse = connect()
        self.integration = self.warehouse.integration
        self.order = shop.place([Item("10.00")])
        self.stockrecord = self.order.lines.get().stockrecord
        self.row = Submission.objects.get()
        self.link = self.make(ProductLink, stockrecord=self.stockrecord, remote_id="1", warehouse=self.warehouse)

    def make(self, model: type[models.Model], **values: Any) -> Any:
        """A row that goes around `full_clean`."""
        if model in (Series, VatMapping, PaymentMapping):
            values.setdefault("integration", self.integration)
        (row,) = model._default_manager.bulk_create([model(**values)])
        return row

    def submission(self, **values: Any) -> Any:
        """A second document of the same order."""
        given = {"order": self.order, "reference": "second", "sequence": 2, "partner_key": "9", "warehouse": None}
        return self.make(Submission, **{**given, **values})

    def another(self, partner: str = "Kaunas", **values: Any) -> Any:
        """A warehouse of another partner."""
        given = {"integration": self.integration, "partner": self.shop.partner(partner), "name": partner}
        return self.make(Warehouse, **{**given, **values})

    def stock(self) -> Any:
        """A stock record that has no link."""
        return self.shop.product(Item("5.00")).stockrecords.get()


@pytest.fixture
def world(shop: Any, connect: Any) -> World:
    return World(shop, connect)


def twice(model: type[models.Model], **values: Any) -> Written:
    return lambda world: [world.make(model, **values) for _ in range(2)]


def updated(**values: Any) -> Written:
    return lambda _world: Submission.objects.update(**values)


WRONG: dict[str, Written] = {
    "integration: the same name": lambda w: w.make(Integration, name=w.integration.name, provider="b1"),
    "integration: the same uuid": lambda w: w.make(Integration, name="B", provider="b1", uuid=w.integration.uuid),
    "integration: fewer than no failures": lambda _w: Integration.objects.update(failures=-1),
    "warehouse: a second one in use for a partner": lambda w: w.another("Vilnius"),
    "warehouse: no partner": lambda w: w.make(Warehouse, integration=w.integration, name="Kaunas"),
    "link: the same stock record twice": lambda w: w.make(
        ProductLink, warehouse=w.warehouse, stockrecord=w.stockrecord, remote_id="2"
    ),
    "link: two stocks follow one product": lambda w: w.make(
        ProductLink, warehouse=w.warehouse, stockrecord=w.stock(), remote_id="1"
    ),
    "link: no units": lambda _w: ProductLink.objects.update(units=0),
    "link: fewer than no units": lambda _w: ProductLink.objects.update(units=Decimal(-1)),
    "VAT mapping: the same twice": twice(VatMapping, rate=21, destination="lt", buyer="any", remote_code="1"),
    "VAT mapping: no rate twice": twice(VatMapping, rate=None, destination="lt", buyer="any", remote_code="1"),
    "VAT mapping: a rate below zero": lambda w: w.make(VatMapping, rate=Decimal("-0.01"), remote_code="1"),
    "VAT mapping: a rate of all": lambda w: w.make(VatMapping, rate=100, remote_code="1"),
    "payment mapping: the same twice": twice(PaymentMapping, source_type="card", remote_code="1"),
    "series: two for one kind": twice(Series, prefix="ESH"),
    "series: no digits": lambda w: w.make(Series, prefix="ESH", digits=0),
    "series: too many digits": lambda w: w.make(Series, prefix="ESH", digits=13),
    "series: fewer than no numbers": lambda w: w.make(Series, prefix="ESH", next_number=-1),
    "submission: the same warehouse": lambda w: w.submission(warehouse=w.warehouse, sequence=1),
    "submission: the same partner": lambda w: w.submission(partner_key=w.row.partner_key, sequence=1),
    "submission: the same reference": lambda w: w.submission(reference=w.row.reference),
    "submission: an unknown state": updated(state="lost"),
    "submission: no state": updated(state=""),
    "submission: issue nought": updated(sequence=0),
    "submission: a lease while waiting": updated(lease_token="t"),
    "submission: being sent without a lease": updated(state="sending", snapshot={}),
    "submission: being sent without words": updated(state="sending", lease_token="t"),
    "submission: accepted without words": updated(state="accepted"),
    "submission: fewer than no attempts": updated(attempt_count=-1),
    "submission: no order": lambda w: w.submission(order=None),
    "requests: the same account twice": twice(RequestAccount, key="b1", touched_at="2026-01-01T00:00Z"),
}

RIGHT: dict[str, Written] = {
    "warehouse: a second one that is out of use": lambda w: w.another("Vilnius", is_active=False),
    "warehouse: one for another partner": lambda w: w.another(),
    "link: two stock records sell one product, one follows": lambda w: w.make(
        ProductLink, warehouse=w.warehouse, stockrecord=w.stock(), remote_id="1", sync_stock=False
    ),
    "link: the same stock record in another warehouse": lambda w: w.make(
        ProductLink, warehouse=w.another(), stockrecord=w.stockrecord, remote_id="1"
    ),
    "VAT mapping: another destination": lambda w: [
        w.make(VatMapping, rate=21, destination=where, remote_code="1") for where in ("lt", "eu", "export", "any")
    ],
    "VAT mapping: zero beside none": lambda w: [w.make(VatMapping, rate=rate, remote_code="1") for rate in (0, None)],
    "series: one for each kind": lambda w: [w.make(Series, prefix="E", kind=kind) for kind in ("invoice", "receipt")],
    "submission: another kind": lambda w: w.submission(kind="credit_note", sequence=1, partner_key=w.row.partner_key),
    "submission: the next issue": lambda w: w.submission(warehouse=w.warehouse, partner_key=w.row.partner_key),
    "submission: two without a warehouse": lambda w: [
        w.submission(partner_key=key, sequence=1, reference=key) for key in ("8", "9")
    ],
    "submission: being sent": updated(state="sending", lease_token="t", snapshot={}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_the_database_refuses(world: World, wrong: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        WRONG[wrong](world)


@pytest.mark.parametrize("right", RIGHT)
def test_the_database_allows(world: World, right: str) -> None:
    RIGHT[right](world)


def test_every_constraint_is_tried() -> None:
    from django.apps import apps

    tables = apps.get_app_config("oscar_lt_accounting").get_models()
    declared = [constraint.name for model in tables for constraint in model._meta.constraints]
    assert len(declared) == len(set(declared))
    assert len(declared) <= len(WRONG), "a constraint was added: put it into WRONG"
    for name in declared:
        assert name.startswith("accounting_")
        assert len(name) <= 63
