"""How the shop's words are called in the accounting system: VAT, payments, numbering series."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models.constraints import check
from oscar_lt_accounting.models.integrations import Integration


class DocumentKind(models.TextChoices):
    """The kinds of documents the shop owes to the accounting system."""

    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")
    PROFORMA = "proforma", _("proforma invoice")
    RECEIPT = "receipt", _("receipt")


class VatMapping(models.Model):
    """The accounting system's code of a VAT rate, by destination and kind of buyer; no rate means "without VAT"."""

    class Destination(models.TextChoices):
        """Where the goods go."""

        LT = "lt", _("Lithuania")
        EU = "eu", _("another EU country")
        EXPORT = "export", _("outside the EU")
        ANY = "any", _("anywhere")

    class Buyer(models.TextChoices):
        """Who buys."""

        BUSINESS = "business", _("business")
        CONSUMER = "consumer", _("consumer")
        ANY = "any", _("anybody")

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="vat_mappings", verbose_name=_("integration")
    )
    rate = models.DecimalField(_("VAT rate, %"), max_digits=5, decimal_places=2, null=True, blank=True)
    destination = models.CharField(_("destination"), max_length=8, choices=Destination.choices, default=Destination.ANY)
    buyer = models.CharField(_("buyer"), max_length=8, choices=Buyer.choices, default=Buyer.ANY)
    remote_code = models.CharField(_("code in the accounting system"), max_length=64)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("integration", "-rate", "destination", "buyer")
        verbose_name = _("VAT mapping")
        verbose_name_plural = _("VAT mappings")
        constraints = (
            models.UniqueConstraint(
                fields=("integration", "rate", "destination", "buyer"), name="accounting_vat_mapping_once"
            ),
            models.UniqueConstraint(
                fields=("integration", "destination", "buyer"),
                condition=Q(rate__isnull=True),
                name="accounting_vat_mapping_once_without_rate",
            ),
            check(Q(rate__isnull=True) | Q(rate__gte=0, rate__lt=100), "accounting_vat_mapping_rate"),
        )

    def __str__(self) -> str:
        rate = "–" if self.rate is None else f"{self.rate.normalize():f} %"
        return f"{rate} → {self.remote_code}"


class PaymentMapping(models.Model):
    """What a way of paying is called in the accounting system: a payment type, a journal or a bank account."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="payment_mappings", verbose_name=_("integration")
    )
    source_type = models.CharField(
        _("payment method"), max_length=128, help_text=_("The code of Oscar's payment source type.")
    )
    remote_code = models.CharField(_("code in the accounting system"), max_length=64)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("integration", "source_type")
        verbose_name = _("payment mapping")
        verbose_name_plural = _("payment mappings")
        constraints = (
            models.UniqueConstraint(fields=("integration", "source_type"), name="accounting_payment_mapping_once"),
        )

    def __str__(self) -> str:
        return f"{self.source_type} → {self.remote_code}"


class Series(models.Model):
    """A numbering series, for integrations whose documents the shop numbers."""

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="series", verbose_name=_("integration")
    )
    kind = models.CharField(_("kind"), max_length=16, choices=DocumentKind.choices, default=DocumentKind.INVOICE)
    prefix = models.CharField(_("series"), max_length=16)
    digits = models.PositiveSmallIntegerField(_("digits"), default=5)
    next_number = models.PositiveIntegerField(_("next number"), default=1)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("integration", "kind")
        verbose_name = _("series")
        verbose_name_plural = _("series")
        constraints = (
            models.UniqueConstraint(fields=("integration", "kind"), name="accounting_one_series_per_kind"),
            check(Q(digits__gte=1, digits__lte=12), "accounting_series_digits"),
        )

    def __str__(self) -> str:
        return f"{self.prefix}{self.next_number:0{self.digits}d}"

    def take(self) -> str:
        """The next number, without the series; to be called in the transaction that keeps it."""
        rows: Any = type(self).objects.filter(pk=self.pk)
        rows.update(next_number=F("next_number") + 1)
        number = rows.values_list("next_number", flat=True).get() - 1
        return f"{number:0{self.digits}d}"
