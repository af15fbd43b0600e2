"""Addresses that the overview leads to."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from oscar_lt_accounting.dashboard.permissions import may_configure


def page(name: str, *, pk: Any = None, **query: Any) -> str:
    """One of our pages, empty when there is no such page; empty values of `query` are left out."""
    try:
        address = reverse(f"accounting-dashboard:accounting-{name}", kwargs=None if pk is None else {"pk": pk})
    except NoReverseMatch:
        return ""
    known = {key: value for key, value in query.items() if value not in (None, "", ())}
    return f"{address}?{urlencode(known, doseq=True)}" if known else address


def documents(**query: Any) -> str:
    """The list of documents, narrowed to `query`."""
    return page("submission-list", **query)


def first_integration(user: Any) -> str:
    """Where the first accounting system is connected; empty for those who may not."""
    return page("integration-create") if may_configure(user) else ""
