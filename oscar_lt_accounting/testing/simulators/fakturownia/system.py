"""Fakturownia as a server sees it: REST with JSON, a token, addresses that end in .json."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES
from oscar_lt_accounting.testing.simulators.fakturownia import forms, invoices, lists
from oscar_lt_accounting.testing.simulators.fakturownia.records import Context, FakturowniaRecords, refused
from oscar_lt_accounting.testing.simulators.fakturownia.switches import FakturowniaSwitches

_TOKEN = "api_token"  # noqa: S105 - the name of a field
_DEPARTMENTS = {"31": "Sklep", "32": "Hurtownia"}


@dataclass(frozen=True)
class Route(kit.Method):
    """A call: what it does, and the key of its body that holds the record (none: it is a question)."""

    root: str = ""


class FakturowniaSystem(kit.System[FakturowniaRecords, FakturowniaSwitches]):
    """Fakturownia with the records of its accounts. A call's name is its method and address: ``POST invoices.json``."""

    code = "fakturownia"
    title = "Fakturownia"
    root = "/fakturownia/"
    base = "/fakturownia"
    records_type = FakturowniaRecords
    switches_type = FakturowniaSwitches
    demo = DEMO_COMPANIES["fakturownia"]
    numeric_warehouses = True
    limits: ClassVar[Mapping[str, Callable[[], kit.Limit]]] = {"per_minute": lambda: kit.Sliding(60)}
    methods: ClassVar[Mapping[str, Route]] = {
        "POST invoices.json": Route(invoices.create, forms.INVOICE, writes=True, root="invoice"),
        "GET invoices.json": Route(invoices.listing, forms.INVOICES),
        "GET invoices/{id}.json": Route(invoices.single),
        "GET invoices/{id}.pdf": Route(invoices.pdf),
        "POST clients.json": Route(lists.create_client, forms.CLIENT, writes=True, root="client"),
        "GET clients.json": Route(lists.clients, forms.CLIENTS),
        "POST products.json": Route(lists.create_product, forms.PRODUCT, writes=True, root="product"),
        "GET products.json": Route(lists.products, forms.PRODUCTS),
        "GET warehouses.json": Route(lists.warehouses, forms.PAGES),
        "GET departments.json": Route(lists.departments, forms.PAGES),
    }

    def new_records(self, company: kit.Company) -> FakturowniaRecords:
        """One warehouse, two departments."""
        records = super().new_records(company)
        records.departments = dict(_DEPARTMENTS)
        return records

    def name_of(self, request: kit.Request) -> str:
        """The method and the address, ids as {id}."""
        return request.rest_name(self.root)

    def company_of(self, request: kit.Request) -> kit.Company | None:
        """By the header, or by the token in the address of a question and beside the record of a change."""
        where = self.switches.auth
        if request.bearer and where != "token":
            return self.company_with(_TOKEN, request.bearer)
        beside = self.payload_of(request) if request.method == "POST" else request.query
        token = beside.get(_TOKEN) if isinstance(beside, Mapping) and where != "header" else ""
        return self.company_with(_TOKEN, token) if isinstance(token, str) else None

    def answer(self, request: kit.Request, call: kit.Call, background: kit.Fault | None = None) -> kit.Reply:
        """Let in, count, read, check, do."""
        company = self.company_of(request)
        try:
            if company is None:
                raise refused("You need to sign in", 401)
            if self.over_limit(company):
                return self.throttled()
            route = self.methods.get(call.name)
            if route is None or request.path.endswith("/"):
                raise kit.RefusalError("Not Found", 404)
            context = self.context(company, record=request.record, query=request.pairs)
            sent = _read(request, route, context)
            if route.root and self.switches.read_only:
                return kit.Reply(body=kit.write_json({}), said="200 nothing was made")
            made = route.action(context, sent)
        except kit.RefusalError as refusal:
            if refusal.status == 422 and self.switches.refusals == "text":
                refusal.body = {"code": "error", "message": str(refusal)}
            return refusal.reply()
        if isinstance(made, kit.Reply):
            return made
        status = 201 if route.root else 200
        return kit.Reply(status=status, body=kit.write_json(made), said=str(status))

    def throttled(self) -> kit.Reply:
        """Too many calls."""
        return refused("Too many requests", 429).reply()

    def refusal(self, status: int | None, message: str) -> kit.Reply:
        """A refusal of a record."""
        return refused({"base": [f"- {message}"]}, status or 422).reply()


class FakturowniaSimulator(kit.Simulator[FakturowniaRecords, FakturowniaSwitches]):
    """Fakturownia on a free port."""

    system_type = FakturowniaSystem


def _read(request: kit.Request, route: Route, context: Context) -> dict[str, Any]:
    """What a question says, or the record of a change without what stands beside it."""

    def misfilled(wrong: list[tuple[str, str]]) -> kit.RefusalError:
        return refused(kit.by_field([(path, f"- {sentence}") for path, sentence in wrong], "base"))

    if route.root:
        if request.media_type != kit.JSON:
            raise kit.RefusalError("Unsupported Media Type", 415)
        body = kit.read_body(request.body, lambda why: kit.RefusalError(why, 400))
        if not isinstance(body, dict) or set(body) - {_TOKEN} != {route.root}:
            raise refused({"base": [f"- {route.root} alone must be given"]})
        sent = body[route.root]
    else:
        sent = {name: value for name, value in request.query.items() if name != _TOKEN}
    kit.check_form(sent, route.form, context, misfilled)
    return dict(sent)
