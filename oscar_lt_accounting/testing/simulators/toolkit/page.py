"""The records as a web page, so that a newcomer can look at them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from oscar_lt_accounting.testing.simulators.toolkit.control import ControlError, company_of, system_of
from oscar_lt_accounting.testing.simulators.toolkit.faults import KINDS, OUTCOMES, FaultError
from oscar_lt_accounting.testing.simulators.toolkit.limits import VILNIUS
from oscar_lt_accounting.testing.simulators.toolkit.markup import Html, choice, document, html, table, together
from oscar_lt_accounting.testing.simulators.toolkit.records import Document
from oscar_lt_accounting.testing.simulators.toolkit.simulation import Simulation
from oscar_lt_accounting.testing.simulators.toolkit.storage import to_json
from oscar_lt_accounting.testing.simulators.toolkit.switches import SwitchError
from oscar_lt_accounting.testing.simulators.toolkit.system import System
from oscar_lt_accounting.testing.simulators.toolkit.wire import HTML, Reply, Request

_FORM = "/_simulator/form"
_NUMBERS = ("after", "times", "status", "polls")
_MOST_DOCUMENTS, _MOST_GOODS, _MOST_CALLS = 100, 300, 20
# Nothing but the page's own style: no script, no picture, no other site.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"


def reply(simulation: Simulation, request: Request) -> Reply | None:
    """A page, or None when the address is no page's."""
    if request.path == _FORM and request.method == "POST":
        return _act(simulation, request)
    if request.method not in ("GET", "HEAD"):
        return None
    if request.path == "/":
        return _shown(200, "Simulated accounting systems", _index(simulation))
    parts = request.path.strip("/").split("/")
    if parts[0] not in ("companies", "books"):
        return None if parts[0] == "_simulator" else _shown(404, "Not found", Html("<p>There is no such page.</p>"))
    system = simulation.systems.get(parts[1]) if len(parts) == 3 else None
    if system is None or parts[2] not in system.companies:
        return _shown(404, "Not found", Html("<p>There is no such company.</p>"))
    company = system.companies[parts[2]]
    return _shown(200, f"{system.title}: {company.title}", _company(simulation, system, company.name))


def _shown(status: int, title: str, body: Html) -> Reply:
    head = html('<p><a href="/">All companies</a></p><h1>{title}</h1>', title=title)
    return Reply(
        status=status,
        body=document(title, together([head, body])),
        content_type=HTML,
        headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"},
    )


def _index(simulation: Simulation) -> Html:
    return together(
        html(
            "<h2>{title}</h2><p>Address for an integration: <code>{url}</code></p>{companies}",
            title=system.title,
            url=simulation.url_of(code),
            companies=together(_company_card(system, name) for name in system.companies),
        )
        for code, system in simulation.systems.items()
    )


def _company_card(system: System[Any, Any], name: str) -> Html:
    company, records = system.companies[name], system.records[name]
    keys = together(
        html("<p>{name}: <code>{value}</code></p>", name=key.replace("_", " "), value=value)
        for key, value in company.credentials.items()
    )
    return html(
        '<article><p><a href="{address}"><strong>{title}</strong></a></p>'
        "<p>{issued} sales documents of {all}, {products} products, warehouse {warehouse}</p>{keys}</article>",
        address=_address(system, name),
        title=company.title,
        issued=sum(one.issued for one in records.shown),
        all=len(records.shown),
        products=len(records.products),
        warehouse=company.warehouse,
        keys=keys,
    )


def _address(system: System[Any, Any], company: str) -> str:
    return f"/companies/{quote(system.code)}/{quote(company, safe='')}"


def _company(simulation: Simulation, system: System[Any, Any], name: str) -> Html:
    records = system.records[name]
    documents = list(reversed(records.shown))[:_MOST_DOCUMENTS]
    parts = [
        html("<h2>Documents ({count})</h2>", count=len(records.shown)),
        *(_document(one) for one in documents),
        *(_stock(f"{code} {records.warehouses[code]}", goods) for code, goods in records.stock().items()),
        *(_others(title, entries) for title, entries in records.others().items()),
        Html("<h2>Last calls</h2>"),
        _calls(system, name),
        Html("<h2>Faults</h2>"),
        _faults(system, name),
        Html("<h2>Switches</h2>"),
        _switches(system, name),
    ]
    return together(parts)


def _document(one: Document) -> Html:
    rows = [
        (row.title, row.code, f"{row.quantity.normalize():f}", row.net, row.vat, row.gross, row.vat_code or row.rate)
        for row in one.rows
    ]
    return html(
        '<article><p><strong>{number}</strong> <span class="state">{kind}, {state}</span> {day}</p>'
        '<p>{buyer} {codes}</p><p class="sums">{parts}<strong>{gross}</strong> {currency}</p>'
        "<p>{reference}</p><details><summary>Rows: {count}</summary>{rows}</details></article>",
        number=one.number or f"without a number, id {one.id}",
        kind=one.kind.replace("_", " "),
        state=one.state,
        day=one.day,
        buyer=one.buyer,
        codes=f"{one.buyer_code} {one.buyer_vat_code} {one.country}".strip(),
        parts=f"{one.net} + {one.vat} = " if one.net + one.vat == one.gross else "",
        gross=one.gross,
        currency=one.currency,
        reference=one.reference,
        count=len(one.rows),
        rows=table(("Row", "Code", "Quantity", "Net", "VAT", "Gross", "Rate"), rows, (2, 3, 4, 5)),
    )


def _stock(warehouse: str, goods: list[dict[str, Any]]) -> Html:
    rows = [(one["code"], one["name"], one["id"], one["quantity"]) for one in goods[:_MOST_GOODS]]
    return html(
        "<h2>Stock in {warehouse} ({count})</h2>{table}",
        warehouse=warehouse,
        count=len(goods),
        table=table(("Code", "Name", "Id", "Quantity"), rows, (3,)),
    )


def _others(title: str, entries: list[Any]) -> Html:
    rows = [to_json(entry) for entry in reversed(entries[-_MOST_DOCUMENTS:])]
    heads = [name for name in (rows[0] if rows else {}) if any(row[name] not in ("", None, []) for row in rows)]
    shown = table([name.replace("_", " ") for name in heads], [[row[name] for name in heads] for row in rows])
    return html("<h2>{title} ({count})</h2>{shown}", title=title.capitalize(), count=len(entries), shown=shown)


def _calls(system: System[Any, Any], company: str) -> Html:
    calls = [call for call in reversed(system.calls) if call.company in (company, "")][:_MOST_CALLS]
    rows = [
        (
            datetime.fromtimestamp(call.at, VILNIUS).strftime("%m-%d %H:%M:%S"),
            call.name,
            "–" if call.status is None else call.status,
            " · ".join(part for part in (call.said, call.fault, call.note) if part),
        )
        for call in calls
    ]
    return table(("When", "Call", "Status", "Said"), rows)


def _faults(system: System[Any, Any], company: str) -> Html:
    planned = [
        (fault.kind, fault.call, f"after {fault.passed}/{fault.after}", f"met {fault.met} of {fault.times or '∞'}")
        for fault in system.faults.planned
        if fault.company in ("", company)
    ]
    calls = [("*", "all calls"), *((name, name) for name in system.names())]
    fields = [
        choice("call", "Call", calls),
        choice("kind", "Fault", ((kind, f"{kind}: {KINDS[kind][0]}") for kind in system.faults.kinds)),
        choice("saved", "Carried out", (("", "as usual"), ("yes", "yes"), ("no", "no"))),
        choice("outcome", "Job", ((outcome, outcome) for outcome in OUTCOMES)),
        *(
            html('<label>{name}<input type="number" name="{name}" value="{value}" min="0"></label>', name=n, value=v)
            for n, v in (("after", 0), ("times", 1), ("seconds", ""), ("status", ""), ("polls", 1))
        ),
    ]
    return together(
        [
            table(("Fault", "Call", "Passed", "Met"), planned),
            _form(system, company, "fault", "Plan", together(fields)),
            _form(system, company, "clear", "Clear all faults", Html("")),
            _form(system, company, "release", "Let held answers go and late calls arrive", Html("")),
        ]
    )


def _switches(system: System[Any, Any], company: str) -> Html:
    positions = system.switches.positions()
    fields = [
        choice("switch", "Switch", ((name, f"{name}: {value}") for name, value in positions.items())),
        Html('<label>Position<input name="value"></label>'),
    ]
    rows = [(name, value, ", ".join(system.switches.choices(name))) for name, value in positions.items()]
    return html(
        "{form}<details><summary>All positions</summary>{table}</details>",
        form=_form(system, company, "switch", "Turn", together(fields)),
        table=table(("Switch", "Stands at", "May be"), rows),
    )


def _form(system: System[Any, Any], company: str, action: str, button: str, fields: Html) -> Html:
    return html(
        '<form method="post" action="{form}"><input type="hidden" name="system" value="{system}">'
        '<input type="hidden" name="company" value="{company}">{fields}'
        '<button name="action" value="{action}">{button}</button></form>',
        form=_FORM,
        system=system.code,
        company=company,
        fields=fields,
        action=action,
        button=button,
    )


def _act(simulation: Simulation, request: Request) -> Reply:
    origin = request.header("origin")
    if origin and urlsplit(origin).netloc != request.header("host"):
        return _shown(403, "Not from here", Html("<p>This form belongs to another site.</p>"))
    try:
        words = dict(parse_qsl(request.body.decode("utf-8"), keep_blank_values=True))
        system = system_of(simulation, words)
        company = company_of(system, words)
        _do(simulation, system, company, words)
    except (ControlError, FaultError, SwitchError, ValueError) as error:
        return _shown(400, "That did not work", html("<p>{error}</p>", error=error))
    return Reply(status=303, headers={"Location": _address(system, company)}, content_type=HTML)


def _do(simulation: Simulation, system: System[Any, Any], company: str, words: Mapping[str, str]) -> None:
    action = words.get("action")
    if action == "fault":
        details: dict[str, Any] = {name: int(words[name]) for name in _NUMBERS if words.get(name)}
        if words.get("seconds"):
            details["seconds"] = float(words["seconds"])
        if words.get("saved"):
            details["saved"] = words["saved"] == "yes"
        outcome = words.get("outcome") or OUTCOMES[0]
        system.faults.set(words.get("call", "*"), words.get("kind", ""), company=company, outcome=outcome, **details)
    elif action == "clear":
        system.faults.clear()
    elif action == "release":
        simulation.release()
    elif action == "switch":
        system.switches.turn(words.get("switch", ""), words.get("value", ""))
    else:
        raise ControlError("There is no such action.")
