"""What accounting systems can and cannot do."""

from __future__ import annotations

from enum import Enum


class Capability(str, Enum):
    """What a system can do; shown in tables, claimed in code, kept true by the contract suite."""

    REFUSES_DUPLICATES = "refuses_duplicates"
    FINDS_DOCUMENTS = "finds_documents"
    RESUMES = "resumes"
    BACKGROUND = "background"
    READS_BACK = "reads_back"
    NUMBERS_DOCUMENTS = "numbers_documents"
    TAKES_NUMBERS = "takes_numbers"
    FOREIGN_CURRENCY = "foreign_currency"
    VAT_FROM_GROSS = "vat_from_gross"
    NEEDS_LINKS = "needs_links"
    NEEDS_VAT_MAPPING = "needs_vat_mapping"
    NEEDS_VAT_CODES = "needs_vat_codes"
    PROFORMAS = "proformas"
    RECEIPTS = "receipts"
    CREDIT_NOTES = "credit_notes"
    CANCELS = "cancels"
    UPDATES = "updates"
    FINDS_BUYERS = "finds_buyers"
    REGISTERS_PAYMENTS = "registers_payments"
    PDF = "pdf"
    ATTACHES_FILES = "attaches_files"
    EMAILS = "emails"
    STOCK = "stock"
    STOCK_OF_ITEMS = "stock_of_items"
    LISTS_WAREHOUSES = "lists_warehouses"
    LISTS_VAT_CODES = "lists_vat_codes"
    LISTS_SERIES = "lists_series"
    LISTS_PAYMENT_TYPES = "lists_payment_types"
    LISTS_CATEGORIES = "lists_categories"
    LISTS_PRODUCTS = "lists_products"
    CREATES_PRODUCTS = "creates_products"
    UPDATES_PRODUCTS = "updates_products"
    WRITES_OFF = "writes_off"
