"""The way to a working integration: what is done, what is missing, and where to go on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.models import AuditLine, Integration, PaymentMapping, Series, VatMapping, Warehouse
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.providers.base import Provider
from oscar_lt_accounting.services.setup.own_checks import own_problems

#: How a test or a preview ended, in the activity log.
OK, FAULT = "ok", "fault"
#: After one of these a test says nothing any more.
_TURNS = ("create", "keys", "duplicate")


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step with its page; `is_done` is None where nothing has to be done."""

    name: str
    label: str
    url: str
    is_done: bool | None
    remark: str = ""


def integration_url(name: str, pk: int | None = None) -> str:
    """The address of one of our pages."""
    return reverse(f"accounting-dashboard:accounting-integration-{name}", kwargs={"pk": pk} if pk else None)


def connect_or_reason(integration: Integration) -> tuple[Provider | None, str]:
    """The provider, or why it cannot be made; the accounting system is not asked."""
    try:
        return integration.connect(), ""
    except AccountingError as error:
        return None, translated(error.problem.message, dict(error.problem.params))


def missing_settings(integration: Integration, provider: Provider | None) -> list[str]:
    """What is missing on our side, in words."""
    if provider is None:
        return []
    return [
        f"{translated(one.title, {})}: {translated(one.detail, dict(one.params))}"
        for one in own_problems(integration, provider)
    ]


def steps(integration: Integration, why: str, lacks: list[str]) -> list[Step]:
    """The steps in their order; `why` it cannot connect and what it `lacks` are known already."""
    pk, last = integration.pk, _last(integration)
    is_paired, is_mapped = _rows(integration)
    # What is missing is the pair itself, or something to be mapped.
    is_short = len(lacks) > (0 if is_paired else 1)
    test, run = last.get("check", ""), last.get("rehearse", "")
    return [
        Step(name="create", label=_("Choose the accounting system"), url="", is_done=True),
        Step(
            name="keys", label=_("Enter address and keys"), url=integration_url("keys", pk), is_done=not why, remark=why
        ),
        Step(
            name="test",
            label=_("Test the connection"),
            url=integration_url("test", pk),
            is_done=test == OK,
            remark=_("The last test found something to fix.") if test == FAULT else "",
        ),
        Step(
            name="warehouses", label=_("Pair the warehouses"), url=integration_url("warehouses", pk), is_done=is_paired
        ),
        Step(
            name="mappings",
            label=_("VAT, payments and series"),
            url=integration_url("mappings", pk),
            is_done=False if why or is_short else is_mapped or None,
        ),
        Step(
            name="dry-run",
            label=_("Preview a recent order"),
            url=integration_url("dry-run", pk),
            is_done=run == OK,
            remark=_("The last preview found something to fix.") if run == FAULT else "",
        ),
        Step(name="switch", label=_("Switch it on"), url=integration_url("switch", pk), is_done=integration.is_active),
    ]


def next_step_url(name: str, integration: Integration) -> str:
    """Where the step after `name` is; a working integration goes back to its page."""
    order = ["keys", "test", "warehouses", "mappings", "dry-run", "switch"]
    if integration.is_active or name not in order[:-1]:
        return integration_url("detail", integration.pk)
    return integration_url(order[order.index(name) + 1], integration.pk)


def next_open_step_url(name: str, integration: Integration, known: list[Step]) -> str:
    """Where the first step after `name` is that is still to do, out of those that are `known`."""
    later = known[[step.name for step in known].index(name) + 1 :]
    left = next((step.url for step in later if step.is_done is False), "")
    return integration_url("detail", integration.pk) if integration.is_active or not left else left


def _rows(integration: Integration) -> tuple[bool, bool]:
    """Whether a warehouse in use is paired, and whether anything is mapped."""
    tables: tuple[Any, ...] = (VatMapping, PaymentMapping, Series)
    mapped = [Exists(table.objects.filter(integration=OuterRef("pk"))) for table in tables]
    paired = Exists(Warehouse.objects.filter(integration=OuterRef("pk"), is_active=True))
    rows = Integration.objects.filter(pk=integration.pk).annotate(
        is_paired=paired, is_mapped=mapped[0] | mapped[1] | mapped[2]
    )
    found: tuple[bool, bool] = rows.values_list("is_paired", "is_mapped").get()
    return found


def _last(integration: Integration) -> dict[str, str]:
    """How the last test and the last preview ended, if they still count."""
    verbs = ("check", "rehearse", *_TURNS)
    rows = AuditLine.objects.filter(integration=integration, verb__in=verbs).order_by("-pk")
    found: dict[str, str] = {}
    for verb, ended in rows.values_list("verb", "to_state")[:50]:
        if verb in _TURNS:
            break
        found.setdefault(verb, ended)
    return found
