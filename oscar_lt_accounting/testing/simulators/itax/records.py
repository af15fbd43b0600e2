"""What iTax shows of each kind of record (itax.md §8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from operator import attrgetter
from typing import Any

from oscar_lt_accounting.testing.simulators.itax.books import Client, Invoice, Journal, Office, Payment, Person
from oscar_lt_accounting.testing.simulators.itax.lists import Resource
from oscar_lt_accounting.testing.simulators.itax.reference import LISTS
from oscar_lt_accounting.testing.simulators.itax.shapes import moment, short
from oscar_lt_accounting.testing.simulators.toolkit.records import Row

_INVOICE_LINKS = ("client", "location", "department", "project")


def _columns(*names: str, **renamed: str | Callable[[Any], Any]) -> dict[str, Callable[[Any], Any]]:
    """Columns by the attribute of the same name, or of another, or by what is to be done."""
    times = {"created_at": lambda one: moment(one.created), "updated_at": lambda one: moment(one.changed)}
    own = {name: attrgetter(of) if isinstance(of, str) else of for name, of in renamed.items()}
    return {**{name: attrgetter(name) for name in names}, **own, **times}


def _or_null(name: str) -> Callable[[Any], Any]:
    return lambda one: getattr(one, name) or None


def _reference(name: str) -> Resource[tuple[int, str]]:
    rows = list(LISTS[name].items())
    columns: dict[str, Callable[[tuple[int, str]], Any]] = {"id": lambda row: row[0], "name": lambda row: row[1]}
    return Resource(name=name, records=lambda _office: rows, columns=columns)


def _named(name: str, rows: Callable[[Office], list[tuple[int, str]]]) -> Resource[tuple[int, str]]:
    return Resource(name=name, records=rows, columns=_reference("measurements").columns)


def _tags(names: list[str]) -> list[dict[str, Any]]:
    return [{"name": name} for name in names]


def _of_list(name: str, record_id: int | None) -> dict[str, Any] | None:
    return short(name, record_id, LISTS[name].get(record_id) if record_id else None)


def _client_links(_office: Office, client: Client, _alone: bool) -> Mapping[str, Any]:
    return {"client_group": _of_list("client_groups", client.client_group_id), "tags": _tags(client.tags)}


def _line(row: Row) -> dict[str, Any]:
    return {
        "id": row.id,
        "product_id": row.product,
        "price": row.price,
        "qty": row.quantity,
        "discount_amount": row.discount,
        "amount": row.net,
        "sales_tax_id": row.tax_id,
        "vat_amount": row.vat,
        "total_amount": row.gross,
        "reverse_vat": row.reverse,
    }


def _invoice_links(lines: str, office: Office, invoice: Invoice, _alone: bool) -> Mapping[str, Any]:
    location = invoice.warehouse
    return {
        "client": short("clients", invoice.client_id, invoice.buyer),
        "location": short("locations", int(location), office.records.warehouses[location]) if location else None,
        lines: [_line(row) for row in invoice.rows],
        "tags": _tags(invoice.tags),
    }


def _journal_links(_office: Office, journal: Journal, _alone: bool) -> Mapping[str, Any]:
    rows = [
        {"id": row.id, "product_id": row.product, "qty": row.quantity, "total_cost": row.net} for row in journal.rows
    ]
    return {"item_journal_lines": rows}


def _location_id(document: Invoice | Journal) -> int | None:
    return int(document.warehouse) if document.warehouse else None


_INVOICE_COLUMNS = _columns(
    "id",
    "number",
    date="day",
    due_date=_or_null("due_day"),
    client_id="client_id",
    currency="currency",
    location_id=_location_id,
    external_code=_or_null("reference"),
    footer_message=_or_null("footer_message"),
    posted="posted",
    is_shipping_address="is_shipping_address",
    shipping_address=_or_null("shipping_address"),
    department_id="department_id",
    project_id="project_id",
)


def _invoices(name: str, kind: str, lines: str) -> Resource[Invoice]:
    return Resource(
        name=name,
        records=lambda office: office.records.of_kind(kind),
        columns=_INVOICE_COLUMNS,
        linked=partial(_invoice_links, lines),
        tags=attrgetter("tags"),
    )


INVOICES = _invoices("invoices", "invoice", "inv_lines")
DRAFT_INVOICES = _invoices("draft_invoices", "proforma", "draft_inv_lines")
CLIENTS: Resource[Client] = Resource(
    name="clients",
    records=lambda office: office.records.clients,
    columns=_columns(
        "id",
        "name",
        code=_or_null("code"),
        default_currency="default_currency",
        payment_term="payment_term",
        client_group_id="client_group_id",
        address=_or_null("address"),
        country_code=_or_null("country_code"),
        email=_or_null("email"),
        phone=_or_null("phone"),
        department_id="department_id",
        project_id="project_id",
        vat_business_group_id="vat_business_group_id",
    ),
    linked=_client_links,
    tags=attrgetter("tags"),
)
PEOPLE: Resource[Person] = Resource(
    name="people",
    records=lambda office: office.records.people,
    columns=_columns(
        "id", "name", "contactable_id", "contactable_type", email=_or_null("email"), position=_or_null("position")
    ),
)
PAYMENTS: Resource[Payment] = Resource(
    name="payment_documents",
    records=lambda office: office.records.payments,
    columns=_columns(
        "id",
        "bank_account_id",
        "currency",
        "amount",
        "invoice_id",
        "posted",
        date="day",
        account_balanceable_type="payer_type",
        account_balanceable_id="payer_id",
    ),
)
JOURNALS: Resource[Journal] = Resource(
    name="item_journals",
    records=lambda office: office.records.journals,
    columns=_columns("id", "posted", name="number", date="day", location_id=_location_id),
    linked=_journal_links,
)
LOCATIONS = _named("locations", lambda office: [(int(code), name) for code, name in office.records.warehouses.items()])
TAGS = _named("tags", lambda office: list(enumerate(office.records.tags(), start=1)))
REFERENCES: tuple[Resource[tuple[int, str]], ...] = (*map(_reference, LISTS), LOCATIONS, TAGS)
