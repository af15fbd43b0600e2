"""All integrations, and one of them: how it is, what is left to do."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.integrations import last_test
from oscar_lt_accounting.dashboard.integrations.base_view import IntegrationPage
from oscar_lt_accounting.dashboard.integrations.provider_fields import stored_secrets
from oscar_lt_accounting.dashboard.integrations.setup_steps import connect_or_reason, missing_settings, steps
from oscar_lt_accounting.dashboard.integrations.status_texts import integration_status, setting_texts
from oscar_lt_accounting.dashboard.permissions import may_configure
from oscar_lt_accounting.models import LIVE, Integration
from oscar_lt_accounting.models.problems import translated

_TEMPLATES = "oscar_lt_accounting/dashboard/integrations"


class IntegrationListView(TemplateView):
    """Every connection to a company's accounting system."""

    template_name = f"{_TEMPLATES}/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """One row for each, with how it is."""
        used = Count("warehouses", filter=Q(warehouses__is_active=True), distinct=True)
        rows = Integration.objects.defer("credentials").annotate(used=used)
        return super().get_context_data(
            rows=[(row, integration_status(row)) for row in rows],
            may_configure=may_configure(self.request.user),
            **kwargs,
        )


class IntegrationDetailView(IntegrationPage):
    """One connection: its state, its steps, its warehouses, and the ways to change it; no secrets."""

    template_name = f"{_TEMPLATES}/detail.html"
    needs_provider = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything on the page."""
        row = self.integration
        provider, why = connect_or_reason(row)
        lacks = missing_settings(row, provider)
        waiting = row.submissions.filter(state__in=LIVE).count()
        is_installed = row.provider_name != row.provider
        return super().get_context_data(
            status=integration_status(row),
            steps=steps(row, why, lacks),
            missing=lacks,
            facts=setting_texts(row),
            keys=_keys(row) if is_installed else [],
            warehouses=row.warehouses.select_related("partner"),
            waiting=waiting,
            tested=last_test.load(self.request, row),
            may_configure=may_configure(self.request.user),
            **kwargs,
        )


def _keys(row: Integration) -> list[tuple[str, bool | None]]:
    """Which keys are kept, by their labels; never what they are."""
    labels = {one.name: translated(one.label, {}) for one in row.provider_class.settings if one.secret}
    return [(labels[name], is_stored) for name, is_stored in stored_secrets(row).items()]
