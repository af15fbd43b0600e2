"""Buyers and their contact people (itax.md §8.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators.itax.books import Client, Office, Person
from oscar_lt_accounting.testing.simulators.itax.records import CLIENTS
from oscar_lt_accounting.testing.simulators.itax.reference import LISTS
from oscar_lt_accounting.testing.simulators.itax.refusal import BLANK, invalid, unknown

_FIRST_CLIENT, _FIRST_PERSON = 131721, 5001
_LINKS = {
    "client_group_id": "client_groups",
    "department_id": "departments",
    "project_id": "projects",
    "vat_business_group_id": "vat_business_groups",
}


def create(office: Office, sent: Mapping[str, Any]) -> Client:
    """A new buyer; one with the same code or e-mail may be there already."""
    if office.switches.client_address == "required":
        missing = [(name, BLANK) for name in ("address", "country_code") if name not in sent]
        if missing:
            raise invalid(missing)
    check_links(sent)
    client = Client(id=office.records.next("client", _FIRST_CLIENT), name=sent["name"], created=office.at)
    _fill(client, sent, office.at)
    office.records.clients.append(client)
    return client


def update(office: Office, sent: Mapping[str, Any]) -> Client:
    """Change what is given."""
    client = CLIENTS.find(office, office.record)
    check_links(sent)
    _fill(client, sent, office.at)
    return client


def add_person(office: Office, sent: Mapping[str, Any]) -> Person:
    """A contact person of a buyer."""
    client = buyer(office, sent["contactable_id"], "contactable_id")
    person = Person(
        id=office.records.next("person", _FIRST_PERSON),
        name=sent["name"],
        contactable_id=client.id,
        contactable_type=sent["contactable_type"],
        email=sent.get("email", ""),
        position=sent.get("position", ""),
        created=office.at,
        changed=office.at,
    )
    office.records.people.append(person)
    return person


def buyer(office: Office, client_id: Any, field: str) -> Client:
    """The buyer a field names."""
    found = next((client for client in office.records.clients if client.id == int(client_id)), None)
    if found is None:
        raise unknown(field)
    return found


def check_links(sent: Mapping[str, Any]) -> None:
    """Refuse ids of groups, departments and projects that are not there."""
    for field, name in _LINKS.items():
        if field in sent and int(sent[field]) not in LISTS[name]:
            raise unknown(field)


def _fill(client: Client, sent: Mapping[str, Any], at: float) -> None:
    for name, value in sent.items():
        if name == "all_tags":
            client.tags = list(value)
        else:
            setattr(client, name, int(value) if name in _LINKS or name == "payment_term" else value)
    client.changed = at
