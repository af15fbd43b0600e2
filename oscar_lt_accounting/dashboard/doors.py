"""Addresses of other rooms of the shop, empty for those who may not enter them."""

from __future__ import annotations

from typing import Any

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


def web_address(text: str) -> str:
    """`text` if it is a plain web address, so that nothing else ever becomes a link."""
    return text if text.lower().startswith(("https://", "http://")) else ""
