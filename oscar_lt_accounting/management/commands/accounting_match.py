"""Match stock records with accounting products: count what would be linked, or link it with `--apply`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from oscar_lt_accounting.models import LinkProposal, Warehouse
from oscar_lt_accounting.services.linking import matching

_LISTED = 20


class Command(BaseCommand):
    """Two steps: look at the counts, then apply; what is not certain is listed and needs attention."""

    help = "Finds the accounting products of stock records by code and bar code; --apply links what is certain."

    def add_arguments(self, parser: CommandParser) -> None:
        """The command's options."""
        parser.add_argument("--warehouse", type=int, action="append", default=[], help="only this warehouse")
        parser.add_argument("--apply", action="store_true", help="link what is certain")

    def handle(self, *args: Any, **options: Any) -> None:
        """Match, and fail when a warehouse's catalogue was never read."""
        warehouses = self._chosen(options["warehouse"])
        for warehouse in warehouses:
            if not warehouse.catalogue.exists():
                raise CommandError(
                    f"The catalogue of {warehouse} is not known yet; update the stock first: "
                    f"accounting_pull_stock --warehouse {warehouse.pk}"
                )
        for warehouse in warehouses:
            self._match(warehouse, apply=options["apply"])

    def _chosen(self, wanted: list[int]) -> list[Warehouse]:
        rows = Warehouse.objects.select_related("integration").order_by("pk")
        if unknown := set(wanted) - set(rows.filter(pk__in=wanted).values_list("pk", flat=True)):
            raise CommandError(f"There is no warehouse {min(unknown)}.")
        chosen = rows.filter(pk__in=wanted) if wanted else rows.filter(is_active=True, integration__is_active=True)
        if not chosen:
            raise CommandError("No partner is connected to a warehouse in use, so there is nothing to match.")
        return list(chosen)

    def _match(self, warehouse: Warehouse, *, apply: bool) -> None:
        found = matching.preview(warehouse)
        self.stdout.write(
            f"{warehouse}: {found.linked} linked, {found.by_code} by code, {found.by_barcode} by bar code, "
            f"{found.ambiguous} ambiguous, {found.by_name} by name, {found.unlinked} unlinked"
        )
        self._list_ambiguous(warehouse)
        if apply:
            self.stdout.write(f"{warehouse}: {matching.apply(warehouse, 'accounting_match')} linked now")

    def _list_ambiguous(self, warehouse: Warehouse) -> None:
        rows = LinkProposal.objects.filter(warehouse=warehouse, is_ambiguous=True).select_related("stockrecord", "item")
        for one in rows.order_by("stockrecord__partner_sku", "pk")[:_LISTED]:
            self.stdout.write(f"  ambiguous: {one.stockrecord.partner_sku} → {one.item} ({one.get_reason_display()})")
