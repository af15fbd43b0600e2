"""The fields of iTax's calls (itax.md §8). Unknown ones are refused (§12 no. 14, 15, 21)."""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.toolkit.fields import (
    Complaints,
    Field,
    Form,
    Kind,
    day,
    flag,
    many,
    number,
    one_of,
    optional,
    text,
    whole,
)

_TEXT, _FLAG, _DAY = optional(text()), optional(flag), optional(day)
# itax.md §8.3: the public shop module sends its ids, and some sums, as texts.
_ID = whole(least=1, as_text=True)
_MAYBE_ID = optional(_ID)
_AMOUNT = number(as_text=True)
_CURRENCY = text(pattern="[A-Z]{3}")


def _list_of(kind: Kind) -> Kind:
    def listed(value: object, path: str, _context: object = None) -> Complaints:
        if not isinstance(value, list):
            yield path, "must be a list"
            return
        for item in value:
            yield from kind(item, path, None)

    return listed


_TAGS = optional(_list_of(text()))
_CLIENT_DETAILS: Form = {
    "code": _TEXT,
    "default_currency": optional(_CURRENCY),
    "payment_term": optional(whole(least=0, as_text=True)),
    "client_group_id": _MAYBE_ID,
    "all_tags": _TAGS,
    "address": _TEXT,
    "country_code": optional(text(pattern="[A-Z]{2}")),
    "email": _TEXT,
    "phone": _TEXT,
    "department_id": _MAYBE_ID,
    "project_id": _MAYBE_ID,
    "vat_business_group_id": _MAYBE_ID,
}
CLIENT: Form = {"name": Field(text()), **_CLIENT_DETAILS}
CLIENT_UPDATE: Form = {"name": _TEXT, **_CLIENT_DETAILS}
PERSON: Form = {
    "contactable_id": Field(_ID),
    "contactable_type": Field(one_of(("Client",))),
    "name": Field(text()),
    "email": _TEXT,
    "position": _TEXT,
}
_PRODUCT_DETAILS: Form = {
    "code": _TEXT,
    "barcode": _TEXT,
    "for_sales": _FLAG,
    "for_purchases": _FLAG,
    "extended_description": _TEXT,
    "product_group_id": _MAYBE_ID,
    "is_active": _FLAG,
    "weight": optional(_AMOUNT),
    "volume": optional(_AMOUNT),
}
PRODUCT: Form = {
    "name": Field(text()),
    "type": Field(one_of(("Service", "Item", "FixedAsset"))),
    "measurement_id": Field(_ID),
    "sales_tax_id": Field(_ID),
    **_PRODUCT_DETAILS,
}
PRODUCT_UPDATE: Form = {
    "name": _TEXT,
    "measurement_id": _MAYBE_ID,
    "sales_tax_id": _MAYBE_ID,
    **_PRODUCT_DETAILS,
}
# Which of these a line needs depends on whether it is a new one.
LINE: Form = {
    "id": _MAYBE_ID,
    "_destroy": _FLAG,
    "product_id": _MAYBE_ID,
    "price": optional(_AMOUNT),
    "qty": optional(_AMOUNT),
    "discount_amount": optional(number(least=0, as_text=True)),
    "amount": optional(_AMOUNT),
    "sales_tax_id": _MAYBE_ID,
    "vat_amount": optional(_AMOUNT),
    "total_amount": optional(_AMOUNT),
    "reverse_vat": _FLAG,
    "price_incl_sales_tax": optional(_AMOUNT),
}
NEEDED_IN_LINE = ("product_id", "price", "qty", "amount", "sales_tax_id", "vat_amount", "total_amount")
_HEADER: Form = {
    "due_date": _DAY,
    "location_id": _MAYBE_ID,
    "is_shipping_address": _FLAG,
    "shipping_address": _TEXT,
    "posted": _FLAG,
    "all_tags": _TAGS,
    "number": _TEXT,
    "external_code": _TEXT,
    "footer_message": _TEXT,
    "department_id": _MAYBE_ID,
    "project_id": _MAYBE_ID,
}
_INVOICE: Form = {"date": Field(day), "client_id": Field(_ID), "currency": Field(_CURRENCY), **_HEADER}
_LINES = optional(many(LINE))
INVOICE: Form = {**_INVOICE, "inv_lines_attributes": _LINES}
INVOICE_UPDATE: Form = {
    "date": _DAY,
    "client_id": _MAYBE_ID,
    "currency": optional(_CURRENCY),
    **_HEADER,
    "inv_lines_attributes": _LINES,
}
DRAFT_INVOICE: Form = {**_INVOICE, "draft_inv_lines_attributes": _LINES}
PAYMENT: Form = {
    "date": Field(day),
    "bank_account_id": Field(_ID),
    "currency": Field(_CURRENCY),
    # itax.md §9, job 6: whether a negative amount is a refund is UNKNOWN.
    "amount": Field(number(places=2, above=0, as_text=True)),
    "account_balanceable_type": Field(one_of(("Client", "BankAccount"))),
    "account_balanceable_id": Field(_ID),
    "invoice_id": _MAYBE_ID,
    "posted": _FLAG,
}
JOURNAL: Form = {
    "location_id": Field(_ID),
    "name": Field(text()),
    "date": Field(day),
    "posted": _FLAG,
    "item_journal_lines_attributes": Field(
        many(
            {"product_id": Field(_ID), "qty": Field(_AMOUNT), "total_cost": optional(number(least=0, as_text=True))},
            least=1,
        )
    ),
}
EMAIL: Form = {
    "recipient_email": Field(text()),
    "subject": Field(text()),
    "body": Field(text()),
    "sender_name": _TEXT,
    "sender_email": _TEXT,
    "bcc_to_sender": _FLAG,
}
