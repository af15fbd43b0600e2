from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

import tests.hypothesis_profiles  # noqa: F401
from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.models import State, Submission
from tests.invoicing.reading import frozen_documents


@pytest.fixture
def documents(outbox: Any) -> Callable[[Any], list[Document]]:
    """The documents of an order, by partner, built and frozen as the worker does it."""

    def _documents(order: Any) -> list[Document]:
        return frozen_documents(order, outbox.clock)

    return _documents


@pytest.fixture
def held(outbox: Any, memory_books: Any) -> Callable[..., Submission]:
    """The held row of an order, after checking what holds for every held row."""

    def _held(order: Any, code: str, *named: str) -> Submission:
        outbox.run(after=60)
        row = Submission.objects.filter(order_id=order.pk).exclude(state=State.ISSUED).get()
        assert row.state == State.HELD, row.state
        assert row.problem_code == code, row.problem
        assert row.problem.endswith("."), row.problem
        assert "%" not in row.problem.replace(" %", ""), row.problem
        for word in named:
            assert word in row.problem, row.problem
        assert row.not_before is None
        assert not row.attempts.exists()
        assert row.reference not in {document.reference for document in memory_books.documents.values()}
        assert row.waits_for_a_person
        return row

    return _held


@pytest.fixture
def a_minute() -> timedelta:
    return timedelta(minutes=1)
