"""Centas as a server sees it: a token in the address, fields in the address or a form, JSON or XML out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.centas import documents, forms, payments, products
from oscar_lt_accounting.testing.simulators.centas.records import CentasRecords
from oscar_lt_accounting.testing.simulators.centas.refusals import invalid, refused
from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES

_FORM = "application/x-www-form-urlencoded"
# centas.md §3: typical web servers refuse a longer first line of a request.
_MOST_IN_LINE = 8192


@dataclass(frozen=True)
class Method(kit.Method):
    """A call Centas knows; its fields stand in the address, in a form, or where a switch says."""

    verb: str = "POST"
    fields_in: str = "form"


class CentasSystem(kit.System[CentasRecords, CentasSwitches]):
    """Centas with the records of its companies."""

    code = "centas"
    title = "Centas"
    root = "/centas/v1/"
    base = "/centas/v1"
    records_type = CentasRecords
    switches_type = CentasSwitches
    demo = DEMO_COMPANIES["centas"]
    methods: ClassVar[Mapping[str, Method]] = {
        "documents/create": Method(documents.create_document, forms.DOCUMENT, writes=True, fields_in="transport"),
        "orders/create": Method(documents.create_order, forms.ORDER, writes=True, fields_in="transport"),
        "products/import": Method(products.take_in, writes=True),
        "products/export": Method(products.give_out, verb="GET", fields_in="query"),
        "payments/import": Method(payments.take_in, writes=True),
        "payments/export": Method(payments.give_out, verb="GET", fields_in="query"),
    }

    def company_of(self, request: kit.Request) -> kit.Company | None:
        """By the token in the address."""
        return self.company_with("token", request.query.get("token", ""))

    def payload_of(self, request: kit.Request) -> Any:
        """The fields wherever they stand, without the token."""
        return _without_token({**request.query, **_form(request)}) or None

    def answer(self, request: kit.Request, call: kit.Call, background: kit.Fault | None = None) -> kit.Reply:
        """Read, check, do; or refuse in the style the switches choose."""
        if len(f"{request.method} {request.target} HTTP/1.1\r\n") > _MOST_IN_LINE:
            return kit.web_page(414, "Request-URI Too Large")
        method = self.methods.get(call.name)
        if method is None or request.path != self.root + call.name:
            return kit.web_page(404, "Not Found")
        if request.method != method.verb:
            return kit.web_page(405, "Method Not Allowed")
        company = self.company_of(request)
        if company is None:
            return refused("the token opens nothing", self.switches.key_refusal)
        try:
            made = self._done(company, method, self._fields(request, method))
        except kit.RefusalError as refusal:
            return refused(str(refusal), self.switches.refusals)
        return made if isinstance(made, kit.Reply) else kit.Reply(body=made, said=made.decode())

    def throttled(self) -> kit.Reply:
        """Too many calls; no limit is documented, so no form of its own."""
        return kit.web_page(429, "Too Many Requests")

    def refusal(self, status: int | None, message: str) -> kit.Reply:
        """A refusal in the style the switches choose, or with a status."""
        if status is None:
            return refused(message, self.switches.refusals)
        return kit.Reply(status=status, body=kit.write_json({"success": 0}), said=message)

    def _done(self, company: kit.Company, method: Method, sent: dict[str, str]) -> kit.Reply | bytes:
        context = self.context(company)
        if method.form:
            kit.check_form(sent, method.form, context, invalid)
        made = method.action(context, sent)
        return made if isinstance(made, kit.Reply) else kit.write_json(made)

    def _fields(self, request: kit.Request, method: Method) -> dict[str, str]:
        where = self.switches.transport if method.fields_in == "transport" else method.fields_in
        return _without_token(request.query if where == "query" else _form(request))


class CentasSimulator(kit.Simulator[CentasRecords, CentasSwitches]):
    """Centas on a free port."""

    system_type = CentasSystem


def _without_token(fields: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name != "token"}


def _form(request: kit.Request) -> dict[str, str]:
    """The fields of a form; of no other kind of body (centas.md §11 no. 20)."""
    if request.media_type != _FORM:
        return {}
    try:
        return dict(parse_qsl(request.body.decode(), keep_blank_values=True))
    except ValueError:
        return {}
