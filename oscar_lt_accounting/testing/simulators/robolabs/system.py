"""RoboLabs as a server sees it: always POST, flat JSON in, an envelope out (robolabs.md §3, §5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES
from oscar_lt_accounting.testing.simulators.robolabs import (
    envelope,
    forms,
    goods,
    invoices,
    jobs,
    lookup,
    partners,
)
from oscar_lt_accounting.testing.simulators.robolabs.books import Category, Office, RoboLabsBooks
from oscar_lt_accounting.testing.simulators.robolabs.envelope import RoboRefusalError
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches
from oscar_lt_accounting.testing.simulators.toolkit.calls import Call
from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.fault_replies import web_page
from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault
from oscar_lt_accounting.testing.simulators.toolkit.fields import Form, complaints, flag, optional, text
from oscar_lt_accounting.testing.simulators.toolkit.json_text import NotationError, read_json
from oscar_lt_accounting.testing.simulators.toolkit.limits import Sliding
from oscar_lt_accounting.testing.simulators.toolkit.system import System
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply, Request

_MINUTE, _HOUR = 60, 3600


@dataclass(frozen=True)
class Method:
    """A call RoboLabs knows: its deed, its fields, whether it may become a job, whether it changes the books."""

    deed: jobs.Deed
    form: Form
    background: bool = True
    writes: bool = False


METHODS: dict[str, Method] = {
    "create_invoice": Method(invoices.create, forms.CREATE_INVOICE, writes=True),
    "update_invoice": Method(invoices.update, forms.UPDATE_INVOICE, writes=True),
    "cancel_invoice": Method(invoices.cancel, forms.CANCEL_INVOICE, writes=True),
    "unlink_invoice": Method(invoices.unlink, forms.UNLINK_INVOICE, writes=True),
    "get_invoice": Method(lookup.get_invoice, forms.GET_INVOICE, background=False),
    "get_invoice_list": Method(lookup.get_invoice_list, forms.INVOICE_LIST),
    "add_invoice_document": Method(lookup.add_invoice_document, forms.ADD_DOCUMENT, writes=True),
    "create_partner_payments": Method(partners.create_payments, forms.PARTNER_PAYMENTS, writes=True),
    "products": Method(goods.products, forms.PRODUCTS),
    "new_products": Method(goods.new_products, forms.NEW_PRODUCTS),
    "create_product": Method(goods.create_product, forms.CREATE_PRODUCT, writes=True),
    "update_product": Method(goods.update_product, forms.UPDATE_PRODUCT, writes=True),
    "write_off_products": Method(goods.write_off_products, forms.WRITE_OFF, writes=True),
    "product_categories": Method(goods.product_categories, forms.NOTHING),
    "create_product_category": Method(goods.create_product_category, forms.CREATE_CATEGORY, writes=True),
    "update_product_category": Method(goods.update_product_category, forms.UPDATE_CATEGORY, writes=True),
}
_DEEDS: Mapping[str, jobs.Deed] = {name: method.deed for name, method in METHODS.items()}
# Asking after a job brings it on, so it may change the books.
_OF_JOBS: dict[str, Method] = {
    "get_api_job": Method(
        lambda office, sent: jobs.get(office, sent, _DEEDS), forms.JOB, background=False, writes=True
    ),
    "get_api_job_list": Method(
        lambda office, sent: jobs.listed(office, sent, _DEEDS), forms.JOB_LIST, background=False, writes=True
    ),
}
_ALL = METHODS | _OF_JOBS


class RoboLabsSystem(System[RoboLabsBooks, RoboLabsSwitches]):
    """RoboLabs with the books of its companies."""

    code: ClassVar[str] = "robolabs"
    records_type = RoboLabsBooks
    switches_type = RoboLabsSwitches
    own_faults = ("background",)
    demo = DEMO_COMPANIES["robolabs"]
    title: ClassVar[str] = "RoboLabs"
    root: ClassVar[str] = "/robolabs/api/"
    base: ClassVar[str] = "/robolabs"

    def __init__(self, companies: Iterable[Company] | None = None, switches: RoboLabsSwitches | None = None) -> None:
        self._rates: dict[str, tuple[Sliding, Sliding]] = {}
        super().__init__(companies, switches)
        self._turn = 0

    def new_records(self, company: Company) -> RoboLabsBooks:
        """No invoices, one warehouse, one category."""
        return RoboLabsBooks(
            warehouses={company.warehouse: company.warehouse_title}, categories={"4": Category(name="Prekės")}
        )

    def names(self) -> tuple[str, ...]:
        """RoboLabs' methods."""
        return tuple(_ALL)

    def writes(self, name: str) -> bool:
        """Whether a method may change the books."""
        return name in _ALL and _ALL[name].writes

    def company_of(self, request: Request) -> Company | None:
        """By the header x-api-key or the field `secret`; two different keys open nothing (no. 5)."""
        keys = {key for key in (_secret(request), self._header_key(request)) if key}
        found = [company for company in self.companies.values() if company.api_key in keys]
        return found[0] if len(keys) == 1 and found else None

    def answer(self, request: Request, call: Call, background: Fault | None = None) -> Reply:
        """Let in, count, read, check, do now or later; answer in an envelope."""
        method = _ALL.get(call.name)
        if request.path.endswith("/"):
            call.note = "a slash behind the method"
            method = method if self.switches.trailing_slash == "served" else None
        if method is None or request.method != "POST":
            return web_page(404, "Not Found") if method is None else web_page(405, "Method Not Allowed")
        if request.header("content-type").split(";")[0].strip() != "application/json":
            return web_page(400, "Bad Request")
        self._turn += 1
        company = self.company_of(request)
        if company is None:
            return self._stranger(call.name)
        at = self.now()
        if what := self._full(company, at, call.name):
            return self._limit(what)
        try:
            sent = read_json(request.body)
        except NotationError as error:
            return envelope.unprocessed(str(error))
        office = Office(
            company=company, records=self.records[company.name], switches=self.switches, at=at, turn=self._turn
        )
        return self._processed(office, call.name, method, sent, background)

    def throttled(self) -> Reply:
        """The minute is full."""
        return self._limit("minutę")

    def refusal(self, status: int | None, message: str) -> Reply:
        """A refusal inside an HTTP 200."""
        return self._enveloped("", str(status or 400), [], message)

    def start_over(self, company: str = "") -> None:
        """Empty books and empty windows."""
        super().start_over(company)
        for name in [company] if company else list(self.companies):
            self._rates[name] = (Sliding(_MINUTE), Sliding(_HOUR))

    def run_jobs(self, company: str) -> None:
        """Carry out all background jobs that are not meant to stay, as the system itself does in time."""
        self._turn += 1
        office = Office(
            company=self.companies[company],
            records=self.records[company],
            switches=self.switches,
            at=self.now(),
            turn=self._turn,
        )
        for job in office.records.jobs:
            job.polls = 0
            jobs.ask(office, job, _DEEDS)

    def _processed(self, office: Office, name: str, method: Method, sent: Any, background: Fault | None) -> Reply:
        at_once = isinstance(sent, dict) and sent.get("execute_immediately") is True
        try:
            fields = self._checked(method, sent)
            if method.background and (background or (self.switches.background and not at_once)):
                job = jobs.register(office, name, fields, background)
                return envelope.wrapped(envelope.acknowledged(job.id))
            data = method.deed(office, fields)
        except RoboRefusalError as refusal:
            self._note(office, name, {}, str(refusal))
            return self._enveloped(name, refusal.status, [], str(refusal))
        self._note(office, name, data, "")
        words = "Invoice was found in the system." if name == "get_invoice" and data else ""
        return self._enveloped(name, "200", data, words)

    def _checked(self, method: Method, sent: Any) -> dict[str, Any]:
        form = {**method.form, "secret": optional(text())}
        if method.background:
            form["execute_immediately"] = optional(flag)
        wrong = list(complaints(sent, form, unknown=self.switches.unknown_fields == "ignored"))
        if wrong:
            raise RoboRefusalError("; ".join(f"{path} {sentence}" for path, sentence in wrong))
        return {name: value for name, value in sent.items() if name not in ("secret", "execute_immediately")}

    def _note(self, office: Office, name: str, data: Any, refusal: str) -> None:
        if name in METHODS:
            jobs.note(office, name, data if data is not None else {}, refusal)

    def _enveloped(self, name: str, status: str, data: Any, words: str) -> Reply:
        data = [] if data is None else data
        return envelope.wrapped(envelope.result(name, status, data, words, turn=self._turn, switches=self.switches))

    def _full(self, company: Company, at: float, name: str) -> str:
        if name in _OF_JOBS and not self.switches.polls_count:
            return ""
        minute, hour = self._rates[company.name]
        if minute.full(at, self.switches.per_minute):
            return "minutę"
        if hour.full(at, self.switches.per_hour):
            return "valandą"
        minute.count(at)
        hour.count(at)
        return ""

    def _limit(self, what: str) -> Reply:
        if self.switches.throttled_as == "429":
            return web_page(429, "Too Many Requests")
        return self._enveloped("", "429", [], envelope.TOO_MANY.format(what))

    def _stranger(self, name: str) -> Reply:
        how = self.switches.key_refusal
        if how in ("401", "403"):
            return web_page(int(how), "Access Denied")
        if how == "jsonrpc":
            return envelope.unprocessed("Access Denied")
        return self._enveloped(name, "401", [], "Access Denied")

    def _header_key(self, request: Request) -> str:
        return request.header("x-api-key") if self.switches.key_place == "either" else ""


def _secret(request: Request) -> str:
    try:
        sent = read_json(request.body)
    except NotationError:
        return ""
    secret = sent.get("secret") if isinstance(sent, dict) else ""
    return secret if isinstance(secret, str) else ""
