"""The list of documents."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from oscar_lt_accounting.dashboard import labels
from oscar_lt_accounting.dashboard.invoices.filters import Counts, FilterForm, counts, narrowed
from oscar_lt_accounting.dashboard.invoices.table import SubmissionTable
from oscar_lt_accounting.dashboard.pagination import list_page
from oscar_lt_accounting.dashboard.permissions import may_decide
from oscar_lt_accounting.models import Integration, State, Submission
from oscar_lt_accounting.page_urls import url_for
from oscar_lt_accounting.services.outbox.resendable import STATES
from oscar_lt_accounting.services.requests import budget

#: What a row of the list needs; the frozen document is left in the table.
_NARROW = (
    "order__number",
    "order__date_placed",
    "integration__name",
    "integration__is_test",
    "integration__provider",
    "warehouse__name",
    "warehouse_name",
    "kind",
    "state",
    "total",
    "currency",
    "remote_number",
    "remote_url",
    "not_before",
    "problem_code",
    "problem",
    "problem_detail",
    "created_at",
)
#: Filters that are shown when "more filters" is opened.
_UNFOLDED = ("cause", "integration", "warehouse", "kind", "since", "until", "least", "most")


class SubmissionListView(TemplateView):
    """Documents that the shop owes to the accounting system, newest first, with filters and sending many again."""

    template_name = "oscar_lt_accounting/dashboard/invoices/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The page: pills with counts, the filter, and one page of the table."""
        user: Any = self.request.user
        form = FilterForm(self.request.GET, user=user)
        asked = form.asked()
        visible = Submission.objects.visible_to(user)
        is_everything = user.is_staff and not asked.keys() - {"state", "person"}
        counted = counts(narrowed(visible, asked, by_state=False), is_everything=is_everything)
        rows = narrowed(visible, asked)
        total = counted.matching(asked)
        page = list_page(
            rows.select_related("order", "integration", "warehouse").only(*_NARROW),
            size=getattr(settings, "OSCAR_DASHBOARD_ITEMS_PER_PAGE", 20),
            before=self.request.GET.get("before", ""),
            after=self.request.GET.get("after", ""),
        )
        decides = may_decide(user)
        table = SubmissionTable(page.rows, total=total, exclude=() if decides else ("chosen",))
        return super().get_context_data(
            form=form,
            filter_fields=[form[name] for name in _UNFOLDED],
            filter_pairs=form.pairs(),
            submissions=table,
            total=total,
            is_filtered=bool(asked) or not form.is_valid(),
            pills=_pills(form, counted, asked),
            unfold=any(name in asked for name in _UNFOLDED) or len(asked.get("state", ())) > 1,
            older=form.address(before=str(page.older)) if page.older else "",
            newer=form.address(after=str(page.newer)) if page.newer else "",
            newest=form.address(),
            may_decide=decides,
            may_send_many=decides and form.is_valid() and _any_resendable(counted, asked),
            budgets=budget.short(_integrations(user)),
            connect_first=_connect_first(user) if not counted.total and not asked else None,
            **kwargs,
        )


def _integrations(user: Any) -> Any:
    """The integrations whose plan concerns the reader."""
    rows = Integration.objects.filter(is_active=True).defer("credentials")
    return rows if user.is_staff else rows.filter(warehouses__partner__users=user).distinct()


def _any_resendable(counted: Counts, asked: dict[str, Any]) -> bool:
    return any(counted.states[state] for state in STATES if state in asked.get("state", STATES))


def _pills(form: FilterForm, counted: Counts, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """One click for what staff look for most: everything, what needs attention, and each state."""
    states = asked.get("state", [])
    person = "person" in asked
    pills = [
        {
            "label": _("All"),
            "count": counted.total,
            "query": form.address(state=None, person=None),
            "is_active": not states and not person,
        },
        {
            "label": _("Needs attention"),
            "count": counted.person,
            "query": form.address(state=None, person="on"),
            "is_active": person and not states,
            "is_urgent": counted.person > 0,
        },
    ]
    pills += [
        {
            "label": labels.state_label(state),
            "count": counted.states[state],
            "query": form.address(state=state, person=None),
            "is_active": states == [state] and not person,
        }
        for state in State.values
    ]
    return pills


def _connect_first(user: Any) -> dict[str, str] | None:
    """A hint for a shop that has not connected any accounting system yet."""
    if not user.is_staff or Integration.objects.exists():
        return None
    return {"url": url_for(user, "integration-create")}
