"""Addresses of pages, empty for those who may not open them and where the shop has no such page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.urls import NoReverseMatch, reverse
from oscar.views.decorators import check_permissions

_DASHBOARD = "accounting-dashboard"


def url_for(user: Any, page: str, /, *, query: dict[str, Any] | None = None, **kwargs: Any) -> str:
    """The page of our dashboard called ``accounting-<page>``, empty when `user` may not open it."""
    try:
        dashboard: Any = apps.get_app_config("accounting_dashboard")
    except LookupError:
        return ""
    if not check_permissions(user, dashboard.get_permissions(f"accounting-{page}")):
        return ""
    return page_url(page, query=query, **kwargs)


def page_url(page: str, /, *, query: dict[str, Any] | None = None, **kwargs: Any) -> str:
    """The same for a reader who is known to be allowed; empty values of `query` are left out."""
    found = reverse_or_empty(f"{_DASHBOARD}:accounting-{page}", **kwargs)
    known = {name: value for name, value in (query or {}).items() if value not in (None, "", ())}
    return f"{found}?{urlencode(known, doseq=True)}" if found and known else found


def order_url(user: Any, number: str) -> str:
    """Oscar's own dashboard page of the order `number`, empty when `user` may not open it."""
    try:
        orders: Any = apps.get_app_config("orders_dashboard")
    except LookupError:
        return ""
    if not check_permissions(user, orders.get_permissions("order-detail")):
        return ""
    return reverse_or_empty("dashboard:order-detail", number=number)


def reverse_or_empty(name: str, /, **kwargs: Any) -> str:
    """The address of the view `name`, empty when the shop did not include it."""
    try:
        return reverse(name, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def http_url(text: str) -> str:
    """`text` if it is a plain web address, else empty, so that nothing else ever becomes a link."""
    return text if text.lower().startswith(("https://", "http://")) else ""


def reader_of(context: Context) -> Any:
    """Whoever reads a page that is being rendered; nobody where its template has no user."""
    request = context.get("request")
    user = getattr(request, "user", None) or context.get("user")
    return user or AnonymousUser()
