"""Our name of a document: unique, safe in every system, the same for ever."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.models import DocumentKind, Submission
from oscar_lt_accounting.services.outbox.enqueue import reference
from tests.shop import Item

SAFE = re.compile(r"[A-Za-z0-9._~-]{1,96}")
STRANGE = ["Š-2026/№5", "a b", "<script>", "'; DROP TABLE--", "x" * 128, "~7", "1-2", "📦", "1\n2", "100 %", "..", "1"]


@pytest.mark.parametrize("number", STRANGE)
def test_any_order_number_makes_a_safe_reference(
    shop: Any, connect: Any, outbox: Any, memory_books: Any, number: str
) -> None:
    connect()
    order = shop.place([Item("10.00")], number=number)
    outbox.run(after=60)
    (document,) = memory_books.documents.values()
    assert SAFE.fullmatch(document.reference)
    assert document.reference == Submission.objects.get(order=order).reference
    assert document.order_number == number


def test_a_reference_has_no_clock_in_it(shop: Any, connect: Any) -> None:
    connect()
    order = shop.place([Item("10.00")], number="LT-1")
    first = reference(order, "5", "invoice", 1)
    order.refresh_from_db()
    assert first == reference(order, "5", "invoice", 1)


@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(1, 10**12).map(str), st.text(min_size=1, max_size=128), st.sampled_from(STRANGE)),
            st.integers(0, 10**18).map(str),
            st.sampled_from(DocumentKind.values),
            st.integers(1, 99),
        ),
        unique=True,
        min_size=2,
        max_size=30,
    )
)
def test_no_two_documents_share_a_reference(documents: list[tuple[str, str, str, int]]) -> None:
    ids = {number: pk for pk, number in enumerate(sorted({number for number, *_rest in documents}), start=1)}
    made = {
        reference(SimpleNamespace(number=number, pk=ids[number]), partner, kind, sequence)
        for number, partner, kind, sequence in documents
    }
    assert len(made) == len(documents)
    for each in made:
        assert SAFE.fullmatch(each), each


def test_an_order_number_that_is_still_a_number(shop: Any, connect: Any) -> None:
    connect()
    order = shop.place([Item("10.00")])
    assert isinstance(order.number, int)
    assert f"-{order.number}-" in Submission.objects.get().reference
