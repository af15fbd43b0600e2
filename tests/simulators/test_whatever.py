"""Whatever is sent, the simulators answer in the form of their system and never fail themselves."""

from __future__ import annotations

import copy
import json
import random
from typing import Any

import pytest

from oscar_lt_accounting.testing.simulators import B1Simulator, B1Switches, RoboLabsSimulator, RoboLabsSwitches
from oscar_lt_accounting.testing.simulators.toolkit.storage import from_json, to_json
from oscar_lt_accounting.testing.simulators.toolkit.wire import Request
from tests.simulators.samples import ADD, CREATE, DELETE, IDS, INVOICE, LINES, ORDER, PAYMENT, ROW, SALE, SELL

JUNK: list[Any] = [
    *(None, "", 0, -1, 1.5, True, [], {}, "x", "2026-02-31", "1e5", 10**400, 1e300, "ą" * 300),
    *([None], {"a": 1}, "0", "\x00", "١٢", "24", [{}], "LT"),
]
PERIOD = {"date_from": "2026-01-01 00:00:00", "date_to": "2027-01-01 00:00:00"}
RULES = [{"field": "id", "op": "in", "data": ["24", None]}, {"field": "name", "op": "cn", "data": "P"}]
B1_CALLS: dict[str, dict[str, Any]] = {
    CREATE: ORDER,
    ADD: ROW,
    SELL: SALE,
    DELETE: IDS,
    "e-commerce/items/stock": {
        "warehouseId": 1, "page": 1, "pageSize": 10, "filters": {"groupOp": "AND", "rules": RULES},
    },
    "reference-book/items/create": {"name": "N", "attributeId": 13, "measurementUnitId": 9, "priceWithVat": 9.9},
    "reference-book/items/list": {"rows": 10, "page": 1, "sidx": "code", "filters": {"groupOp": "AND", "rules": RULES}},
}  # fmt: skip
ROBOLABS_CALLS: dict[str, dict[str, Any]] = {
    "create_invoice": {**INVOICE, "payments": [PAYMENT], "location": "WH"},
    "update_invoice": {"number": "INV00001", "draft": True, "add_payments": [PAYMENT], "invoice_lines": LINES},
    "cancel_invoice": {"number": "INV00001", "delete_payment": True},
    "get_invoice": {"invoice_number": "INV00001", "pdf": True},
    "get_invoice_list": PERIOD,
    "products": {"warehouse": "WH"},
    "create_product": {"name": "N", "vat_code": "PVM1", "default_code": "A", "price": 15.0},
    "get_api_job_list": PERIOD,
}


def spoilt(sent: Any, chance: random.Random) -> Any:
    """A copy of `sent` with up to two values replaced, removed or added somewhere inside."""
    sent = copy.deepcopy(sent)
    for _ in range(chance.randint(0, 2)):
        node = sent
        while node:
            key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
            if isinstance(node[key], (dict, list)) and node[key] and chance.random() < 0.6:
                node = node[key]
                continue
            if chance.random() < 0.2:
                del node[key]
            else:
                node[key] = copy.deepcopy(chance.choice(JUNK))
            break
    return sent


@pytest.mark.parametrize("seed", range(5))
def test_whatever_is_sent(seed: int) -> None:
    chance = random.Random(seed)
    b1 = B1Simulator(switches=B1Switches(daily_requests=10**6))
    robolabs = RoboLabsSimulator(switches=RoboLabsSwitches(per_minute=10**6, per_hour=10**6))
    goods: list[dict[str, Any]] = [
        {"id": 24, "code": "A", "name": "Preke A", "quantity": 5},
        {"code": "B", "name": "Preke B"},
    ]
    b1.seed(*goods)
    robolabs.seed(*goods)
    ways: list[tuple[Any, dict[str, dict[str, Any]], str]] = [
        (b1, B1_CALLS, "b1-api-key"),
        (robolabs, ROBOLABS_CALLS, "x-api-key"),
    ]
    for _ in range(200):
        for simulator, calls, key in ways:
            name = chance.choice(list(calls))
            headers = {key: simulator.company().api_key, "content-type": "application/json"}
            body = json.dumps(spoilt(calls[name], chance)).encode()
            path = f"{simulator.system.root}{name}"
            answer = json.loads(simulator.reply(Request(method="POST", path=path, headers=headers, body=body)).body)
            assert simulator.failures == [], (name, body)
            assert "result" in answer or "data" in answer or "message" in answer
    for simulator, _calls, _key in ways:
        books = simulator.books()
        assert from_json(type(books), json.loads(json.dumps(to_json(books)))) == books
