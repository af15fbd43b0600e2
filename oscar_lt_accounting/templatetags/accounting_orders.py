"""``{% load accounting_orders %}``: an order's documents on the pages of Oscar's dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.template import Context, TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_lt_accounting.models import DocumentKind, Integration, State, Submission, Trigger
from oscar_lt_accounting.services.clock import day_in_lithuania
from oscar_lt_accounting.services.outbox.enqueue import partners_of, warehouses_in_use
from oscar_lt_accounting.templatetags import doors

register = template.Library()

_BADGE = "oscar_lt_accounting/onpages/order_badge.html"


@dataclass
class Standing:
    """How an order's documents stand, counted."""

    issued: int = 0
    waiting: int = 0
    person: int = 0
    cancelled: int = 0

    def note(self, row: Submission) -> None:
        """Count one more document."""
        if row.needs_a_person:
            self.person += 1
        elif row.state == State.ISSUED:
            self.issued += 1
        elif row.state == State.CANCELLED:
            self.cancelled += 1
        else:
            self.waiting += 1

    @property
    def look(self) -> dict[str, str]:
        """The most urgent of it: word, icon and colour."""
        if self.person:
            word = ngettext("%(count)d document needs a person", "%(count)d documents need a person", self.person)
            return {"word": word % {"count": self.person}, "icon": "fa-user", "colour": "danger"}
        if self.waiting:
            word = ngettext("%(count)d document waiting", "%(count)d documents waiting", self.waiting)
            return {"word": word % {"count": self.waiting}, "icon": "fa-clock", "colour": "secondary"}
        if self.issued:
            word = ngettext("%(count)d document issued", "%(count)d documents issued", self.issued)
            return {"word": word % {"count": self.issued}, "icon": "fa-check", "colour": "success"}
        return {"word": _("Cancelled"), "icon": "fa-ban", "colour": "light"}


@register.simple_tag(takes_context=True)
def accounting_standings(context: Context, orders: Iterable[Any]) -> dict[int, Standing]:
    """How the documents of each of `orders` stand, by the order's primary key; one query for all of them."""
    user = doors.reader(context)
    keys = [order.pk for order in orders]
    if not keys or not doors.room(user, "submission-list"):
        return {}
    rows = Submission.objects.visible_to(user).filter(order__in=keys).order_by()
    found: dict[int, Standing] = {}
    for row in rows.only("order_id", "state", "not_before", "problem_code"):
        found.setdefault(row.order_id, Standing()).note(row)
    return found


@register.filter
def standing_of(standings: dict[int, Standing], order: Any) -> Standing | None:
    """How one order stands, None when it has no document."""
    return standings.get(order.pk)


@register.inclusion_tag(_BADGE, takes_context=True)
def accounting_order_badge(context: Context, order: Any, standing: Standing | None) -> dict[str, Any]:
    """The badge of one order, leading to its documents; nothing for an order without any."""
    return _badge(doors.reader(context), order, standing)


@register.simple_tag(takes_context=True)
def accounting_person_list(context: Context) -> str:
    """The list of documents that need a person; empty for those who may not open it."""
    return doors.room(doors.reader(context), "submission-list", query={"person": "on"})


@register.tag
def accounting_badges(parser: Parser, token: Token) -> BadgesNode:
    """``{% accounting_badges orders %}…{% endaccounting_badges %}``: a badge beside each order's number in between.

    Oscar's list has no block around a row. Where the order's number leads to the order's page, the badge is put
    behind it, whatever the table looks like otherwise.
    """
    words = token.split_contents()
    if len(words) != 2:
        raise TemplateSyntaxError("accounting_badges takes one argument: the orders of the page.")
    inside = parser.parse(("endaccounting_badges",))
    parser.delete_first_token()
    return BadgesNode(inside, parser.compile_filter(words[1]))


class BadgesNode(template.Node):
    """A list of orders with badges in it."""

    def __init__(self, nodelist: NodeList, orders: FilterExpression) -> None:
        self.nodelist = nodelist
        self.orders = orders

    def render(self, context: Context) -> str:
        """Oscar's own words with our badges in between."""
        html = str(self.nodelist.render(context))
        orders = self.orders.resolve(context) or ()
        standings = accounting_standings(context, orders)
        user = doors.reader(context)
        for order in orders:
            if standing := standings.get(order.pk):
                page = doors.address("dashboard:order-detail", number=order.number)
                link = f'href="{escape(page)}">{escape(order.number)}</a>'
                badge = render_to_string(_BADGE, _badge(user, order, standing))
                html = html.replace(link, f"{link} {badge.strip()}", 1)
        return mark_safe(html)  # noqa: S308 # both halves come out of templates


def _badge(user: Any, order: Any, standing: Standing | None) -> dict[str, Any]:
    url = doors.room(user, "submission-list", query={"q": order.number})
    if standing is None or not url:
        return {"word": ""}
    return {**standing.look, "url": url, "number": order.number}


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One document on the order's page, and what the reader may do with it."""

    submission: Submission
    page: str
    pdf: str = ""
    send: str = ""


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Documents that the order does not have and that can be made: where, and why they were not made."""

    address: str
    reasons: list[str] = field(default_factory=list)


@register.inclusion_tag("oscar_lt_accounting/onpages/order_panel.html", takes_context=True)
def accounting_order_panel(context: Context, order: Any) -> dict[str, Any]:
    """The order's documents: state, problem, and what the reader may do; at most three queries."""
    user = doors.reader(context)
    if not doors.room(user, "submission-list"):
        return {"is_shown": False}
    rows = Submission.objects.visible_to(user).filter(order=order.pk).select_related("integration", "warehouse")
    papers = [_paper(user, row) for row in rows.defer("snapshot", "journal", "integration__credentials").order_by("pk")]
    where = doors.room(user, "order-enqueue", number=order.number)
    offer = _offer(order, [paper.submission for paper in papers], where) if where else None
    return {"is_shown": True, "order": order, "papers": papers, "offer": offer}


def _paper(user: Any, row: Submission) -> Paper:
    mendable = row.state in (State.REJECTED, State.HELD) or (row.state == State.PENDING and bool(row.problem_code))
    return Paper(
        submission=row,
        page=doors.room(user, "submission-detail", pk=row.pk),
        pdf=doors.room(user, "submission-print", pk=row.pk) if row.state == State.ISSUED else "",
        send=doors.room(user, "submission-send", pk=row.pk) if mendable else "",
    )


def _offer(order: Any, rows: list[Submission], where: str) -> Offer | None:
    known = {row.partner_key for row in rows if row.kind == DocumentKind.INVOICE}
    missing = [key for key in partners_of(order.pk) if key not in known]
    if not missing or "" in known:
        return None
    in_use = warehouses_in_use()
    there = [in_use[key].integration for key in missing if key in in_use]
    if not there and (rows or not in_use):
        return None
    reasons = dict.fromkeys(_reason(integration, order) for integration in there)
    return Offer(address=where, reasons=list(reasons))


def _reason(integration: Integration, order: Any) -> str:
    names = {"name": integration.name}
    first = integration.start_date
    if integration.trigger == Trigger.MANUAL:
        return _("%(name)s is sent documents only by hand.") % names
    if first is None or day_in_lithuania(order.date_placed) < first:
        day = date_format(first, "DATE_FORMAT") if first else "–"
        return _("The order is older than the first day of %(name)s: %(day)s.") % {**names, "day": day}
    if integration.trigger == Trigger.STATUS:
        words = {**names, "statuses": ", ".join(integration.trigger_statuses)}
        return _("%(name)s is sent the document when the order's status becomes: %(statuses)s.") % words
    return _("%(name)s is sent the document by itself, within some minutes.") % names


@register.filter
def document_name(submission: Submission) -> str:
    """What kind of document it is, and of which warehouse."""
    place = submission.warehouse.name if submission.warehouse else submission.warehouse_name
    kind = capfirst(submission.get_kind_display())
    return f"{kind}, {place}" if place else kind
