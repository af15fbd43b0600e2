"""What the accounting system calls the things we know by other names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models.integrations import Integration


class RemoteId(models.Model):
    """The accounting system's id of something of the shop, such as a buyer, for one integration.

    Our own name of it is kept as a digest, since it can be an e-mail address. While `busy_until` lies ahead,
    the document `busy_with` is being sent and may be making the thing in the accounting system.
    """

    integration = models.ForeignKey(
        Integration, on_delete=models.CASCADE, related_name="remote_ids", verbose_name=_("integration")
    )
    kind = models.CharField(_("kind"), max_length=16)
    digest = models.CharField(_("digest of the shop's name"), max_length=64)
    remote_id = models.CharField(_("id in the accounting system"), max_length=64, blank=True)
    busy_with = models.CharField(_("being created for"), max_length=96, blank=True)
    busy_until = models.DateTimeField(_("being created until"), null=True, blank=True)

    class Meta:
        app_label = "oscar_lt_accounting"
        verbose_name = _("id in the accounting system")
        verbose_name_plural = _("ids in the accounting system")
        constraints = (
            models.UniqueConstraint(fields=("integration", "kind", "digest"), name="accounting_one_name_each"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.remote_id}"
