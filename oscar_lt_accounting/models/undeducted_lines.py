"""Order lines that a document does not take out of the accounting system's stock."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models.submissions import Submission


class UndeductedLine(models.Model):
    """An order line whose units the document of `submission` does not deduct.

    Such as goods given away to a system that takes no row of 0.00. The stock rule never adds these units back.
    """

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="undeducted_lines", verbose_name=_("submission")
    )
    order_line = models.ForeignKey(
        "order.Line", on_delete=models.CASCADE, related_name="+", verbose_name=_("order line")
    )

    class Meta:
        app_label = "oscar_lt_accounting"
        verbose_name = _("line not deducted")
        verbose_name_plural = _("lines not deducted")
        constraints = (
            models.UniqueConstraint(fields=("submission", "order_line"), name="accounting_one_undeducted_line_each"),
        )

    def __str__(self) -> str:
        return f"{self.submission} {self.order_line_id}"
