"""Our entry in the dashboard's menu.

In the shop's settings: ``OSCAR_DASHBOARD_NAVIGATION.append(accounting_navigation())``.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_PAGES = (
    (_("Overview"), "accounting-overview"),
    (_("Invoices"), "accounting-submission-list"),
    (_("Product links"), "accounting-link-list"),
    (_("Stock"), "accounting-pull-list"),
    (_("Integrations"), "accounting-integration-list"),
    (_("Background jobs"), "accounting-job-list"),
    (_("Activity log"), "accounting-audit-list"),
)


def accounting_navigation() -> dict[str, Any]:
    """What the shop appends to ``OSCAR_DASHBOARD_NAVIGATION``; safe to call from its settings."""
    children = [
        {"label": label, "url_name": f"accounting-dashboard:{name}", "access_fn": may_enter} for label, name in _PAGES
    ]
    return {"label": _("Accounting"), "icon": "fas fa-file-invoice", "children": children}


def may_enter(user: Any, url_name: str, url_args: Any = None, url_kwargs: Any = None) -> bool:
    """Whether the page is there and `user` may open it.

    Oscar asks before it makes the link, and a link to a page that is not there would break the whole dashboard.
    """
    # The settings of the shop import this module, before there are apps.
    from django.urls import NoReverseMatch
    from oscar.apps.dashboard.nav import default_access_fn

    try:
        return bool(default_access_fn(user, url_name, url_args, url_kwargs))
    except NoReverseMatch:
        return False
