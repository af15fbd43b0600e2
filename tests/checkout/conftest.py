from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from oscar.apps.order.signals import order_placed, order_status_changed

from oscar_lt_accounting import receivers


@contextmanager
def nobody_listens() -> Iterator[None]:
    """The shop as it is without our receivers of orders."""
    order_placed.disconnect(dispatch_uid="oscar_lt_accounting.order_placed")
    order_status_changed.disconnect(dispatch_uid="oscar_lt_accounting.order_status_changed")
    try:
        yield
    finally:
        receivers.connect()


@pytest.fixture
def deaf() -> Callable[[], AbstractContextManager[None]]:
    """A context in which no order is noticed."""
    return nobody_listens
