"""The fields of RoboLabs' calls (robolabs.md §6)."""

from __future__ import annotations

from functools import partial

from oscar_lt_accounting.testing.simulators import toolkit as kit


def _day_or_midnight(value: object, path: str, context: object) -> kit.Complaints:
    # robolabs.md §6.10: a public client sends the days of this call with a time behind them.
    yield from kit.day(value.removesuffix(" 00:00:00") if isinstance(value, str) else value, path, context)


_KINDS: dict[str, kit.Kind] = {
    "text5": kit.text(most=5),
    "text8": kit.text(most=8),
    "word": kit.text(pattern=r"\S+"),
    "day_or_midnight": _day_or_midnight,
    "percent": kit.number(least=1),
    "language": kit.one_of(("LT", "EN")),
    "period": kit.one_of(("create", "modify")),
    "type": kit.one_of(("product", "service")),
    "category_type": kit.one_of(("products", "services", "cost_adjustments")),
    "force_type": kit.one_of(("in_invoice", "in_refund", "out_invoice", "out_refund")),
    "state": kit.one_of(("to_execute", "to_retry", "in_progress", "succeeded", "failed")),
}
_form = partial(kit.form, kinds=_KINDS)
_ADDRESS = _form(
    "is_company?:flag company_code? vat_code? street? city? zip? country?:country phone? email?",
)
_KINDS["bank_account"] = kit.block(_form("acc_number bank_name? bank_code? bic?"))
_KINDS["partner"] = kit.block(_form("name language?:language bank_account?:bank_account", _ADDRESS))
_LINE = _form(
    "product? product_id?:id product_code? description? price?:not_negative price_with_vat?:not_negative qty:positive "
    "vat?:money vat_code discount?:percent analytic_code? account_code? deferred?:flag defer_start_date?:day "
    "defer_number_of_months?:id"
)
_KINDS["lines"] = kit.many(_LINE, least=1)
_PAYMENT = _form("payer amount:paid date:day ref? currency?:currency name? journal_code?:text5 journal_name?")
_KINDS["payments"] = kit.many(_PAYMENT)
_BOTH = _form(
    "due_date?:day registration_date?:day reference?:word proforma?:flag skip_isaf?:flag draft?:flag cancelled?:flag "
    "warehouse_cost?:money subtotal?:money tax?:money total?:money force_type?:force_type language?:language "
    "use_credit?:flag comment?"
)
CREATE_INVOICE = _form(
    "journal date_invoice:day force_dates?:day b_class_code? supplier_invoice?:flag number? currency:currency "
    "partner:partner invoice_lines:lines payments?:payments location?:text5",
    _BOTH,
)
UPDATE_INVOICE = _form(
    "number date_invoice?:day currency?:currency partner?:partner invoice_lines?:lines add_payments?:payments", _BOTH
)
CANCEL_INVOICE = _form("number? reference? partner_reference? delete_payment?:flag")
UNLINK_INVOICE = _form("move_name? reference? partner_code? delete_payment?:flag")
_INVOICE_KEYS = _form("invoice_id?:id invoice_number? invoice_reference? partner_code?")
GET_INVOICE = _form("comment? pdf?:flag", _INVOICE_KEYS)
ADD_DOCUMENT = _form("file_name? file_data:base64", _INVOICE_KEYS)
INVOICE_LIST = _form(
    "date_from?:moment date_to?:moment data_type?:period invoice_date_from?:day_or_midnight "
    "invoice_date_to?:day_or_midnight"
)
JOB = _form("api_job_id:id")
JOB_LIST = _form("date_from?:moment date_to?:moment state?:state")
_INTRASTAT = _form("intrastat_code?:text8 intrastat_description?")
_PRODUCT = _form(
    "type?:type default_code? barcode? categ_id?:id price?:positive product_intrastat_description? "
    "origin_country?:country",
    _INTRASTAT,
)
CREATE_PRODUCT = _form("name vat_code sync_price?:flag price_with_vat?:positive", _PRODUCT)
UPDATE_PRODUCT = _form("product_id:id name? vat_code?", _PRODUCT)
NEW_PRODUCTS = _form("date_from:moment date_to:moment data_type?:period")
PRODUCTS = _form("warehouse")
_KINDS["used_up"] = kit.many(_form("code consumed_qty?:number"), least=1)
WRITE_OFF = _form(
    "name warehouse_code committee accounting_date:day reason_line account_code? analytic_code? products:used_up"
)
CREATE_CATEGORY = _form("name type:category_type", _INTRASTAT)
UPDATE_CATEGORY = _form("categ_id:id name? type?:category_type", _INTRASTAT)
_KINDS["partner_payments"] = kit.many(_form("ref", _PAYMENT))
PARTNER_PAYMENTS = _form("name payments?:partner_payments", _ADDRESS)
