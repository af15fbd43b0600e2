"""Who may look at documents, and who may decide about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from oscar.views.decorators import check_permissions

from oscar_lt_accounting import groups

View = Callable[..., HttpResponseBase]

#: Staff see every document, partner users those of their own warehouses.
VIEW = (["is_staff"], ["partner.dashboard_access"])
#: Sending again, deciding on an unconfirmed document and cancelling.
DECIDE = ["is_staff", "oscar_lt_accounting.change_submission"]
#: Linking products, pulling stock.
LINK = ["is_staff", "oscar_lt_accounting.change_productlink"]
#: Integrations, their keys and their mappings.
CONFIGURE = ["is_staff", "oscar_lt_accounting.change_integration"]
#: Pages that show no keys and change nothing, for the shop's own people.
STAFF = ["is_staff"]
#: The whole activity log.
AUDIT = (["is_staff", "oscar_lt_accounting.view_auditline"], CONFIGURE)


def may_view(user: Any) -> bool:
    """Whether `user` may open the pages that show documents."""
    return bool(check_permissions(user, VIEW))


def may_decide(user: Any) -> bool:
    """Whether `user` may send again, decide on an unconfirmed document and cancel."""
    return bool(check_permissions(user, DECIDE))


def may_link(user: Any) -> bool:
    """Whether `user` may link products and pull stock."""
    return bool(check_permissions(user, LINK))


def may_audit(user: Any) -> bool:
    """Whether `user` may read the whole activity log."""
    return bool(check_permissions(user, AUDIT))


def may_configure(user: Any) -> bool:
    """Whether `user` may change integrations."""
    return bool(check_permissions(user, CONFIGURE))


@dataclass(frozen=True)
class Missing:
    """What somebody may not do, and the group and the permission that would let them."""

    sentence: Promise
    group: str
    permission: str

    @property
    def group_label(self) -> str:
        """The group's name in the reader's language."""
        return gettext(self.group)


_MISSING = {
    "oscar_lt_accounting.change_submission": Missing(
        _("You may look at invoices, but not send them again, decide on unconfirmed ones or cancel them."),
        groups.RESEND,
        "Can change submission",
    ),
    "oscar_lt_accounting.change_productlink": Missing(
        _("You may look at the links of products, but not change them or update the stock."),
        groups.LINK,
        "Can change product link",
    ),
    "oscar_lt_accounting.change_integration": Missing(
        _("You may not open the settings of the integrations."), groups.CONFIGURE, "Can change integration"
    ),
    "oscar_lt_accounting.view_auditline": Missing(
        _("You may look at the history of each document, but not at the whole activity log."),
        groups.VIEW,
        "Can view audit line",
    ),
}


def missing(permissions: Any) -> Missing | None:
    """What is missing first to whoever fails `permissions` (as a permissions map has them); None: to be staff."""
    wanted = permissions if isinstance(permissions, list) else [one for each in permissions or () for one in each]
    return next((_MISSING[one] for one in wanted if one in _MISSING), None)


def _permissions_of(request: HttpRequest) -> Any:
    match = request.resolver_match
    config: Any = apps.get_app_config("accounting_dashboard")
    return config.get_permissions(match.url_name if match else None)


def explained(view: View) -> View:
    """`view`, telling those who may look but not do this what they lack."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied:
            if not may_view(request.user):
                raise
            context = {"missing": missing(_permissions_of(request))}
            return render(request, "oscar_lt_accounting/dashboard/forbidden.html", context, status=403)

    return guarded
