"""One order of a shop, delivered to every system: the same net, VAT and total to the cent, read back where possible."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.models import (
    Integration,
    Numbering,
    ProductLink,
    Series,
    State,
    Submission,
    VatMapping,
    Warehouse,
)
from oscar_lt_accounting.providers.base import Capability
from oscar_lt_accounting.services.outbox.attempts import WorkerContext
from oscar_lt_accounting.services.outbox.worker import Worker
from oscar_lt_accounting.testing.journeys import MovingClock
from tests.contract.setups import ITAX_RATES, SETUPS
from tests.shop import Item

SYSTEMS = ("B1.lt e-commerce", "B1.lt warehouse", "Centas", "iTax", "RoboLabs", "Fakturownia")
#: What the order's goods are in the accounting system.
SHELF = {"Kolonėlė": ("2006", "KOLONELE"), "Knyga": ("2002", "KNYGA"), "Striukė": ("2004", "STRIUKE")}

#: What the accountant would tell of this company: how VAT is rounded, that delivery may be a new product.
MORE = {"B1.lt warehouse": {"vat_rounding": "rate"}}
SWITCHES = {"B1.lt warehouse": ("sale_vat", "per rate"), "RoboLabs": ("new_products", True)}


@pytest.fixture(autouse=True)
def short_times(settings: Any) -> None:
    given = settings.OSCAR_LT_ACCOUNTING
    settings.OSCAR_LT_ACCOUNTING = {**given, "ALLOWED_HOSTS_EXTRA": ["127.0.0.1"]}


def connected(setup: Any, partner: Any) -> Integration:
    integration = Integration.objects.create(
        name=setup.title,
        provider=setup.provider,
        base_url=setup.base_url,
        credentials=setup.credentials,
        settings={**setup.settings, **MORE.get(setup.title, {})},
        is_active=True,
        start_date="2020-01-01",
        numbering=Numbering.SHOP if setup.own_numbers else Numbering.PROVIDER,
    )
    Warehouse.objects.create(integration=integration, partner=partner, code=setup.warehouse, name=setup.title)
    if setup.own_numbers:
        Series.objects.create(integration=integration, prefix="INV")
    if setup.provider == "itax":
        for rate, code in ITAX_RATES.items():
            VatMapping.objects.create(integration=integration, rate=Decimal(rate), remote_code=code)
    return integration


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("title", SYSTEMS)
def test_every_system_books_the_same_sums(title: str, shop: Any) -> None:
    clock = MovingClock()
    partner = shop.partner(title)
    opened: Any = SETUPS[title](clock)
    with opened as setup:
        if switch := SWITCHES.get(title):
            setup.turn(*switch)
        integration = connected(setup, partner)
        items = [
            Item("49.99", 1, partner=partner, title="Kolonėlė"),
            Item("12.49", 2, "knygos", partner=partner, title="Knyga"),
            Item("29.99", 3, partner=partner, title="Striukė"),
        ]
        order = shop.place(items, shipping="4.99")
        warehouse = integration.warehouses.get()
        for line in order.lines.all():
            remote_id, code = SHELF[line.title]
            ProductLink.objects.create(
                warehouse=warehouse, stockrecord=line.stockrecord, remote_id=remote_id, remote_code=code
            )
        row = Submission.objects.get(order=order)
        Submission.objects.filter(pk=row.pk).update(not_before=clock.now())
        worker = Worker(context=WorkerContext(clock=clock), only=[integration.pk], parallel=False)
        worker.run()
        row.refresh_from_db()
        assert row.state == State.ISSUED, row.problem
        (booked,) = setup.booked()
        assert (booked.net, booked.vat, booked.gross) == (Decimal("143.69"), Decimal("26.24"), Decimal("169.93"))
        assert booked.gross == order.total_incl_tax
        clock.advance(3600)
        worker.run()
        row.refresh_from_db()
        reads = integration.connect().can(Capability.READS_BACK)
        assert (row.verified_at is not None, row.problem_code) == (reads, "")
