"""Shelves and goods."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.files.base import ContentFile
from django.utils.html import format_html
from oscar.core.loading import get_model

from sandbox.demo import files
from sandbox.demo.pictures import product_picture

# slug: name, requires shipping, stock is counted, attributes (code: name, type)
_CLASSES: Mapping[str, tuple[str, bool, bool, Mapping[str, tuple[str, str]]]] = {
    "goods": ("Prekės", True, True, {}),
    "clothing": ("Drabužiai", True, True, {"size": ("Dydis", "text"), "colour": ("Spalva", "text")}),
    "books": ("Knygos", True, True, {"author": ("Autorius", "text"), "pages": ("Puslapių", "integer")}),
    "tickets": ("Bilietai", False, True, {}),
    "services": ("Paslaugos", False, False, {}),
    "gift-cards": ("Dovanų kuponai", False, False, {}),
}
_OPTIONS = {"engraving": "Graviruojamas užrašas"}


def load() -> int:
    """Add the classes, categories and products that are missing; the number of products added."""
    classes = {slug: _product_class(slug) for slug in _CLASSES}
    demo_categories = {category.slug: category for category in files.categories()}
    categories = _categories(demo_categories.values())
    partners = {partner.code: partner for partner in get_model("partner", "Partner").objects.all()}
    known = {product.code: product for product in get_model("catalogue", "Product").objects.all()}
    missing = [row for row in _mixed(files.products()) if row.sku not in known]
    with _unindexed():
        for row in missing:
            product = known[row.sku] = _product(row, classes, known)
            _stock(product, row, partners)
            if row.category:
                demo_category = demo_categories[row.category]
                product.categories.add(categories[demo_category.slug])
                picture = ContentFile(
                    product_picture(row.sku, demo_category.colour, demo_category.pictogram), f"{row.sku}.jpg"
                )
                get_model("catalogue", "ProductImage").objects.create(product=product, original=picture)
    return len(missing)


def _mixed(rows: list[files.Product]) -> list[files.Product]:
    """A product of each category in turn, variants after their parents: the front page shows the oldest first."""
    turn: Counter[str] = Counter()
    order: dict[str, tuple[int, int]] = {}
    for position, row in enumerate(rows):
        if row.parent:
            order[row.sku] = (order[row.parent][0], position)
        else:
            order[row.sku] = (turn[row.category], position)
            turn[row.category] += 1
    return sorted(rows, key=lambda row: order[row.sku])


def _product_class(slug: str) -> Any:
    name, ships, counted, attributes = _CLASSES[slug]
    product_class, created = get_model("catalogue", "ProductClass").objects.get_or_create(
        slug=slug, defaults={"name": name, "requires_shipping": ships, "track_stock": counted}
    )
    if created:
        for code, (label, kind) in attributes.items():
            product_class.attributes.create(code=code, name=label, type=kind)
    return product_class


def _categories(rows: Any) -> dict[str, Any]:
    model = get_model("catalogue", "Category")
    found = {category.code: category for category in model.objects.all()}
    for row in rows:
        if row.slug not in found:
            fields = {"name": row.name, "slug": row.slug, "code": row.slug, "description": _both(row)}
            found[row.slug] = found[row.parent].add_child(**fields) if row.parent else model.add_root(**fields)
    return found


def _product(row: files.Product, classes: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    model = get_model("catalogue", "Product")
    product = model(code=row.sku, upc=row.upc or None, title=row.title, description=_both(row))
    if row.parent:
        product.structure, product.parent = model.CHILD, known[row.parent]
    else:
        product.structure = model.STANDALONE if row.stock else model.PARENT
        product.product_class = classes[row.product_class]
        product.is_discountable = row.product_class != "gift-cards"
    for code, value in row.attributes.items():
        setattr(product.attr, code, int(value) if code == "pages" else value)
    product.save()
    if row.option:
        product.product_options.add(_option(row.option))
    return product


def _option(code: str) -> Any:
    option, _created = get_model("catalogue", "Option").objects.get_or_create(
        code=code, defaults={"name": _OPTIONS[code], "type": "text", "required": False}
    )
    return option


def _stock(product: Any, row: files.Product, partners: Mapping[str, Any]) -> None:
    for stock in row.stock:
        get_model("partner", "StockRecord").objects.create(
            product=product,
            partner=partners[stock.warehouse],
            partner_sku=row.sku,
            price_currency="EUR",
            price=stock.price,
            num_in_stock=stock.quantity,
            low_stock_threshold=None if stock.quantity is None else 3,
        )


def _both(row: files.Product | files.Category) -> str:
    """Both languages, of which the page's style shows one: Oscar's texts have only one column."""
    if not row.text_lt:
        return ""
    return format_html('<p lang="lt">{}</p><p lang="en">{}</p>', row.text_lt, row.text_en)


@contextmanager
def _unindexed() -> Iterator[None]:
    """Without the search index, which is brought up to date once at the end."""
    haystack: Any = apps.get_app_config("haystack")
    processor = haystack.signal_processor
    processor.teardown()
    try:
        yield
    finally:
        processor.setup()
