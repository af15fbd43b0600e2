"""RoboLabs as a server sees it: always POST, flat JSON in, an envelope out (robolabs.md §3, §5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, cast

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES
from oscar_lt_accounting.testing.simulators.robolabs import forms, invoices, jobs, lookup, products
from oscar_lt_accounting.testing.simulators.robolabs.records import Category, Context, RoboLabsRecords
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches

# robolabs.md §4: the words of the limit.
_TOO_MANY = "Viršytas maksimalaus API užklausų pateikimo per {} limitas."
_WINDOWS = {"per_minute": "minutę", "per_hour": "valandą"}
_EMPTY: tuple[Any, ...] = ([], {}, "", None, False)
_ABOUT_JOBS = ("get_api_job", "get_api_job_list")
_SECRET, _AT_ONCE = kit.form("secret?"), kit.form("execute_immediately?:flag")


@dataclass(frozen=True)
class Method(kit.Method):
    """A call RoboLabs knows, and whether it may become a job."""

    background: bool = True


_now = partial(Method, background=False)


class RoboLabsSystem(kit.System[RoboLabsRecords, RoboLabsSwitches]):
    """RoboLabs with the records of its companies."""

    code = "robolabs"
    title = "RoboLabs"
    root = "/robolabs/api/"
    base = "/robolabs"
    records_type = RoboLabsRecords
    switches_type = RoboLabsSwitches
    demo = DEMO_COMPANIES["robolabs"]
    own_faults = ("background",)
    limits: ClassVar[Mapping[str, Callable[[], kit.Limit]]] = {
        "per_minute": lambda: kit.Sliding(60),
        "per_hour": lambda: kit.Sliding(3600),
    }
    methods: ClassVar[Mapping[str, Method]] = {
        "create_invoice": Method(invoices.create, forms.CREATE_INVOICE, writes=True),
        "update_invoice": Method(invoices.update, forms.UPDATE_INVOICE, writes=True),
        "cancel_invoice": Method(invoices.cancel, forms.CANCEL_INVOICE, writes=True),
        "unlink_invoice": Method(invoices.unlink, forms.UNLINK_INVOICE, writes=True),
        "get_invoice": _now(lookup.get_invoice, forms.GET_INVOICE),
        "get_invoice_list": Method(lookup.get_invoice_list, forms.INVOICE_LIST),
        "add_invoice_document": Method(lookup.add_invoice_document, forms.ADD_DOCUMENT, writes=True),
        "create_partner_payments": Method(invoices.create_payments, forms.PARTNER_PAYMENTS, writes=True),
        "products": Method(products.products, forms.PRODUCTS),
        "new_products": Method(products.new_products, forms.NEW_PRODUCTS),
        "create_product": Method(products.create_product, forms.CREATE_PRODUCT, writes=True),
        "update_product": Method(products.update_product, forms.UPDATE_PRODUCT, writes=True),
        "write_off_products": Method(products.write_off_products, forms.WRITE_OFF, writes=True),
        "product_categories": Method(products.product_categories),
        "create_product_category": Method(products.create_product_category, forms.CREATE_CATEGORY, writes=True),
        "update_product_category": Method(products.update_product_category, forms.UPDATE_CATEGORY, writes=True),
        # Asking after a job brings it on, so it may change records.
        "get_api_job": _now(jobs.get, forms.JOB, writes=True),
        "get_api_job_list": _now(jobs.listed, forms.JOB_LIST, writes=True),
    }

    def new_records(self, company: kit.Company) -> RoboLabsRecords:
        """One warehouse, one category."""
        records = super().new_records(company)
        records.categories["4"] = Category(name="Prekės")
        return records

    def company_of(self, request: kit.Request) -> kit.Company | None:
        """By the header x-api-key or the field `secret`; two different keys open nothing (no. 5)."""
        in_header = request.header("x-api-key") if self.switches.key_place == "either" else ""
        keys = {key for key in (_secret(request), in_header) if key}
        return self.company_with("api_key", keys.pop()) if len(keys) == 1 else None

    def answer(self, request: kit.Request, call: kit.Call, background: kit.Fault | None = None) -> kit.Reply:
        """Let in, count, read, check, do now or later; answer in an envelope."""
        method = self.methods.get(call.name)
        if request.path.endswith("/"):
            call.note = "a slash behind the method"
            method = method if self.switches.trailing_slash == "served" else None
        if method is None:
            return kit.web_page(404, "Not Found")
        if request.method != "POST":
            return kit.web_page(405, "Method Not Allowed")
        if request.media_type != kit.JSON:
            return kit.web_page(400, "Bad Request")
        self.turn += 1
        company = self.company_of(request)
        if company is None:
            return self._stranger(call.name)
        counted = self.switches.polls_count or call.name not in _ABOUT_JOBS
        if counted and (full := self.over_limit(company)):
            return self._limit(full)
        try:
            sent = kit.read_json(request.body)
        except kit.NotationError as error:
            return _unprocessed(str(error))
        return self._processed(self.context(company), call.name, method, sent, background)

    def throttled(self) -> kit.Reply:
        """The minute is full."""
        return self._limit("per_minute")

    def refusal(self, status: int | None, message: str) -> kit.Reply:
        """A refusal inside an HTTP 200."""
        return self._enveloped("", status or 400, [], message)

    def run_jobs(self, company: str) -> None:
        """Carry out all background jobs that are not meant to stay, as the system itself does in time."""
        self.turn += 1
        context = self.context(self.companies[company])
        for job in context.records.jobs:
            job.polls = 0
            jobs.ask(context, job)

    def _processed(
        self, context: Context, name: str, method: Method, sent: Any, background: kit.Fault | None
    ) -> kit.Reply:
        at_once = isinstance(sent, dict) and sent.get("execute_immediately") is True
        try:
            fields = self._checked(context, method, sent)
            if method.background and (background or (self.switches.background and not at_once)):
                job = jobs.register(context, name, fields, background)
                # robolabs.md §5.2: the result only says that a job was made.
                return _wrapped({"code": "200", "error": "", "data": {"api_job_id": job.id}})
            data, status, refused = method.action(context, fields), 200, ""
        except kit.RefusalError as refusal:
            data, status, refused = None, refusal.status, str(refusal)
        if name not in _ABOUT_JOBS:
            jobs.note(context, name, data, refused)
        words = "Invoice was found in the system." if name == "get_invoice" and data else refused
        return self._enveloped(name, status, data, words)

    def _checked(self, context: Context, method: Method, sent: Any) -> dict[str, Any]:
        form = {**method.form, **_SECRET, **(_AT_ONCE if method.background else {})}
        kit.check_form(sent, form, context, lambda wrong: kit.RefusalError(kit.in_words(wrong)))
        return {name: value for name, value in sent.items() if name not in (*_SECRET, *_AT_ONCE)}

    def _enveloped(self, name: str, status: int, data: Any, words: str) -> kit.Reply:
        """The envelope in one of the shapes seen (robolabs.md §5.1)."""
        switches = self.switches
        alternates = switches.status_code == "alternates" and self.turn % 2 == 1
        of_invoices = name in ("get_invoice", "get_invoice_list")
        texts = "status_text" if of_invoices and switches.invoice_words == "status_text" else "error"
        if not data:
            data = _EMPTY[self.turn % len(_EMPTY)] if switches.empty_data == "rotates" else []
        code = status if switches.status_code == "number" or alternates else str(status)
        return _wrapped({"status_code": code, "data": data, texts: words})

    def _limit(self, window: str) -> kit.Reply:
        if self.switches.throttled_as == "429":
            return kit.web_page(429, "Too Many Requests")
        return self._enveloped("", 429, [], _TOO_MANY.format(_WINDOWS[window]))

    def _stranger(self, name: str) -> kit.Reply:
        how = self.switches.key_refusal
        if how in ("401", "403"):
            return kit.web_page(int(how), "Access Denied")
        return _unprocessed("Access Denied") if how == "jsonrpc" else self._enveloped(name, 401, [], "Access Denied")


class RoboLabsSimulator(kit.Simulator[RoboLabsRecords, RoboLabsSwitches]):
    """RoboLabs on a free port."""

    system_type = RoboLabsSystem

    def run_jobs(self, company: str = "") -> None:
        """Carry out the waiting background jobs now, without anybody asking after them."""
        with self.lock:
            cast("RoboLabsSystem", self.system).run_jobs(self.company(company).name)
            self.save()


def _wrapped(inner: Mapping[str, Any]) -> kit.Reply:
    """`inner` as an answer; HTTP 200 whatever it says."""
    status, words = inner.get("status_code", inner.get("code")), inner.get("error") or inner.get("status_text") or ""
    return kit.Reply(
        body=kit.write_json({"jsonrpc": "2.0", "id": None, "result": inner}), said=f"{status} {words}".strip()
    )


def _unprocessed(message: str) -> kit.Reply:
    """What the framework says of a request it cannot read: a top-level `error` (robolabs.md §5.1)."""
    error = {"code": 200, "message": "Odoo Server Error", "data": {"message": message}}
    return kit.Reply(body=kit.write_json({"jsonrpc": "2.0", "id": None, "error": error}), said=message)


def _secret(request: kit.Request) -> str:
    try:
        sent = kit.read_json(request.body)
    except kit.NotationError:
        return ""
    secret = sent.get("secret") if isinstance(sent, dict) else ""
    return secret if isinstance(secret, str) else ""
