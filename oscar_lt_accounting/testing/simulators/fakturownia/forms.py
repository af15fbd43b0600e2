"""The fields of Fakturownia's calls (fakturownia.md §1, §2, §7 to §9), and what a question may say."""

from __future__ import annotations

from functools import partial

from oscar_lt_accounting.testing.simulators import toolkit as kit

_PERIODS = ("all", "more", "this_month", "last_30_days", "last_12_months", "this_year")
_tax = kit.one_of(("23", "8", "5", "0", "zw", "np", "oo", "disabled"))
_page = kit.text(pattern="[1-9][0-9]{0,5}")
_KINDS: dict[str, kit.Kind] = {
    "kind": kit.one_of(("vat", "proforma", "receipt")),
    "period": kit.one_of(_PERIODS),
    "page": _page,
    "per_page": kit.both(_page, kit.text(pattern="[1-9][0-9]?|100")),
    "digits": kit.text(pattern="[1-9][0-9]{0,17}"),
    "amount": kit.digits(places=2, least=0),
    "quantity": kit.digits(places=2, above=0),
    "yes": kit.one_of(("yes",)),
    "due": kit.one_of(("other_date", "off")),
    "status": kit.one_of(("issued", "sent", "paid", "partial", "rejected")),
    "tax": kit.by(
        lambda context: kit.digits(places=2, least=0) if context.switches.other_rates == "accepted" else _tax
    ),
    "total": kit.by(
        lambda context: kit.digits(places=2, above=None if context.switches.zero_rows == "accepted" else 0)
    ),
    "client": kit.known(lambda context: {one.id for one in context.records.clients}, "does not exist", of=int),
    "product": kit.known(lambda context: context.records.products, "does not exist"),
    "warehouse": kit.known(lambda context: context.records.warehouses, "does not exist"),
    "department": kit.known(lambda context: context.records.departments, "does not exist"),
    "keep": kit.one_of(("default", "keep_gross")),
    "sum": kit.one_of(("sum", "keep_gross", "keep_net")),
    "form": kit.one_of(("net", "gross")),
}
_form = partial(kit.form, kinds=_KINDS)
_KINDS["strategy"] = kit.block(_form("position?:keep sum?:sum invoice_form_price_kind?:form"))
_KINDS["positions"] = kit.many(
    _form(
        "name? product_id?:product code? quantity:quantity quantity_unit? tax:tax total_price_gross:total "
        "description? additional_info?"
    ),
    least=1,
)
INVOICE = _form(
    "kind?:kind number?~ issue_date?:day sell_date?:day payment_to_kind?:due payment_to?:day payment_type? "
    "status?:status paid?:amount paid_date?:day currency?:currency lang? department_id?:department client_id:client "
    "oid? oid_unique?:yes warehouse_id?:warehouse description? internal_note? calculating_strategy?:strategy "
    "positions:positions"
)
CLIENT = _form(
    "name company?:flag first_name? last_name? tax_no? email? phone? street? post_code? city? country?:country "
    "external_id? shortcut?"
)
PRODUCT = _form("name code? ean_code? quantity_unit? price_net?:amount price_gross?:amount tax?:tax")
_PAGES = _form("page?:page per_page?:per_page")
INVOICES = _form("oid? number? kind?:kind client_id?:digits period?:period date_from?:day date_to?:day", _PAGES)
CLIENTS = _form("tax_no? email? name? external_id?", _PAGES)
PRODUCTS = _form("warehouse_id?:warehouse date_from?:day", _PAGES)
PAGES = _PAGES
