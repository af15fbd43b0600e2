"""Pages of the dashboard over 100,000 products in three warehouses: queries, time, and against 1,000 products."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from bench.ratios import seconds, table

FEW, MANY, HOMES = 1_000, 100_000, 3
ROUNDS = 7
#: Of each thousand stock records: how many are not linked, are suggested, could be several, lost their product.
UNLINKED, PROPOSED, AMBIGUOUS, BROKEN = 12, 6, 3, 2
_BATCH = 2_000
_LINKS = "accounting-dashboard:accounting-link-list"
#: What is opened: a name for the table, an address, and its query.
PAGES = (
    ("links of one warehouse", _LINKS, "?warehouse={home}"),
    ("links of all", _LINKS, ""),
    ("… an older page", _LINKS, "?before={middle}"),
    ("… linked", _LINKS, "?state=linked"),
    ("… broken", _LINKS, "?state=broken"),
    ("… ambiguous", _LINKS, "?state=ambiguous"),
    ("… suggested", _LINKS, "?state=proposal"),
    ("… not linked", _LINKS, "?state=unlinked"),
    ("… by SKU", _LINKS, "?q=S0-{number}"),
    ("… by the accounting code", _LINKS, "?q=C1-{number}"),
    ("… by a bar code", _LINKS, "?q=477{number:010}"),
    ("… by a word of many titles", _LINKS, "?q=medus"),
    ("… by a word of no title", _LINKS, "?q=nothing"),
    ("… not linked, by a word", _LINKS, "?state=unlinked&q=medus"),
    ("look-up while typing", "accounting-dashboard:accounting-catalogue-lookup", "?warehouse={home}&q=medus 99"),
    ("linked products", "accounting-dashboard:accounting-link-coverage", ""),
    ("overview", "accounting-dashboard:accounting-overview", ""),
    ("invoices", "accounting-dashboard:accounting-submission-list", ""),
    ("… rejected", "accounting-dashboard:accounting-submission-list", "?state=rejected"),
    ("… by order number", "accounting-dashboard:accounting-submission-list", "?q=P{number}"),
)


def report() -> str:
    """A table of the pages; the last but one column is the median of the times in milliseconds on this machine."""
    homes = list(_homes())
    measured = []
    for first, end in ((0, FEW), (FEW, MANY)):
        _fill(homes, first, end)
        _analyse()
        measured.append([_opened(homes, end, *page) for page in PAGES])
    rows = [
        [name, str(few[0]), str(many[0]), f"{1000 * many[1]:.0f}", f"{many[1] / few[1]:.1f}×"]
        for (name, _, _), few, many in zip(PAGES, *measured, strict=True)
    ]
    head = ["page", f"queries at {FEW:,}", f"at {MANY:,} × {HOMES}", "ms", f"{MANY:,} : {FEW:,}"]
    return table(head, rows)


def _opened(homes: list[Any], products: int, name: str, page: str, query: str) -> tuple[int, float]:
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from oscar.apps.partner.models import StockRecord

    model = get_user_model()
    person = model.objects.filter(username="bench").first() or model.objects.create_superuser("bench")
    client = Client()
    client.force_login(person)
    middle = StockRecord.objects.order_by("pk").values_list("pk", flat=True)[HOMES * products // 2]
    address = reverse(page) + query.format(home=homes[0].pk, middle=middle, number=products // 2)

    def get() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{name}: {answer.status_code}")

    get()
    with CaptureQueriesContext(connection) as caught:
        get()
    return len(caught), statistics.median(seconds(get) for _ in range(ROUNDS))


def _analyse() -> None:
    """What autovacuum does on PostgreSQL, and what `PRAGMA optimize` does on SQLite."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _homes() -> Iterator[Any]:
    from django.utils import timezone

    from oscar_lt_accounting.models import Integration, StockPull, Warehouse
    from tests.shop import Shop

    for number in range(HOMES):
        integration = Integration.objects.create(name=f"bench pages {number}", provider="memory", is_active=True)
        partner = Shop().partner(f"bench pages {number}")
        home = Warehouse.objects.create(integration=integration, partner=partner, code=f"P{number}", name=partner.name)
        now = timezone.now()
        StockPull.objects.create(warehouse=home, is_complete=True, started_at=now, finished_at=now, lease_until=now)
        yield home


def _fill(homes: list[Any], first: int, end: int) -> None:
    numbers = range(first, end)
    products = _saved(_products(numbers))
    for home in homes:
        records = _saved(_records(home, zip(numbers, products, strict=True)))
        items = _saved(_items(home, numbers))
        numbered = list(zip(numbers, records, items, strict=True))
        _saved(_links(home, numbered))
        _saved(_proposals(home, numbered))
    orders = _saved(_orders(numbers))
    _saved(_papers(homes, zip(numbers, orders, strict=True)))


def _saved(rows: Iterator[Any]) -> list[Any]:
    saved: list[Any] = []
    while batch := list(islice(rows, _BATCH)):
        saved += type(batch[0]).objects.bulk_create(batch)
    return saved


def _products(numbers: range) -> Iterator[Any]:
    from oscar.apps.catalogue.models import Product, ProductClass

    kind = ProductClass.objects.get_or_create(name="bench pages", slug="bench-pages")[0]
    words = ("Liepų medus", "Čiobrelių arbata", "Bičių vaško žvakė", "Lininis rankšluostis")
    for number in numbers:
        title = f"{words[number % len(words)]} {number}"
        yield Product(
            product_class=kind, title=title, structure="standalone", slug=f"p{number}", upc=f"477{number:010}"
        )


def _records(home: Any, products: Iterator[tuple[int, Any]]) -> Iterator[Any]:
    from oscar.apps.partner.models import StockRecord

    for number, product in products:
        sku = f"S{home.code[1:]}-{number}"
        yield StockRecord(product=product, partner=home.partner, partner_sku=sku, price="10.00", num_in_stock=5)


def _items(home: Any, numbers: range) -> Iterator[Any]:
    from django.utils import timezone

    from oscar_lt_accounting.models import CatalogueItem

    now = timezone.now()
    for number in numbers:
        gone = now if UNLINKED <= number % 1000 < UNLINKED + BROKEN else None
        code = f"C{home.code[1:]}-{number}"
        name = f"Medus {number}"
        yield CatalogueItem(warehouse=home, remote_id=str(number), code=code, name=name, read_at=now, gone_at=gone)


def _links(home: Any, numbered: list[tuple[int, Any, Any]]) -> Iterator[Any]:
    from oscar_lt_accounting.models import ProductLink

    for number, record, item in numbered:
        if number % 1000 >= UNLINKED:
            yield ProductLink(warehouse=home, stockrecord=record, remote_id=item.remote_id, remote_code=item.code)


def _proposals(home: Any, numbered: list[tuple[int, Any, Any]]) -> Iterator[Any]:
    from oscar_lt_accounting.models import LinkProposal

    for number, record, item in numbered:
        if (kept := number % 1000) < PROPOSED + AMBIGUOUS:
            is_ambiguous = kept >= PROPOSED
            yield LinkProposal(warehouse=home, stockrecord=record, item=item, reason="code", is_ambiguous=is_ambiguous)


def _orders(numbers: range) -> Iterator[Any]:
    from django.contrib.sites.models import Site
    from django.utils import timezone
    from oscar.apps.order.models import Order

    site, now = Site.objects.get_current(), timezone.now()
    for number in numbers:
        placed = now - timedelta(minutes=5 * (MANY - number))
        sums = dict.fromkeys(("total_incl_tax", "total_excl_tax"), "12.10")
        yield Order(number=f"P{number}", site=site, currency="EUR", date_placed=placed, **sums)


def _papers(homes: list[Any], orders: Iterator[tuple[int, Any]]) -> Iterator[Any]:
    from oscar_lt_accounting.domain.errors import Problem
    from oscar_lt_accounting.models import State, Submission
    from oscar_lt_accounting.models.problems import problem_columns

    refused = problem_columns(Problem(code="rejected", message="No."))
    for number, order in orders:
        home = homes[number % HOMES]
        is_refused = number % 1000 == 0
        told: dict[str, Any] = (
            refused if is_refused else {"issued_at": order.date_placed, "remote_number": f"N{number}"}
        )
        yield Submission(
            order=order,
            integration=home.integration,
            warehouse=home,
            partner_key=str(home.partner_id),
            warehouse_name=home.name,
            reference=f"bench-P{number}-{home.partner_id}-invoice-1",
            state=State.REJECTED if is_refused else State.ISSUED,
            total="12.10",
            currency="EUR",
            **told,
        )
