"""iTax as a server sees it: REST with JSON, Basic authentication, web pages for what it does not know."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES
from oscar_lt_accounting.testing.simulators.itax import answers, buyers, forms, invoices, products
from oscar_lt_accounting.testing.simulators.itax.records import Context, ITaxRecords
from oscar_lt_accounting.testing.simulators.itax.refusals import bare, invalid, misfilled
from oscar_lt_accounting.testing.simulators.itax.resources import Resource
from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches

_WWW = "www."


@dataclass(frozen=True)
class Route(kit.Method):
    """A call: what it does, the root key of its body (none: it has no body), the status of its success."""

    root: str = ""
    status: int = 200


def _reading(*resources: Resource[Any]) -> dict[str, Route]:
    lists = {f"GET {resource.name}": Route(resource.listing) for resource in resources}
    return {**lists, **{f"GET {resource.name}/{{id}}": Route(resource.single) for resource in resources}}


def _changing(
    resource: Resource[Any], action: Callable[[Context, Any], Any], form: kit.Form, root: str, status: int = 200
) -> Route:
    """An action that is answered by the whole record (itax.md §6)."""

    def answered(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
        return {"response": resource.shown(context, action(context, sent))}

    return Route(answered, form, writes=True, root=root, status=status)


_PRODUCTS, _CLIENTS, _INVOICES = products.PRODUCTS, answers.CLIENTS, answers.INVOICES
_DRAFTS, _JOURNALS, _PAYMENTS = answers.DRAFT_INVOICES, answers.JOURNALS, answers.PAYMENTS
# itax.md §8.8: the body is known, the address is a switch.
_EMAIL = _changing(_INVOICES, invoices.send, forms.EMAIL, "email_message")


class ITaxSystem(kit.System[ITaxRecords, ITaxSwitches]):
    """iTax with the records of its companies. A call's name is its method and address: ``POST invoices``."""

    code = "itax"
    title = "iTax"
    root = "/itax/api/"
    base = "/itax/api/v2"
    records_type = ITaxRecords
    switches_type = ITaxSwitches
    demo = DEMO_COMPANIES["itax"]
    numeric_warehouses = True
    limits: ClassVar[Mapping[str, Callable[[], kit.Limit]]] = {"per_second": lambda: kit.Sliding(1)}
    methods: ClassVar[Mapping[str, Route]] = {
        **_reading(_PRODUCTS, products.ITEMS, products.SERVICES, *answers.ALL),
        "POST products": _changing(_PRODUCTS, products.create, forms.PRODUCT, "product", 201),
        "PUT products/{id}": _changing(_PRODUCTS, products.update, forms.PRODUCT_UPDATE, "product"),
        "POST clients": _changing(_CLIENTS, buyers.create, forms.CLIENT, "client", 201),
        "PUT clients/{id}": _changing(_CLIENTS, buyers.update, forms.CLIENT_UPDATE, "client"),
        "POST people": _changing(answers.PEOPLE, buyers.add_person, forms.PERSON, "person", 201),
        "POST invoices": _changing(_INVOICES, invoices.create, forms.INVOICE, "invoice", 201),
        "PUT invoices/{id}": _changing(_INVOICES, invoices.update, forms.INVOICE_UPDATE, "invoice"),
        "DELETE invoices/{id}": _changing(_INVOICES, invoices.delete, {}, ""),
        "POST draft_invoices": _changing(_DRAFTS, invoices.create_draft, forms.DRAFT_INVOICE, "draft_invoice", 201),
        "POST payment_documents": _changing(_PAYMENTS, buyers.pay, forms.PAYMENT, "payment_document", 201),
        "POST item_journals": _changing(_JOURNALS, products.create_journal, forms.JOURNAL, "item_journal", 201),
        "GET downloads.pdf": Route(invoices.download),
    }

    def writes(self, name: str) -> bool:
        """Whether the method is not GET."""
        return not name.startswith("GET ")

    def name_of(self, request: kit.Request) -> str:
        """The method and the address below the version, ids as {id}."""
        return re.sub(" v[12]/", " ", request.rest_name(self.root))

    def company_of(self, request: kit.Request) -> kit.Company | None:
        """By HTTP Basic; the ended `Token token=…` of version 1 opens nothing (itax.md §3)."""
        name, password = request.basic
        company = self.company_with("username", name)
        return company if company and company.password == password else None

    def payload_of(self, request: kit.Request) -> Any:
        """The body, or the query of a call without one."""
        return super().payload_of(request) or dict(request.query) or None

    def answer(self, request: kit.Request, call: kit.Call, background: kit.Fault | None = None) -> kit.Reply:
        """Let in, count, read, check, do; or refuse as JSON or as a web page."""
        always_200 = self.switches.statuses == "always 200"
        if elsewhere := self._redirection(request):
            return elsewhere
        try:
            company = self.company_of(request)
            if company is None:
                raise bare(401)
            kit.refuse_if(self.over_limit(company), bare(503))
            route = self._route(request, call.name)
            context = self.context(company, record=request.record, query=request.pairs)
            made = route.action(context, _read(request, route, context))
        except kit.RefusalError as refusal:
            if always_200 and refusal.status in (401, 404):
                # Of the codes only invalid_resource is known; these are ours.
                refusal.body = {"error": str(refusal).lower().replace(" ", "_"), "messages": {}}
            return refusal.reply(inside=always_200)
        if isinstance(made, kit.Reply):
            return made
        status = 200 if always_200 else route.status
        return kit.Reply(status=status, body=kit.write_json(made), said=str(status))

    def throttled(self) -> kit.Reply:
        """A web page with 503, as an outage has it (itax.md §5)."""
        return bare(503).reply()

    def refusal(self, status: int | None, message: str) -> kit.Reply:
        """A refusal as JSON."""
        return invalid("base", message, status or 422).reply()

    def _redirection(self, request: kit.Request) -> kit.Reply | None:
        """The way to the other host, when the called one does not serve (itax.md §12 no. 17)."""
        host, serves = request.header("host"), self.switches.host
        if serves == "both" or not host or host.startswith(_WWW) == (serves == "www.itax.lt"):
            return None
        other = host.removeprefix(_WWW) if host.startswith(_WWW) else f"{_WWW}{host}"
        location = {"Location": f"http://{other}{request.target}"}
        return kit.Reply(status=301, headers=location, content_type=kit.HTML, said="301")

    def _route(self, request: kit.Request, name: str) -> Route:
        old = not request.path.startswith(f"{self.root}v2/")
        if self.switches.email_path and name == f"POST {self.switches.email_path}":
            return _EMAIL
        route = self.methods.get(name)
        serves_old = name == "GET downloads.pdf" and self.switches.pdf_version == "v1"
        if route is None or old != serves_old or request.path.endswith("/"):
            raise bare(404)
        return route


class ITaxSimulator(kit.Simulator[ITaxRecords, ITaxSwitches]):
    """iTax on a free port."""

    system_type = ITaxSystem


def _read(request: kit.Request, route: Route, context: Context) -> dict[str, Any]:
    """What the body says below its root key (itax.md §4)."""
    if not route.root:
        return {}
    kind = request.header("content-type").replace(" ", "").lower()
    if kind not in (kit.JSON, f"{kit.JSON};charset=utf-8"):
        # The parameters are misread without the right content type, so none of them is found.
        raise invalid(route.root)
    sent = kit.read_body(request.body, lambda _why: bare(400))
    if not isinstance(sent, dict) or set(sent) != {route.root}:
        raise invalid(route.root)
    kit.check_form(sent[route.root], route.form, context, misfilled)
    return dict(sent[route.root])
