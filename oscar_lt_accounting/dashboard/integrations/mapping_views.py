"""Which partner each warehouse belongs to, and the accounting system's codes for the shop's VAT rates and payments."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _

from oscar_lt_accounting.dashboard.integrations import last_test, mapping_forms
from oscar_lt_accounting.dashboard.integrations.base_view import IntegrationPage
from oscar_lt_accounting.dashboard.integrations.setup_steps import connect_or_reason, missing_settings, next_step_url
from oscar_lt_accounting.providers.base import Capability
from oscar_lt_accounting.services.setup.own_checks import unknown_codes

_LISTS = {
    Capability.LISTS_WAREHOUSES,
    Capability.LISTS_VAT_CODES,
    Capability.LISTS_SERIES,
    Capability.LISTS_PAYMENT_TYPES,
}
_TEMPLATES = "oscar_lt_accounting/dashboard/integrations"


class _Listed(IntegrationPage):
    """A page with tables that are filled from the lists of the last test."""

    step = ""

    def lists(self) -> Any:
        """The lists by name; empty while the connection was not tested."""
        found = last_test.load(self.request, self.integration)
        return found.lists if found else {}

    def has_lists(self) -> bool:
        """Whether the lists are here, or there are none to ask for."""
        has_any = bool(_LISTS & self.integration.provider_class.capabilities)
        return not has_any or last_test.load(self.request, self.integration) is not None

    def wrong(self) -> list[str]:
        """Codes of ours that the accounting system does not have, and what is missing here."""
        provider, why = connect_or_reason(self.integration)
        found = last_test.LastTest(
            at=None,
            results=[
                (one.ok, one.title, one.detail, dict(one.params))
                for one in unknown_codes(self.integration, self.lists())
            ],
        )
        return [why] * bool(why) + missing_settings(self.integration, provider) + [line for _ok, line in found.lines()]

    def go_on(self) -> HttpResponseRedirect:
        """To the next step, or back to a working integration."""
        return HttpResponseRedirect(next_step_url(self.step, self.integration))


class IntegrationWarehousesView(_Listed):
    """The warehouses of the accounting system, each paired with a partner of the shop."""

    template_name = f"{_TEMPLATES}/warehouses.html"
    step = "warehouses"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The table, and whether the system lists its warehouses at all."""
        lists = self.lists()
        if "formset" not in kwargs:
            kwargs["formset"] = mapping_forms.warehouse_rows(self.integration, lists)
        listing = Capability.LISTS_WAREHOUSES in self.integration.provider_class.capabilities
        return super().get_context_data(
            lists_warehouses=listing, found=lists.get("warehouses"), is_tested=self.has_lists(), **kwargs
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save the pairs."""
        with transaction.atomic():
            formset = mapping_forms.warehouse_rows(self.locked(), self.lists(), request.POST)
            if not formset.is_valid():
                return self.show(formset=formset)
            formset.save()
            if formset.has_changed():
                self.log_action("warehouses")
        if not self.integration.warehouses.filter(is_active=True).exists():
            messages.warning(request, _("No warehouse is paired yet: choose a partner for at least one."))
            return self.to("warehouses")
        messages.success(request, _("The warehouses are saved."))
        return self.go_on()


class IntegrationMappingsView(_Listed):
    """VAT rates, ways of paying and series, with their codes in the accounting system."""

    template_name = f"{_TEMPLATES}/mappings.html"
    step = "mappings"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Three tables, and what is missing."""
        lists = self.lists()
        if "tables" not in kwargs:
            kwargs["tables"] = self._tables()
        vat, payments, series = kwargs.pop("tables")
        provider = self.integration.provider_class
        return super().get_context_data(
            vat=vat,
            payments=payments,
            series=series,
            lists=lists,
            is_tested=self.has_lists(),
            needs_vat=Capability.NEEDS_VAT_MAPPING in provider.capabilities,
            missing=self.wrong(),
            next=next_step_url(self.step, self.integration),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save all three tables, or none."""
        with transaction.atomic():
            self.locked()
            tables = self._tables(request.POST)
            faults = [table for table in tables if not table.is_valid()]  # each says its own
            if faults:
                return self.show(tables=tables)
            for table in tables:
                table.save()
            if any(table.has_changed() for table in tables):
                self.log_action("mappings")
        messages.success(request, _("The mappings are saved."))
        return self.go_on()

    def _tables(self, data: Any = None) -> tuple[Any, Any, Any]:
        row, lists = self.integration, self.lists()
        return (
            mapping_forms.vat_rows(row, lists, timezone.localdate(), data),
            mapping_forms.payment_rows(row, data),
            mapping_forms.series_rows(row, lists, data),
        )
