"""What is said of each integration and its warehouses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from oscar_lt_accounting.dashboard.overview.durations import elapsed
from oscar_lt_accounting.models import Integration, State
from oscar_lt_accounting.page_urls import page_url
from oscar_lt_accounting.services.overview.document_counts import ON_ITS_WAY, DocumentCounts
from oscar_lt_accounting.services.overview.warehouse_stock import WarehouseStock
from oscar_lt_accounting.services.requests.budget import DayUse

#: Days, today included, over which issued documents are counted.
LATELY = 7
_BADGES = {
    "working": ("success", "fa-check"),
    "late": ("warning", "fa-exclamation-triangle"),
    "resting": ("warning", "fa-pause"),
    "blocked": ("danger", "fa-user"),
    "off": ("light", "fa-power-off"),
}


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A count and the list that shows what was counted; `is_urgent` when somebody should look."""

    words: str
    number: int
    url: str
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class WarehouseSummary:
    """One warehouse: when its stock was read, what went wrong with the last pull, how much is linked."""

    name: str
    is_active: bool
    read: str
    is_stale: bool
    problem: str
    stock: WarehouseStock
    url: str


@dataclass(frozen=True, kw_only=True)
class Card:
    """One integration; `state` is a stable word, `word` and `sentence` say it to a person."""

    integration: Integration
    state: str
    word: str
    sentence: str
    figures: list[Figure]
    oldest: str
    uses: list[DayUse]
    warehouses: list[WarehouseSummary] = field(default_factory=list)

    @property
    def colour(self) -> str:
        """Bootstrap's word for the weight of the state."""
        return _BADGES[self.state][0]

    @property
    def icon(self) -> str:
        """The icon that goes with the state."""
        return _BADGES[self.state][1]


def card(
    integration: Integration,
    counts: DocumentCounts,
    *,
    issued: Mapping[date, int],
    uses: list[DayUse],
    warehouses: list[WarehouseSummary],
    now: datetime,
) -> Card:
    """The card of one integration."""
    state = _state(integration, counts, uses, now)
    word, sentence = _words(state, integration)
    return Card(
        integration=integration,
        state=state,
        word=word,
        sentence=sentence,
        figures=_figures(integration, counts, sum(issued.values())),
        oldest=_oldest(counts, now),
        uses=uses,
        warehouses=warehouses,
    )


def warehouse_summary(stock: WarehouseStock, now: datetime, *, may_link: bool) -> WarehouseSummary:
    """The lines of one warehouse."""
    known = stock.freshness
    return WarehouseSummary(
        name=stock.warehouse.name,
        is_active=stock.warehouse.is_active,
        read=_("%(age)s ago") % {"age": elapsed(known.read_at, now)} if known.read_at else _("never"),
        is_stale=known.is_stale,
        problem=stock.failed.problem_text if stock.failed else "",
        stock=stock,
        url=page_url("link-list", query={"warehouse": stock.warehouse.pk})
        if may_link and stock.warehouse.is_active
        else "",
    )


def _state(integration: Integration, counts: DocumentCounts, uses: list[DayUse], now: datetime) -> str:
    if not integration.is_active:
        return "off"
    if integration.is_blocked:
        return "blocked"
    if integration.resting_until and integration.resting_until > now:
        return "resting"
    return "late" if counts.is_late(now) and not any(use.is_spent for use in uses) else "working"


def _words(state: str, integration: Integration) -> tuple[str, str]:
    problem = integration.problem_text
    match state:
        case "off":
            return _("Switched off"), _("Nothing is sent and no stock is updated.")
        case "blocked":
            return _("Needs attention"), problem or _("Open the integration and check its keys.")
        case "resting":
            words = {"time": _moment(integration.resting_until), "problem": problem}
            if not problem:
                return _("Paused"), _("It resumes automatically at %(time)s.") % words
            return _("Paused"), _("It resumes automatically at %(time)s, because: %(problem)s") % words
        case "late":
            return _("Late"), _("Documents are due for more than an hour. See whether accounting_deliver runs.")
    return _("Working"), ""


def _figures(integration: Integration, counts: DocumentCounts, issued: int) -> list[Figure]:
    def listed(**query: Any) -> str:
        return page_url("submission-list", query={"integration": integration.pk, **query})

    days = ngettext("issued in the last day", "issued in the last %(days)d days", LATELY) % {"days": LATELY}
    figures = [
        Figure(words=_("waiting"), number=counts.waiting, url=listed(state=[state.value for state in ON_ITS_WAY])),
        Figure(words=days, number=issued, url=listed(state=State.ISSUED.value)),
        Figure(
            words=npgettext("a number above", "needs attention", "need attention", counts.person),
            number=counts.person,
            url=listed(person="on"),
            is_urgent=counts.person > 0,
        ),
    ]
    if counts.looked_for > 0:
        url = listed(state=State.UNCERTAIN.value)
        figures.insert(1, Figure(words=_("unconfirmed, being looked up"), number=counts.looked_for, url=url))
    return figures


def _oldest(counts: DocumentCounts, now: datetime) -> str:
    if counts.oldest is None:
        return ""
    return _("The oldest unsent document waits for %(age)s.") % {"age": elapsed(counts.oldest, now)}


def _moment(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment else ""
