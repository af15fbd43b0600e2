"""The preview: what a recent order would become, without sending it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from oscar_lt_accounting.dashboard.integrations.base_view import IntegrationPage
from oscar_lt_accounting.dashboard.integrations.setup_steps import FAULT, OK, next_step_url
from oscar_lt_accounting.dashboard.invoices.readable_document import readable_document
from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.services.setup.order_preview import OrderPart, chosen, preview_order, recent_order_parts


class IntegrationPreviewView(IntegrationPage):
    """Choose one of the newest orders and look at its document; nothing is saved or sent."""

    template_name = "oscar_lt_accounting/dashboard/integrations/preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The orders to choose from, and what came of the one that was chosen."""
        kwargs.setdefault("parts", recent_order_parts(self.integration))
        return super().get_context_data(next=next_step_url("dry-run", self.integration), **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Build the document and show it."""
        parts = recent_order_parts(self.integration)
        part = chosen(parts, request.POST.get("part", ""))
        if part is None:
            return self.show(parts=parts, problem=_("Choose one of the orders."))
        return self.show(parts=parts, part=part, **self._result(part))

    def _result(self, part: OrderPart) -> dict[str, Any]:
        try:
            submission = preview_order(part)
        except AccountingError as error:
            self.log_action("rehearse", to_state=FAULT, reason=part.number)
            return {"problem": translated(error.problem.message, dict(error.problem.params))}
        self.log_action("rehearse", to_state=OK, reason=part.number)
        return {"readable": readable_document(submission)}
