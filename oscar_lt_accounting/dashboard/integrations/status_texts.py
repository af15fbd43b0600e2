"""How an integration is, in a word and a sentence, and how it is set."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_lt_accounting.models import Integration, Trigger


@dataclass(frozen=True, kw_only=True)
class IntegrationStatus:
    """A badge (`word`, `icon`, `colour`) and what stands behind it; `level` is Bootstrap's word for alerts."""

    word: str
    icon: str
    colour: str
    level: str = "info"
    sentence: str = ""


def integration_status(row: Integration) -> IntegrationStatus:
    """How it is now."""
    now = timezone.now()
    if row.is_blocked:
        return IntegrationStatus(
            word=_("Needs attention"),
            icon="fa-hand-paper",
            colour="danger",
            level="danger",
            sentence=row.problem_text or _("Nothing is sent until it is fixed."),
        )
    if not row.is_active:
        return IntegrationStatus(
            word=_("Switched off"),
            icon="fa-pause",
            colour="secondary",
            level="secondary",
            sentence=_("Nothing is sent and no stock is updated. Orders are recorded and wait."),
        )
    if row.resting_until and row.resting_until > now:
        until = date_format(timezone.localtime(row.resting_until), "Y-m-d H:i")
        return IntegrationStatus(
            word=_("Paused"),
            icon="fa-hourglass-half",
            colour="warning",
            level="warning",
            sentence=_("Paused until %(time)s, then it tries again automatically. %(problem)s")
            % {"time": until, "problem": row.problem_text},
        )
    return IntegrationStatus(
        word=_("Switched on"), icon="fa-check", colour="success", level="success", sentence=_("It works.")
    )


def setting_texts(row: Integration) -> list[tuple[str, str]]:
    """The set-up as labels and words."""
    trigger = capfirst(str(Trigger(row.trigger).label)) if row.trigger in Trigger.values else row.trigger
    if row.trigger == Trigger.STATUS:
        trigger = f"{trigger}: {', '.join(row.trigger_statuses or [])}"
    return [
        (_("Address"), row.base_url or _("the accounting system's own")),
        (_("Sends"), trigger),
        (_("First day"), date_format(row.start_date, "Y-m-d") if row.start_date else _("the day it is switched on")),
        (_("Documents are numbered by"), str(row.get_numbering_display())),
        (_("The shop's prices"), _("with VAT") if row.prices_include_tax else _("without VAT")),
        (_("Stock is updated"), pulls(row)),
    ]


def pulls(row: Integration) -> str:
    """How often the stock is read."""
    if not row.pull_every:
        return _("only by hand")
    return ngettext("every minute", "every %(count)d minutes", row.pull_every) % {"count": row.pull_every}
