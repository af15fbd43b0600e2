"""The toolkit on its own, and a whole simulator made with it in one screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.testing.simulators import Clock
from oscar_lt_accounting.testing.simulators import toolkit as kit
from tests.simulators.speaking import SECONDS

D = Decimal
NOTHING = D(0)


@dataclass
class NotesSwitches(kit.Switches):
    """What its documents leave open."""

    per_minute: int = 2


@dataclass(kw_only=True)
class Note(kit.Record):
    """A note."""

    title: str
    price: Decimal = NOTHING


@dataclass(kw_only=True)
class NotesRecords(kit.Records[kit.Document]):
    """The notes of one company."""

    OTHERS: ClassVar[tuple[str, ...]] = ("notes",)
    notes: list[Note] = field(default_factory=list)


Context = kit.Context[NotesRecords, NotesSwitches]
NOTES: kit.Resource[Note] = kit.Resource(
    records=lambda context: context.records.notes, columns=kit.columns("id title price")
)


def create(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
    kit.refuse_if(sent["title"] in [one.title for one in context.records.notes], kit.RefusalError("taken", 422, {}))
    note = context.new(Note, "note", 1, **kit.pick(sent, "title"), **kit.pick(sent, "price", Decimal))
    context.records.notes.append(note)
    return NOTES.shown(context, note)


def listed(context: Context, _sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    page = kit.page_of(NOTES.select(context, []), int(context.asked("page") or 1), 2)
    return [NOTES.shown(context, note) for note in page.rows]


def one(context: Context, _sent: Mapping[str, Any]) -> dict[str, Any]:
    found = NOTES.find(context, context.record)
    return NOTES.shown(context, kit.first([found] if found else [], kit.RefusalError("Not Found", 404)))


class NotesSystem(kit.System[NotesRecords, NotesSwitches]):
    """A system that keeps notes."""

    code = "notes"
    title = "Notes"
    root = base = "/notes"
    records_type = NotesRecords
    switches_type = NotesSwitches
    demo = (kit.Company(name="vilnius", title="UAB Demo", token="secret", warehouse="1"),)
    limits: ClassVar = {"per_minute": lambda: kit.Sliding(60)}
    methods: ClassVar[Mapping[str, kit.Method]] = {
        "POST notes.json": kit.Method(create, kit.form("title price?:money"), writes=True),
        "GET notes.json": kit.Method(listed),
        "GET notes/{id}.json": kit.Method(one),
    }

    def name_of(self, request: kit.Request) -> str:
        return request.rest_name(self.root)

    def company_of(self, request: kit.Request) -> kit.Company | None:
        return self.company_with("token", request.bearer)

    def answer(self, request: kit.Request, call: kit.Call, background: kit.Fault | None = None) -> kit.Reply:
        company, method = self.company_of(request), self.methods.get(call.name)
        if company is None or method is None:
            return kit.RefusalError("No", 404 if company else 401).reply()
        if self.over_limit(company):
            return self.throttled()
        context = self.context(company, record=request.record, query=request.pairs)
        sent = kit.read_json(request.body) if request.body else {}
        try:
            if wrong := list(kit.complaints(sent, method.form, context)):
                raise kit.RefusalError(kit.in_words(wrong), 422, {"message": kit.by_field(wrong, "base")})
            return kit.Reply(body=kit.write_json(method.action(context, sent)))
        except kit.RefusalError as refusal:
            return refusal.reply()

    def throttled(self) -> kit.Reply:
        return kit.web_page(429, "Too Many Requests")

    def refusal(self, status: int | None, message: str) -> kit.Reply:
        return kit.RefusalError(message, status or 422, {"message": message}).reply()


class NotesSimulator(kit.Simulator[NotesRecords, NotesSwitches]):
    """It on a free port."""

    system_type = NotesSystem


def call(simulator: NotesSimulator, method: str, path: str, payload: Any = None, token: str = "secret") -> Any:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.request(method, f"{simulator.url}/{path}", json=payload, headers=headers, timeout=SECONDS)


def test_a_simulator_is_a_screen_of_declarations() -> None:
    with NotesSimulator(now=Clock(1795246200.0), switches=NotesSwitches(per_minute=9)) as notes:
        for title in ("A", "B", "C"):
            assert call(notes, "POST", "notes.json", {"title": title, "price": 1.5}).status_code == 200
        assert call(notes, "POST", "notes.json", {"title": "A"}).status_code == 422
        wrong = call(notes, "POST", "notes.json", {"price": 1.555, "more": 1})
        assert set(wrong.json()["message"]) == {"title", "price", "more"}
        assert [note["title"] for note in call(notes, "GET", "notes.json?page=2").json()] == ["C"]
        assert call(notes, "GET", "notes/2.json").json() == {"id": 2, "title": "B", "price": 1.5}
        assert call(notes, "GET", "notes/7.json").status_code == 404
        assert call(notes, "GET", "notes.json", token="no").status_code == 401
        assert "Notes" in requests.get(f"{notes.address}/companies/notes/vilnius", timeout=SECONDS).text
        assert len(notes.records().notes) == 3


def test_it_has_limits_and_faults() -> None:
    with NotesSimulator(now=Clock(1795246200.0)) as notes:
        statuses = [call(notes, "GET", "notes.json").status_code for _ in range(3)]
        notes.clock.advance(60)
        notes.fail("POST notes.json", "lost_answer")
        with pytest.raises(requests.ConnectionError):
            call(notes, "POST", "notes.json", {"title": "A"})
        assert (statuses, [note.title for note in notes.records().notes]) == ([200, 200, 429], ["A"])
        assert not {"background", "partial"} & set(notes.faults.kinds)


def wrong(payload: Any, form: kit.Form, context: Any = None) -> list[str]:
    return [f"{path} {sentence}" for path, sentence in kit.complaints(payload, form, context)]


FORM = kit.form("name note?~ total:money more?:own", kit.form("base:flag"), kinds={"own": kit.one_of((1, 2))})


@pytest.mark.parametrize(
    ("payload", "complaints"),
    [
        ({"base": True, "name": "a", "total": 1}, []),
        ({"base": True, "name": "a", "total": D("1.10"), "note": None, "more": 2}, []),
        ({"base": True, "name": None, "total": 1}, ["name cannot be null"]),
        ({"base": 1, "name": "a", "total": -1}, ["base must be true or false", "total is too small"]),
        ({"name": " ", "total": 1, "more": 3}, [
            "base cannot be missing", "name cannot be blank", "more must be one of 1, 2",
        ]),
        ({"base": True, "name": "a", "total": 1, "x": 1}, ["x is not known"]),
        ([], [" must be an object"]),
    ],
)  # fmt: skip
def test_a_form_is_a_table(payload: Any, complaints: list[str]) -> None:
    assert wrong(payload, FORM) == complaints


def test_kinds_may_look_at_the_context() -> None:
    kinds = {
        "item": kit.both(kit.whole(as_text=True), kit.known(lambda context: context["items"], "is not there", of=int)),
        "size": kit.by(lambda context: kit.digits(places=context["places"])),
        "tags": kit.list_of(kit.text()),
    }
    form = kit.form("item:item size?:size tags?:tags", kinds=kinds)
    context = {"items": {5}, "places": 1}
    assert wrong({"item": "5", "size": "1.5", "tags": ["a"]}, form, context) == []
    assert wrong({"item": 6, "size": "1.55", "tags": "a"}, form, context) == [
        "item is not there", "size cannot have more than 1 decimals", "tags must be a list",
    ]  # fmt: skip
    assert wrong({"item": "x", "size": "1e1", "tags": [1]}, form, context) == [
        "item must be a whole number", "size must be an amount as a text with a dot", "tags must be a text",
    ]  # fmt: skip


def test_columns_show_and_pick_takes() -> None:
    note = Note(id=1, title="", price=D("2.5"))
    shown = kit.show(note, kit.columns("id name?=title cost=price twice", twice=lambda one: one.price * 2))
    assert shown == {"id": 1, "name": None, "cost": D("2.5"), "twice": D(5)}
    sent = {"a": 1, "b": None, "c": {"d": "x"}, "e": "7"}
    assert kit.pick(sent, "a b z other=c.d deep=a.b a=e") == {"a": "7", "other": "x"}
    assert kit.pick(sent, "number=e", int) == {"number": 7}


@given(st.lists(st.integers()), st.integers(1, 9))
def test_pages_hold_everything_once(found: list[int], size: int) -> None:
    pages = kit.page_of(found, 1, size).pages
    assert [one for number in range(1, pages + 1) for one in kit.page_of(found, number, size).rows] == found
    assert (kit.page_of(found, 0, size).rows, kit.page_of(found, pages + 1, size).rows) == (found[:size], [])


def test_null_comes_first_in_an_order() -> None:
    assert kit.ordered([2, None, 1], lambda one: one) == [None, 1, 2]
    assert kit.ordered([2, None, 1], lambda one: one, descending=True) == [2, 1, None]


amounts = st.decimals("0.01", "999.99", places=2)
rates = st.sampled_from([None, D(0), D(5), D(21)])


@given(st.lists(st.tuples(amounts, rates), max_size=8))
def test_vat_is_rounded_once_for_each_rate(rows: list[tuple[Decimal, Decimal | None]]) -> None:
    made = [kit.Row(title="", net=net, rate=rate) for net, rate in rows]
    kit.tax_together(made, lambda row: row.net, kit.on_top)
    for rate in {row.rate for row in made}:
        same = [row for row in made if row.rate == rate]
        assert sum(row.vat for row in same) == kit.rounded(kit.on_top(sum((row.net for row in same), D(0)), rate))
        assert all(abs(row.vat - kit.on_top(row.net, rate)) < D("0.01") for row in same)


@given(st.lists(st.dictionaries(st.sampled_from("123"), st.integers(-9, 9)), max_size=5))
def test_a_document_moves_just_what_was_wanted_last(steps: list[dict[str, int]]) -> None:
    records = NotesRecords(products={key: kit.Product(id=int(key), name=key, stock={"1": D(5)}) for key in "123"})
    document = kit.Document(id=1, kind="invoice", state="", warehouse="1")
    for wanted in [*steps, {}]:
        records.settle(document, {key: D(value) for key, value in wanted.items()}, 0)
        moved = {key: (product.stock["1"] or NOTHING) - 5 for key, product in records.products.items()}
        assert moved == {key: D(wanted.get(key, 0)) for key in "123"}


@pytest.mark.parametrize(
    ("headers", "basic", "bearer"),
    [
        ({"authorization": "Basic YTpi"}, ("a", "b"), ""),
        ({"authorization": "Bearer x"}, ("", ""), "x"),
        ({"authorization": "Basic ?"}, ("", ""), ""),
        ({}, ("", ""), ""),
    ],
)
def test_who_asks(headers: dict[str, str], basic: tuple[str, str], bearer: str) -> None:
    request = kit.Request(method="GET", path="/", headers=headers)
    assert (request.basic, request.bearer) == (basic, bearer)


@pytest.mark.parametrize(
    ("path", "name", "record"),
    [
        ("/api/invoices.json", "PUT invoices.json", 0),
        ("/api/invoices/12.json", "PUT invoices/{id}.json", 12),
        ("/api/invoices/12/pay/", "PUT invoices/{id}/pay", 12),
        ("/api/v2/invoices/a1", "PUT v2/invoices/a1", 0),
    ],
)
def test_names_of_rest_calls(path: str, name: str, record: int) -> None:
    request = kit.Request(method="PUT", path=path)
    assert (request.rest_name("/api/"), request.record) == (name, record)
