"""Addresses of other rooms of the shop, empty for those who may not enter them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.urls import NoReverseMatch, reverse
from oscar.views.decorators import check_permissions

from oscar_lt_accounting.dashboard.permissions import may_look
from oscar_lt_accounting.models import Submission


def order_page(user: Any, number: str) -> str:
    """Oscar's page of an order."""
    try:
        permissions = apps.get_app_config("orders_dashboard").get_permissions("order-detail")  # type: ignore[attr-defined]
        if not check_permissions(user, permissions):
            return ""
        return reverse("dashboard:order-detail", kwargs={"number": number})
    except (LookupError, NoReverseMatch):
        return ""


def submission_page(user: Any, submission: Submission) -> str:
    """Our page of a document."""
    if not may_look(user):
        return ""
    return reverse("accounting-dashboard:accounting-submission-detail", kwargs={"pk": submission.pk})


def admin_change(user: Any, model: str, pk: Any) -> str:
    """Where Django's admin changes one of our rows."""
    return _admin(user, model, "change", args=(pk,))


def admin_add(user: Any, model: str, **values: Any) -> str:
    """Where Django's admin makes one of our rows, with `values` filled in."""
    return _with(_admin(user, model, "add"), values)


def admin_list(user: Any, model: str, **values: Any) -> str:
    """Where Django's admin lists our rows, narrowed to `values`."""
    return _with(_admin(user, model, "changelist", permission="change"), values)


def web_address(text: str) -> str:
    """`text` if it is a plain web address, so that nothing else ever becomes a link."""
    return text if text.lower().startswith(("https://", "http://")) else ""


def _with(address: str, values: Mapping[str, Any]) -> str:
    known = {name: value for name, value in values.items() if value not in (None, "")}
    return f"{address}?{urlencode(known)}" if address and known else address


def _admin(user: Any, model: str, action: str, *, permission: str = "", args: tuple[Any, ...] = ()) -> str:
    needed = f"oscar_lt_accounting.{permission or action}_{model}"
    if not (user.is_active and user.is_staff and user.has_perm(needed)):
        return ""
    try:
        return reverse(f"admin:oscar_lt_accounting_{model}_{action}", args=args)
    except NoReverseMatch:
        return ""
