"""``{% load accounting_invoices %}``: a customer's own invoices on the shop's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.text import capfirst

from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.services.pdfs import order_pdfs
from oscar_lt_accounting.templatetags import doors

register = template.Library()


@register.inclusion_tag("oscar_lt_accounting/customer/invoices.html", takes_context=True)
def accounting_invoices(context: Context, order: Any) -> dict[str, Any]:
    """A link to the PDF of each issued invoice and credit note of the reader's own order; one query."""
    user = doors.reader(context)
    if order is None or order.user_id not in (None, user.pk):
        return {"links": [], "coming": False}
    found = order_pdfs.of_order(order.pk)
    links = [{"paper": paper, "name": paper_name(paper), "url": pdf_address(order, paper)} for paper in found.ready]
    return {"links": [link for link in links if link["url"]], "coming": found.coming}


def pdf_address(order: Any, paper: Submission) -> str:
    """Where the order's customer gets the PDF; empty when the shop has no such pages."""
    if order.user_id:
        return doors.address("accounting-customer:invoice-pdf", pk=paper.pk)
    words = {"number": order.number, "hash": order.verification_hash(), "pk": paper.pk}
    return doors.address("accounting-customer:guest-invoice-pdf", **words)


@register.filter
def paper_name(paper: Submission) -> str:
    """What it is, with its number."""
    return f"{capfirst(paper.get_kind_display())} {paper.remote_number}".strip()
