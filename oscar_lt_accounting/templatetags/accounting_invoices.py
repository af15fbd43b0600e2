"""``{% load accounting_invoices %}``: a customer's own invoices on the shop's pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.utils.text import capfirst

from oscar_lt_accounting.models import Submission
from oscar_lt_accounting.page_urls import reader_of, reverse_or_empty
from oscar_lt_accounting.services.pdfs import order_pdfs

register = template.Library()


@register.inclusion_tag("oscar_lt_accounting/customer/invoices.html", takes_context=True)
def accounting_invoices(context: Context, order: Any) -> dict[str, Any]:
    """A link to the PDF of each issued invoice and credit note of the reader's own order; one query."""
    user = reader_of(context)
    if order is None or order.user_id not in (None, user.pk):
        return {"links": [], "coming": False}
    found = order_pdfs.of_order(order.pk)
    links = [{"name": document_title(row), "url": _pdf_url(order, row)} for row in found.ready]
    return {"links": [link for link in links if link["url"]], "coming": found.coming}


def _pdf_url(order: Any, submission: Submission) -> str:
    """Where the order's customer gets the PDF; empty when the shop has no such pages."""
    if order.user_id:
        return reverse_or_empty("accounting-customer:invoice-pdf", pk=submission.pk)
    words = {"number": order.number, "hash": order.verification_hash(), "pk": submission.pk}
    return reverse_or_empty("accounting-customer:guest-invoice-pdf", **words)


@register.filter
def document_title(submission: Submission) -> str:
    """What it is, with its number."""
    return f"{capfirst(submission.get_kind_display())} {submission.remote_number}".strip()


# The name of version 0.1, for e-mails that shops changed.
register.filter("paper_name", document_title)
