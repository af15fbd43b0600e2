"""The simulators' own door: JSON in and out, amounts as texts.

====== ====================== ==================================================================
GET    /_simulator            systems, addresses, companies with their keys, names of calls and faults
GET    /_simulator/books      all documents and stock
DELETE /_simulator/books      start over: everything, one `system`, or one `company` of it
PUT    /_simulator/products   `system`, `company`, `warehouse`, `products` (fields: `seeding.FIELDS`)
GET    /_simulator/faults     what is planned
POST   /_simulator/faults     `system`, `call`, `kind` and the other fields of `faults.Fault`
DELETE /_simulator/faults     forget all, those of a `system`, or the one with an `id`
GET    /_simulator/switches   how each system reads what its documents leave open
PUT    /_simulator/switches   `system`, `switches`
GET    /_simulator/calls      the `last` calls of each system
POST   /_simulator/release    let held answers go and late calls arrive
====== ====================== ==================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from oscar_lt_accounting.testing.simulators.faults import KINDS, FaultError
from oscar_lt_accounting.testing.simulators.freezing import as_json, freeze
from oscar_lt_accounting.testing.simulators.notation import NotationError, read_json
from oscar_lt_accounting.testing.simulators.seeding import SeedError
from oscar_lt_accounting.testing.simulators.switches import SwitchError
from oscar_lt_accounting.testing.simulators.wire import JSON, Reply, Request

if TYPE_CHECKING:
    from oscar_lt_accounting.testing.simulators.server import Server
    from oscar_lt_accounting.testing.simulators.state import Document
    from oscar_lt_accounting.testing.simulators.system import System

ROOT = "/_simulator"
_INWARD = ("sent", "lines", "moved")
_MOST_CALLS = 100


class ControlError(ValueError):
    """An order to the simulator that makes no sense; the sentence says why."""


def reply(server: Server, request: Request) -> Reply:
    """The answer to an order; 400 with a sentence when it makes no sense."""
    known = {path: methods for path, methods in _ORDERS.items() if path == request.path.rstrip("/")}
    if not known:
        return _said(404, {"error": f"There is nothing at {request.path}."})
    order = known[request.path.rstrip("/")].get(request.method)
    if order is None:
        return _said(405, {"error": f"{request.method} means nothing here."})
    try:
        return _said(200, order(server, _orders(request)))
    except (ControlError, FaultError, NotationError, SeedError, SwitchError) as error:
        return _said(400, {"error": str(error)})


def _said(status: int, answer: Any) -> Reply:
    return Reply(status=status, body=as_json(answer))


def _orders(request: Request) -> dict[str, Any]:
    """The order's words: from the query, or from a JSON body."""
    if not request.body:
        return dict(request.query)
    # A page of another site can post forms to the loopback, but not JSON.
    if request.header("content-type").split(";")[0].strip() != JSON:
        raise ControlError("Send application/json.")
    sent = read_json(request.body)
    if not isinstance(sent, dict):
        raise ControlError("Send an object.")
    return {**request.query, **sent}


def system_of(server: Server, orders: Mapping[str, Any]) -> System[Any, Any]:
    """The system an order names; the only one when it names none."""
    code = orders.get("system") or (next(iter(server.systems)) if len(server.systems) == 1 else "")
    if code not in server.systems:
        raise ControlError(f"There is no system {code!r}; there are {', '.join(server.systems)}.")
    return server.systems[code]


def company_of(system: System[Any, Any], orders: Mapping[str, Any]) -> str:
    """The company an order names, or an empty text."""
    company = str(orders.get("company", ""))
    if company and company not in system.companies:
        raise ControlError(f"{system.title} has no company {company!r}; it has {', '.join(system.companies)}.")
    return company


def _overview(server: Server, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code: {
            "title": system.title,
            "url": server.url_of(code),
            "calls": list(system.names()),
            "faults": {kind: KINDS[kind][0] for kind in system.faults.kinds},
            "companies": {
                company.name: {"title": company.title, "warehouse": company.warehouse, **company.credentials}
                for company in system.companies.values()
            },
        }
        for code, system in server.systems.items()
    }


def _books(server: Server, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code: {
            name: {
                "title": system.companies[name].title,
                "documents": [shown(document) for document in books.shown],
                "stock": books.stock(),
                **books.ledgers(),
            }
            for name, books in system.books.items()
        }
        for code, system in server.systems.items()
    }


def shown(document: Document) -> dict[str, Any]:
    """A document as JSON, without what only the simulator itself needs."""
    return {name: value for name, value in freeze(document).items() if name not in _INWARD}


def _start_over(server: Server, orders: Mapping[str, Any]) -> dict[str, Any]:
    systems = [system_of(server, orders)] if orders.get("system") else list(server.systems.values())
    for system in systems:
        system.start_over(company_of(system, orders))
    server.save()
    return {}


def _put_products(server: Server, orders: Mapping[str, Any]) -> dict[str, Any]:
    system = system_of(server, orders)
    company = company_of(system, orders) or next(iter(system.companies))
    rows, warehouse = orders.get("products"), str(orders.get("warehouse") or system.companies[company].warehouse)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ControlError("products must be a list of objects.")
    products = system.seed(company, warehouse, rows)
    server.save()
    return {"products": [{"id": one.id, "code": one.code, "name": one.name} for one in products]}


def _faults(server: Server, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {code: system.faults.planned for code, system in server.systems.items()}


def _set_fault(server: Server, orders: Mapping[str, Any]) -> dict[str, Any]:
    system = system_of(server, orders)
    company_of(system, orders)
    details = {name: value for name, value in orders.items() if name not in ("system", "call", "kind")}
    fault = system.faults.set(orders.get("call", "*"), str(orders.get("kind", "")), **details)
    return {"fault": fault}


def _clear_faults(server: Server, orders: Mapping[str, Any]) -> dict[str, Any]:
    systems = [system_of(server, orders)] if orders.get("system") else list(server.systems.values())
    fault_id = str(orders.get("id", "0"))
    if not fault_id.isdecimal():
        raise ControlError("id must be a number.")
    for system in systems:
        system.faults.clear(int(fault_id))
    return {}


def _switches(server: Server, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {code: system.switches.positions() for code, system in server.systems.items()}


def _turn(server: Server, orders: Mapping[str, Any]) -> dict[str, Any]:
    system, positions = system_of(server, orders), orders.get("switches")
    if not isinstance(positions, dict):
        raise ControlError("switches must be an object.")
    for name, value in positions.items():
        system.switches.turn(name, value)
    return {"switches": system.switches.positions()}


def _calls(server: Server, orders: Mapping[str, Any]) -> dict[str, Any]:
    most = int(orders["last"]) if str(orders.get("last", "")).isdecimal() else _MOST_CALLS
    return {
        code: [
            {name: value for name, value in freeze(call).items() if name != "headers"}
            for call in list(system.calls)[-most:]
        ]
        for code, system in server.systems.items()
    }


def _release(server: Server, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {"arrived": server.release()}


_ORDERS: dict[str, dict[str, Callable[[Server, Mapping[str, Any]], dict[str, Any]]]] = {
    ROOT: {"GET": _overview},
    f"{ROOT}/books": {"GET": _books, "DELETE": _start_over},
    f"{ROOT}/products": {"PUT": _put_products},
    f"{ROOT}/faults": {"GET": _faults, "POST": _set_fault, "DELETE": _clear_faults},
    f"{ROOT}/switches": {"GET": _switches, "PUT": _turn},
    f"{ROOT}/calls": {"GET": _calls},
    f"{ROOT}/release": {"POST": _release},
}
