"""Calls that were made, as the limiter counts them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestAccount(models.Model):
    """Who a provider counts calls for: one integration, or several that share a plan.

    The row is also the lock under which its calls are counted.
    """

    key = models.CharField(_("account"), max_length=64, unique=True)
    touched_at = models.DateTimeField(_("last call"))

    class Meta:
        app_label = "oscar_lt_accounting"
        verbose_name = _("request account")
        verbose_name_plural = _("request accounts")

    def __str__(self) -> str:
        return self.key


class RequestSlot(models.Model):
    """One call: `counts_from` is when it was answered, before that the latest moment it can be.

    A window opens at the server when the request arrives, and all we know is that this was not after
    the answer (measurements.md §0.5).
    """

    account = models.ForeignKey(
        RequestAccount, on_delete=models.CASCADE, related_name="slots", verbose_name=_("account")
    )
    purpose = models.CharField(_("for"), max_length=16)
    started_at = models.DateTimeField(_("started"))
    counts_from = models.DateTimeField(_("counts from"))

    class Meta:
        app_label = "oscar_lt_accounting"
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        indexes = (models.Index(fields=("account", "counts_from"), name="accounting_slots"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.started_at:%Y-%m-%d %H:%M:%S}"
