"""Settings that a check found out: kept where nobody has chosen anything, and written down."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.providers.base import CheckResult, Provider, Setting


def keep_learnt(integration: Integration, provider: Provider, results: Iterable[CheckResult]) -> None:
    """Put what `results` learnt into the integration's settings, never in place of what a person chose.

    Raises `Misconfigured` for a value that does not fit its setting.
    """
    declared = {setting.name: setting for setting in provider.settings if not setting.secret}
    learnt = {
        name: declared[name].read(value)
        for result in results
        for name, value in result.learnt.items()
        if name in declared
    }
    if not learnt:
        return
    with transaction.atomic():
        row = Integration.objects.select_for_update().get(pk=integration.pk)
        kept = row.settings if isinstance(row.settings, dict) else {}
        new = {name: value for name, value in learnt.items() if _is_open(kept.get(name), declared[name])}
        if new:
            row.settings = {**kept, **new}
            row.save(update_fields=["settings"])
            for name, value in new.items():
                audit_line("edit", integration=row, problem=_told(declared[name], value)).save()
    integration.settings = row.settings


def _is_open(value: Any, setting: Setting) -> bool:
    """Whether nobody has chosen a value: it is empty or the one that every integration begins with."""
    return value in (None, "", setting.default)


def _told(setting: Setting, value: Any) -> Problem:
    shown = dict(setting.choices).get(value, str(value))
    return Problem(
        code="learnt",
        message=gettext_noop("The connection test found out: “%(label_msg)s” is “%(value_msg)s”."),
        params={"label_msg": setting.label, "value_msg": shown},
    )
