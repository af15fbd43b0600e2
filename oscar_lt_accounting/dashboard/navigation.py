"""Our entry in the dashboard's menu.

In the shop's settings: ``OSCAR_DASHBOARD_NAVIGATION.append(accounting_navigation())``.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_PAGES = ((_("Invoices"), "accounting-submission-list"),)


def accounting_navigation() -> dict[str, Any]:
    """What the shop appends to ``OSCAR_DASHBOARD_NAVIGATION``; safe to call from its settings."""
    children = [{"label": label, "url_name": f"accounting-dashboard:{name}"} for label, name in _PAGES]
    return {"label": _("Accounting"), "icon": "fas fa-file-invoice", "children": children}
