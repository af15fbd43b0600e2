"""iTax as a server sees it: REST with JSON, Basic authentication, web pages for what it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, ClassVar

from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES
from oscar_lt_accounting.testing.simulators.itax import access
from oscar_lt_accounting.testing.simulators.itax.books import ITaxBooks, Office
from oscar_lt_accounting.testing.simulators.itax.refusal import BLANK, ITaxRefusalError, bare, invalid, misfilled
from oscar_lt_accounting.testing.simulators.itax.routes import EMAIL, PDF, ROUTES, Route
from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches
from oscar_lt_accounting.testing.simulators.toolkit.calls import Call
from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault
from oscar_lt_accounting.testing.simulators.toolkit.fields import complaints
from oscar_lt_accounting.testing.simulators.toolkit.json_text import NotationError, read_json, write_json
from oscar_lt_accounting.testing.simulators.toolkit.limits import Sliding
from oscar_lt_accounting.testing.simulators.toolkit.system import System
from oscar_lt_accounting.testing.simulators.toolkit.wire import JSON, Reply, Request

_SECOND = 1
_VERSION = "v2/"


class ITaxSystem(System[ITaxBooks, ITaxSwitches]):
    """iTax with the books of its companies. A call's name is its method and address: ``POST invoices``."""

    code: ClassVar[str] = "itax"
    records_type = ITaxBooks
    switches_type = ITaxSwitches
    demo = DEMO_COMPANIES["itax"]
    title: ClassVar[str] = "iTax"
    root: ClassVar[str] = "/itax/api/"
    base: ClassVar[str] = "/itax/api/v2"
    numeric_warehouses: ClassVar[bool] = True

    def __init__(self, companies: Iterable[Company] | None = None, switches: ITaxSwitches | None = None) -> None:
        self._rates: dict[str, Sliding] = {}
        super().__init__(companies, switches)

    def new_records(self, company: Company) -> ITaxBooks:
        """No invoices, one warehouse."""
        return ITaxBooks(warehouses={company.warehouse: company.warehouse_title})

    def names(self) -> tuple[str, ...]:
        """All methods and addresses."""
        return tuple(ROUTES)

    def writes(self, name: str) -> bool:
        """Whether the method is not GET."""
        return not name.startswith("GET ")

    def name_of(self, request: Request) -> str:
        """The method and the address below the version, ids as {id}."""
        address = re.sub("^v[12]/", "", super().name_of(request))
        return f"{request.method} {re.sub('(?<=/)[0-9]+(?=/|$)', '{id}', address)}"

    def company_of(self, request: Request) -> Company | None:
        """By user name and password."""
        return access.company_of(request, self.companies.values())

    def payload_of(self, request: Request) -> Any:
        """The body, or the query of a call without one."""
        return super().payload_of(request) or dict(request.query) or None

    def answer(self, request: Request, call: Call, background: Fault | None = None) -> Reply:
        """Let in, count, read, check, do; or refuse as JSON or as a web page."""
        elsewhere = access.redirection(request, self.switches)
        if elsewhere:
            return elsewhere
        always_200 = self.switches.statuses == "always 200"
        try:
            company = self.company_of(request)
            if company is None:
                raise bare(401)
            at = self.now()
            self._count(company, at)
            route = self._route(request, call.name)
            office = Office(
                company=company,
                records=self.records[company.name],
                switches=self.switches,
                at=at,
                record=_record(request.path),
                query=request.pairs,
            )
            made = route.deed(office, _read(request, route))
        except ITaxRefusalError as refusal:
            return refusal.reply(inside=always_200)
        if isinstance(made, Reply):
            return made
        status = 200 if always_200 else route.status
        return Reply(status=status, body=write_json(made), said=str(status))

    def throttled(self) -> Reply:
        """A web page with 503, as an outage has it (itax.md §5)."""
        return bare(503).reply()

    def refusal(self, status: int | None, message: str) -> Reply:
        """A refusal as JSON."""
        return invalid([("base", message)], status=status or 422).reply()

    def start_over(self, company: str = "") -> None:
        """Empty books and an empty second."""
        super().start_over(company)
        for name in [company] if company else list(self.companies):
            self._rates[name] = Sliding(_SECOND)

    def _count(self, company: Company, at: float) -> None:
        rate = self._rates[company.name]
        if rate.full(at, self.switches.per_second):
            raise bare(503)
        rate.count(at)

    def _route(self, request: Request, name: str) -> Route:
        old = not request.path.startswith(self.root + _VERSION)
        if name == "GET downloads.pdf":
            if old == (self.switches.pdf_version == "v1"):
                return PDF
            raise bare(404)
        if self.switches.email_path and name == f"POST {self.switches.email_path}":
            return EMAIL
        route = ROUTES.get(name)
        if route is None or old or request.path.endswith("/"):
            raise bare(404)
        return route


def _record(path: str) -> int:
    found = re.search("/([0-9]{1,18})(?:/|$)", path)
    return int(found[1]) if found else 0


def _read(request: Request, route: Route) -> dict[str, Any]:
    """What the body says below its root key (itax.md §4)."""
    if not route.root:
        return {}
    kind = request.header("content-type").replace(" ", "").lower()
    if kind not in (JSON, f"{JSON};charset=utf-8"):
        # The parameters are misread without the right content type, so none of them is found.
        raise invalid([(route.root, BLANK)])
    try:
        sent = read_json(request.body)
    except NotationError:
        raise bare(400) from None
    if not isinstance(sent, dict) or set(sent) != {route.root}:
        raise invalid([(route.root, BLANK)])
    wrong = list(complaints(sent[route.root], route.form))
    if wrong:
        raise misfilled(wrong)
    return dict(sent[route.root])
