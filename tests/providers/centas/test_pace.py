"""One call a second: whatever takes two calls waits for its turn instead of failing for ever."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import Throttled
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Journal, Purpose
from oscar_lt_accounting.providers.centas.provider import Centas
from tests.domain.makers import D, invoice, row
from tests.providers.centas import TOKEN
from tests.providers.server import answer, json_answer

ACCOUNT = {"bank_account": "LT121000011101001000"}


class Paced:
    """A limiter that lets one call in, and the next one after a pause."""

    def __init__(self, wait: int = 1) -> None:
        self.wait = wait
        self.free = True
        self.pauses: list[float] = []

    def enter(self, _purpose: Purpose) -> Paced:
        if not self.free:
            raise Throttled("x", code="throttled", retry_after=self.wait)
        self.free = False
        return self

    def answered(self) -> None:
        """Nothing follows: only a pause frees the next call."""

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.free = seconds >= self.wait


@pytest.fixture
def limiter(monkeypatch: Any) -> Paced:
    paced = Paced()
    monkeypatch.setattr(Centas, "pause", staticmethod(paced.pause))
    return paced


def test_a_payment_is_entered(centas, simulator, limiter):
    provider = centas(limiter=limiter, **ACCOUNT)
    provider.register_payment(RemoteDocument(remote_id="x"), invoice(), Payment(method="card", amount=D(1)))
    assert len(simulator.books().payments) == 1
    assert limiter.pauses == [1]


def test_a_product_is_made(centas, simulator, limiter):
    made = centas(limiter=limiter).create_product(RemoteProduct(remote_id="", code="NAUJA", name="N"), "21")
    assert made.remote_id
    assert limiter.pauses == [1, 1]


def test_a_document_is_left_to_the_outbox(centas, simulator, limiter):
    limiter.free = False
    with pytest.raises(Throttled):
        centas(limiter=limiter).submit(invoice(row(remote_code="MUG-1")), Journal())
    assert (limiter.pauses, simulator.books().documents) == ([], [])


def test_a_long_wait_is_not_waited_out(centas, limiter):
    limiter.free, limiter.wait = False, 60
    with pytest.raises(Throttled):
        list(centas(limiter=limiter).products())
    assert limiter.pauses == []


def test_patience_ends(office, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr(Centas, "pause", staticmethod(pauses.append))
    office.books.on(f"payments/export?token={TOKEN}", answer(b"<root/>"))
    busy = answer(b"", status="429 Too Many", headers=("Retry-After: 2",))
    office.books.on(f"payments/import?token={TOKEN}", busy)
    with pytest.raises(Throttled):
        office.provider(**ACCOUNT).register_payment(
            RemoteDocument(remote_id="x"), invoice(), Payment(method="card", amount=D(1))
        )
    assert pauses == [2] * 5
    done = json_answer({"success": 1, "payments_found_xml": 1, "payments_created": 1})
    office.books.on(f"payments/import?token={TOKEN}", busy, done)
    office.provider(**ACCOUNT).register_payment(
        RemoteDocument(remote_id="x"), invoice(), Payment(method="card", amount=D(1))
    )
    assert pauses == [2] * 6


def test_the_wait_is_a_real_one():
    Centas.pause(0)
