"""A problem kept in a row: a word for filters, a sentence for search, and what it takes to translate it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.domain.errors import Problem

NO_PROBLEM = Problem(code="", message="")


class ProblemFields(models.Model):
    """Columns that hold a `Problem`.

    `problem` is the sentence in the site's language; `problem_text` says it in the reader's.
    """

    problem_code = models.CharField(_("problem"), max_length=64, blank=True)
    problem = models.TextField(_("problem text"), blank=True)
    problem_detail = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True
        app_label = "oscar_lt_accounting"

    @property
    def problem_text(self) -> str:
        """The sentence in the language of whoever reads it."""
        message = self.problem_detail.get("message")
        return translated(message, self.problem_detail.get("params", {})) if message else self.problem


def translated(message: str, params: dict[str, str]) -> str:
    """A problem's template in the current language with its values put in.

    Values whose name ends with ``_msg`` are words of ours and translated too, with ``_msgs`` several of them
    between ``|``; all others are data.
    """
    if not message:
        return ""
    shown = {name: _shown(name, value) for name, value in params.items()}
    return gettext(message) % shown if shown else gettext(message)


def _shown(name: str, value: str) -> str:
    if name.endswith("_msgs"):
        return ", ".join(gettext(word) for word in value.split("|") if word)
    return gettext(value) if name.endswith("_msg") and value else value


def problem_columns(problem: Problem) -> dict[str, Any]:
    """`problem` as values for the columns of `ProblemFields`."""
    with translation.override(translation.get_language() or None):
        sentence = translated(problem.message, dict(problem.params))
    return {
        "problem_code": problem.code,
        "problem": sentence,
        "problem_detail": {"message": problem.message, "params": dict(problem.params)} if problem.message else {},
    }
