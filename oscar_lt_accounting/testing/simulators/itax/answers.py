"""What iTax shows of each kind of record but products (itax.md §8)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from operator import attrgetter
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.itax.records import Client, Context, Invoice, Journal, Payment, Person
from oscar_lt_accounting.testing.simulators.itax.reference import LISTS
from oscar_lt_accounting.testing.simulators.itax.resources import Resource, moment, short

TIMES: dict[str, kit.Column] = {
    "created_at": lambda one: moment(one.created),
    "updated_at": lambda one: moment(one.changed),
}
_NAMED = kit.columns("", id=lambda row: row[0], name=lambda row: row[1])
_LINE = kit.columns(
    "id product_id=product price qty=quantity discount_amount=discount amount=net sales_tax_id=tax_id vat_amount=vat "
    "total_amount=gross reverse_vat=reverse"
)
_JOURNAL_LINE = kit.columns("id product_id=product qty=quantity total_cost=net")


def _location_id(document: kit.Document) -> int | None:
    return int(document.warehouse) if document.warehouse else None


def _locations(context: Context) -> dict[int, str]:
    return {int(code): name for code, name in context.records.warehouses.items()}


def _tags(names: list[str]) -> list[dict[str, Any]]:
    return [{"name": name} for name in names]


def _client_links(_context: Context, client: Client, _alone: bool) -> Mapping[str, Any]:
    group = short("client_groups", client.client_group_id, LISTS["client_groups"])
    return {"client_group": group, "tags": _tags(client.tags)}


def _invoice_links(lines: str, context: Context, invoice: Invoice, _alone: bool) -> Mapping[str, Any]:
    return {
        "client": short("clients", invoice.client_id, {invoice.client_id: invoice.buyer}),
        "location": short("locations", _location_id(invoice), _locations(context)),
        lines: [kit.show(row, _LINE) for row in invoice.rows],
        "tags": _tags(invoice.tags),
    }


def _journal_links(_context: Context, journal: Journal, _alone: bool) -> Mapping[str, Any]:
    return {"item_journal_lines": [kit.show(row, _JOURNAL_LINE) for row in journal.rows]}


def _invoices(name: str, kind: str, lines: str) -> Resource[Invoice]:
    return Resource(
        name=name,
        records=lambda context: context.records.of_kind(kind),
        columns=kit.columns(
            "id number date=day due_date?=due_day client_id currency location_id external_code?=reference "
            "footer_message? posted is_shipping_address shipping_address? department_id project_id",
            location_id=_location_id,
            **TIMES,
        ),
        linked=partial(_invoice_links, lines),
        tags=attrgetter("tags"),
    )


INVOICES = _invoices("invoices", "invoice", "inv_lines")
DRAFT_INVOICES = _invoices("draft_invoices", "proforma", "draft_inv_lines")
CLIENTS: Resource[Client] = Resource(
    name="clients",
    records=lambda context: context.records.clients,
    columns=kit.columns(
        "id name code? default_currency payment_term client_group_id address? country_code? email? phone? "
        "department_id project_id vat_business_group_id",
        **TIMES,
    ),
    linked=_client_links,
    tags=attrgetter("tags"),
)
PEOPLE: Resource[Person] = Resource(
    name="people",
    records=lambda context: context.records.people,
    columns=kit.columns("id name contactable_id contactable_type email? position?", **TIMES),
)
PAYMENTS: Resource[Payment] = Resource(
    name="payment_documents",
    records=lambda context: context.records.payments,
    columns=kit.columns(
        "id bank_account_id currency amount invoice_id posted date=day account_balanceable_type=payer_type "
        "account_balanceable_id=payer_id",
        **TIMES,
    ),
)
JOURNALS: Resource[Journal] = Resource(
    name="item_journals",
    records=lambda context: context.records.journals,
    columns=kit.columns("id posted name=number date=day", location_id=_location_id, **TIMES),
    linked=_journal_links,
)
LOCATIONS: Resource[tuple[int, str]] = Resource(
    name="locations", records=lambda context: list(_locations(context).items()), columns=_NAMED
)
TAGS: Resource[tuple[int, str]] = Resource(
    name="tags", records=lambda context: list(enumerate(context.records.tags(), start=1)), columns=_NAMED
)


def _reference(name: str) -> Resource[tuple[int, str]]:
    return Resource(name=name, records=lambda _context: list(LISTS[name].items()), columns=_NAMED)


ALL: tuple[Resource[Any], ...] = (
    *(CLIENTS, PEOPLE, INVOICES, DRAFT_INVOICES, PAYMENTS, JOURNALS),
    *map(_reference, LISTS),
    *(LOCATIONS, TAGS),
)
