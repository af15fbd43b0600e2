"""Plain Books on a free port of this machine: strict, and able to break in every way a network knows.

Its documents do not say what becomes of a reference used twice, so the simulator takes the strictest
reading: a second document is made without a word.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

KEY = "plain-key-0123456789"
WAREHOUSES = {"1": "Vilnius", "2": "Kaunas"}
_PAGE = b"<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>"
_FIELDS = {"reference", "date", "currency", "account", "warehouse", "buyer", "rows", "total"}
_ROW_FIELDS = {"code", "title", "quantity", "unit", "vat_rate", "net", "vat"}


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is answered; `how` it travels: whole, nothing, reset or half. `after` is waited for first."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    how: str = "whole"
    after: threading.Event | None = None


def _said(status: int, **words: Any) -> Reply:
    return Reply(status=status, body=json.dumps(words).encode())


class RefusedError(Exception):
    """A document that the accounting system does not take."""


@dataclass
class Plan:
    """A mishap that the call after so many others meets."""

    kind: str
    after: int
    details: Mapping[str, Any]


class PlainBooksSimulator:
    """One company's accounting behind HTTP; `with` opens and closes the port."""

    def __init__(self) -> None:
        self.documents: list[dict[str, Any]] = []
        self.calls = 0
        self._plan: Plan | None = None
        self._late: list[Callable[[], Reply]] = []
        self._let_go = threading.Event()
        self._lock = threading.Lock()

    def __enter__(self) -> PlainBooksSimulator:
        self._server = _Server(("127.0.0.1", 0), self)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.let_go()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        """What goes into `Connection.base_url`."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def fail(self, kind: str, *, after: int, **details: Any) -> None:
        """Plan the one mishap that comes next."""
        self._plan = Plan(kind, after, details)

    def let_go(self) -> None:
        """Let held answers go and late calls arrive."""
        with self._lock:
            late, self._late = self._late, []
            for call in late:
                call()
            self._let_go.set()
            self._let_go = threading.Event()

    def answer(self, method: str, target: str, key: str, body: bytes) -> Reply:
        """What a call is answered, with the mishap it meets."""
        carry_out = partial(self._carry_out, method, target, key, body)
        with self._lock:
            self.calls += 1
            plan = self._met()
            if plan is None:
                return carry_out()
            if plan.kind == "late":
                self._late.append(carry_out)
            saved = plan.details.get("saved", plan.kind in SAVED)
            reply = carry_out() if saved else Reply()
            return MISHAPS[plan.kind](reply, plan.details, self._let_go)

    def _met(self) -> Plan | None:
        plan = self._plan
        if plan is None or plan.after > 0:
            if plan:
                plan.after -= 1
            return None
        self._plan = None
        return plan

    def _carry_out(self, method: str, target: str, key: str, body: bytes) -> Reply:
        if key != KEY:
            return _said(401, error="key", message="Unknown key.")
        address = urlsplit(target)
        question = dict(parse_qsl(address.query))
        try:
            match method, address.path:
                case "GET", "/warehouses":
                    rows = [{"code": code, "name": name} for code, name in WAREHOUSES.items()]
                    return _said(200, warehouses=rows)
                case "GET", "/documents":
                    return _said(200, documents=self._asked(question))
                case "POST", "/documents":
                    return _said(201, **self._enter(json.loads(body)))
                case _:
                    return _said(404, error="unknown", message="No such address.")
        except (RefusedError, ValueError, KeyError, TypeError, InvalidOperation) as error:
            return _said(422, error="refused", message=str(error))

    def _asked(self, question: dict[str, str]) -> list[dict[str, Any]]:
        match question:
            case {"reference": reference} if len(question) == 1:
                return [document for document in self.documents if document["reference"] == reference]
            case {"from": since, "until": until} if len(question) == 2:
                return [document for document in self.documents if since <= document["date"] <= until]
        raise RefusedError("Ask by reference, or by from and until.")

    def _enter(self, given: dict[str, Any]) -> dict[str, Any]:
        if set(given) != _FIELDS or any(set(row) != _ROW_FIELDS for row in given["rows"]):
            raise RefusedError("A field is missing or unknown.")
        if not given["reference"] or not given["rows"] or not given["buyer"]["name"]:
            raise RefusedError("Reference, buyer's name and rows are needed.")
        if given["warehouse"] not in WAREHOUSES:
            raise RefusedError("Unknown warehouse.")
        net = sum((Decimal(row["net"]) for row in given["rows"]), Decimal(0))
        vat = sum((Decimal(row["vat"]) for row in given["rows"]), Decimal(0))
        if net + vat != Decimal(given["total"]):
            raise RefusedError("The rows do not add up to the total.")
        number = len(self.documents) + 1
        document = {
            "id": number,
            "number": f"PB-{number:05d}",
            "reference": given["reference"],
            "date": given["date"],
            "currency": given["currency"],
            "buyer": given["buyer"]["name"],
            "net": str(net),
            "vat": str(vat),
            "total": str(net + vat),
        }
        self.documents.append(document)
        return document


Play = Callable[[Reply, Mapping[str, Any], threading.Event], Reply]
#: The mishaps before which the call is carried out, unless `saved` says otherwise.
SAVED = {"lost_answer", "timeout", "truncated", "broken_off"}
MISHAPS: dict[str, Play] = {
    "lost_answer": lambda _reply, _details, _gate: Reply(how="nothing"),
    "late": lambda _reply, _details, _gate: Reply(how="nothing"),
    "cut": lambda _reply, _details, _gate: Reply(how="reset"),
    "timeout": lambda reply, _details, gate: replace(reply, after=gate),
    "server_error": lambda _reply, details, _gate: Reply(status=details.get("status", 500), body=_PAGE),
    "unavailable": lambda _reply, _details, _gate: Reply(status=503, body=_PAGE),
    "throttled": lambda _reply, _details, _gate: _said(400, error="slow_down"),
    "too_many": lambda _reply, details, _gate: Reply(status=429, headers={"Retry-After": str(details["seconds"])}),
    "html": lambda _reply, _details, _gate: Reply(body=_PAGE),
    "challenge": lambda _reply, _details, _gate: Reply(status=403, body=_PAGE),
    "truncated": lambda reply, _details, _gate: replace(reply, body=reply.body[: len(reply.body) // 2]),
    "broken_off": lambda reply, _details, _gate: replace(reply, how="half"),
    "redirect": lambda _reply, _details, _gate: Reply(status=302, headers={"Location": "/elsewhere"}),
}


class _Server(ThreadingHTTPServer):
    """Waits for the threads of its calls when it is closed."""

    daemon_threads = False

    def __init__(self, where: tuple[str, int], simulator: PlainBooksSimulator) -> None:
        self.simulator = simulator
        super().__init__(where, _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        reply = self.server.simulator.answer(self.command, self.path, self.headers.get("X-Books-Key", ""), body)
        if reply.after:
            reply.after.wait()
        with suppress(OSError):
            self._deliver(reply)

    do_GET = do_POST = _serve  # noqa: N815 - the base class's names

    def _deliver(self, reply: Reply) -> None:
        if reply.how == "reset":
            # Closing a socket that must not linger sends a reset in place of an orderly end.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.rfile.close()
            self.connection.close()
        elif reply.how != "nothing":
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(reply.body[: len(reply.body) // 2] if reply.how == "half" else reply.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Write nothing."""
