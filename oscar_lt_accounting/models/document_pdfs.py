"""The printed form of an issued document, as the accounting system made it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import models
from django.utils.text import get_valid_filename
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models.problems import NO_PROBLEM, ProblemFields, problem_columns
from oscar_lt_accounting.models.storage import private_storage
from oscar_lt_accounting.models.submissions import Submission


def _path(row: DocumentPdf, filename: str) -> str:
    return f"{row.submission.created_at:%Y/%m}/{filename}"


class DocumentPdf(ProblemFields):
    """A PDF that somebody asked for: waited for while `not_before` is set, kept for ever once it is there."""

    submission = models.OneToOneField(
        Submission, on_delete=models.CASCADE, related_name="pdf", verbose_name=_("submission")
    )
    file = models.FileField(_("file"), storage=private_storage, upload_to=_path, blank=True, max_length=200)
    asked_at = models.DateTimeField(_("asked for"))
    not_before = models.DateTimeField(_("not before"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        app_label = "oscar_lt_accounting"
        verbose_name = _("PDF")
        verbose_name_plural = _("PDFs")
        indexes = (
            models.Index(
                fields=("not_before",), condition=models.Q(not_before__isnull=False), name="accounting_prints_due"
            ),
        )

    def __str__(self) -> str:
        return str(self.submission)

    def take(self, *, until: datetime) -> bool:
        """Be the one worker that fetches it, until a moment at which another may try."""
        rows = type(self).objects.filter(pk=self.pk, not_before=self.not_before, file="")
        return bool(rows.update(not_before=until, tries=models.F("tries") + 1))

    def keep(self, content: bytes) -> None:
        """Store the PDF; the file of a worker that came second is thrown away."""
        storage = self.file.storage
        name = storage.save(_path(self, f"{get_valid_filename(self.submission.reference)}.pdf"), ContentFile(content))
        values: dict[str, Any] = {"file": name, "not_before": None, **problem_columns(NO_PROBLEM)}
        if not type(self).objects.filter(pk=self.pk, file="").update(**values):
            storage.delete(name)

    def put_off(self, problem: Problem, *, until: datetime | None) -> None:
        """It is not there (yet); without `until` nobody asks again by himself."""
        type(self).objects.filter(pk=self.pk, file="").update(not_before=until, **problem_columns(problem))
