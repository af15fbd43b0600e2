"""Django's admin for every table; facts can be looked at, not changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from oscar_lt_accounting import models
from oscar_lt_accounting.forms import IntegrationForm, integration_form


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that are facts."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Facts are not made by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor changed."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nor deleted."""
        return False


class WarehouseInline(admin.TabularInline):  # type: ignore[type-arg]
    """The integration's warehouses."""

    model = models.Warehouse
    extra = 0


class VatMappingInline(admin.TabularInline):  # type: ignore[type-arg]
    """The integration's VAT codes."""

    model = models.VatMapping
    extra = 0


class PaymentMappingInline(admin.TabularInline):  # type: ignore[type-arg]
    """The integration's payment types."""

    model = models.PaymentMapping
    extra = 0


class SeriesInline(admin.TabularInline):  # type: ignore[type-arg]
    """The integration's numbering series."""

    model = models.Series
    extra = 0


@admin.register(models.Integration)
class IntegrationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Integrations; keys can be entered anew, never read."""

    form = IntegrationForm
    list_display = ("name", "provider", "is_active", "is_test", "trigger", "is_blocked", "problem_text")
    list_filter = ("provider", "is_active")
    readonly_fields = ("problem_text", "resting_until", "is_blocked", "failures", "created_at")
    inlines = (WarehouseInline, SeriesInline, VatMappingInline, PaymentMappingInline)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """With a field for each secret."""
        return super().get_form(request, obj, change=change, form=integration_form(), **kwargs)


@admin.register(models.Warehouse)
class WarehouseAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Warehouses and the partners they belong to."""

    list_display = ("name", "integration", "partner", "code", "is_active", "priority")
    list_filter = ("integration", "is_active")


@admin.register(models.ProductLink)
class ProductLinkAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Links of stock records to accounting products."""

    list_display = ("stockrecord", "warehouse", "remote_id", "remote_code", "units", "sync_stock")
    list_filter = ("warehouse", "sync_stock")
    search_fields = ("remote_id", "remote_code", "stockrecord__partner_sku")
    raw_id_fields = ("stockrecord",)
    list_select_related = ("stockrecord", "warehouse")


@admin.register(models.VatMapping)
class VatMappingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """VAT codes of the accounting system."""

    list_display = ("integration", "rate", "destination", "buyer", "remote_code")
    list_filter = ("integration",)


@admin.register(models.PaymentMapping)
class PaymentMappingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Payment types of the accounting system."""

    list_display = ("integration", "source_type", "remote_code")
    list_filter = ("integration",)


@admin.register(models.Series)
class SeriesAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Numbering series."""

    list_display = ("integration", "kind", "prefix", "next_number")
    list_filter = ("integration",)


class AttemptInline(admin.TabularInline):  # type: ignore[type-arg]
    """What was tried."""

    model = models.Attempt
    extra = 0
    can_delete = False
    fields = readonly_fields = ("started_at", "finished_at", "purpose", "outcome", "problem_text")


@admin.register(models.Submission)
class SubmissionAdmin(ReadOnly):
    """Documents owed to the accounting system."""

    list_display = ("reference", "state", "integration", "total", "remote_number", "problem_code", "created_at")
    list_filter = ("state", "integration", "kind", "problem_code")
    search_fields = ("reference", "remote_number", "order__number")
    list_select_related = ("integration",)
    inlines = (AttemptInline,)


@admin.register(models.UndeductedLine)
class UndeductedLineAdmin(ReadOnly):
    """Order lines whose units the accounting system did not deduct."""

    list_display = ("submission", "order_line")
    list_select_related = ("submission", "order_line")


@admin.register(models.Attempt)
class AttemptAdmin(ReadOnly):
    """Attempts of submissions."""

    list_display = ("submission", "started_at", "purpose", "outcome", "problem_code")
    list_filter = ("purpose", "outcome")
    list_select_related = ("submission",)


@admin.register(models.AuditLine)
class AuditLineAdmin(ReadOnly):
    """Who did what."""

    list_display = ("at", "actor_name", "verb", "submission", "integration", "from_state", "to_state", "reason")
    list_filter = ("verb",)
    list_select_related = ("submission", "integration")


@admin.register(models.DocumentPdf)
class DocumentPdfAdmin(ReadOnly):
    """PDFs that were asked for; the dashboard hands them out."""

    list_display = ("submission", "asked_at", "not_before", "tries", "problem_code")
    exclude = ("file",)
    list_select_related = ("submission",)


@admin.register(models.RemoteId)
class RemoteIdAdmin(ReadOnly):
    """Buyers we know in the accounting system; a row that misleads may be deleted, then they are looked for again."""

    list_display = ("integration", "kind", "remote_id", "busy_with", "busy_until")
    list_filter = ("integration", "kind")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the permission says."""
        return admin.ModelAdmin.has_delete_permission(self, request, obj)


@admin.register(models.RequestAccount)
class RequestAccountAdmin(ReadOnly):
    """Who calls are counted for."""

    list_display = ("key", "touched_at")


@admin.register(models.RequestSlot)
class RequestSlotAdmin(ReadOnly):
    """Calls that were made."""

    list_display = ("account", "purpose", "started_at", "counts_from")
    list_filter = ("account", "purpose")


@admin.register(models.CatalogueItem)
class CatalogueItemAdmin(ReadOnly):
    """What the accounting system have, as last read."""

    list_display = ("code", "name", "warehouse", "available", "price", "gone_at")
    list_filter = ("warehouse",)
    search_fields = ("code", "barcode", "name", "remote_id")
    list_select_related = ("warehouse",)


@admin.register(models.StockPull)
class StockPullAdmin(ReadOnly):
    """Reads of warehouses."""

    list_display = ("warehouse", "started_at", "scope", "cause", "is_complete", "seen", "changed", "problem_code")
    list_filter = ("warehouse", "scope", "cause", "is_complete")
    list_select_related = ("warehouse",)


@admin.register(models.Job)
class JobAdmin(ReadOnly):
    """Long work in the background."""

    list_display = ("kind", "state", "done", "total", "actor", "created_at", "finished_at", "problem_code")
    list_filter = ("kind", "state")
    list_select_related = ("actor",)


@admin.register(models.LinkProposal)
class LinkProposalAdmin(ReadOnly):
    """What stock records could be."""

    list_display = ("stockrecord", "item", "warehouse", "reason", "score", "is_ambiguous")
    list_filter = ("warehouse", "reason", "is_ambiguous")
    list_select_related = ("stockrecord", "item", "warehouse")


@admin.register(models.LinkChange)
class LinkChangeAdmin(ReadOnly):
    """The history of links."""

    list_display = ("at", "sku", "verb", "how", "warehouse", "from_id", "to_id", "actor_name")
    list_filter = ("warehouse", "verb", "how")
    search_fields = ("sku", "from_id", "to_id")
    list_select_related = ("warehouse",)
