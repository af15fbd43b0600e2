"""Which accounting product a shop's stock record is."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models.constraints import check
from oscar_lt_accounting.models.integrations import Warehouse


class ProductLink(models.Model):
    """A stock record of the shop and the product it is in one warehouse's books.

    `units` are accounting units per shop unit: a six-pack that the books count in bottles is 6.
    """

    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, related_name="links", verbose_name=_("warehouse")
    )
    stockrecord = models.ForeignKey(
        "partner.StockRecord",
        on_delete=models.CASCADE,
        related_name="accounting_links",
        verbose_name=_("stock record"),
    )
    remote_id = models.CharField(_("id over there"), max_length=64)
    remote_code = models.CharField(_("code over there"), max_length=64, blank=True)
    units = models.DecimalField(
        _("accounting units per shop unit"), max_digits=10, decimal_places=4, default=Decimal(1)
    )
    sync_stock = models.BooleanField(_("stock follows the books"), default=True)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("warehouse", "pk")
        verbose_name = _("product link")
        verbose_name_plural = _("product links")
        constraints = (
            models.UniqueConstraint(fields=("warehouse", "stockrecord"), name="accounting_one_link_per_stockrecord"),
            models.UniqueConstraint(
                fields=("warehouse", "remote_id"),
                condition=Q(sync_stock=True),
                name="accounting_one_stock_per_remote_product",
            ),
            check(Q(units__gt=0), "accounting_link_units"),
        )

    def __str__(self) -> str:
        return f"{self.stockrecord_id} → {self.remote_code or self.remote_id}"
