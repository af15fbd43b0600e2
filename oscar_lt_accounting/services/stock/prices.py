"""Prices and names that follow the accounting system, where an integration asks; sale prices are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from typing import Any, Literal

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from oscar.core.loading import get_model

from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.models import CatalogueItem, Integration, ProductLink, Warehouse
from oscar_lt_accounting.models.problems import NO_PROBLEM, translated
from oscar_lt_accounting.models.records import audit_line

#: Rows in one transaction: a checkout that waits for one of them waits a few milliseconds.
CHUNK = 500
_PAGE = 1000
_CENT = Decimal("0.01")
_DEAREST = Decimal(10) ** 10
_LONGEST_NAME = 255
_KEPT = ("price_kept", "name_kept")


@dataclass(frozen=True)
class Change:
    """What a price (the shop's currency, as the shop keeps prices) or a name would become, or why it stays."""

    link: ProductLink
    field: Literal["price", "name"]
    old: Any
    new: Any
    problem: Problem = NO_PROBLEM

    @property
    def refusal(self) -> str:
        """Why nothing is written, in the language of whoever reads it; empty where it is written."""
        return translated(self.problem.message, dict(self.problem.params))

    @property
    def is_kept(self) -> bool:
        """Whether it stays because somebody changed it in the shop."""
        return self.problem.code in _KEPT

    @property
    def is_due(self) -> bool:
        """Whether the shop has to be written."""
        return not self.problem.code and self.old != self.new

    @property
    def is_news(self) -> bool:
        """Whether the link does not know yet what shop and accounting system agree on."""
        known = self.link.synced_price if self.field == "price" else self.link.synced_name
        return not self.problem.code and known != self.new


@dataclass
class Applied:
    """How many prices and names were written, and how many were kept because somebody changed them in the shop."""

    prices: int = 0
    names: int = 0
    kept: int = 0


def changes(warehouse: Warehouse) -> Iterator[Change]:
    """What `apply` would write, and what it would not and why; what agrees is left out."""
    for page in _pages(warehouse):
        for change in _of_links(warehouse, page):
            if change.is_due or change.problem.code:
                yield change


def apply(warehouse: Warehouse, *, actor: Any = None) -> Applied:
    """Write the prices and names of the accounting system into the shop, as far as the integration lets them follow.

    Stock is never touched. `actor` is a user or the name of a machinery, for the activity log.
    """
    done = Applied()
    for page in _pages(warehouse):
        found = _of_links(warehouse, page)
        done.kept += sum(change.is_kept for change in found)
        news = [change for change in found if change.is_due or change.is_news]
        prices = [change.link for change in news if change.field == "price"]
        names = [change.link for change in news if change.field == "name"]
        done.prices += _write_all(prices, partial(_write_prices, warehouse))
        done.names += _write_all(names, partial(_write_names, warehouse))
    if done.prices or done.names:
        _note(warehouse, done, actor)
    return done


# -- what follows --------------------------------------------------------------------------------------


def _pages(warehouse: Warehouse) -> Iterator[list[ProductLink]]:
    """The warehouse's links in the order of their stock records' ids; none where nothing follows them."""
    integration, last = warehouse.integration, 0
    while warehouse.is_active and (integration.sync_prices or integration.sync_names):
        page = list(_links(warehouse).filter(stockrecord__gt=last)[:_PAGE])
        if not page:
            return
        last = page[-1].stockrecord_id
        yield page


def _links(warehouse: Warehouse) -> QuerySet[ProductLink]:
    links = ProductLink.objects.filter(warehouse=warehouse, stockrecord__partner=warehouse.partner_id)
    return links.select_related("stockrecord__product").order_by("stockrecord_id")


def _of_links(warehouse: Warehouse, links: Sequence[ProductLink]) -> list[Change]:
    integration = warehouse.integration
    told = CatalogueItem.objects.filter(
        warehouse=warehouse, gone_at__isnull=True, remote_id__in={link.remote_id for link in links}
    )
    items = {item.remote_id: item for item in told.order_by()}
    writers = _writers(links) if integration.sync_names else {}
    found: list[Change] = []
    for link in links:
        item = items.get(link.remote_id)
        if item is None:
            continue
        if integration.sync_prices and item.price is not None:
            found.append(_price(integration, link, item))
        if writers.get(link.stockrecord.product_id) == link.pk:
            found += _name(link, item)
    return found


def _writers(links: Sequence[ProductLink]) -> dict[int, int]:
    """Which link gives each product its name: that of the warehouse in use that sells first."""
    rivals = ProductLink.objects.filter(
        stockrecord__product__in={link.stockrecord.product_id for link in links},
        stockrecord__partner=F("warehouse__partner"),
        warehouse__is_active=True,
        warehouse__integration__sync_names=True,
        warehouse__catalogue__remote_id=F("remote_id"),
        warehouse__catalogue__gone_at__isnull=True,
        warehouse__catalogue__name__gt="",
    )
    # The last of a product stays in the dictionary.
    last_first = rivals.order_by("-warehouse__priority", "-warehouse", "-stockrecord")
    return dict(last_first.values_list("stockrecord__product", "pk"))


def _price(integration: Integration, link: ProductLink, item: CatalogueItem) -> Change:
    old, known = link.stockrecord.price, link.synced_price
    new = _shop_price(integration, link, item)
    if isinstance(new, Problem):
        return Change(link, "price", old, None, new)
    if known is not None and old not in (known, new):
        problem = _problem("price_kept", _PRICE_KEPT, link, price=_shown(old), known=known, new=new)
        return Change(link, "price", old, new, problem)
    return Change(link, "price", old, new)


def _shop_price(integration: Integration, link: ProductLink, item: CatalogueItem) -> Decimal | Problem:
    """The price of one shop unit as the shop keeps prices, to the cent; or why it cannot be told."""
    books, currency = item.price or Decimal(0), link.stockrecord.price_currency
    if currency != settings.OSCAR_DEFAULT_CURRENCY:
        return _problem("price_currency", _CURRENCY, link, currency=currency, own=settings.OSCAR_DEFAULT_CURRENCY)
    factor = _factor(integration, item)
    if factor is None:
        return _problem("price_rate", _RATE, link, setting_msg="VAT rate for prices, %", name=integration.name)
    price = (books * link.units * factor[0] / factor[1]).quantize(_CENT, rounding=ROUND_HALF_UP)
    if not 0 < price < _DEAREST:
        return _problem("price_zero", _ZERO, link, price=f"{books:f}")
    return price


def _factor(integration: Integration, item: CatalogueItem) -> tuple[Decimal, Decimal] | None:
    """What the accounting system's price is multiplied and divided by; None where a needed VAT rate is not set."""
    one, rate, with_vat = Decimal(1), integration.price_rate, item.price_includes_vat
    if with_vat is not None and with_vat == integration.prices_include_tax:
        return one, one
    if rate is None:
        return None
    if integration.prices_include_tax:
        return 100 + rate, Decimal(100)
    # A price of which nothing is told is taken for net where a rate is set.
    return (Decimal(100), 100 + rate) if with_vat else (one, one)


def _name(link: ProductLink, item: CatalogueItem) -> Iterator[Change]:
    product, new = link.stockrecord.product, item.name.strip()[:_LONGEST_NAME]
    inherits = product.is_child and not product.title
    if inherits or not new:
        return
    old, known = product.title, link.synced_name
    if known and old not in (known, new):
        yield Change(link, "name", old, new, _problem("name_kept", _NAME_KEPT, link, name=old, known=known, new=new))
        return
    yield Change(link, "name", old, new)


def _shown(price: Decimal | None) -> str:
    return "–" if price is None else str(price)


def _problem(code: str, message: str, link: ProductLink, **params: Any) -> Problem:
    values = {"sku": link.stockrecord.partner_sku, **params}
    return Problem(code=code, message=message, params={name: str(value) for name, value in values.items()})


_PRICE_KEPT = gettext_noop(
    "The price of “%(sku)s” was changed in the shop from %(known)s to %(price)s and is kept; in the accounting "
    "system it is %(new)s. Set it back to %(known)s in the shop to let it follow the accounting system again."
)
_NAME_KEPT = gettext_noop(
    "The name of “%(sku)s” was changed in the shop from “%(known)s” to “%(name)s” and is kept; in the accounting "
    "system it is “%(new)s”. Set it back in the shop to let it follow the accounting system again."
)
_CURRENCY = gettext_noop(
    "“%(sku)s” is priced in %(currency)s, and the accounting system returns prices in %(own)s. Change its price in "
    "the shop by hand."
)
_RATE = gettext_noop(
    "The accounting system does not return the price of “%(sku)s” the way the shop keeps prices, with or without "
    "VAT. Fill in “%(setting_msg)s” of the integration “%(name)s”."
)
_ZERO = gettext_noop(
    "The price of “%(sku)s” in the accounting system is %(price)s, which makes no price in the shop. Correct it in "
    "the accounting system; the shop's price stays."
)

# -- writing -------------------------------------------------------------------------------------------


def _write_all(links: Sequence[ProductLink], write: Callable[[Sequence[ProductLink]], int]) -> int:
    written = 0
    for start in range(0, len(links), CHUNK):
        with transaction.atomic():
            written += write(links[start : start + CHUNK])
    return written


def _write_prices(warehouse: Warehouse, links: Sequence[ProductLink]) -> int:
    _lock("partner", "StockRecord", {link.stockrecord_id for link in links})
    found = [change for change in _again(warehouse, links) if change.field == "price"]
    due = [change for change in found if change.is_due]
    for change in due:
        record = change.link.stockrecord
        record.price = change.new
        record.save(update_fields=["price", "date_updated"])
    _remember(found, "synced_price")
    return len(due)


def _write_names(warehouse: Warehouse, links: Sequence[ProductLink]) -> int:
    _lock("catalogue", "Product", {link.stockrecord.product_id for link in links})
    found = [change for change in _again(warehouse, links) if change.field == "name"]
    due = [change for change in found if change.is_due]
    for change in due:
        product = change.link.stockrecord.product
        product.title = change.new
        product.save(update_fields=["title", "date_updated"])
    _remember(found, "synced_name")
    return len(due)


def _lock(app: str, name: str, pks: set[int]) -> None:
    """In the order of the ids, as Oscar's checkout does; order lines that point to a row need not wait."""
    rows = get_model(app, name).objects.filter(pk__in=pks).order_by("pk")
    no_key = connection.features.has_select_for_no_key_update
    list(rows.select_for_update(no_key=no_key).values_list("pk", flat=True))


def _again(warehouse: Warehouse, links: Sequence[ProductLink]) -> list[Change]:
    """What is to be done now that nobody else changes the rows."""
    return _of_links(warehouse, list(_links(warehouse).filter(pk__in=[link.pk for link in links])))


def _remember(found: Sequence[Change], column: str) -> None:
    """Note what shop and accounting system agree on, by which a later change in the shop is known."""
    news = [change for change in found if change.is_news]
    for change in news:
        setattr(change.link, column, change.new)
    ProductLink.objects.bulk_update([change.link for change in news], [column])


def _note(warehouse: Warehouse, done: Applied, actor: Any) -> None:
    problem = Problem(
        code="prices",
        message=gettext_noop(
            "%(prices)s prices and %(names)s names of “%(warehouse)s” were taken from the accounting system."
        ),
        params={"prices": str(done.prices), "names": str(done.names), "warehouse": warehouse.name},
    )
    audit_line("prices", actor=actor, problem=problem, integration=warehouse.integration).save()
