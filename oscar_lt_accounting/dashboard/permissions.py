"""Who may look at documents, and who may decide about them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from oscar.views.decorators import check_permissions

View = Callable[..., HttpResponseBase]

#: Staff see every document, partner users those of their own warehouses.
LOOK = (["is_staff"], ["partner.dashboard_access"])
#: Sending again, settling a doubt and cancelling.
DECIDE = ["is_staff", "oscar_lt_accounting.change_submission"]


def may_look(user: Any) -> bool:
    """Whether `user` may open the pages that show documents."""
    return bool(check_permissions(user, LOOK))


def may_decide(user: Any) -> bool:
    """Whether `user` may send again, settle a doubt and cancel."""
    return bool(check_permissions(user, DECIDE))


def explained(view: View) -> View:
    """`view`, telling those who may look but not decide why they were stopped."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            if not may_look(request.user):
                raise
            return render(request, "oscar_lt_accounting/dashboard/forbidden.html", status=403)

    return guarded
