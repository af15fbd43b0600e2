"""Stock pulls: calls, memory and time for 1,000 and 100,000 items; writes against `bulk_update`; matching."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from bench.ratios import seconds, table
from bench.simulators import SYSTEMS, simulators

FEW, MANY = 1_000, 100_000
ROWS = 10_000
#: The largest page of each system; None tells everything at once.
PAGES: dict[str, int | None] = {"b1": 500, "itax": 1000, "robolabs": None, "centas": None}


def report() -> str:
    """A table of the four systems, each measured in processes of their own."""
    rows = []
    with simulators() as over_there:
        for system in SYSTEMS:
            small, large = (_measured(over_there, system, number) for number in (FEW, MANY))
            page = PAGES[system]
            rows.append(
                [
                    system,
                    f"{large['requests']} ({-(-MANY // page) if page else 1})",
                    f"{large['peak'] / small['peak']:.2f}×",
                    f"+{(large['peak'] - large['idle']) / 1024:.0f} MiB",
                    f"{large['seconds'] / large['parse']:.1f}×",
                    f"{large['queries'] * 1000 / MANY:.1f}",
                    str(large["written"]),
                ]
            )
    head = [
        "system",
        "calls for 100,000 (fewest possible)",
        "peak memory 100,000 : 1,000",
        "above idle",
        "unchanged stock update : bare parse",
        "queries per 1,000 items",
        "stock records written when nothing changed",
    ]
    return table(head, rows)


def _measured(over_there: Any, system: str, products: int) -> dict[str, Any]:
    over_there.fill(system, products)
    overview = over_there.say("GET", "")[system]
    command = [sys.executable, "-m", "bench.pulling", system, json.dumps(overview), str(min(products, ROWS))]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    if measured["seen"] != products or measured["changed"] != min(products, ROWS):
        raise RuntimeError(f"{system}: {measured}")
    return measured


def writing() -> str:
    """A pull that changes 10,000 stock records, against `bulk_update` of the same rows, in one process."""
    from django.conf import settings
    from oscar.apps.partner.models import StockRecord

    from oscar_lt_accounting.services import stock

    books, warehouse = _warehouse()
    rows = []
    for signals in ("alerts", "all"):
        settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "STOCK_SIGNALS": signals}
        pulled: list[float] = []
        written: list[float] = []
        updated: list[float] = []
        for round_ in range(1, 4):
            _restock(books, warehouse, round_)
            with _timed(written):
                pulled.append(seconds(lambda: stock.pull(warehouse)))
            updated.append(seconds(partial(_bulk_update, StockRecord, round_)))
        rows.append([signals, *(f"{min(times) / min(updated):.2f}×" for times in (written, pulled))])
    head = [
        "`STOCK_SIGNALS`",
        f"writing {ROWS:,} stock records : bulk_update of them",
        "the whole stock update : bulk_update",
    ]
    return table(head, rows)


@contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    """How long the stock records alone take."""
    from oscar_lt_accounting.services.stock import writing

    write = writing.write

    def timed(*arguments: Any) -> None:
        times.append(seconds(lambda: write(*arguments)))

    writing.write = timed  # type: ignore[assignment]
    try:
        yield
    finally:
        writing.write = write


def _bulk_update(model: Any, add: int) -> None:
    rows = list(model.objects.all())
    for row in rows:
        row.num_in_stock = (row.num_in_stock or 0) + add
    model.objects.bulk_update(rows, ["num_in_stock"], batch_size=1000)


def _warehouse() -> tuple[Any, Any]:
    from bench.pulling import _link
    from oscar_lt_accounting.models import CatalogueItem, Integration, Warehouse
    from oscar_lt_accounting.providers.memory.books import books
    from oscar_lt_accounting.services.clock import CLOCK
    from tests.shop import Shop

    integration = Integration.objects.create(
        name="bench stock", provider="memory", is_active=True, settings={"limits": [], "books": "bench"}
    )
    made = Warehouse.objects.create(integration=integration, partner=Shop().partner("bench stock"), code="W", name="W")
    CatalogueItem.objects.bulk_create(
        CatalogueItem(warehouse=made, remote_id=str(number), code=f"B-{number}", name="x", read_at=CLOCK.now())
        for number in range(ROWS)
    )
    _link(made, ROWS)
    return books("bench"), Warehouse.objects.select_related("integration").get(pk=made.pk)


def _restock(books: Any, warehouse: Any, round_: int) -> None:
    from decimal import Decimal

    from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel

    for number in range(ROWS):
        product = RemoteProduct(remote_id=str(number), code=f"B-{number}", name="x")
        level = StockLevel(product=product, available=Decimal(number % 50 + 100 * round_))
        books.set_stock(warehouse.code, level)


def matching() -> str:
    """100,000 SKUs against 100,000 items: the preview, and making the links, against reading both tables once."""
    from oscar.apps.partner.models import StockRecord

    from oscar_lt_accounting.models import CatalogueItem, ProductLink
    from oscar_lt_accounting.services.linking import matching as match

    warehouse = _unlinked()

    def read() -> None:
        list(StockRecord.objects.filter(partner=warehouse.partner).values_list("pk", "partner_sku").iterator())
        list(CatalogueItem.objects.filter(warehouse=warehouse).values_list("pk", "code", "barcode").iterator())

    reading = min(seconds(read) for _ in range(3))
    previewing = seconds(lambda: match.preview(warehouse, most_names=0))
    applying = seconds(lambda: match.apply(warehouse))
    linked = ProductLink.objects.filter(warehouse=warehouse).count()
    if linked != MANY:
        raise RuntimeError(f"{linked} of {MANY} were linked")
    return table(
        [f"{MANY:,} × {MANY:,}", ": reading both tables once"],
        [["preview", f"{previewing / reading:.1f}×"], ["apply", f"{applying / reading:.1f}×"]],
    )


def _unlinked() -> Any:
    from oscar.apps.catalogue.models import Product, ProductClass
    from oscar.apps.partner.models import StockRecord

    from oscar_lt_accounting.models import CatalogueItem, Integration, Warehouse
    from oscar_lt_accounting.services.clock import CLOCK
    from tests.shop import Shop

    integration = Integration.objects.create(name="bench matching", provider="memory", is_active=True)
    partner = Shop().partner("bench matching")
    warehouse = Warehouse.objects.create(integration=integration, partner=partner, code="M", name="M")
    kind = ProductClass.objects.create(name="bench matching", slug="bench-matching")
    products = Product.objects.bulk_create(
        (
            Product(product_class=kind, title=f"Prekė {number}", structure="standalone", slug=f"m{number}")
            for number in range(MANY)
        ),
        batch_size=2000,
    )
    StockRecord.objects.bulk_create(
        (
            StockRecord(product=product, partner=partner, partner_sku=f"M-{number}")
            for number, product in enumerate(products)
        ),
        batch_size=2000,
    )
    CatalogueItem.objects.bulk_create(
        (
            CatalogueItem(warehouse=warehouse, remote_id=str(number), code=f"M-{number}", read_at=CLOCK.now())
            for number in range(MANY)
        ),
        batch_size=2000,
    )
    return warehouse
