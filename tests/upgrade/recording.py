"""What a worker says to the simulated systems, written down so that two versions of this package can be compared.

It works with the version that filled the database and with the present one alike.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request as Outgoing
from urllib.request import urlopen
from xml.etree import ElementTree as ET

from oscar_lt_accounting.testing import samples
from oscar_lt_accounting.testing.simulators import DEMO_CREDENTIALS, Server

if TYPE_CHECKING:
    from oscar_lt_accounting.testing.simulators.toolkit import Reply, Request

#: Calls by which nothing is asked for but that the simulators count as changes.
_POLLS = ("get_api_job", "get_api_job_list")
_KEPT_HEADERS = ("content-type", "authorization", "b1-api-key", "x-api-key")
_SWITCHES: tuple[tuple[str, str, Any], ...] = (
    ("b1", "daily_requests", 100_000),
    ("b1", "sale_vat", "per rate"),
    ("robolabs", "new_products", True),
    ("robolabs", "per_minute", 100_000),
    ("robolabs", "per_hour", 100_000),
    ("itax", "per_second", 100_000),
)
#: Planned faults that keep a call from being carried out.
_NOT_CARRIED_OUT = ("cut", "refused")


class RecordingServer(Server):
    """Simulators that write down every call they get, without secrets."""

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.exchanges: list[dict[str, Any]] = []

    def reply(self, request: Request) -> Reply:
        """Answer, and write the call down; only one call is made at a time here."""
        at = self.now()
        reply = super().reply(request)
        system = next((one for one in self.systems.values() if request.path.startswith(one.root)), None)
        if system is not None:
            call = system.calls[-1]
            self.exchanges.append(
                {
                    "system": system.code,
                    "company": call.company,
                    "name": call.name,
                    "method": request.method,
                    "target": _hidden(system.code, request.target),
                    "headers": {
                        name: _hidden(system.code, value)
                        for name, value in request.headers.items()
                        if name in _KEPT_HEADERS
                    },
                    "body": _hidden(system.code, request.body.decode()),
                    "writes": system.writes(call.name) and call.name not in _POLLS,
                    "fault": call.fault,
                    "status": call.status,
                    "at": at,
                }
            )
        return reply


def set_up(server: Server) -> None:
    """Fill the warehouses of all systems and let them answer as often as they are asked."""
    for system in server.systems.values():
        for company in system.companies:
            system.seed(company, "", samples.PRODUCTS)
    for code, switch, value in _SWITCHES:
        server.systems[code].switches.turn(switch, value)


def held(server: Server) -> dict[str, list[list[str]]]:
    """The number and the sum of every finished document that the systems hold, by system and company."""
    with urlopen(f"{server.address}/_simulator/books", timeout=10) as answer:
        systems = json.load(answer)
    return {
        f"{system} {company}": sorted([one["number"], one["gross"]] for one in found["documents"] if one["issued"])
        for system, companies in systems.items()
        for company, found in companies.items()
    }


def was_carried_out(exchange: Mapping[str, Any]) -> bool:
    """Whether the call changed what the system holds."""
    done = exchange["fault"] not in _NOT_CARRIED_OUT and (exchange["status"] or 200) < 400
    return bool(exchange["writes"] and done)


def repeat(exchange: Mapping[str, Any], server: Server) -> None:
    """Make a call again that was written down; raises `OSError` when the system does not take it."""
    shown = _shown(exchange["system"])
    body = _replaced(exchange["body"], shown)
    outgoing = Outgoing(
        server.address + _replaced(exchange["target"], shown),
        method=exchange["method"],
        data=body.encode() if body else None,
        headers={name: _replaced(value, shown) for name, value in exchange["headers"].items()},
    )
    with urlopen(outgoing, timeout=10) as answer:
        answer.read()


def words(exchange: Mapping[str, Any]) -> dict[str, Any]:
    """What a call says, whatever the order of its fields and the blanks between them."""
    query = parse_qsl(urlsplit(exchange["target"]).query, keep_blank_values=True)
    said = {
        "call": f"{exchange['method']} {urlsplit(exchange['target']).path}",
        "query": sorted([name, _canonical(value)] for name, value in query),
        "body": _canonical(exchange["body"]),
    }
    return {name: value for name, value in said.items() if value}


def by_company(exchanges: Iterable[Mapping[str, Any]], *, writes: bool) -> dict[str, list[dict[str, Any]]]:
    """The words of the calls that change something, or that only ask, by system and company, in their order."""
    said: dict[str, list[dict[str, Any]]] = {}
    for exchange in exchanges:
        if exchange["writes"] == writes:
            said.setdefault(f"{exchange['system']} {exchange['company']}", []).append(words(exchange))
    return said


def _canonical(text: str) -> Any:
    if text[:1] == "<":
        return ET.canonicalize(text, strip_text=True)
    if text[:1] in ("{", "["):
        # Digits are compared as they are written: 1.0 and 1.00 are two texts to some systems.
        return json.loads(text, parse_float=lambda digits: f"number {digits}")
    if "=" in text and " " not in text:
        return sorted(list(pair) for pair in parse_qsl(text, keep_blank_values=True))
    return text


def _shown(system: str) -> dict[str, str]:
    """The placeholders of a system's secrets and what they stand for."""
    found = {}
    for company, secrets in DEMO_CREDENTIALS[system].items():
        for name, value in secrets.items():
            found[f"({name} of {company})"] = value
        if "username" in secrets:
            pair = f"{secrets['username']}:{secrets['password']}"
            found[f"(basic of {company})"] = base64.b64encode(pair.encode()).decode()
    return found


def _hidden(system: str, text: str) -> str:
    return _replaced(text, {secret: name for name, secret in _shown(system).items()})


def _replaced(text: str, replacements: Mapping[str, str]) -> str:
    for one, other in replacements.items():
        text = text.replace(one, other)
    return text
