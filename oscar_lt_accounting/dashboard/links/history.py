"""What became of one stock record's links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.links.forms import LinkForm
from oscar_lt_accounting.dashboard.links.rows import rows_of
from oscar_lt_accounting.dashboard.links.warehouses import active_warehouses, record_or_404
from oscar_lt_accounting.services.linking import links

_MOST = 200


class LinkHistoryView(TemplateView):
    """A stock record, its link as it is, and every change of it."""

    template_name = "oscar_lt_accounting/dashboard/links/history.html"
    name: ClassVar[str] = "history"
    rejected: Mapping[int, LinkForm] | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The row and its history, latest first."""
        record = record_or_404(self.kwargs["pk"])
        row = rows_of([record.pk], active_warehouses(), self.request.user, self.rejected)[0]
        changes = list(links.history(record)[: _MOST + 1])
        return super().get_context_data(
            row=row,
            changes=changes[:_MOST],
            is_cut=len(changes) > _MOST,
            most=_MOST,
            current_query="",
            page_name=self.name,
            **{name: value for name, value in kwargs.items() if name != "pk"},
        )
