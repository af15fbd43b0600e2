"""What the accounting system has in a warehouse, and how it was read."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models.integrations import Warehouse
from oscar_lt_accounting.models.problems import ProblemFields


class CatalogueItem(models.Model):
    """A product as the accounting system last returned it for one warehouse.

    `available` counts accounting units that may still be sold; None means that it is not known, which is
    not zero. `price` is in the accounting system's currency. `read_at` is when the read that told it began; `gone_at`
    is set while a complete read does not have it.
    """

    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, related_name="catalogue", verbose_name=_("warehouse")
    )
    remote_id = models.CharField(_("id in the accounting system"), max_length=64)
    code = models.CharField(_("code"), max_length=128, blank=True)
    barcode = models.CharField(_("bar code"), max_length=64, blank=True)
    name = models.CharField(_("name"), max_length=255, blank=True)
    unit = models.CharField(_("unit"), max_length=32, blank=True)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=4, null=True, blank=True)
    price_includes_vat = models.BooleanField(_("price includes VAT"), null=True, blank=True)
    available = models.DecimalField(_("available"), max_digits=18, decimal_places=4, null=True, blank=True)
    read_at = models.DateTimeField(_("last changed by the stock update of"))
    gone_at = models.DateTimeField(_("gone since"), null=True, blank=True)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("warehouse", "pk")
        verbose_name = _("accounting product")
        verbose_name_plural = _("accounting products")
        constraints = (
            models.UniqueConstraint(fields=("warehouse", "remote_id"), name="accounting_one_item_per_remote_id"),
        )
        indexes = (
            models.Index(fields=("warehouse", "code"), name="accounting_item_code"),
            models.Index(fields=("warehouse", "barcode"), name="accounting_item_barcode"),
        )

    def __str__(self) -> str:
        return f"{self.code or self.remote_id} {self.name}".strip()


class StockPull(ProblemFields):
    """One read of a warehouse's stock and what came of it.

    `started_at` is the cut-off: documents known to be issued before it are in the quantities that were
    read. While it runs, `finished_at` is empty and `lease_until` lies ahead.
    """

    class Scope(models.TextChoices):
        """How much was read."""

        FULL = "full", _("the whole warehouse")
        SOLD = "sold", _("what was sold")

    class Cause(models.TextChoices):
        """Why it was read."""

        SCHEDULE = "schedule", _("by schedule")
        PERSON = "person", _("by hand")
        ORDERS = "orders", _("after orders")

    #: The counts a pull reports, in the order in which they are shown.
    COUNTS: ClassVar[tuple[str, ...]] = ("seen", "new", "gone", "changed", "unknown", "clamped", "unlinked", "skipped")

    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, related_name="pulls", verbose_name=_("warehouse")
    )
    scope = models.CharField(_("what"), max_length=8, choices=Scope.choices, default=Scope.FULL)
    cause = models.CharField(_("why"), max_length=16, choices=Cause.choices, default=Cause.SCHEDULE)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    lease_until = models.DateTimeField(editable=False)
    is_complete = models.BooleanField(_("complete"), default=False)
    requests = models.PositiveIntegerField(_("requests"), default=0)
    seen = models.PositiveIntegerField(_("returned"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    gone = models.PositiveIntegerField(_("gone"), default=0)
    changed = models.PositiveIntegerField(_("changed"), default=0)
    unknown = models.PositiveIntegerField(_("without a quantity"), default=0)
    clamped = models.PositiveIntegerField(_("raised to zero"), default=0)
    unlinked = models.PositiveIntegerField(_("without a link"), default=0)
    skipped = models.PositiveIntegerField(_("unreadable"), default=0)
    skipped_products = models.JSONField(_("products that could not be read"), default=list, blank=True)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("-pk",)
        verbose_name = _("stock update")
        verbose_name_plural = _("stock updates")
        constraints = (
            models.UniqueConstraint(
                fields=("warehouse",), condition=Q(finished_at__isnull=True), name="accounting_one_pull_at_a_time"
            ),
        )
        indexes = (
            models.Index(
                fields=("warehouse", "-started_at"),
                condition=Q(is_complete=True),
                name="accounting_complete_pulls",
            ),
        )

    def __str__(self) -> str:
        return f"{self.warehouse_id} {self.started_at:%Y-%m-%d %H:%M:%S}"
