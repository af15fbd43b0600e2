"""The fields of iTax's calls (itax.md §8). Unknown ones are refused (§12 no. 14, 15, 21)."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.itax.records import Context
from oscar_lt_accounting.testing.simulators.itax.reference import LISTS
from oscar_lt_accounting.testing.simulators.itax.refusals import UNKNOWN

# itax.md §8.3: the public shop module sends its ids, and some sums, as texts.
_ID = kit.whole(least=1, as_text=True)


def _id_of(known: Callable[[Context], Collection[int]]) -> kit.Kind:
    return kit.both(_ID, kit.known(known, UNKNOWN, of=int))


def _of_list(name: str) -> kit.Kind:
    return _id_of(lambda _context: LISTS[name])


_KINDS: dict[str, kit.Kind] = {
    "id": _ID,
    "term": kit.whole(least=0, as_text=True),
    "amount": kit.number(as_text=True),
    "least0": kit.number(least=0, as_text=True),
    # itax.md §9, job 6: whether a negative amount is a refund is UNKNOWN.
    "paid": kit.number(places=2, above=0, as_text=True),
    "tags": kit.list_of(kit.text()),
    "type": kit.one_of(("Service", "Item", "FixedAsset")),
    "of_client": kit.one_of(("Client",)),
    "payer": kit.one_of(("Client", "BankAccount")),
    "group": _of_list("client_groups"),
    "department": _of_list("departments"),
    "project": _of_list("projects"),
    "vat_group": _of_list("vat_business_groups"),
    "product_group": _of_list("product_groups"),
    "measurement": _of_list("measurements"),
    "tax": _of_list("sales_taxes"),
    "account": _of_list("bank_accounts"),
    "location": _id_of(lambda context: [int(code) for code in context.records.warehouses]),
    "client": _id_of(lambda context: [client.id for client in context.records.clients]),
    "invoice": _id_of(lambda context: [invoice.id for invoice in context.records.of_kind("invoice")]),
    "product": kit.both(
        _ID, kit.known(lambda context: context.records.products, UNKNOWN, of=lambda one: str(int(one)))
    ),
}
_form = partial(kit.form, kinds=_KINDS)
_CLIENT = _form(
    "code? default_currency?:currency payment_term?:term client_group_id?:group all_tags?:tags address? "
    "country_code?:country email? phone? department_id?:department project_id?:project "
    "vat_business_group_id?:vat_group",
)
CLIENT = _form("name", _CLIENT)
CLIENT_UPDATE = _form("name?", _CLIENT)
PERSON = _form("contactable_id:client contactable_type:of_client name email? position?")
_PRODUCT = _form(
    "code? barcode? for_sales?:flag for_purchases?:flag extended_description? product_group_id?:product_group "
    "is_active?:flag weight?:amount volume?:amount",
)
PRODUCT = _form("name type:type measurement_id:measurement sales_tax_id:tax", _PRODUCT)
PRODUCT_UPDATE = _form("name? measurement_id?:measurement sales_tax_id?:tax", _PRODUCT)
# Which of these a line needs depends on whether it is a new one.
_LINE = _form(
    "id?:id _destroy?:flag product_id?:product price?:amount qty?:amount discount_amount?:least0 amount?:amount "
    "sales_tax_id?:tax vat_amount?:amount total_amount?:amount reverse_vat?:flag price_incl_sales_tax?:amount "
    "vat_aggregate?:bit",
)
_HEADER = _form(
    "due_date?:day location_id?:location is_shipping_address?:flag shipping_address? posted?:flag all_tags?:tags "
    "number? external_code? footer_message?:any_text department_id?:department project_id?:project",
)
_INVOICE = _form("date:day client_id:client currency:currency", _HEADER)
_KINDS["lines"] = kit.many(_LINE)
INVOICE = _form("inv_lines_attributes?:lines", _INVOICE)
INVOICE_UPDATE = _form("date?:day client_id?:client currency?:currency inv_lines_attributes?:lines", _HEADER)
DRAFT_INVOICE = _form("draft_inv_lines_attributes?:lines", _INVOICE)
PAYMENT = _form(
    "date:day bank_account_id:account currency:currency amount:paid account_balanceable_type:payer "
    "account_balanceable_id:id invoice_id?:invoice posted?:flag",
)
_KINDS["goods"] = kit.many(_form("product_id:product qty:amount total_cost?:least0"), least=1)
JOURNAL = _form("location_id:location name date:day posted?:flag item_journal_lines_attributes:goods")
EMAIL = _form("recipient_email subject body sender_name? sender_email? bcc_to_sender?:flag")
