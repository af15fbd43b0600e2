"""`demo_books`: connects the demo shop to the simulated accounting systems."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from django.core.management import BaseCommand
from oscar.core.loading import get_model

from oscar_lt_accounting.models import Integration, Numbering, PaymentMapping, ProductLink, Series, Warehouse
from sandbox.shop.configuration import settings

_DIRECT = build_opener(ProxyHandler({}))  # a proxy in the environment would be asked for 127.0.0.1 too


@dataclass(frozen=True)
class Book:
    """One warehouse of the shop and the accounting system it is kept in."""

    partner: str
    system: str
    company: str
    name: str
    priority: int
    prefix: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    switches: dict[str, Any] = field(default_factory=dict)
    payments: dict[str, str] = field(default_factory=dict)


BOOKS = (
    Book(
        partner="vilnius",
        system="b1",
        company="vilnius",
        name="B1.lt · Vilnius",
        priority=0,
        # So that what was sold leaves the warehouse in the accounting system, too.
        settings={"write_off": True},
    ),
    Book(
        partner="kaunas",
        system="robolabs",
        company="kaunas",
        name="RoboLabs · Kaunas",
        priority=1,
        prefix="KAU",
        settings={"journal": "KAU"},
        # Delivery has no code in the accounting system: the accountant of this company lets invoices create services.
        switches={"new_products": True},
        payments={"card": "KORT", "cash-on-delivery": "KASA"},
    ),
)


class Command(BaseCommand):
    """Makes the demo's integrations, warehouses and links, at `settings.SIMULATOR_URL`; run twice, it adds nothing."""

    help = "Connect the demo shop to the simulated accounting systems."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Connect each warehouse and stock its shelves in the accounting system as they are here."""
        systems = _say("GET", "")
        for book in BOOKS:
            if book.switches:
                _say("PUT", "/switches", {"system": book.system, "switches": book.switches})
            if not Integration.objects.filter(name=book.name).exists():
                _connect(book, systems[book.system])


def _connect(book: Book, system: dict[str, Any]) -> None:
    company = system["companies"][book.company]
    integration = Integration.objects.create(
        name=book.name,
        provider=book.system,
        base_url=system["url"],
        credentials={name: company[name] for name in ("api_key", "private_key") if name in company},
        settings=book.settings,
        is_active=True,
        is_test=True,
        pull_every=5,
        numbering=Numbering.SHOP if book.prefix else Numbering.PROVIDER,
    )
    if book.prefix:
        Series.objects.create(integration=integration, prefix=book.prefix)
    for method, code in book.payments.items():
        PaymentMapping.objects.create(integration=integration, source_type=method, remote_code=code)
    partner = get_model("partner", "Partner").objects.get(code=book.partner)
    warehouse = Warehouse.objects.create(
        integration=integration,
        partner=partner,
        code=company["warehouse"],
        name=partner.name,
        priority=book.priority,
    )
    _link(warehouse, book)


def _link(warehouse: Warehouse, book: Book) -> None:
    records = list(warehouse.partner.stockrecords.select_related("product__parent").order_by("pk"))
    rows = [_row(record) for record in records]
    answer = _say(
        "PUT",
        "/products",
        {"system": book.system, "company": book.company, "warehouse": warehouse.code, "products": rows},
    )
    seeded = {product["code"]: product for product in answer["products"]}
    by_code = book.system == "robolabs"  # which tells no ids
    ProductLink.objects.bulk_create(
        ProductLink(
            warehouse=warehouse,
            stockrecord=record,
            remote_id=record.partner_sku if by_code else str(seeded[record.partner_sku]["id"]),
            remote_code=record.partner_sku,
        )
        for record in records
    )


def _row(record: Any) -> dict[str, Any]:
    tracked = record.num_in_stock is not None
    return {
        "code": record.partner_sku,
        "barcode": record.product.upc or "",
        "name": record.product.get_title(),
        "price": str(record.price or Decimal(0)),
        "quantity": str(record.num_in_stock) if tracked else None,
        "service": not tracked,
    }


def _say(method: str, path: str, words: dict[str, Any] | None = None) -> Any:
    request = Request(
        f"{settings.SIMULATOR_URL}/_simulator{path}",
        method=method,
        data=json.dumps(words).encode() if words else None,
        headers={"Content-Type": "application/json"},
    )
    with _DIRECT.open(request, timeout=30) as answer:
        return json.load(answer)
