"""Create accounting products for what only the shop has: a few at a time, each linked at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from oscar.core.loading import get_model

from oscar_lt_accounting.domain.errors import AccountingError, Held, Problem, Rejected, gettext_noop
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.models import CatalogueItem, LinkChange, ProductLink, Warehouse
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.providers.base import Provider
from oscar_lt_accounting.services.clock import CLOCK, Clock
from oscar_lt_accounting.services.linking.links import link
from oscar_lt_accounting.services.linking.refusals import LinkRefused, foreign, overtaken
from oscar_lt_accounting.services.linking.writing import batches
from oscar_lt_accounting.services.outbox.attempts import WorkerContext

_LONGEST_CODE = 128
_AT_ONCE = 500
_DEAREST = Decimal(10) ** 9
#: What is about one product only; everything else stops the batch.
_GOES_ON = (Rejected, Held, LinkRefused)
_LENGTHS = {"code": 128, "barcode": 64, "name": 255, "unit": 32}


@dataclass(frozen=True)
class Planned:
    """A product as it would be made, and why it cannot be.

    `known` is the id in the accounting system of a product with the same code, which would be linked and not made anew.
    """

    stockrecord: Any
    product: RemoteProduct
    problems: tuple[Problem, ...] = ()
    known: str = ""

    @property
    def sentences(self) -> list[str]:
        """Why it cannot be made, in the language of whoever reads it."""
        return [_sentence(problem) for problem in self.problems]


@dataclass
class Created:
    """What came of it: links that were made, SKUs that were refused and why, and what stopped the rest."""

    made: list[ProductLink] = field(default_factory=list)
    failed: list[tuple[str, str]] = field(default_factory=list)
    stopped: Problem | None = None
    #: The SKU whose turn it was when it stopped; it is tried again like the others.
    stopped_at: str = ""


def creatable(warehouse: Warehouse) -> QuerySet[Any]:
    """The partner's stock records that are linked to nothing in `warehouse` and have an SKU, oldest first."""
    linked = ProductLink.objects.filter(warehouse=warehouse, stockrecord=OuterRef("pk"))
    records: QuerySet[Any] = get_model("partner", "StockRecord").objects.filter(
        ~Exists(linked), partner=warehouse.partner_id
    )
    parent = get_model("catalogue", "Product").PARENT
    records = records.exclude(partner_sku="").exclude(product__structure=parent)
    return records.select_related("product__parent").order_by("pk")


def preview(warehouse: Warehouse, stockrecords: Iterable[Any]) -> list[Planned]:
    """What would be made of these stock records, and which of them cannot be made; calls nobody."""
    return [planned for batch in batches(stockrecords, _AT_ONCE) for planned in _plans(warehouse, batch)]


def create(
    warehouse: Warehouse,
    stockrecords: Iterable[Any],
    *,
    remote_vat: str,
    actor: Any,
    most: int = 20,
    provider: Provider | None = None,
    clock: Clock = CLOCK,
) -> Created:
    """Create the first `most` products in the accounting system, taxed with its VAT code `remote_vat`, and link each.

    Nothing is made twice: after a lost answer the batch stops, and the same product is looked for by its code
    when it is tried again. What is refused does not stop the others. Raises nothing of the accounting system.
    """
    done = Created()
    try:
        books = provider or WorkerContext(clock=clock).open(warehouse.integration)
    except AccountingError as error:
        done.stopped = error.problem
        return done
    for planned in preview(warehouse, islice(stockrecords, most)):
        sku = planned.stockrecord.partner_sku
        if planned.problems:
            done.failed.append((sku, " ".join(planned.sentences)))
            continue
        try:
            done.made.append(_make(warehouse, planned, books, remote_vat, actor, clock))
        except _GOES_ON as error:
            done.failed.append((sku, _sentence(error.problem)))
        except AccountingError as error:
            done.stopped, done.stopped_at = error.problem, sku
            break
    return done


def _make(
    warehouse: Warehouse, planned: Planned, books: Provider, remote_vat: str, actor: Any, clock: Clock
) -> ProductLink:
    record = planned.stockrecord
    if ProductLink.objects.filter(warehouse=warehouse, stockrecord=record.pk).exists():
        raise overtaken(record.partner_sku)
    made = books.create_product(planned.product, remote_vat)
    now = clock.now()
    with transaction.atomic():
        linked = link(
            warehouse,
            record,
            remote_id=made.remote_id,
            remote_code=made.code if len(made.code) <= _LONGEST_CODE else "",
            actor=actor,
            how=LinkChange.How.CREATED,
        )
        _remember(warehouse, made, now)
    return linked


def _remember(warehouse: Warehouse, made: RemoteProduct, now: datetime) -> None:
    """Put it into the catalogue, where a pull would find it missing until the next one; what a pull told stays."""
    facts: dict[str, Any] = {name: getattr(made, name)[:longest] for name, longest in _LENGTHS.items()}
    price = made.price if made.price is not None and abs(made.price) < _DEAREST else None
    item, is_new = CatalogueItem.objects.get_or_create(
        warehouse=warehouse,
        remote_id=made.remote_id,
        defaults={**facts, "price": price, "price_includes_vat": made.price_includes_vat, "read_at": now},
    )
    if not is_new and item.gone_at:
        item.gone_at, item.read_at = None, now
        item.save(update_fields=["gone_at", "read_at"])


def _plans(warehouse: Warehouse, records: list[Any]) -> Iterator[Planned]:
    pks = [record.pk for record in records]
    linked = set(
        ProductLink.objects.filter(warehouse=warehouse, stockrecord__in=pks).values_list("stockrecord_id", flat=True)
    )
    items = CatalogueItem.objects.filter(
        warehouse=warehouse, gone_at__isnull=True, code__in=[record.partner_sku for record in records]
    )
    known = dict(items.exclude(code="").order_by("-pk").values_list("code", "remote_id"))
    for record in records:
        product = _product(warehouse, record)
        problems = tuple(_problems(warehouse, record, product, is_linked=record.pk in linked))
        yield Planned(record, product, problems, known.get(record.partner_sku, ""))


def _product(warehouse: Warehouse, record: Any) -> RemoteProduct:
    ours = record.price_currency == settings.OSCAR_DEFAULT_CURRENCY
    price = record.price if ours and record.price is not None and record.price > 0 else None
    return RemoteProduct(
        remote_id="",
        code=record.partner_sku,
        barcode=record.product.upc or "",
        name=record.product.get_title() or "",
        price=price,
        price_includes_vat=None if price is None else warehouse.integration.prices_include_tax,
    )


def _problems(warehouse: Warehouse, record: Any, product: RemoteProduct, *, is_linked: bool) -> Iterator[Problem]:
    sku = record.partner_sku
    if record.partner_id != warehouse.partner_id:
        yield foreign(sku, warehouse.name).problem
    if is_linked:
        yield _problem("create_linked", _LINKED, sku, product)
    if record.product.is_parent:
        yield _problem("create_parent", _PARENT, sku, product)
    if not sku:
        yield _problem("create_nameless", _NO_SKU, sku, product)
    if not product.name:
        yield _problem("create_untitled", _NO_TITLE, sku, product)


def _problem(code: str, message: str, sku: str, product: RemoteProduct) -> Problem:
    params = {"sku": sku, "title": product.name}
    return Problem(code=code, message=message, params=params)


_LINKED = gettext_noop(
    "“%(sku)s” is linked already. Unlink it first if it is another product in the accounting system."
)
_PARENT = gettext_noop("“%(title)s” is only the parent of its variants. Choose the variants instead.")
_NO_SKU = gettext_noop("“%(title)s” has no SKU, by which the accounting system would know it. Enter one in the shop.")
_NO_TITLE = gettext_noop("“%(sku)s” has no title. Enter one in the shop, then try again.")


def _sentence(problem: Problem) -> str:
    return translated(problem.message, dict(problem.params))
