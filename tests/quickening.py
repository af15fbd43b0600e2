"""What makes the tests quicker without changing any: the garbage collector, and the way back after real transactions.

Django empties all tables and makes all content types and permissions anew, which takes longer than most tests.
SQLite's copy of the first moment is put back in a few milliseconds, ids and all; other databases are left to Django.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site
from django.db import connection
from django.test import TransactionTestCase


def pytest_collection_finish() -> None:
    """Thousands of tests stay until the end: the garbage collector need not look at them again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The test database, remembered as it is before the first test."""
    if connection.vendor != "sqlite":
        yield
        return
    first = sqlite3.connect(":memory:", check_same_thread=False)
    with django_db_blocker.unblock():
        connection.ensure_connection()
        connection.connection.backup(first)

    def put_back(_case: TransactionTestCase) -> None:
        connection.ensure_connection()
        first.backup(connection.connection)
        ContentType.objects.clear_cache()
        Site.objects.clear_cache()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        yield
    first.close()
