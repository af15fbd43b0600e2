"""The fields of RoboLabs' calls (robolabs.md §6)."""

from __future__ import annotations

from oscar_lt_accounting.testing.simulators import toolkit as kit

_TEXT = kit.text()
_SUM = kit.number(places=2, least=0)
_ID = kit.whole(least=1)
_CURRENCY = kit.text(pattern="[A-Z]{3}")
_PERIOD = kit.each(kit.one_of(("create", "modify")), "data_type?")
_CATEGORY_TYPE = kit.one_of(("products", "services", "cost_adjustments"))
_FORCE_TYPE = kit.one_of(("in_invoice", "in_refund", "out_invoice", "out_refund"))
_LANGUAGE = kit.each(kit.one_of(("LT", "EN")), "language?")


def _day_or_midnight(value: object, path: str, context: object) -> kit.Complaints:
    # robolabs.md §6.10: a public client sends the days of this call with a time behind them.
    yield from kit.day(value.removesuffix(" 00:00:00") if isinstance(value, str) else value, path, context)


_ADDRESS: kit.Form = {
    **kit.each(_TEXT, "vat_code? street? city? zip? phone? email? company_code?"),
    **kit.each(kit.text(pattern="[A-Z]{2}"), "country?"),
    **kit.each(kit.flag, "is_company?"),
}
_BANK_ACCOUNT: kit.Form = kit.each(_TEXT, "acc_number bank_name? bank_code? bic?")
_PARTNER: kit.Form = {
    **_ADDRESS,
    **_LANGUAGE,
    **kit.each(_TEXT, "name"),
    **kit.each(kit.block(_BANK_ACCOUNT), "bank_account?"),
}
_LINE: kit.Form = {
    **kit.each(_TEXT, "vat_code product? product_code? description? analytic_code? account_code?"),
    **kit.each(_ID, "product_id? defer_number_of_months?"),
    **kit.each(kit.number(least=0), "price? price_with_vat?"),
    **kit.each(kit.number(above=0), "qty"),
    **kit.each(kit.number(least=1), "discount?"),
    **kit.each(_SUM, "vat?"),
    **kit.each(kit.flag, "deferred?"),
    **kit.each(kit.day, "defer_start_date?"),
}
_PAYMENT: kit.Form = {
    **kit.each(_TEXT, "payer ref? name? journal_name?"),
    **kit.each(kit.number(places=2, above=0), "amount"),
    **kit.each(kit.day, "date"),
    **kit.each(_CURRENCY, "currency?"),
    **kit.each(kit.text(most=5), "journal_code?"),
}
_BOTH: kit.Form = {
    **kit.each(kit.day, "due_date? registration_date?"),
    **kit.each(kit.text(pattern=r"\S+"), "reference?"),
    **kit.each(kit.flag, "proforma? skip_isaf? draft? cancelled? use_credit?"),
    **kit.each(_SUM, "warehouse_cost? subtotal? tax? total?"),
    **kit.each(_FORCE_TYPE, "force_type?"),
    **_LANGUAGE,
    **kit.each(_TEXT, "comment?"),
}
CREATE_INVOICE: kit.Form = {
    **_BOTH,
    **kit.each(_TEXT, "journal number? b_class_code?"),
    **kit.each(kit.day, "date_invoice force_dates?"),
    **kit.each(kit.flag, "supplier_invoice?"),
    **kit.each(_CURRENCY, "currency"),
    **kit.each(kit.block(_PARTNER), "partner"),
    **kit.each(kit.many(_LINE, least=1), "invoice_lines"),
    **kit.each(kit.many(_PAYMENT), "payments?"),
    **kit.each(kit.text(most=5), "location?"),
}
UPDATE_INVOICE: kit.Form = {
    **_BOTH,
    **kit.each(_TEXT, "number"),
    **kit.each(kit.day, "date_invoice?"),
    **kit.each(_CURRENCY, "currency?"),
    **kit.each(kit.block(_PARTNER), "partner?"),
    **kit.each(kit.many(_LINE, least=1), "invoice_lines?"),
    **kit.each(kit.many(_PAYMENT), "add_payments?"),
}
_DELETION: kit.Form = kit.each(kit.flag, "delete_payment?")
CANCEL_INVOICE: kit.Form = {**_DELETION, **kit.each(_TEXT, "number? reference? partner_reference?")}
UNLINK_INVOICE: kit.Form = {**_DELETION, **kit.each(_TEXT, "move_name? reference? partner_code?")}
_INVOICE_KEYS: kit.Form = {
    **kit.each(_ID, "invoice_id?"),
    **kit.each(_TEXT, "invoice_number? invoice_reference? partner_code?"),
}
GET_INVOICE: kit.Form = {**_INVOICE_KEYS, **kit.each(_TEXT, "comment?"), **kit.each(kit.flag, "pdf?")}
ADD_DOCUMENT: kit.Form = {
    **_INVOICE_KEYS,
    **kit.each(_TEXT, "file_name?"),
    **kit.each(kit.base64_text, "file_data"),
}
_MOMENTS: kit.Form = kit.each(kit.moment, "date_from? date_to?")
INVOICE_LIST: kit.Form = {**_MOMENTS, **_PERIOD, **kit.each(_day_or_midnight, "invoice_date_from? invoice_date_to?")}
JOB: kit.Form = kit.each(_ID, "api_job_id")
_STATES = kit.one_of(("to_execute", "to_retry", "in_progress", "succeeded", "failed"))
JOB_LIST: kit.Form = {**_MOMENTS, **kit.each(_STATES, "state?")}
_INTRASTAT: kit.Form = {**kit.each(kit.text(most=8), "intrastat_code?"), **kit.each(_TEXT, "intrastat_description?")}
_PRODUCT: kit.Form = {
    **_INTRASTAT,
    **kit.each(kit.one_of(("product", "service")), "type?"),
    **kit.each(_TEXT, "default_code? barcode? product_intrastat_description?"),
    **kit.each(_ID, "categ_id?"),
    **kit.each(kit.number(above=0), "price?"),
    **kit.each(kit.text(pattern="[A-Z]{2}"), "origin_country?"),
}
CREATE_PRODUCT: kit.Form = {
    **_PRODUCT,
    **kit.each(_TEXT, "name vat_code"),
    **kit.each(kit.flag, "sync_price?"),
    **kit.each(kit.number(above=0), "price_with_vat?"),
}
UPDATE_PRODUCT: kit.Form = {**_PRODUCT, **kit.each(_ID, "product_id"), **kit.each(_TEXT, "name? vat_code?")}
NEW_PRODUCTS: kit.Form = {**kit.each(kit.moment, "date_from date_to"), **_PERIOD}
PRODUCTS: kit.Form = kit.each(_TEXT, "warehouse")
_USED_UP: kit.Form = {**kit.each(_TEXT, "code"), **kit.each(kit.number(), "consumed_qty?")}
WRITE_OFF: kit.Form = {
    **kit.each(_TEXT, "name warehouse_code committee reason_line account_code? analytic_code?"),
    **kit.each(kit.day, "accounting_date"),
    **kit.each(kit.many(_USED_UP, least=1), "products"),
}
CREATE_CATEGORY: kit.Form = {**_INTRASTAT, **kit.each(_TEXT, "name"), **kit.each(_CATEGORY_TYPE, "type")}
UPDATE_CATEGORY: kit.Form = {
    **_INTRASTAT,
    **kit.each(_ID, "categ_id"),
    **kit.each(_TEXT, "name?"),
    **kit.each(_CATEGORY_TYPE, "type?"),
}
PARTNER_PAYMENTS: kit.Form = {
    **_ADDRESS,
    **kit.each(_TEXT, "name"),
    **kit.each(kit.many({**_PAYMENT, **kit.each(_TEXT, "ref")}), "payments?"),
}
