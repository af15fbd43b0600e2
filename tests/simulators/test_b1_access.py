"""Who B1 lets in (b1.md §2), and how many calls a day (b1.md §6)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import requests

from oscar_lt_accounting.providers.b1.client import sign
from oscar_lt_accounting.testing.simulators import B1Simulator, B1Switches, Company
from tests.simulators.clock import Clock
from tests.simulators.speaking import SECONDS, ask_b1

# b1.md §2.3.
VECTOR = Company(
    name="vector",
    title="UAB Vektorius",
    api_key="11112222333344445555666677778888aaaabbbbccccddddeeeeffff00001111",
    private_key="99998888777766665555444433332222ffffeeeeddddccccbbbbaaaa99998888",
    warehouse="1",
)
TIME = 1700000000
S1 = [
    "3eb392341ecb417163c996d0ec7889f1776f4bf8dd6aafa340aa9c37ebaee17457d4c6e7bd36a407235cbd06e82372e5ae9885a3a1f84d7891b600fee62f3b5c",
    "30ccf98a547f33501cba5d6fbf14bfb46f4c53f7456d3d1b051343f28cc9eae755f26e05431ea9b870ecb2e5b031bd3c3009fd8dfc81b4738e27917ae7b70ca6",
    "eba60f472ab7a45b9e6ee1aebc5a17384121197319475d10b0d475698e15052179cae2591001b5f41d2dbc5d99f5b9d35048741785236ff8f64e1383d3f4a631",
]
S2 = [
    "9200773dfd06704e9645a0c8c7a0625cd2ff45d534a266979e40beb94673302431b0147a69401d2d274af950cab988e2b8744a4e89f31592d2e5183c0709a5bd",
    "b8fa5bec4f2077e9bf1c3e37ff6aeb0b607fe6f1688f9ae02ed8bd7f93653b25b3ac628343fbf004c39939b40bc900259d75ef23446ea335eef36afe6fffc9d2",
    "23678d4ac9b115eea527de28bdcb24e57137ef10eb2af5b356b1f32160c2498e8ae0873cc16fedf908576b0cd1da0d67d812ad12e5076cf74e2b72eb9c645008",
]
BODIES = [
    '{"rows":100,"page":1,"filters":{"groupOp":"AND","rules":[{"field":"code","op":"eq","data":"SKU-001"}]}}',
    "[]",
    '{"name":"Žąsis / Ąžuolas"}',
]
PATHS = ["reference-book/items/list", "e-commerce/config/get", "reference-book/items/create"]
# The third body is let in by its signature and then refused for its missing fields.
STATUSES = [200, 200, 400]


def headers(signature: str, way: str) -> dict[str, str]:
    own = {"B1-Signature-Version": "2"} if way == "S2" else {"B1-Version": "2.0.10", "B1-Platform": "standalone"}
    return {
        "B1-Api-Key": VECTOR.api_key,
        "B1-Time": str(TIME),
        "B1-Signature": signature,
        "Content-Type": "application/json; charset=utf-8",
        **own,
    }


def send(simulator: B1Simulator, path: str, body: str, sent: dict[str, str]) -> requests.Response:
    return requests.post(simulator.url + path, data=body.encode(), headers=sent, timeout=SECONDS)


@pytest.mark.parametrize(("way", "signatures"), [("S1", S1), ("S2", S2)])
def test_signature_vectors(way: str, signatures: list[str]) -> None:
    with B1Simulator(companies=[VECTOR], now=Clock(TIME)) as simulator:
        simulator.seed({"code": "SKU-001", "name": "Viena"}, {"code": "SKU-002", "name": "Kita"})
        for path, body, signature, status in zip(PATHS, BODIES, signatures, STATUSES, strict=True):
            answer = send(simulator, path, body, headers(signature, way))
            assert answer.status_code == status
            assert "headers" not in answer.json().get("errors", {})
            if path.endswith("list"):
                assert [row["code"] for row in answer.json()["data"]] == ["SKU-001"]


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"B1-Signature": "0" * 128}, "B1-Signature is not valid"),
        ({"B1-Signature": S2[1]}, "B1-Signature is not valid"),
        ({"B1-Time": str(TIME - 61)}, "B1-Time is not valid"),
        ({"B1-Time": "soon"}, "B1-Time is not valid"),
        ({"B1-Version": ""}, "b1-version cannot be blank"),
        ({"B1-Platform": "woocommerce"}, "B1-Signature is not valid"),
        ({"B1-Signature-Version": "3"}, "B1-Signature-Version is not valid"),
        ({"Content-Type": "application/json"}, "Content-Type 'application/json' is not valid"),
    ],
)
def test_wrong_signatures_are_refused(changed: dict[str, str], complaint: str) -> None:
    with B1Simulator(companies=[VECTOR], now=Clock(TIME)) as simulator:
        answer = send(simulator, PATHS[1], BODIES[1], {**headers(S1[1], "S1"), **changed})
        assert answer.status_code == 400
        assert answer.json()["errors"] == {"headers": [complaint]}
        assert simulator.calls[0].said == f"400 {complaint}"


def test_the_clients_own_signature_is_the_simulators(b1: B1Simulator, clock: Clock) -> None:
    signed = {
        "Api-Key": b1.company().api_key,
        "Content-Length": "2",
        "Content-Type": "application/json; charset=utf-8",
        "Time": str(int(clock())),
        "Version": "2.0.10",
        "Platform": "standalone",
    }
    signature = sign(b1.company().private_key, signed, b"{}", prefixed=False)
    sent = {f"B1-{name}": value for name, value in signed.items() if not name.startswith("Content")}
    sent |= {"B1-Signature": signature, "Content-Type": signed["Content-Type"]}
    assert send(b1, PATHS[1], "{}", sent).status_code == 200


@pytest.mark.parametrize(("refusal", "status"), [(401, 401), (403, 403), (400, 400)])
def test_an_unknown_key_is_refused(b1: B1Simulator, refusal: int, status: int) -> None:
    b1.switches.turn("key_refusal", refusal)
    answer = ask_b1(b1, "e-commerce/config/get", {}, B1_Api_Key="someone else")
    assert (answer.status_code, "headers" in answer.json()["errors"]) == (status, True)


def test_a_key_may_have_to_sign() -> None:
    with B1Simulator(switches=B1Switches(auth="signed")) as simulator:
        assert ask_b1(simulator, "e-commerce/config/get", {}).status_code == 400


def test_each_key_opens_its_own_books(b1: B1Simulator) -> None:
    kaunas = ask_b1(b1, "e-commerce/config/get", {}, B1_Api_Key=b1.company("kaunas").api_key)
    assert kaunas.json()["data"] == {"warehouseId": 2}
    assert [call.company for call in b1.calls] == ["kaunas"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "e-commerce/config/get", "", 405),
        ("POST", "e-commerce/config/set", "{}", 404),
        ("POST", "e-commerce/config/get/", "{}", 404),
        ("POST", "e-commerce/config/get", '{"a":1}', 400),
        ("POST", "e-commerce/config/get", "", 400),
        ("POST", "e-commerce/config/get", '{"a":1,"a":1}', 400),
        ("POST", "e-commerce/config/get", '{"a":NaN}', 400),
        ("POST", "e-commerce/config/get", '["a"]', 400),
    ],
)
def test_only_posted_json_to_known_paths(b1: B1Simulator, method: str, path: str, body: str, status: int) -> None:
    sent = {"B1-Api-Key": b1.company().api_key, "Content-Type": "application/json"}
    answer = requests.request(method, b1.url + path, data=body, headers=sent, timeout=SECONDS)
    assert answer.status_code == status
    assert answer.json()["message"]


@pytest.mark.parametrize(("reading", "status"), [(429, 429), (403, 403), (400, 400)])
def test_the_days_requests_are_used_up(reading: int, status: int) -> None:
    clock = Clock(datetime(2026, 11, 21, 23, 59, 58, tzinfo=ZoneInfo("Europe/Vilnius")).timestamp())
    with B1Simulator(switches=B1Switches(daily_requests=3), now=clock) as simulator:
        simulator.switches.turn("over_limit", reading)
        paths = ["e-commerce/config/get", "e-commerce/unknown", "e-commerce/config/get"]
        assert [ask_b1(simulator, path, {}).status_code for path in paths] == [200, 404, 200]
        refused = ask_b1(simulator, "e-commerce/config/get", {})
        assert (refused.status_code, "request limit" in refused.json()["message"]) == (status, True)
        # Another company has requests of its own, and so has the next day in Vilnius.
        other = ask_b1(simulator, "e-commerce/config/get", {}, B1_Api_Key=simulator.company("kaunas").api_key)
        assert other.status_code == 200
        clock.pass_(2)
        assert ask_b1(simulator, "e-commerce/config/get", {}).status_code == 200


def test_the_daily_budget_is_417(b1: B1Simulator) -> None:
    assert b1.switches.daily_requests == 417


def test_refusals_may_hide_inside_a_200(b1: B1Simulator) -> None:
    b1.switches.refusals = "inside 200"
    answer = ask_b1(b1, "e-commerce/orders/create-sale", {"orderId": 1, "series": None, "number": None})
    assert (answer.status_code, answer.json()["status"]) == (200, 404)
