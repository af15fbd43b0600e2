"""Long work that people start and leave: what it is, how far it came, what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.models.problems import ProblemFields


class Job(ProblemFields):
    """One piece of long work. While it runs, `lease_until` lies ahead; when that passes, it is begun anew.

    `total` is 0 while it is not known how much there is to do. `result` holds plain counts by their name.
    """

    class State(models.TextChoices):
        """Where it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    kind = models.CharField(_("what"), max_length=32)
    params = models.JSONField(default=dict, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), default=0)
    result = models.JSONField(_("result"), default=dict, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    created_at = models.DateTimeField(_("asked for"))
    started_at = models.DateTimeField(_("begun"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    token = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("-pk",)
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        indexes = (models.Index(fields=("id",), condition=Q(finished_at__isnull=True), name="accounting_open_jobs"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.finished_at is None

    @property
    def percent(self) -> int:
        """How far it is; 0 while that is not known, 100 once it is done."""
        if self.state == self.State.DONE:
            return 100
        return min(99, self.done * 100 // self.total) if self.total else 0
