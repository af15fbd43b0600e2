"""The page that says whether everything was sent and what needs attention."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.links.forms import LinkForm
from oscar_lt_accounting.dashboard.overview.chart import chart
from oscar_lt_accounting.dashboard.overview.integration_cards import (
    LATELY,
    Card,
    WarehouseSummary,
    card,
    warehouse_summary,
)
from oscar_lt_accounting.dashboard.overview.problem_groups import SHOWN, shown_groups
from oscar_lt_accounting.dashboard.overview.summary_line import summary_line
from oscar_lt_accounting.dashboard.permissions import may_decide, may_link
from oscar_lt_accounting.models import Integration, Warehouse
from oscar_lt_accounting.page_urls import page_url, url_for
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.overview import days
from oscar_lt_accounting.services.overview.causes import Cause, causes
from oscar_lt_accounting.services.overview.document_counts import DocumentCounts, document_counts
from oscar_lt_accounting.services.overview.plan_usage import day_uses
from oscar_lt_accounting.services.overview.warehouse_stock import WarehouseStock, warehouse_stock

_Issued = Mapping[int | None, Mapping[date, int]]


class OverviewView(TemplateView):
    """Every integration, every cause of problems with where it is fixed, and the last thirty days."""

    template_name = "oscar_lt_accounting/dashboard/overview/overview.html"

    def get_context_data(self, rejected: Mapping[Cause, LinkForm] | None = None, **kwargs: Any) -> dict[str, Any]:
        """The page, with the same number of questions to the database however much there is."""
        user: Any = self.request.user
        now = CLOCK.now()
        integrations = list(_integrations(user))
        known = warehouse_stock(_warehouses(user), now)
        warehouses = {store.warehouse.pk: store.warehouse for store in known}
        shown_days = days.last_days(now)
        issued = days.issued(user, shown_days[0], list(warehouses))
        counts = document_counts(user)
        cards = _cards(integrations, counts, _warehouse_summaries(known, user, now), _lately(issued, shown_days), now)
        found = causes(user)
        person = sum(one.person for one in counts.values())
        return super().get_context_data(
            cards=cards,
            summary=summary_line(cards, person=person, waiting=sum(one.waiting for one in counts.values())),
            groups=shown_groups(
                found.groups[:SHOWN],
                user,
                integrations=integrations,
                warehouses=warehouses,
                now=now,
                rejected=rejected or {},
            ),
            more_groups=max(0, len(found.groups) - SHOWN),
            examined=found.examined,
            not_examined=max(0, person - found.examined),
            everything=page_url("submission-list", query={"person": "on"}),
            chart=chart(shown_days, _together(issued), days.problems(user, shown_days[0])),
            first_integration=url_for(user, "integration-create"),
            may_decide=may_decide(user),
            **kwargs,
        )


def _sees_everything(user: Any) -> bool:
    return bool(user.is_staff or user.is_superuser)


def _integrations(user: Any) -> Any:
    rows = Integration.objects.defer("credentials")
    return rows if _sees_everything(user) else rows.filter(warehouses__partner__users=user).distinct()


def _warehouses(user: Any) -> Any:
    rows = Warehouse.objects.defer("integration__credentials")
    return rows if _sees_everything(user) else rows.filter(partner__users=user)


def _warehouse_summaries(known: list[WarehouseStock], user: Any, now: datetime) -> dict[int, list[WarehouseSummary]]:
    links = may_link(user)
    found: dict[int, list[WarehouseSummary]] = defaultdict(list)
    for store in known:
        found[store.warehouse.integration_id].append(warehouse_summary(store, now, may_link=links))
    return found


def _lately(issued: _Issued, shown_days: list[date]) -> _Issued:
    last = set(shown_days[-LATELY:])
    return {pk: {day: number for day, number in found.items() if day in last} for pk, found in issued.items()}


def _together(issued: _Issued) -> Mapping[date, int]:
    found: Counter[date] = Counter()
    for days_of_one in issued.values():
        found.update(days_of_one)
    return found


def _cards(
    integrations: list[Integration],
    counts: Mapping[int | None, DocumentCounts],
    warehouses: Mapping[int, list[WarehouseSummary]],
    issued: _Issued,
    now: datetime,
) -> list[Card]:
    uses = day_uses(integrations, now)
    return [
        card(
            one,
            counts.get(one.pk, DocumentCounts()),
            issued=issued.get(one.pk, {}),
            uses=uses.get(one.pk, []),
            warehouses=warehouses.get(one.pk, []),
            now=now,
        )
        for one in integrations
    ]
