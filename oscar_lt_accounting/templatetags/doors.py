"""Ways from Oscar's pages into our rooms, empty for those who may not enter and where there is no such room."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.template import Context
from django.urls import NoReverseMatch, reverse
from oscar.views.decorators import check_permissions


def reader(context: Context) -> Any:
    """Whoever reads the page; nobody where the template has no user."""
    request = context.get("request")
    user = getattr(request, "user", None) or context.get("user")
    return user or AnonymousUser()


def room(user: Any, name: str, /, *, query: dict[str, Any] | None = None, **kwargs: Any) -> str:
    """The page of our dashboard whose URL is called ``accounting-<name>``, as its own permissions have it."""
    try:
        dashboard: Any = apps.get_app_config("accounting_dashboard")
    except LookupError:
        return ""
    if not check_permissions(user, dashboard.get_permissions(f"accounting-{name}")):
        return ""
    return _asking(address(f"{dashboard.namespace}:accounting-{name}", **kwargs), query)


def address(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a view, empty when the shop did not include it."""
    try:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    except NoReverseMatch:
        return ""


def _asking(found: str, query: dict[str, Any] | None) -> str:
    return f"{found}?{urlencode(query)}" if found and query else found
