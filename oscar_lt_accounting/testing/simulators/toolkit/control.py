"""Control of the simulators over HTTP: JSON in and out, amounts as texts.

====== ====================== ==================================================================
GET    /_simulator            systems, addresses, companies with their keys, names of calls and faults
GET    /_simulator/records    all documents and stock
DELETE /_simulator/records    start over: everything, one `system`, or one `company` of it
PUT    /_simulator/products   `system`, `company`, `warehouse`, `products` (fields: `seeding.FIELDS`)
GET    /_simulator/faults     what is planned
POST   /_simulator/faults     `system`, `call`, `kind` and the other fields of `faults.Fault`
DELETE /_simulator/faults     forget all, those of a `system`, or the one with an `id`
GET    /_simulator/switches   how each system reads what its documents leave open
PUT    /_simulator/switches   `system`, `switches`
GET    /_simulator/calls      the `last` calls of each system
POST   /_simulator/release    let held answers go and late calls arrive
GET    /_simulator/clock      what time it is, and whether time passes by itself
POST   /_simulator/clock      `advance` by seconds, stand still `at` a moment, or let it run: `runs`
====== ====================== ==================================================================

`/_simulator/books` is the older name of `/_simulator/records`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators.toolkit.faults import KINDS, FaultError
from oscar_lt_accounting.testing.simulators.toolkit.fields import decimal
from oscar_lt_accounting.testing.simulators.toolkit.json_text import NotationError, read_json
from oscar_lt_accounting.testing.simulators.toolkit.records import Document
from oscar_lt_accounting.testing.simulators.toolkit.seeding import SeedError
from oscar_lt_accounting.testing.simulators.toolkit.simulation import Simulation
from oscar_lt_accounting.testing.simulators.toolkit.storage import as_json, to_json
from oscar_lt_accounting.testing.simulators.toolkit.switches import SwitchError
from oscar_lt_accounting.testing.simulators.toolkit.system import System
from oscar_lt_accounting.testing.simulators.toolkit.wire import JSON, Reply, Request

ROOT = "/_simulator"
_INTERNAL = ("sent", "lines", "moved")
_MOST_CALLS = 100


class ControlError(ValueError):
    """An order to the simulator that makes no sense; the sentence says why."""


def reply(simulation: Simulation, request: Request) -> Reply:
    """The answer to an order; 400 with a sentence when it makes no sense."""
    known = {path: methods for path, methods in _ORDERS.items() if path == request.path.rstrip("/")}
    if not known:
        return _said(404, {"error": f"There is nothing at {request.path}."})
    order = known[request.path.rstrip("/")].get(request.method)
    if order is None:
        return _said(405, {"error": f"{request.method} means nothing here."})
    try:
        return _said(200, order(simulation, _orders(request)))
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


def system_of(simulation: Simulation, orders: Mapping[str, Any]) -> System[Any, Any]:
    """The system an order names; the only one when it names none."""
    code = orders.get("system") or (next(iter(simulation.systems)) if len(simulation.systems) == 1 else "")
    if code not in simulation.systems:
        raise ControlError(f"There is no system {code!r}; there are {', '.join(simulation.systems)}.")
    return simulation.systems[code]


def company_of(system: System[Any, Any], orders: Mapping[str, Any]) -> str:
    """The company an order names, or an empty text."""
    company = str(orders.get("company", ""))
    if company and company not in system.companies:
        raise ControlError(f"{system.title} has no company {company!r}; it has {', '.join(system.companies)}.")
    return company


def _overview(simulation: Simulation, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code: {
            "title": system.title,
            "url": simulation.url_of(code),
            "calls": list(system.names()),
            "faults": {kind: KINDS[kind][0] for kind in system.faults.kinds},
            "companies": {
                company.name: {"title": company.title, "warehouse": company.warehouse, **company.credentials}
                for company in system.companies.values()
            },
        }
        for code, system in simulation.systems.items()
    }


def _records(simulation: Simulation, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {
        code: {
            name: {
                "title": system.companies[name].title,
                "documents": [shown(document) for document in records.shown],
                "stock": records.stock(),
                **records.others(),
            }
            for name, records in system.records.items()
        }
        for code, system in simulation.systems.items()
    }


def shown(document: Document) -> dict[str, Any]:
    """A document as JSON, without what only the simulator itself needs."""
    return {name: value for name, value in to_json(document).items() if name not in _INTERNAL}


def _start_over(simulation: Simulation, orders: Mapping[str, Any]) -> dict[str, Any]:
    systems = [system_of(simulation, orders)] if orders.get("system") else list(simulation.systems.values())
    for system in systems:
        system.start_over(company_of(system, orders))
    simulation.save()
    return {}


def _put_products(simulation: Simulation, orders: Mapping[str, Any]) -> dict[str, Any]:
    system = system_of(simulation, orders)
    company = company_of(system, orders) or next(iter(system.companies))
    rows, warehouse = orders.get("products"), str(orders.get("warehouse") or system.companies[company].warehouse)
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ControlError("products must be a list of objects.")
    products = system.seed(company, warehouse, rows)
    simulation.save()
    return {"products": [{"id": one.id, "code": one.code, "name": one.name} for one in products]}


def _faults(simulation: Simulation, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {code: system.faults.planned for code, system in simulation.systems.items()}


def _set_fault(simulation: Simulation, orders: Mapping[str, Any]) -> dict[str, Any]:
    system = system_of(simulation, orders)
    company_of(system, orders)
    details = {name: value for name, value in orders.items() if name not in ("system", "call", "kind")}
    fault = system.faults.set(orders.get("call", "*"), str(orders.get("kind", "")), **details)
    return {"fault": fault}


def _clear_faults(simulation: Simulation, orders: Mapping[str, Any]) -> dict[str, Any]:
    systems = [system_of(simulation, orders)] if orders.get("system") else list(simulation.systems.values())
    fault_id = str(orders.get("id", "0"))
    if not fault_id.isdecimal():
        raise ControlError("id must be a number.")
    for system in systems:
        system.faults.clear(int(fault_id))
    return {}


def _switches(simulation: Simulation, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {code: system.switches.positions() for code, system in simulation.systems.items()}


def _turn(simulation: Simulation, orders: Mapping[str, Any]) -> dict[str, Any]:
    system, positions = system_of(simulation, orders), orders.get("switches")
    if not isinstance(positions, dict):
        raise ControlError("switches must be an object.")
    for name, value in positions.items():
        system.switches.turn(name, value)
    return {"switches": system.switches.positions()}


def _calls(simulation: Simulation, orders: Mapping[str, Any]) -> dict[str, Any]:
    most = int(orders["last"]) if str(orders.get("last", "")).isdecimal() else _MOST_CALLS
    return {
        code: [
            {name: value for name, value in to_json(call).items() if name != "headers"}
            for call in list(system.calls)[-most:]
        ]
        for code, system in simulation.systems.items()
    }


def _release(simulation: Simulation, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {"arrived": simulation.release()}


def _clock(simulation: Simulation, _orders: Mapping[str, Any]) -> dict[str, Any]:
    return {"now": simulation.clock(), "runs": simulation.clock.runs}


def _set_clock(simulation: Simulation, orders: Mapping[str, Any]) -> dict[str, Any]:
    clock = simulation.clock
    for name, move in (("advance", clock.advance), ("at", clock.stop)):
        if name in orders:
            seconds = decimal(orders[name])
            if seconds is None or seconds < 0:
                raise ControlError(f"{name} must be a number of seconds.")
            move(float(seconds))
    if orders.get("runs") is True:
        clock.run()
    return _clock(simulation, orders)


_ORDERS: dict[str, dict[str, Callable[[Simulation, Mapping[str, Any]], dict[str, Any]]]] = {
    ROOT: {"GET": _overview},
    f"{ROOT}/records": {"GET": _records, "DELETE": _start_over},
    f"{ROOT}/books": {"GET": _records, "DELETE": _start_over},
    f"{ROOT}/products": {"PUT": _put_products},
    f"{ROOT}/faults": {"GET": _faults, "POST": _set_fault, "DELETE": _clear_faults},
    f"{ROOT}/switches": {"GET": _switches, "PUT": _turn},
    f"{ROOT}/calls": {"GET": _calls},
    f"{ROOT}/release": {"POST": _release},
    f"{ROOT}/clock": {"GET": _clock, "POST": _set_clock},
}
