"""Which accounting product a shop's stock record is, which it could be, and which it was."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models.constraints import check
from oscar_lt_accounting.models.integrations import Warehouse


class ProductLink(models.Model):
    """A stock record of the shop and the accounting product it is in one warehouse.

    `units` are accounting units per shop unit: a six-pack that the accounting system counts in bottles is 6.
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
    remote_id = models.CharField(_("id in the accounting system"), max_length=64)
    remote_code = models.CharField(_("code in the accounting system"), max_length=128, blank=True)
    units = models.DecimalField(
        _("accounting units per shop unit"), max_digits=10, decimal_places=4, default=Decimal(1)
    )
    sync_stock = models.BooleanField(_("update stock from the accounting system"), default=True)
    synced_price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True, editable=False)
    synced_name = models.CharField(max_length=255, blank=True, editable=False)

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


class LinkProposal(models.Model):
    """An accounting product that a stock record could be, and why; only a person, or an exact match, links them.

    `score` is from 0 to 100. `is_ambiguous` says that the same reason names several products or stock records.
    """

    class Reason(models.TextChoices):
        """What speaks for it."""

        CODE = "code", _("the same code")
        BARCODE = "barcode", _("the same bar code")
        NAME = "name", _("a similar name")

    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("warehouse")
    )
    stockrecord = models.ForeignKey(
        "partner.StockRecord",
        on_delete=models.CASCADE,
        related_name="accounting_proposals",
        verbose_name=_("stock record"),
    )
    item = models.ForeignKey(
        "oscar_lt_accounting.CatalogueItem",
        on_delete=models.CASCADE,
        related_name="proposals",
        verbose_name=_("accounting product"),
    )
    reason = models.CharField(_("why"), max_length=8, choices=Reason.choices)
    score = models.PositiveSmallIntegerField(_("likeness"), default=100)
    is_ambiguous = models.BooleanField(_("several matches"), default=False)
    created_at = models.DateTimeField(_("suggested"), auto_now_add=True)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("warehouse", "stockrecord", "-score", "pk")
        verbose_name = _("link suggestion")
        verbose_name_plural = _("link suggestions")
        constraints = (
            models.UniqueConstraint(fields=("stockrecord", "item"), name="accounting_one_proposal_each"),
            check(Q(score__lte=100), "accounting_proposal_score"),
        )

    def __str__(self) -> str:
        return f"{self.stockrecord_id} → {self.item_id} ({self.reason})"


class LinkChange(models.Model):
    """One change of a link: made, changed or removed, by whom and how; it outlives what it speaks of."""

    class Verb(models.TextChoices):
        """What was done."""

        LINK = "link", _("linked")
        RELINK = "relink", _("linked to another product")
        UNLINK = "unlink", _("unlinked")

    class How(models.TextChoices):
        """By what means."""

        HAND = "hand", _("by hand")
        CODE = "code", _("by code")
        BARCODE = "barcode", _("by bar code")
        PROPOSAL = "proposal", _("a suggestion was accepted")
        FILE = "file", _("from a file")
        CREATED = "created", _("created in the accounting system")

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    warehouse = models.ForeignKey(
        Warehouse, on_delete=models.CASCADE, related_name="link_changes", verbose_name=_("warehouse")
    )
    stockrecord = models.ForeignKey(
        "partner.StockRecord",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stock record"),
    )
    sku = models.CharField(_("SKU"), max_length=128)
    verb = models.CharField(_("what"), max_length=8, choices=Verb.choices)
    how = models.CharField(_("how"), max_length=8, choices=How.choices, default=How.HAND)
    from_id = models.CharField(_("id before"), max_length=64, blank=True)
    to_id = models.CharField(_("id after"), max_length=64, blank=True)
    to_code = models.CharField(_("code after"), max_length=128, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_name = models.CharField(_("who, by name"), max_length=150, blank=True)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("-pk",)
        verbose_name = _("change of a link")
        verbose_name_plural = _("changes of links")
        indexes = (models.Index(fields=("stockrecord", "-id"), name="accounting_link_history"),)

    def __str__(self) -> str:
        return f"{self.sku}: {self.verb}"
