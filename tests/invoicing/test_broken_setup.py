"""Faults in what the shop plugged in hold one document, say whose fault it is, and stop nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.services.invoicing.building import build_document
from oscar_lt_accounting.services.invoicing.buyers import resolve_buyer
from oscar_lt_accounting.services.outbox.resend import send_again
from tests.shop import Item


def stumbling(order: Any) -> Any:
    """A BUYER_RESOLVER that fails for one customer."""
    if order.guest_email.startswith("broken"):
        raise KeyError("company")
    return resolve_buyer(order)


def empty_document(submission: Submission, today: Any) -> Any:
    """An INVOICE_BUILDER that forgets what it was asked for."""
    return None


def own_document(submission: Submission, today: Any) -> Any:
    """An INVOICE_BUILDER that adds to ours."""
    document = build_document(submission, today)
    return replace(document, notes=(*document.notes, "Ačiū, kad perkate"))


def set_up(settings: Any, **values: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, **values}


@pytest.mark.parametrize(
    "wrong",
    [
        {"INVOICE_BUILDER": "no.such.module"},
        {"INVOICE_BUILDER": f"{__name__}.empty_document"},
        {"BUYER_RESOLVER": "oscar_lt_accounting.nothing"},
        {"TAX_RESOLVER": "no.such.module"},
        {"SHIPPING_VAT_POLICY": "guess"},
        {"SELLER_VAT_STATUS": "maybe"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_setting_that_leads_nowhere(
    shop: Any, connect: Any, held: Callable, settings: Any, outbox: Any, wrong: dict[str, str]
) -> None:
    right = settings.OSCAR_LT_ACCOUNTING
    connect()
    order = shop.place([Item("10.00")])
    set_up(settings, **wrong)
    row = held(order, "own_fault", "Tell the developers")
    settings.OSCAR_LT_ACCOUNTING = right
    assert send_again(row, actor="test", clock=outbox.clock)
    outbox.run(after=60)
    row.refresh_from_db()
    assert row.state == State.ISSUED


def test_one_broken_order_does_not_stop_the_others(
    shop: Any, connect: Any, held: Callable, settings: Any, memory_books: Any
) -> None:
    set_up(settings, BUYER_RESOLVER=f"{__name__}.stumbling")
    connect()
    broken = shop.place([Item("10.00")], guest_email="broken@example.com")
    shop.place([Item("20.00")])
    held(broken, "own_fault", "KeyError")
    assert [document.total for document in memory_books.documents.values()] == [20]


def test_a_shop_may_build_its_documents_itself(
    shop: Any, connect: Any, settings: Any, outbox: Any, memory_books: Any
) -> None:
    set_up(settings, INVOICE_BUILDER=f"{__name__}.own_document")
    connect()
    shop.place([Item("10.00")])
    outbox.run(after=60)
    assert memory_books.documents["1"].notes == ("Ačiū, kad perkate",)
