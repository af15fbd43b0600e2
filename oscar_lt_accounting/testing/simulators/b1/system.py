"""B1.lt as a server sees it: always POST, JSON in, JSON or a PDF out (b1.md §1)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from oscar_lt_accounting.testing.simulators.b1.access import admit
from oscar_lt_accounting.testing.simulators.b1.books import B1Books, Office
from oscar_lt_accounting.testing.simulators.b1.methods import METHODS
from oscar_lt_accounting.testing.simulators.b1.refusal import B1RefusalError, coded, invalid, short
from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES
from oscar_lt_accounting.testing.simulators.toolkit.calls import Call
from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault
from oscar_lt_accounting.testing.simulators.toolkit.fields import Form, complaints
from oscar_lt_accounting.testing.simulators.toolkit.json_text import NotationError, read_json, write_json
from oscar_lt_accounting.testing.simulators.toolkit.limits import Daily
from oscar_lt_accounting.testing.simulators.toolkit.system import System
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply, Request


class B1System(System[B1Books, B1Switches]):
    """B1.lt with the books of its companies."""

    code: ClassVar[str] = "b1"
    records_type = B1Books
    switches_type = B1Switches
    own_faults = ("partial",)
    demo = DEMO_COMPANIES["b1"]
    title: ClassVar[str] = "B1.lt"
    root: ClassVar[str] = "/b1/api/"
    base: ClassVar[str] = "/b1/api/"
    numeric_warehouses: ClassVar[bool] = True

    def __init__(self, companies: Iterable[Company] | None = None, switches: B1Switches | None = None) -> None:
        self._days: dict[str, Daily] = {}
        super().__init__(companies, switches)

    def new_records(self, company: Company) -> B1Books:
        """No orders, one warehouse."""
        return B1Books(warehouses={company.warehouse: company.warehouse_title})

    def names(self) -> tuple[str, ...]:
        """B1's paths."""
        return tuple(METHODS)

    def writes(self, name: str) -> bool:
        """Whether a path creates, changes or deletes."""
        return name in METHODS and METHODS[name].writes

    def company_of(self, request: Request) -> Company | None:
        """By the header B1-Api-Key."""
        key = request.header("b1-api-key")
        return next((company for company in self.companies.values() if key and company.api_key == key), None)

    def answer(self, request: Request, call: Call, background: Fault | None = None) -> Reply:
        """Let in, count, read, check, do; or refuse in one of B1's shapes."""
        try:
            at = self.now()
            company = admit(request, self.company_of(request), self.switches, at)
            self._count(company, at)
            method = METHODS.get(call.name)
            if method is None or request.path != self.root + call.name:
                raise short(404, "Page was not found")
            self._check_rights(call.name)
            if request.method != "POST":
                raise short(405, "Method is not allowed")
            sent = self._read(request.body, method.form)
            office = Office(company=company, records=self.records[company.name], switches=self.switches, at=at)
            return self._done(method.deed(office, sent), writes=method.writes)
        except B1RefusalError as refusal:
            return refusal.reply(inside=self.switches.refusals == "inside 200")

    def throttled(self) -> Reply:
        """The day's requests of the plan are used up (b1.md §6; the answer is UNKNOWN)."""
        return self._used_up().reply()

    def refusal(self, status: int | None, message: str) -> Reply:
        """A refusal in B1's shape."""
        return coded(status or 400, message).reply()

    def start_over(self, company: str = "") -> None:
        """Empty books and a new day."""
        super().start_over(company)
        for name in [company] if company else list(self.companies):
            self._days[name] = Daily()

    def _count(self, company: Company, at: float) -> None:
        day = self._days[company.name]
        if day.full(at, self.switches.daily_requests):
            raise self._used_up()
        day.count(at)

    def _check_rights(self, name: str) -> None:
        of_the_shop = name.startswith(("e-commerce/", "shop/"))
        if self.switches.opens not in ("all", "e-commerce" if of_the_shop else "warehouse"):
            raise short(403, "This key has no right to the method")

    def _used_up(self) -> B1RefusalError:
        most = self.switches.daily_requests
        return coded(self.switches.over_limit, f"The request limit of the plan is used up: {most} requests per day")

    def _read(self, body: bytes, form: Form) -> dict[str, Any]:
        try:
            sent = read_json(body)
        except NotationError as error:
            raise coded(400, f"The body is not JSON: {error}") from None
        # b1.md §1: the official client sends [] for no parameters.
        sent = {} if sent == [] else sent
        wrong = list(complaints(sent, form, unknown=self.switches.unknown_fields == "ignored"))
        if wrong:
            raise invalid(wrong)
        return dict(sent)

    def _done(self, made: int | dict[str, Any] | Reply | None, *, writes: bool) -> Reply:
        if isinstance(made, Reply):
            return made
        if isinstance(made, dict):
            return Reply(body=write_json(made), said="200")
        answer: dict[str, Any] = {"message": "Data saved successfully", "code": 200}
        if made is not None:
            place = self.switches.id_place
            answer |= {"id": made} if place == "top" else {"data": {"id": made} if place == "data.id" else made}
        return Reply(body=write_json(answer), said=f"200 {made or ''}".strip())
