"""The calls iTax knows, by method and address (itax.md §7, §8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from oscar_lt_accounting.testing.simulators.itax import clients, forms, invoices, journals, payments, products, records
from oscar_lt_accounting.testing.simulators.itax.books import Office
from oscar_lt_accounting.testing.simulators.itax.lists import Resource, listing, single
from oscar_lt_accounting.testing.simulators.toolkit.fields import Form
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply

RecordT = TypeVar("RecordT")


@dataclass(frozen=True)
class Route:
    """A call: its deed, the root key and the fields of its body, the status of its success.

    A call without a root has no body.
    """

    deed: Callable[[Office, Mapping[str, Any]], dict[str, Any] | Reply]
    root: str = ""
    form: Form = field(default_factory=dict)
    status: int = 200


def _reading(*resources: Resource[Any]) -> dict[str, Route]:
    routes = {}
    for resource in resources:
        routes[f"GET {resource.name}"] = Route(_unasked(listing(resource)))
        routes[f"GET {resource.name}/{{id}}"] = Route(_unasked(single(resource)))
    return routes


def _unasked(deed: Callable[[Office], dict[str, Any] | Reply]) -> Callable[[Office, Mapping[str, Any]], Any]:
    return lambda office, _sent: deed(office)


def _answered(
    resource: Resource[RecordT], deed: Callable[[Office, Mapping[str, Any]], RecordT]
) -> Callable[[Office, Mapping[str, Any]], dict[str, Any]]:
    """A deed that is answered by the whole record (itax.md §6)."""
    return lambda office, sent: {"response": resource.shown(office, deed(office, sent))}


def _made(
    resource: Resource[RecordT], deed: Callable[[Office, Mapping[str, Any]], RecordT], root: str, form: Form
) -> Route:
    return Route(_answered(resource, deed), root, form, 201)


def _changed(
    resource: Resource[RecordT], deed: Callable[[Office, Mapping[str, Any]], RecordT], root: str, form: Form
) -> Route:
    return Route(_answered(resource, deed), root, form)


# itax.md §8.8: the body is known, the address is a switch.
EMAIL = _changed(records.INVOICES, invoices.send, "email_message", forms.EMAIL)
PDF = Route(_unasked(invoices.print_one))
ROUTES: dict[str, Route] = {
    **_reading(products.PRODUCTS, products.ITEMS, products.SERVICES),
    **_reading(records.CLIENTS, records.PEOPLE, records.INVOICES, records.DRAFT_INVOICES),
    **_reading(records.PAYMENTS, records.JOURNALS, *records.REFERENCES),
    "POST products": _made(products.PRODUCTS, products.create, "product", forms.PRODUCT),
    "PUT products/{id}": _changed(products.PRODUCTS, products.update, "product", forms.PRODUCT_UPDATE),
    "POST clients": _made(records.CLIENTS, clients.create, "client", forms.CLIENT),
    "PUT clients/{id}": _changed(records.CLIENTS, clients.update, "client", forms.CLIENT_UPDATE),
    "POST people": _made(records.PEOPLE, clients.add_person, "person", forms.PERSON),
    "POST invoices": _made(records.INVOICES, invoices.create, "invoice", forms.INVOICE),
    "PUT invoices/{id}": _changed(records.INVOICES, invoices.update, "invoice", forms.INVOICE_UPDATE),
    "DELETE invoices/{id}": Route(_answered(records.INVOICES, invoices.delete)),
    "POST draft_invoices": _made(records.DRAFT_INVOICES, invoices.create_draft, "draft_invoice", forms.DRAFT_INVOICE),
    "POST payment_documents": _made(records.PAYMENTS, payments.create, "payment_document", forms.PAYMENT),
    "POST item_journals": _made(records.JOURNALS, journals.create, "item_journal", forms.JOURNAL),
    "GET downloads.pdf": PDF,
}
