"""``{% load accounting_warehouses %}``: warehouses and links on the dashboard's pages of partners and products."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from oscar_lt_accounting.models import Integration, Warehouse
from oscar_lt_accounting.page_urls import reader_of, url_for
from oscar_lt_accounting.services.linking.states import LinkState
from oscar_lt_accounting.services.oscar_pages.partner_warehouses import (
    may_see_partner,
    partner_warehouses,
    stock_record_count,
)
from oscar_lt_accounting.services.oscar_pages.product_stock import ProductStock, product_stock, stock_records_of

register = template.Library()

#: Icon and Bootstrap's word for the colour; the word of the state always stands beside them.
_LINK_BADGES = {
    LinkState.LINKED: ("fa-link", "success"),
    LinkState.BROKEN: ("fa-unlink", "danger"),
    LinkState.AMBIGUOUS: ("fa-question", "warning"),
    LinkState.PROPOSAL: ("fa-lightbulb", "primary"),
    LinkState.UNLINKED: ("fa-unlink", "secondary"),
}


@register.inclusion_tag("oscar_lt_accounting/oscar_pages/partner_panel.html", takes_context=True)
def accounting_partner_panel(context: Context, partner: Any) -> dict[str, Any]:
    """The partner's warehouses in the accounting systems and how they are doing, in at most three queries."""
    user = reader_of(context)
    if not url_for(user, "submission-list") or not may_see_partner(user, partner):
        return {"is_shown": False}
    warehouses = partner_warehouses(partner.pk)
    return {
        "is_shown": True,
        "partner": partner,
        "rows": [_warehouse_row(user, warehouse) for warehouse in warehouses],
        "records": stock_record_count(partner.pk) if warehouses else 0,
        "connect": "" if any(row.is_active for row in warehouses) else _connect_url(user),
    }


def _connect_url(user: Any) -> str:
    """Where integrations are paired with partners, for those who may do so."""
    return url_for(user, "integration-list") if url_for(user, "integration-create") else ""


def _warehouse_row(user: Any, warehouse: Warehouse) -> dict[str, Any]:
    integration = warehouse.integration
    query = {"warehouse": warehouse.pk}
    return {
        "warehouse": warehouse,
        "status": _integration_badge(integration),
        "integration": url_for(user, "integration-detail", pk=integration.pk),
        "links": url_for(user, "link-list", query=query),
        "documents": url_for(user, "submission-list", query=query),
    }


def _integration_badge(integration: Integration) -> dict[str, str]:
    if not integration.is_active:
        return {"word": _("Switched off"), "icon": "fa-power-off", "colour": "secondary"}
    if integration.is_blocked:
        return {"word": _("Needs attention"), "icon": "fa-user", "colour": "danger"}
    if integration.problem_code:
        return {"word": _("Out of reach"), "icon": "fa-clock", "colour": "warning"}
    return {"word": _("Works"), "icon": "fa-check", "colour": "success"}


@register.inclusion_tag("oscar_lt_accounting/oscar_pages/product_panel.html", takes_context=True)
def accounting_product_panel(context: Context, product: Any) -> dict[str, Any]:
    """The product's stock records and what they are in each warehouse, in at most six queries."""
    user = reader_of(context)
    if not getattr(product, "pk", None) or not url_for(user, "submission-list"):
        return {"is_shown": False}
    rows = [_stock_row(user, stock) for stock in product_stock(stock_records_of(user, product.pk))]
    return {"is_shown": bool(rows), "rows": rows}


def _stock_row(user: Any, stock: ProductStock) -> dict[str, Any]:
    icon, colour = _LINK_BADGES[stock.state]
    url = ""
    if stock.warehouse:
        query = {"warehouse": stock.warehouse.pk, "q": stock.record.partner_sku}
        url = url_for(user, "link-list", query=query)
    badge = {"word": capfirst(str(stock.state.label)), "icon": icon, "colour": colour}
    return {"stock": stock, "badge": badge, "url": url}
