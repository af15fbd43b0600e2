"""Documents that an order does not have and that can be made, and why they were not made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from oscar_lt_accounting.models import DocumentKind, Integration, Submission, Trigger
from oscar_lt_accounting.services.clock import day_in_lithuania
from oscar_lt_accounting.services.outbox.enqueue import partners_of, warehouses_in_use


def order_documents(user: Any, order_id: int) -> list[Submission]:
    """The documents of an order that `user` may see, oldest first, in one query."""
    rows = Submission.objects.visible_to(user).filter(order=order_id).select_related("integration", "warehouse")
    return list(rows.defer("snapshot", "journal", "integration__credentials").order_by("pk"))


def missing_document_reasons(order: Any, documents: Sequence[Submission]) -> list[str] | None:
    """Why the order has not all its `documents`, in words; None when none is missing or none could be made."""
    known = {row.partner_key for row in documents if row.kind == DocumentKind.INVOICE}
    missing = [key for key in partners_of(order.pk) if key not in known]
    if not missing or "" in known:
        return None
    in_use = warehouses_in_use()
    integrations = [in_use[key].integration for key in missing if key in in_use]
    if not integrations and (documents or not in_use):
        return None
    return list(dict.fromkeys(_reason(integration, order) for integration in integrations))


def _reason(integration: Integration, order: Any) -> str:
    names = {"name": integration.name}
    first = integration.start_date
    if integration.trigger == Trigger.MANUAL:
        return _("%(name)s is sent documents only by hand.") % names
    if first is None or day_in_lithuania(order.date_placed) < first:
        day = date_format(first, "DATE_FORMAT") if first else "–"
        return _("The order is older than the first day of %(name)s: %(day)s.") % {**names, "day": day}
    if integration.trigger == Trigger.STATUS:
        words = {**names, "statuses": ", ".join(integration.trigger_statuses)}
        return _("%(name)s is sent the document when the order's status becomes: %(statuses)s.") % words
    return _("%(name)s is sent the document automatically, within some minutes.") % names
