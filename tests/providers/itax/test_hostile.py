"""Whatever iTax answers, only the domain's errors come out, and never an invented document."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from oscar_lt_accounting.domain.documents import Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Connection, Finding, Journal
from oscar_lt_accounting.providers.itax.provider import ITax
from oscar_lt_accounting.providers.kit.answers import Answer
from tests.domain.makers import D
from tests.providers.http_clients import AnsweringHttpClient
from tests.providers.itax import KEYS, booked, sale

REMOTE = RemoteDocument(remote_id="2556718", number="S-0001")
PAID = Payment(method="card", amount=D("145.44"), day=date(2026, 1, 20), remote_code="2668")
PAYMENT = {"id": 1, "invoice_id": 2556718, "date": "2026-01-20", "amount": "145.44"}
ITEM = {
    "id": 5, "code": "A", "name": "B", "measurement": {"name": "vnt"}, "sale_prices": [{"price": "1.0"}],
    "item_balance": {"qty": "5.0", "qty_on_hand": "5.0", "qty_reserved": "0.0", "locations": [{"id": 4620}]},
}  # fmt: skip
RECORDED: list[Any] = [
    {"response": booked()},
    {"response": booked(posted=True)},
    {"response": [booked(posted=True)], "pagination": {"pages": 1}},
    {"response": [booked(posted=True), booked(external_code=None)], "pagination": {"pages": 2}},
    {"response": [{"id": 131721, "name": "UAB Klientas", "code": "302345678", "email": "info@example.lt"}]},
    {"response": [PAYMENT], "pagination": {"pages": 1}},
    {"response": [ITEM], "pagination": {"pages": 1}},
    {"response": ITEM},
    {"response": [], "count": 0, "pagination": {"pages": 0}},
    {"error": "invalid_resource", "messages": {"client_id": ["turi būti užpildytas (-a)"]}},
    {"error": "unauthorized", "messages": {}},
]
words = st.sampled_from(
    ["", "²", "9" * 40, "\ud800", "\x00", "%s", "%(said)s", "2026-01-15", "1e9999", "NaN", "client_id"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.sampled_from([0, 1, -1, 2556718, 10**40, 1e39, 1.5]) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A recorded answer with one of its values replaced, or cut."""
    whole = json.loads(json.dumps(draw(st.sampled_from(RECORDED))))
    place = whole
    while True:
        name = draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not place[name] or not isinstance(place[name], (dict, list)) or draw(st.booleans()):
            break
        place = place[name]
    if draw(st.booleans()):
        place[name] = draw(anything)
    body = json.dumps(whole).encode()
    return body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 5)) == 0 else body


bodies = st.one_of(damaged(), damaged(), st.sampled_from([b"", b"%PDF-1.7", b"<html></html>", b"NaN", b"[" * 9_000]))
statuses = st.sampled_from([200, 200, 200, 200, 201, 204, 302, 401, 404, 422, 429, 500, 503])
dates = st.sampled_from(["", "soon", "Sat, 21 Nov 2026 07:30:00 -0000", "Sat, 99 Nov 2026 07:30:00 GMT"])
headers = st.builds(lambda text: CaseInsensitiveDict({"Date": text}), dates)
laid_out = st.lists(st.builds(Answer, status=statuses, headers=headers, body=bodies), min_size=1, max_size=6)
journals = st.sampled_from(
    [
        {},
        {"restart": True},
        {"buyer": "started"},
        {"invoice": "started"},
        {"removal": "started"},
        {"before change": {"id": "2556718", "number": "S-0001", "posted": True}, "editing": "started"},
        {"before change": {"id": "2556718", "number": "S-0001", "posted": True}, "unposting": {}},
    ]
)
modes = st.sampled_from(["two-step", "at-once", "never"])


class Unhurried(ITax):
    """It does not wait."""

    @staticmethod
    def pause(seconds: float) -> None:
        """Not at all."""


def itax(http: AnsweringHttpClient, posted: str = "two-step") -> ITax:
    return Unhurried(Connection(credentials=KEYS, settings={"posted": posted}), http)


def outcome(ask: Any) -> Any:
    """What came out, None for one of our errors that can be kept and read."""
    try:
        return ask()
    except AccountingError as error:
        sentence = str(error.problem)
        assert sentence.encode()
        assert "\x00" not in sentence
        return None


@given(given_answers=laid_out, steps=journals, posted=modes)
def test_submitting_and_looking(given_answers: list[Answer], steps: dict[str, Any], posted: str) -> None:
    journal = Journal(steps)
    issued = outcome(lambda: itax(AnsweringHttpClient(given_answers), posted).submit(sale(), journal))

    json.dumps(journal.steps)
    if issued is not None:
        assert (issued.reference, bool(issued.remote_id)) == ("shop1-100045", True)
        issued.differences(sale())
    looking = AnsweringHttpClient(given_answers)
    finding = outcome(lambda: itax(looking, posted).find(sale(), journal))
    assert isinstance(finding, Finding), "a look never raises for an answer"
    json.dumps(journal.steps)
    assert not any(request.writes for request in looking.requests)


@given(given_answers=laid_out, steps=journals)
def test_changing_and_cancelling(given_answers: list[Answer], steps: dict[str, Any]) -> None:
    journal = Journal(steps)
    outcome(lambda: itax(AnsweringHttpClient(given_answers)).update(REMOTE, sale(), journal))
    json.dumps(journal.steps)
    outcome(lambda: itax(AnsweringHttpClient(given_answers)).cancel(REMOTE, sale()))


@given(given_answers=laid_out)
def test_everything_else(given_answers: list[Answer]) -> None:
    for ask in (
        lambda books: books.check(),
        lambda books: books.register_payment(REMOTE, sale(), PAID),
        lambda books: books.pdf(REMOTE, sale()),
        lambda books: list(books.recorded(date(2026, 1, 1), date(2026, 1, 31))),
        lambda books: list(books.stock_levels("4620")),
        lambda books: list(books.stock_of("4620", ["5"])),
        lambda books: list(books.products()),
        lambda books: books.create_product(RemoteProduct(remote_id="", code="A", name="B"), "1"),
        lambda books: books.warehouses(),
    ):
        outcome(lambda ask=ask: ask(itax(AnsweringHttpClient(given_answers))))
