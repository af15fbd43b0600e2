"""An order that draws on several warehouses: one document each, and together they are the order."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import Document, LineKind
from tests.invoicing.baskets import NetByClass
from tests.invoicing.offers import Surcharge, Surcharges
from tests.invoicing.reading import check_consistent
from tests.shop import GrossStrategy, Item


def home(settings: Any, name: str) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "SHIPPING_HOME": name}


def carried(document: Document, kind: LineKind = LineKind.SHIPPING) -> Decimal:
    return sum((line.gross for line in document.lines if line.kind is kind), Decimal("0.00"))


@pytest.fixture
def split(shop: Any, connect: Any) -> Callable[..., Any]:
    """An order of a small part first and a large part second."""

    def _split(first: str = "10.00", second: str = "30.00", **values: Any) -> Any:
        connect()
        connect("Kaunas")
        return shop.place([Item(first), Item(second, partner=shop.partner("Kaunas"))], **values)

    return _split


@pytest.mark.parametrize(
    ("where", "expected"),
    [("largest", ["0.00", "5.00"]), ("first", ["5.00", "0.00"]), ("split", ["1.25", "3.75"])],
)
def test_delivery_has_the_home_the_shop_chose(
    split: Callable, documents: Callable, settings: Any, where: str, expected: list[str]
) -> None:
    home(settings, where)
    made = documents(split(shipping="5.00"))
    assert [carried(document) for document in made] == [Decimal(amount) for amount in expected]
    assert sum(document.total for document in made) == Decimal("45.00")


def test_fees_live_with_the_delivery(split: Callable, documents: Callable) -> None:
    fees = Surcharges(Surcharge("Pakuotė", "1.00"), Surcharge("Draudimas", "0.50"))
    _small, large = documents(split(shipping="5.00", surcharges=fees))
    assert carried(large, LineKind.SURCHARGE) == Decimal("1.50")
    assert [line.title for line in large.lines[1:]] == ["Pristatymas: Kurjeris", "Pakuotė", "Draudimas"] or [
        line.title for line in large.lines[1:]
    ] == ["Delivery: Kurjeris", "Pakuotė", "Draudimas"]


def test_of_two_equal_parts_the_first_is_the_largest(split: Callable, documents: Callable) -> None:
    made = documents(split(second="10.00", shipping="5.00"))
    assert [carried(document) for document in made] == [Decimal("5.00"), Decimal("0.00")]


def test_a_split_home_of_free_goods_puts_everything_on_one(
    split: Callable, documents: Callable, settings: Any, outbox: Any
) -> None:
    home(settings, "split")
    order = split("0.00", "0.00", shipping="5.00")
    outbox.run(after=60)
    assert {row.problem_code or row.total for row in order.accounting_submissions.all()} == {
        "nothing_to_invoice",
        Decimal("5.00"),
    }


def test_no_part_of_a_split_charge_is_a_row_of_nothing(split: Callable, documents: Callable, settings: Any) -> None:
    home(settings, "split")
    made = documents(split("0.01", "9999.00", shipping="0.03"))
    assert [carried(document) for document in made] == [Decimal("0.00"), Decimal("0.03")]
    assert [len(document.lines) for document in made] == [1, 2]


def test_the_documents_of_a_net_price_list_add_up(split: Callable, documents: Callable) -> None:
    order = split("0.35", "1.15", shop_strategy=NetByClass(), shipping="3.33")
    order.refresh_from_db()
    made = documents(order)
    assert sum(document.total for document in made) == order.total_incl_tax
    for document in made:
        check_consistent(document)


def test_the_standard_rate_of_delivery_is_not_for_deliveries_abroad(
    shop: Any, connect: Any, documents: Callable, settings: Any
) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "SHIPPING_VAT_POLICY": "standard"}
    connect()
    order = shop.place([Item("10.00")], shipping="5.00", address="NO", shop_strategy=GrossStrategy(rate=Decimal(0)))
    (document,) = documents(order)
    assert [line.vat_code for line in document.lines] == ["PVM12", "PVM12"]


def test_each_document_goes_to_its_own_warehouse(split: Callable, documents: Callable) -> None:
    made = documents(split())
    assert [document.total for document in made] == [Decimal("10.00"), Decimal("30.00")]
    assert len({document.partner_key for document in made}) == 2
    assert len({document.reference for document in made}) == 2
