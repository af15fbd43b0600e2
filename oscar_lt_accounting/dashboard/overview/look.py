"""The page that says whether the books are in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard.links.forms import LinkForm
from oscar_lt_accounting.dashboard.overview import ways
from oscar_lt_accounting.dashboard.overview.cards import LATELY, Card, Shelf, card, shelf
from oscar_lt_accounting.dashboard.overview.chart import chart
from oscar_lt_accounting.dashboard.overview.groups import SHOWN, shown
from oscar_lt_accounting.dashboard.overview.head import head
from oscar_lt_accounting.dashboard.permissions import may_decide, may_link
from oscar_lt_accounting.models import Integration, Warehouse
from oscar_lt_accounting.services.clock import CLOCK
from oscar_lt_accounting.services.overview import days
from oscar_lt_accounting.services.overview.causes import Cause, causes
from oscar_lt_accounting.services.overview.plans import day_uses
from oscar_lt_accounting.services.overview.standing import Standing, standings
from oscar_lt_accounting.services.overview.stores import Store, stores

_Issued = Mapping[int | None, Mapping[date, int]]


class OverviewView(TemplateView):
    """Every integration, every cause of problems with its cure, and the last thirty days."""

    template_name = "oscar_lt_accounting/dashboard/overview/page.html"

    def get_context_data(self, rejected: Mapping[Cause, LinkForm] | None = None, **kwargs: Any) -> dict[str, Any]:
        """The page, with the same number of questions to the database however much there is."""
        user: Any = self.request.user
        now = CLOCK.now()
        integrations = list(_integrations(user))
        known = stores(_warehouses(user), now)
        homes = {store.warehouse.pk: store.warehouse for store in known}
        shown_days = days.last_days(now)
        issued = days.issued(user, shown_days[0], list(homes))
        standing = standings(user)
        cards = _cards(integrations, standing, _shelves(known, user, now), _lately(issued, shown_days), now)
        found = causes(user)
        person = sum(one.person for one in standing.values())
        return super().get_context_data(
            cards=cards,
            head=head(cards, person=person, waiting=sum(one.waiting for one in standing.values())),
            groups=shown(
                found.groups[:SHOWN],
                user,
                integrations=integrations,
                warehouses=homes,
                now=now,
                rejected=rejected or {},
            ),
            more_groups=max(0, len(found.groups) - SHOWN),
            looked_at=found.looked_at,
            not_looked_at=max(0, person - found.looked_at),
            everything=ways.documents(person="on"),
            chart=chart(shown_days, _together(issued), days.problems(user, shown_days[0])),
            first_integration=ways.first_integration(user),
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


def _shelves(known: list[Store], user: Any, now: datetime) -> dict[int, list[Shelf]]:
    links = may_link(user)
    found: dict[int, list[Shelf]] = defaultdict(list)
    for store in known:
        found[store.warehouse.integration_id].append(shelf(store, now, may_link=links))
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
    standing: Mapping[int | None, Standing],
    shelves: Mapping[int, list[Shelf]],
    issued: _Issued,
    now: datetime,
) -> list[Card]:
    uses = day_uses(integrations, now)
    return [
        card(
            one,
            standing.get(one.pk, Standing()),
            issued=issued.get(one.pk, {}),
            uses=uses.get(one.pk, []),
            shelves=shelves.get(one.pk, []),
            now=now,
        )
        for one in integrations
    ]
