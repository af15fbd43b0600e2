"""What accounting systems can, in words: the same as in docs/capabilities.md."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.providers.base import Capability, Provider

LABELS: dict[Capability, Promise] = {
    Capability.REFUSES_DUPLICATES: _("rejects a reference that it already has"),
    Capability.FINDS_DOCUMENTS: _("can be asked for a document after a lost answer"),
    Capability.RESUMES: _("goes on in the middle of several calls"),
    Capability.BACKGROUND: _("works in the background and is asked later"),
    Capability.READS_BACK: _("lists its documents, to be compared with the shop's"),
    Capability.NUMBERS_DOCUMENTS: _("numbers the documents itself"),
    Capability.TAKES_NUMBERS: _("takes the shop's numbers"),
    Capability.FOREIGN_CURRENCY: _("documents in other currencies than the euro"),
    Capability.VAT_FROM_GROSS: _("takes the VAT out of prices that include it"),
    Capability.NEEDS_LINKS: _("needs a link for every product"),
    Capability.NEEDS_VAT_MAPPING: _("needs its own VAT codes to be mapped"),
    Capability.NEEDS_VAT_CODES: _("needs the tax office's VAT codes"),
    Capability.PROFORMAS: _("proforma invoices"),
    Capability.RECEIPTS: _("receipts"),
    Capability.CREDIT_NOTES: _("credit notes"),
    Capability.CANCELS: _("cancels documents"),
    Capability.UPDATES: _("changes issued documents"),
    Capability.FINDS_BUYERS: _("finds buyers or makes them"),
    Capability.REGISTERS_PAYMENTS: _("takes payments"),
    Capability.PDF: _("gives the PDF"),
    Capability.ATTACHES_FILES: _("takes files for a document"),
    Capability.EMAILS: _("sends the document by e-mail"),
    Capability.STOCK: _("stock of a whole warehouse"),
    Capability.STOCK_OF_ITEMS: _("stock of single products"),
    Capability.LISTS_WAREHOUSES: _("lists its warehouses"),
    Capability.LISTS_VAT_CODES: _("lists its VAT codes"),
    Capability.LISTS_SERIES: _("lists its series"),
    Capability.LISTS_PAYMENT_TYPES: _("lists its payment types"),
    Capability.LISTS_CATEGORIES: _("lists its product categories"),
    Capability.LISTS_PRODUCTS: _("lists its products"),
    Capability.CREATES_PRODUCTS: _("creates products"),
    Capability.UPDATES_PRODUCTS: _("changes products"),
    Capability.WRITES_OFF: _("writes goods off without a sale"),
}


def capability_labels(provider: type[Provider]) -> list[str]:
    """What a new integration of this system can do, in the order of the table."""
    return [str(LABELS[capability]) for capability in Capability if capability in provider.capabilities]
