"""Centas as a server sees it: a token in the address, fields in the address or a form, JSON or XML out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from oscar_lt_accounting.testing.simulators.calls import Call
from oscar_lt_accounting.testing.simulators.centas import goods, papers, payments
from oscar_lt_accounting.testing.simulators.centas.books import CentasBooks, Office
from oscar_lt_accounting.testing.simulators.centas.refusal import CentasRefusalError, refused
from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.companies import Company
from oscar_lt_accounting.testing.simulators.faults import Fault
from oscar_lt_accounting.testing.simulators.notation import write_json
from oscar_lt_accounting.testing.simulators.system import System
from oscar_lt_accounting.testing.simulators.tampering import page
from oscar_lt_accounting.testing.simulators.wire import Reply, Request

_FORM = "application/x-www-form-urlencoded"
# centas.md §3: typical web servers refuse a longer first line of a request.
_MOST_IN_LINE = 8192


@dataclass(frozen=True)
class Method:
    """A call Centas knows: what it does, and where its fields stand: in the address, a form, or by a switch."""

    deed: Callable[[Office, Mapping[str, str]], dict[str, Any] | Reply]
    verb: str = "POST"
    fields_in: str = "form"


METHODS: dict[str, Method] = {
    "documents/create": Method(papers.create_document, fields_in="transport"),
    "orders/create": Method(papers.create_order, fields_in="transport"),
    "products/import": Method(goods.take_in),
    "products/export": Method(goods.give_out, verb="GET", fields_in="query"),
    "payments/import": Method(payments.take_in),
    "payments/export": Method(payments.give_out, verb="GET", fields_in="query"),
}


class CentasSystem(System[CentasBooks, CentasSwitches]):
    """Centas with the books of its companies."""

    code: ClassVar[str] = "centas"
    title: ClassVar[str] = "Centas"
    root: ClassVar[str] = "/centas/v1/"
    base: ClassVar[str] = "/centas/v1"

    def new_books(self, company: Company) -> CentasBooks:
        """No documents, one warehouse."""
        return CentasBooks(warehouses={company.warehouse: company.warehouse_title})

    def names(self) -> tuple[str, ...]:
        """Centas' paths."""
        return tuple(METHODS)

    def writes(self, name: str) -> bool:
        """Whether a path creates or imports."""
        return name in METHODS and METHODS[name].verb == "POST"

    def company_of(self, request: Request) -> Company | None:
        """By the token in the address."""
        token = request.query.get("token", "")
        return next((company for company in self.companies.values() if token and company.token == token), None)

    def payload_of(self, request: Request) -> Any:
        """The fields wherever they stand, without the token."""
        fields = {**request.query, **_form(request)}
        return {name: value for name, value in fields.items() if name != "token"} or None

    def answer(self, request: Request, call: Call, background: Fault | None = None) -> Reply:
        """Read, check, do; or refuse in the style the switches stand at."""
        if len(f"{request.method} {request.target} HTTP/1.1\r\n") > _MOST_IN_LINE:
            return page(414, "Request-URI Too Large")
        method = METHODS.get(call.name)
        if method is None or request.path != self.root + call.name:
            return page(404, "Not Found")
        if request.method != method.verb:
            return page(405, "Method Not Allowed")
        company = self.company_of(request)
        if company is None:
            return refused("the token opens nothing", self.switches.key_refusal)
        office = Office(company=company, books=self.books[company.name], switches=self.switches, at=self.now())
        try:
            made = method.deed(office, self._fields(request, method))
        except CentasRefusalError as refusal:
            return refused(str(refusal), self.switches.refusals)
        return made if isinstance(made, Reply) else Reply(body=write_json(made), said=write_json(made).decode())

    def throttled(self) -> Reply:
        """Too many calls; no limit is documented, so no form of its own."""
        return page(429, "Too Many Requests")

    def refusal(self, status: int | None, message: str) -> Reply:
        """A refusal in the style the switches stand at, or with a status."""
        if status is None:
            return refused(message, self.switches.refusals)
        return Reply(status=status, body=write_json({"success": 0}), said=message)

    def _fields(self, request: Request, method: Method) -> dict[str, str]:
        where = self.switches.transport if method.fields_in == "transport" else method.fields_in
        fields = request.query if where == "query" else _form(request)
        return {name: value for name, value in fields.items() if name != "token"}


def _form(request: Request) -> dict[str, str]:
    """The fields of a form; of no other kind of body (centas.md §11 no. 20)."""
    if request.header("content-type").split(";")[0].strip().lower() != _FORM:
        return {}
    try:
        return dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    except ValueError:
        return {}
