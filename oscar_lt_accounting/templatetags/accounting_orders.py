"""``{% load accounting_orders %}``: an order's documents on the pages of Oscar's dashboard."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context, TemplateSyntaxError
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.page_urls import reader_of, reverse_or_empty, url_for
from oscar_lt_accounting.services.oscar_pages.document_status import OrderDocumentStatus, document_statuses
from oscar_lt_accounting.services.oscar_pages.missing_documents import missing_document_reasons, order_documents
from oscar_lt_accounting.services.outbox.resendable import can_be_resent

register = template.Library()

_BADGE = "oscar_lt_accounting/oscar_pages/order_badge.html"


@register.simple_tag(takes_context=True)
def accounting_order_statuses(context: Context, orders: Iterable[Any]) -> dict[int, OrderDocumentStatus]:
    """How far the documents of each of `orders` are, by the order's primary key; one query for all of them."""
    user = reader_of(context)
    keys = [order.pk for order in orders]
    if not keys or not url_for(user, "submission-list"):
        return {}
    return document_statuses(user, keys)


@register.filter
def status_of(statuses: dict[int, OrderDocumentStatus], order: Any) -> OrderDocumentStatus | None:
    """How far the documents of one order are, None when it has none."""
    return statuses.get(order.pk)


@register.inclusion_tag(_BADGE, takes_context=True)
def accounting_order_badge(context: Context, order: Any, status: OrderDocumentStatus | None) -> dict[str, Any]:
    """The badge of one order, leading to its documents; nothing for an order without any."""
    return _badge(reader_of(context), order, status)


@register.simple_tag(takes_context=True)
def accounting_attention_list(context: Context) -> str:
    """The list of documents that need attention; empty for those who may not open it."""
    return url_for(reader_of(context), "submission-list", query={"person": "on"})


# Names of version 0.1, for templates that shops copied.
register.simple_tag(accounting_order_statuses, takes_context=True, name="accounting_standings")
register.simple_tag(accounting_attention_list, takes_context=True, name="accounting_person_list")
register.filter("standing_of", status_of)


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
        statuses = accounting_order_statuses(context, orders)
        user = reader_of(context)
        for order in orders:
            if status := statuses.get(order.pk):
                page = reverse_or_empty("dashboard:order-detail", number=order.number)
                link = f'href="{escape(page)}">{escape(order.number)}</a>'
                badge = render_to_string(_BADGE, _badge(user, order, status))
                html = html.replace(link, f"{link} {badge.strip()}", 1)
        return mark_safe(html)  # noqa: S308 # both halves come out of templates


def _badge(user: Any, order: Any, status: OrderDocumentStatus | None) -> dict[str, Any]:
    url = url_for(user, "submission-list", query={"q": order.number})
    if status is None or not url:
        return {"word": ""}
    return {**status_badge(status), "url": url, "number": order.number}


def status_badge(status: OrderDocumentStatus) -> dict[str, str]:
    """The most urgent of an order's documents: word, icon and colour."""
    if status.person:
        word = ngettext("%(count)d document needs attention", "%(count)d documents need attention", status.person)
        return {"word": word % {"count": status.person}, "icon": "fa-user", "colour": "danger"}
    if status.waiting:
        word = ngettext("%(count)d document waiting", "%(count)d documents waiting", status.waiting)
        return {"word": word % {"count": status.waiting}, "icon": "fa-clock", "colour": "secondary"}
    if status.issued:
        word = ngettext("%(count)d document issued", "%(count)d documents issued", status.issued)
        return {"word": word % {"count": status.issued}, "icon": "fa-check", "colour": "success"}
    return {"word": _("Cancelled"), "icon": "fa-ban", "colour": "light"}


@register.inclusion_tag("oscar_lt_accounting/oscar_pages/order_panel.html", takes_context=True)
def accounting_order_panel(context: Context, order: Any) -> dict[str, Any]:
    """The order's documents: state, problem, and what the reader may do; at most three queries."""
    user = reader_of(context)
    if not url_for(user, "submission-list"):
        return {"is_shown": False}
    rows = order_documents(user, order.pk)
    enqueue_url = url_for(user, "order-enqueue", number=order.number)
    reasons = missing_document_reasons(order, rows) if enqueue_url else None
    return {
        "is_shown": True,
        "order": order,
        "documents": [_with_urls(user, row) for row in rows],
        "offer": None if reasons is None else {"url": enqueue_url, "reasons": reasons},
    }


def _with_urls(user: Any, row: Submission) -> dict[str, Any]:
    """One document, and the addresses of what the reader may do with it."""
    return {
        "submission": row,
        "page": url_for(user, "submission-detail", pk=row.pk),
        "pdf": url_for(user, "submission-print", pk=row.pk) if row.state == State.ISSUED else "",
        "send": url_for(user, "submission-send", pk=row.pk) if can_be_resent(row) else "",
    }


@register.filter
def document_name(submission: Submission) -> str:
    """What kind of document it is, and of which warehouse."""
    place = submission.warehouse.name if submission.warehouse else submission.warehouse_name
    kind = capfirst(submission.get_kind_display())
    return f"{kind}, {place}" if place else kind
