"""B1.lt as a server sees it: always POST, JSON in, JSON or a PDF out (b1.md §1, §5.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, ClassVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.b1 import forms, items, lists, orders, reference, sales
from oscar_lt_accounting.testing.simulators.b1.access import admit
from oscar_lt_accounting.testing.simulators.b1.records import B1Records, Context
from oscar_lt_accounting.testing.simulators.b1.refusals import coded, misfilled, short
from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches
from oscar_lt_accounting.testing.simulators.companies import DEMO_COMPANIES

_writing = partial(kit.Method, writes=True)


def _settings(context: Context, _sent: Mapping[str, Any]) -> dict[str, Any]:
    return {"data": {"warehouseId": int(context.company.warehouse)}, "code": 200}


def _order_pdf(context: Context, sent: Mapping[str, Any]) -> kit.Reply:
    return _pdf(context, context.records.order(sent["prefix"], sent["orderId"]))


def _sale_pdf(context: Context, sent: Mapping[str, Any]) -> kit.Reply:
    return _pdf(context, next((one for one in context.records.shown if one.id == sent["id"]), None))


def _pdf(context: Context, document: kit.Document | None) -> kit.Reply:
    if document is None or not document.issued:
        raise short(404, "Invoice was not found")
    return kit.pdf_reply(document, context.company.title, {"File-Name": f"{document.number}.pdf"})


_LISTS = {
    "clients": lists.CLIENTS,
    "warehouse/sales": lists.SALES,
    "warehouse/sale-items": lists.SALE_ROWS,
    "reference-book/items": lists.ITEMS,
    "reference-book/warehouses": lists.of_rows(reference.warehouses, ("id", "name", "isPrimary")),
    "reference-book/operation-types": lists.constant(*reference.OPERATION_TYPES),
    "reference-book/series": lists.constant(*reference.SALE_SERIES),
    "reference-book/vat-rates": lists.of_rows(reference.vat_rates, ("id", "name", "rate")),
    "reference-book/vat-classifications": lists.constant(*reference.VAT_CLASSIFICATIONS),
    "reference-book/currencies": lists.of_rows(reference.currencies, ("id", "name", "code", "isPrimary")),
    "reference-book/countries": lists.constant(*reference.COUNTRIES),
    "reference-book/measurement-units": lists.constant(*reference.UNITS),
    "reference-book/item-groups": lists.constant(*reference.GROUPS),
    "reference-book/item-attributes": lists.constant(*reference.ATTRIBUTES),
    "personnel/employees": lists.constant(*reference.EMPLOYEES),
}


class B1System(kit.System[B1Records, B1Switches]):
    """B1.lt with the records of its companies."""

    code = "b1"
    title = "B1.lt"
    root = "/b1/api/"
    base = "/b1/api/"
    records_type = B1Records
    switches_type = B1Switches
    demo = DEMO_COMPANIES["b1"]
    numeric_warehouses = True
    own_faults = ("partial",)
    limits: ClassVar[Mapping[str, Callable[[], kit.Limit]]] = {"daily_requests": kit.Daily}
    methods: ClassVar[Mapping[str, kit.Method]] = {
        "e-commerce/config/get": kit.Method(_settings),
        "e-commerce/items/stock": kit.Method(lists.stock, forms.STOCK),
        "e-commerce/orders/create": _writing(orders.create, forms.ORDER),
        "e-commerce/order-items/create": _writing(orders.add_row, forms.ROW),
        "e-commerce/orders/create-write-off": _writing(orders.write_off, forms.WRITE_OFF),
        "e-commerce/orders/create-sale": _writing(orders.sell, forms.SALE),
        "e-commerce/orders/delete": _writing(orders.delete, forms.DELETION),
        "shop/invoices/get": kit.Method(_order_pdf, forms.PRINT),
        "clients/create": _writing(sales.create_client, forms.CLIENT),
        "warehouse/sales/create": _writing(sales.create, forms.WAREHOUSE_SALE),
        "warehouse/sale-items/create-simple": _writing(sales.add_row, forms.SALE_ROW),
        "warehouse/invoices/get-sale": kit.Method(_sale_pdf, forms.SALE_PRINT),
        "cash-flow/cash-receipts/create": _writing(sales.pay_in_cash, forms.CASH_RECEIPT),
        "reference-book/items/create": _writing(items.create, forms.ITEM),
        "reference-book/items/update": _writing(items.update, forms.ITEM_UPDATE),
        **{f"{name}/list": kit.Method(listing.answer, forms.LIST) for name, listing in _LISTS.items()},
    }

    def company_of(self, request: kit.Request) -> kit.Company | None:
        """By the header B1-Api-Key."""
        return self.company_with("api_key", request.header("b1-api-key"))

    def answer(self, request: kit.Request, call: kit.Call, background: kit.Fault | None = None) -> kit.Reply:
        """Let in, count, read, check, do; or refuse in one of B1's shapes."""
        try:
            company = admit(request, self.company_of(request), self.switches, self.now())
            if self.over_limit(company):
                raise self._used_up()
            method = self.methods.get(call.name)
            if method is None or request.path != self.root + call.name:
                raise short(404, "Page was not found")
            group = "e-commerce" if call.name.startswith(("e-commerce/", "shop/")) else "warehouse"
            kit.refuse_if(self.switches.opens not in ("all", group), short(403, "This key has no right to the method"))
            kit.refuse_if(request.method != "POST", short(405, "Method is not allowed"))
            context = self.context(company)
            return self._done(method.action(context, self._read(context, request.body, method.form)))
        except kit.RefusalError as refusal:
            return refusal.reply(inside=self.switches.refusals == "inside 200")

    def throttled(self) -> kit.Reply:
        """The day's requests of the plan are used up (b1.md §6; the answer is UNKNOWN)."""
        return self._used_up().reply()

    def refusal(self, status: int | None, message: str) -> kit.Reply:
        """A refusal in B1's shape."""
        return coded(status or 400, message).reply()

    def _used_up(self) -> kit.RefusalError:
        most = self.switches.daily_requests
        return coded(self.switches.over_limit, f"The request limit of the plan is used up: {most} requests per day")

    def _read(self, context: Context, body: bytes, form: kit.Form) -> dict[str, Any]:
        sent = kit.read_body(body, lambda why: coded(400, f"The body is not JSON: {why}"))
        # b1.md §1: the official client sends [] for no parameters.
        sent = {} if sent == [] else sent
        kit.check_form(sent, form, context, misfilled)
        return dict(sent)

    def _done(self, made: int | dict[str, Any] | kit.Reply | None) -> kit.Reply:
        if isinstance(made, kit.Reply):
            return made
        if isinstance(made, dict):
            return kit.Reply(body=kit.write_json(made), said="200")
        answer: dict[str, Any] = {"message": "Data saved successfully", "code": 200}
        if made is not None:
            place = self.switches.id_place
            answer |= {"id": made} if place == "top" else {"data": {"id": made} if place == "data.id" else made}
        return kit.Reply(body=kit.write_json(answer), said=f"200 {made or ''}".strip())


class B1Simulator(kit.Simulator[B1Records, B1Switches]):
    """B1.lt on a free port."""

    system_type = B1System
