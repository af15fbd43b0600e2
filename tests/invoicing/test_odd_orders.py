"""Orders as real shops have them: nulls, leftovers and strange texts (oscar-facts §3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from oscar.apps.catalogue.models import (
    AttributeOption,
    AttributeOptionGroup,
    Option,
    Product,
    ProductAttribute,
    ProductClass,
)
from oscar.apps.partner.models import StockRecord

from oscar_lt_accounting.domain.documents import Address
from oscar_lt_accounting.domain.errors import Unavailable
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.providers.memory.books import Fault
from tests.shop import BillingAddress, Item


def variant(shop: Any, *, title: str = "", attributes: tuple[ProductAttribute, ...] = (), value: Any = None) -> Product:
    """A child product of the shop, sold by itself."""
    product_class, _ = ProductClass.objects.get_or_create(slug="prekes", defaults={"name": "prekes"})
    parent = Product.objects.create(product_class=product_class, title="Marškinėliai", structure="parent")
    child = Product.objects.create(parent=parent, structure="child", title=title)
    for attribute in attributes:
        attribute.product_class = product_class
        attribute.save()
        attribute.save_value(child, value)
    StockRecord.objects.create(
        product=child, partner=shop.partner(), partner_sku=f"V-{child.pk}", price=Decimal("12.10"), num_in_stock=5
    )
    return child


def place_product(shop: Any, *products: Product) -> Any:
    basket = shop.basket([])
    for product in products:
        basket.add_product(product, 1)
    return shop.place_basket(basket)


def test_a_variant_is_told_apart_by_its_attributes(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    group = AttributeOptionGroup.objects.create(name="Dydis")
    size = AttributeOption.objects.create(group=group, option="XL")
    option = ProductAttribute(name="Dydis", code="dydis", type="option", option_group=group)
    child = variant(shop, attributes=(option,), value=size)
    (document,) = documents(place_product(shop, child))
    assert document.lines[0].title == "Marškinėliai (XL)"


def test_a_variant_with_many_options_shows_them_all(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    group = AttributeOptionGroup.objects.create(name="Spalvos")
    colours = [AttributeOption.objects.create(group=group, option=name) for name in ("balta", "juoda")]
    many = ProductAttribute(name="Spalvos", code="spalvos", type="multi_option", option_group=group)
    child = variant(shop, attributes=(many,), value=colours)
    (document,) = documents(place_product(shop, child))
    assert document.lines[0].title == "Marškinėliai (balta, juoda)"


def test_a_variant_without_attributes_is_told_apart_by_its_sku(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    child = variant(shop)
    (document,) = documents(place_product(shop, child))
    assert document.lines[0].title == f"Marškinėliai (V-{child.pk})"


def test_a_variant_with_a_title_of_its_own_keeps_it(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    (document,) = documents(place_product(shop, variant(shop, title="Marškinėliai XL")))
    assert document.lines[0].title == "Marškinėliai XL"


def test_an_option_of_a_line_that_was_deleted(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    order = shop.place([Item("10.00", title="Žiedas")])
    engraving = Option.objects.create(name="Graviūra", code="graviura")
    order.lines.get().attributes.create(option=engraving, type="graviura", value="Onai")
    engraving.delete()
    (document,) = documents(order)
    assert document.lines[0].title == "Žiedas"


@pytest.mark.parametrize("upc", [None, ""])
def test_a_product_without_a_barcode(shop: Any, connect: Any, documents: Callable, upc: str | None) -> None:
    connect()
    order = shop.place([Item("10.00")])
    order.lines.update(upc=upc)
    assert documents(order)


def test_a_deleted_partner_before_the_document_was_made(
    shop: Any, connect: Any, held: Callable, outbox: Any, memory_books: Any
) -> None:
    connect()
    connect("Kaunas")
    order = shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))])
    shop.partner("Kaunas").delete()
    row = held(order, "no_warehouse", str(order.number), "Kaunas sandėlis")
    assert row.warehouse is None
    assert Submission.objects.get(state=State.ISSUED).total == Decimal("10.00")


def test_a_deleted_partner_after_the_document_was_frozen(
    shop: Any, connect: Any, documents: Callable, outbox: Any, memory_books: Any
) -> None:
    connect()
    order = shop.place([Item("10.00")])
    (document,) = documents(order)
    shop.partner().delete()
    outbox.run(after=60)
    assert list(memory_books.documents.values()) == [document]


def test_a_deleted_partner_after_a_try_that_reached_nothing(
    shop: Any, connect: Any, outbox: Any, memory_books: Any
) -> None:
    connect()
    order = shop.place([Item("10.00")])
    memory_books.faults.append(Fault(Unavailable("down")))
    outbox.run(after=60)
    shop.partner().delete()
    outbox.run(after=3600)
    assert not memory_books.documents, "a document that nothing left of is of the order as it is"
    assert Submission.objects.get(order=order).problem_code == "no_warehouse"


def test_a_deleted_user(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    user = get_user_model().objects.create_user("jonas", "jonas@example.com", first_name="Jonas", last_name="Petraitis")
    order = shop.place([Item("10.00")], user=user, address=None)
    user.delete()
    (document,) = documents(order)
    assert (document.buyer.name, document.buyer.email, document.buyer.customer_code) == ("", "", "")


def test_a_user_without_any_address(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    user = get_user_model().objects.create_user("jonas", "jonas@example.com", first_name="Jonas", last_name="Petraitis")
    (document,) = documents(shop.place([Item("10.00")], user=user, address=None))
    assert (document.buyer.name, document.buyer.email) == ("Jonas Petraitis", "jonas@example.com")
    assert document.buyer.customer_code == str(user.pk)
    assert document.buyer.address == document.delivery == Address()


def test_nobody_known_at_all(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    (document,) = documents(shop.place([Item("10.00")], address=None, guest_email=""))
    assert (document.buyer.name, document.buyer.email, document.buyer.phone) == ("", "", "")
    assert document.buyer.personal_values() == ()
    assert document.lines[0].vat_code == "PVM1"


def test_the_billing_address_names_the_buyer_and_the_other_one_the_delivery(
    shop: Any, connect: Any, documents: Callable
) -> None:
    connect()
    billing = BillingAddress.objects.create(
        first_name="Ona", last_name="Onaitė", line1="Laisvės al. 5", line4="Kaunas", country=shop.country("LT")
    )
    address = shop.address("LT", phone_number="+37061234567")
    (document,) = documents(shop.place([Item("10.00")], address=address, billing_address=billing))
    assert (document.buyer.name, document.buyer.address.city) == ("Ona Onaitė", "Kaunas")
    assert (document.delivery.name, document.delivery.city) == ("Jonas Jonaitis", "Vilnius")
    assert document.buyer.phone == "+37061234567"


def test_an_address_without_a_phone_number(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    (document,) = documents(shop.place([Item("10.00")]))
    assert document.buyer.phone == ""


@pytest.mark.parametrize(
    ("written", "country", "kept"),
    [
        ("01103", "LT", "LT-01103"),
        ("LT-01103", "LT", "LT-01103"),
        ("LT01103", "LT", "LT-01103"),
        ("lt-01103", "LT", "LT-01103"),
        ("", "LT", ""),
        ("10115", "DE", "10115"),
        ("0123", "NO", "0123"),
    ],
)
def test_postcodes(shop: Any, connect: Any, documents: Callable, written: str, country: str, kept: str) -> None:
    connect()
    order = shop.place([Item("10.00")], address=shop.address("LT"))
    type(order.shipping_address).objects.update(postcode=written, country=shop.country(country))
    if country == "NO":
        order.lines.update(line_price_excl_tax=Decimal("10.00"), line_price_before_discounts_excl_tax=Decimal("10.00"))
    (document,) = documents(order)
    assert document.buyer.address.postcode == kept


def test_all_lines_of_an_address_are_kept(shop: Any, connect: Any, documents: Callable) -> None:
    connect()
    address = shop.address("LT", line1="UAB Pavyzdys", line2="Gedimino pr. 1", line3="II aukštas", state="Vilniaus r.")
    (document,) = documents(shop.place([Item("10.00")], address=address))
    assert document.delivery.street == "UAB Pavyzdys, Gedimino pr. 1, II aukštas"
    assert document.delivery.region == "Vilniaus r."


def test_titles_of_any_length_and_kind(shop: Any, connect: Any, outbox: Any, memory_books: Any) -> None:
    connect()
    titles = ["Ą" * 255, "100 % vilna", "%(title)s %s", "<b>&amp;</b>", "„Kabutės“", " ", "📦", "eilutė\nkita"]
    order = shop.place([Item("1.21", title=title) for title in titles])
    outbox.run(after=60)
    clean = [" ".join(title.split()) for title in titles]
    assert [line.title for line in memory_books.documents["1"].lines] == clean
    assert Submission.objects.get(order=order).document == memory_books.documents["1"]


@pytest.mark.parametrize("title", ["100 % vilna", "%(title)s", "%s", "{title}"])
def test_strange_titles_in_a_problem(shop: Any, connect: Any, outbox: Any, title: str) -> None:
    connect(settings={"require_links": True})
    shop.place([Item("1.21", title=title)])
    outbox.run(after=60)
    row = Submission.objects.get()
    assert row.problem_code == "no_link"
    assert f"“{title}”" in row.problem == row.problem_text


def test_the_day_is_the_day_in_lithuania(shop: Any, connect: Any, outbox: Any, memory_books: Any) -> None:
    connect(settings={"due_days": 14})
    connect("Kaunas", settings={"document_day": "order"})
    placed = datetime(2026, 3, 8, 22, 30, tzinfo=timezone.utc)
    shop.place([Item("10.00"), Item("5.00", partner=shop.partner("Kaunas"))], placed=placed)
    outbox.clock.moment = datetime(2026, 3, 28, 22, 30, tzinfo=timezone.utc)  # a minute to summer time
    outbox.run(after=60)
    ours, theirs = sorted(memory_books.documents.values(), key=lambda document: document.partner_key)
    assert (ours.supply_day, ours.day, ours.due_day) == (date(2026, 3, 9), date(2026, 3, 29), date(2026, 4, 12))
    assert (theirs.supply_day, theirs.day, theirs.due_day) == (date(2026, 3, 9), date(2026, 3, 9), None)
