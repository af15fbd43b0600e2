"""Facts that are only ever added: attempts, and who did what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models.problems import NO_PROBLEM, ProblemFields, problem_columns, translated


class Attempt(ProblemFields):
    """One attempt of a submission: what was called, what came back (redacted), and how it ended."""

    class Purpose(models.TextChoices):
        """What the attempt was for."""

        SEND = "send", _("sending")
        LOOK = "look", _("looking up")
        ASK = "ask", _("checking the progress")

    class Outcome(models.TextChoices):
        """How the attempt ended; an attempt without an end was cut short."""

        CUT_SHORT = "", _("interrupted")
        ISSUED = "issued", _("issued")
        ACCEPTED = "accepted", _("accepted")
        POSTPONED = "postponed", _("nothing happened, put off")
        REJECTED = "rejected", _("rejected")
        UNCERTAIN = "uncertain", _("unconfirmed")
        FOUND = "found", _("found")
        ABSENT = "absent", _("not found")
        INCONCLUSIVE = "inconclusive", _("no result")
        HELD = "held", _("on hold")

    submission = models.ForeignKey(
        "oscar_lt_accounting.Submission",
        on_delete=models.CASCADE,
        related_name="attempts",
        verbose_name=_("submission"),
    )
    purpose = models.CharField(_("for"), max_length=8, choices=Purpose.choices)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    calls = models.JSONField(_("requests"), default=list, blank=True)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("submission", "pk")
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M:%S} {self.get_outcome_display()}"

    @property
    def duration(self) -> timedelta | None:
        """How long it took, None while it has no end."""
        return self.finished_at - self.started_at if self.finished_at else None


class AuditLine(models.Model):
    """Who did what to which submission or integration, when and why."""

    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    submission = models.ForeignKey(
        "oscar_lt_accounting.Submission",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="audit_lines",
        verbose_name=_("submission"),
    )
    integration = models.ForeignKey(
        "oscar_lt_accounting.Integration",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="audit_lines",
        verbose_name=_("integration"),
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    actor_name = models.CharField(_("who, by name"), max_length=150, blank=True)
    verb = models.CharField(_("what"), max_length=32)
    from_state = models.CharField(_("from"), max_length=16, blank=True)
    to_state = models.CharField(_("to"), max_length=16, blank=True)
    reason = models.TextField(_("why"), blank=True)
    reason_detail = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        app_label = "oscar_lt_accounting"
        ordering = ("-pk",)
        verbose_name = _("activity log entry")
        verbose_name_plural = _("activity log")

    def __str__(self) -> str:
        return f"{self.actor_name or '–'}: {self.verb}"

    @property
    def reason_text(self) -> str:
        """Why, in the reader's language where the machinery said it; a person's words stay as they are."""
        message = self.reason_detail.get("message")
        return translated(message, self.reason_detail.get("params", {})) if message else self.reason


def audit_line(
    verb: str, *, actor: Any = None, reason: str = "", problem: Problem = NO_PROBLEM, **values: Any
) -> AuditLine:
    """An unsaved audit line; `actor` is a user, or the name of the machinery that acted."""
    if problem.message and not reason:
        columns = problem_columns(problem)
        reason, values["reason_detail"] = columns["problem"], columns["problem_detail"]
    if actor is None or isinstance(actor, str):
        return AuditLine(verb=verb, actor_name=actor or "", reason=reason, **values)
    return AuditLine(verb=verb, actor=actor, actor_name=actor.get_username()[:150], reason=reason, **values)


def lines_of(submission: models.Model) -> models.QuerySet[AuditLine]:
    """The activity log of one submission, oldest first."""
    return AuditLine.objects.filter(submission=submission.pk).order_by("pk")
