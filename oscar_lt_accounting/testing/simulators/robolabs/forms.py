"""The fields of RoboLabs' calls (robolabs.md §6)."""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators.toolkit.fields import (
    Complaints,
    Field,
    Form,
    base64_text,
    block,
    day,
    flag,
    many,
    moment,
    number,
    one_of,
    optional,
    text,
    whole,
)

_TEXT, _FLAG, _DAY = optional(text()), optional(flag), optional(day)
_SUM = optional(number(places=2, least=0))
_LANGUAGE = optional(one_of(("LT", "EN")))
_CURRENCY = text(pattern="[A-Z]{3}")
_COUNTRY = optional(text(pattern="[A-Z]{2}"))
_INTRASTAT = optional(text(most=8))
_PERIOD = one_of(("create", "modify"))


def _day_or_midnight(value: object, path: str, _context: object = None) -> Complaints:
    # robolabs.md §6.10: a public client sends the days of this call with a time behind them.
    yield from day(value.removesuffix(" 00:00:00") if isinstance(value, str) else value, path)


_ADDRESS: Form = {
    "vat_code": _TEXT,
    "street": _TEXT,
    "city": _TEXT,
    "zip": _TEXT,
    "country": _COUNTRY,
    "phone": _TEXT,
    "email": _TEXT,
}
_BANK_ACCOUNT: Form = {"acc_number": Field(text()), "bank_name": _TEXT, "bank_code": _TEXT, "bic": _TEXT}
PARTNER: Form = {
    "name": Field(text()),
    "is_company": _FLAG,
    "company_code": _TEXT,
    "language": _LANGUAGE,
    "bank_account": optional(block(_BANK_ACCOUNT)),
    **_ADDRESS,
}
LINE: Form = {
    "product": _TEXT,
    "product_id": optional(whole(least=1)),
    "product_code": _TEXT,
    "description": _TEXT,
    "price": optional(number(least=0)),
    "price_with_vat": optional(number(least=0)),
    "qty": Field(number(above=0)),
    "vat": _SUM,
    "vat_code": Field(text()),
    "discount": optional(number(least=1)),
    "analytic_code": _TEXT,
    "account_code": _TEXT,
    "deferred": _FLAG,
    "defer_start_date": _DAY,
    "defer_number_of_months": optional(whole(least=1)),
}
PAYMENT: Form = {
    "payer": Field(text()),
    "amount": Field(number(places=2, above=0)),
    "date": Field(day),
    "ref": _TEXT,
    "currency": optional(_CURRENCY),
    "name": _TEXT,
    "journal_code": optional(text(most=5)),
    "journal_name": _TEXT,
}
_BOTH: Form = {
    "due_date": _DAY,
    "registration_date": _DAY,
    "reference": optional(text(pattern=r"\S+")),
    "proforma": _FLAG,
    "skip_isaf": _FLAG,
    "draft": _FLAG,
    "cancelled": _FLAG,
    "warehouse_cost": _SUM,
    "subtotal": _SUM,
    "tax": _SUM,
    "total": _SUM,
    "force_type": optional(one_of(("in_invoice", "in_refund", "out_invoice", "out_refund"))),
    "language": _LANGUAGE,
    "use_credit": _FLAG,
    "comment": _TEXT,
}
CREATE_INVOICE: Form = {
    **_BOTH,
    "journal": Field(text()),
    "date_invoice": Field(day),
    "force_dates": _DAY,
    "b_class_code": _TEXT,
    "supplier_invoice": _FLAG,
    "number": _TEXT,
    "currency": Field(_CURRENCY),
    "partner": Field(block(PARTNER)),
    "invoice_lines": Field(many(LINE, least=1)),
    "payments": optional(many(PAYMENT)),
    "location": optional(text(most=5)),
}
UPDATE_INVOICE: Form = {
    **_BOTH,
    "number": Field(text()),
    "date_invoice": _DAY,
    "currency": optional(_CURRENCY),
    "partner": optional(block(PARTNER)),
    "invoice_lines": optional(many(LINE, least=1)),
    "add_payments": optional(many(PAYMENT)),
}
CANCEL_INVOICE: Form = {"number": _TEXT, "reference": _TEXT, "partner_reference": _TEXT, "delete_payment": _FLAG}
UNLINK_INVOICE: Form = {"move_name": _TEXT, "reference": _TEXT, "partner_code": _TEXT, "delete_payment": _FLAG}
_INVOICE_KEYS: Form = {
    "invoice_id": optional(whole(least=1)),
    "invoice_number": _TEXT,
    "invoice_reference": _TEXT,
    "partner_code": _TEXT,
}
GET_INVOICE: Form = {**_INVOICE_KEYS, "comment": _TEXT, "pdf": _FLAG}
ADD_DOCUMENT: Form = {**_INVOICE_KEYS, "file_name": _TEXT, "file_data": Field(base64_text)}
INVOICE_LIST: Form = {
    "date_from": optional(moment),
    "date_to": optional(moment),
    "data_type": optional(_PERIOD),
    "invoice_date_from": optional(_day_or_midnight),
    "invoice_date_to": optional(_day_or_midnight),
}
JOB: Form = {"api_job_id": Field(whole(least=1))}
JOB_LIST: Form = {
    "date_from": optional(moment),
    "date_to": optional(moment),
    "state": optional(one_of(("to_execute", "to_retry", "in_progress", "succeeded", "failed"))),
}
_PRODUCT: Form = {
    "type": optional(one_of(("product", "service"))),
    "default_code": _TEXT,
    "barcode": _TEXT,
    "categ_id": optional(whole(least=1)),
    "price": optional(number(above=0)),
    "intrastat_code": _INTRASTAT,
    "intrastat_description": _TEXT,
    "product_intrastat_description": _TEXT,
    "origin_country": _COUNTRY,
}
CREATE_PRODUCT: Form = {
    **_PRODUCT,
    "name": Field(text()),
    "vat_code": Field(text()),
    "sync_price": _FLAG,
    "price_with_vat": optional(number(above=0)),
}
UPDATE_PRODUCT: Form = {**_PRODUCT, "product_id": Field(whole(least=1)), "name": _TEXT, "vat_code": _TEXT}
NEW_PRODUCTS: Form = {"date_from": Field(moment), "date_to": Field(moment), "data_type": optional(_PERIOD)}
PRODUCTS: Form = {"warehouse": Field(text())}
WRITE_OFF: Form = {
    "name": Field(text()),
    "warehouse_code": Field(text()),
    "committee": Field(text()),
    "accounting_date": Field(day),
    "reason_line": Field(text()),
    "account_code": _TEXT,
    "analytic_code": _TEXT,
    "products": Field(many({"code": Field(text()), "consumed_qty": optional(number())}, least=1)),
}
_CATEGORY_TYPE = one_of(("products", "services", "cost_adjustments"))
CREATE_CATEGORY: Form = {
    "name": Field(text()),
    "type": Field(_CATEGORY_TYPE),
    "intrastat_code": _INTRASTAT,
    "intrastat_description": _TEXT,
}
UPDATE_CATEGORY: Form = {
    "categ_id": Field(whole(least=1)),
    "name": _TEXT,
    "type": optional(_CATEGORY_TYPE),
    "intrastat_code": _INTRASTAT,
    "intrastat_description": _TEXT,
}
PARTNER_PAYMENTS: Form = {
    "name": Field(text()),
    "is_company": _FLAG,
    "company_code": _TEXT,
    **_ADDRESS,
    "payments": optional(many({**PAYMENT, "ref": Field(text())})),
}
NOTHING: Form = {}
