"""What the connection check tells of a company's Centas, in one call that changes nothing."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Unavailable
from tests.providers.centas import TOKEN
from tests.providers.server import answer, json_answer

EXPORT = f"products/export?token={TOKEN}"


def told(results):
    return {result.title: result.detail % result.params for result in results}


def test_it_tells_products_warehouses_and_codes(centas, simulator):
    simulator.seed(*[{"id": 5000 + n, "code": f"P{n}", "name": "x" * 200, "quantity": 1} for n in range(3000)])
    results = centas().check()
    assert all(result.ok for result in results)
    title = simulator.company().warehouse_title
    assert told(results) == {
        "Key": "The key opens the list of products (3003).",
        "Stock": f"Centas returns the stock of the warehouses 1 ({title}).",
        "Code for delivery": "The list of products has it.",
        "Looking for a document": (
            "Centas cannot be asked for a document: you have to check unconfirmed documents yourself."
        ),
    }
    assert [call.name for call in simulator.calls] == ["products/export"]


def test_a_code_that_is_not_listed_is_told(centas):
    lines = told(centas(shipping_code="NERA", surcharge_code="IRGI").check())
    assert "has no NERA, IRGI." in lines["Code for delivery"]


def test_an_empty_code_is_told(centas):
    assert "It is empty" in told(centas(shipping_code="").check())["Code for delivery"]


def test_the_balance_is_told(centas):
    assert "balance of all" in told(centas(stock_from="balance").check())["Stock"]


def test_products_without_warehouses_are_told(office):
    office.books.on(EXPORT, answer(b"<root><item><id>1</id><kodas><b/></kodas></item></root>"))
    lines = told(office.provider(shipping_code="P").check())
    assert "set “Stock is read from” to the balance" in lines["Stock"]


def test_an_empty_list_of_products_is_told(office):
    office.books.on(EXPORT, answer(b"<root/>"))
    (key, *others) = office.provider().check()
    assert (key.ok, [line.ok for line in others]) == (False, [True, True, True])
    assert "key may be wrong" in key.detail


@pytest.mark.parametrize("style", ["401", "success 0", "empty root"])
def test_a_wrong_key_is_never_taken_for_a_right_one(centas, simulator, style):
    simulator.switches.turn("key_refusal", style)
    provider = centas(token="tk_wrong")
    if style == "empty root":
        assert not provider.check()[0].ok
        return
    with pytest.raises(Misconfigured) as refused:
        provider.check()
    assert refused.value.code == "key_refused"


@pytest.mark.parametrize("reply", [answer(b"<html></html>"), answer(b"no", status="404 Not Found"), json_answer([])])
def test_another_address_is_told(office, reply):
    office.books.on(EXPORT, reply)
    with pytest.raises(Misconfigured, match="not Centas' API") as refused:
        office.provider().check()
    assert refused.value.code == "address"


def test_a_system_that_is_down_is_only_down(office):
    office.books.on(EXPORT, answer(b"", status="503 Unavailable"))
    with pytest.raises(Unavailable) as refused:
        office.provider().check()
    assert refused.value.code == "failed_over_there"
