"""Planned mishaps as plain HTTP sees them, and how they are planned."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import B1Simulator, Fault, FaultError, RoboLabsSimulator
from tests.simulators.clock import Clock
from tests.simulators.samples import CREATE, ORDER
from tests.simulators.speaking import ask_b1, ask_robolabs, status_of

CONFIG = "e-commerce/config/get"
ROW, SELL = "e-commerce/order-items/create", "e-commerce/orders/create-sale"


def test_nothing_is_answered_to_a_call_that_is_cut(b1: B1Simulator) -> None:
    for kind in ("cut", "lost_answer", "late"):
        b1.fail(CREATE, kind)
        with pytest.raises(requests.ConnectionError):
            ask_b1(b1, CREATE, ORDER)
        assert b1.calls[-1].status is None
    assert len(b1.books().documents) == 1


def test_a_cut_connection_is_reset(b1: B1Simulator) -> None:
    b1.fail("*", "cut")
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        ask_b1(b1, CONFIG, {})


def test_a_broken_off_answer_is_shorter_than_it_says(b1: B1Simulator) -> None:
    b1.fail("*", "broken_off")
    with pytest.raises((requests.exceptions.ChunkedEncodingError, requests.ConnectionError)):
        ask_b1(b1, CONFIG, {})


def test_a_truncated_answer_is_whole_http(b1: B1Simulator) -> None:
    b1.fail("*", "truncated")
    answer = ask_b1(b1, CONFIG, {})
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_a_held_answer_comes_when_it_is_released(b1: B1Simulator) -> None:
    b1.fail(CREATE, "timeout")
    answers: list[requests.Response] = []
    caller = threading.Thread(target=lambda: answers.append(ask_b1(b1, CREATE, ORDER)))
    caller.start()
    assert b1.wait_until_held()
    assert [order.internal_id for order in b1.books().documents] == ["1024"]
    assert answers == []
    b1.release()
    caller.join()
    assert answers[0].json()["data"] == {"id": 501}


def test_a_held_answer_need_not_be_saved(b1: B1Simulator) -> None:
    b1.fail(CREATE, "timeout", saved=False, seconds=0.001)
    assert ask_b1(b1, CREATE, ORDER).json() == {}
    assert b1.books().documents == []


def test_stopping_lets_go_of_held_answers(clock: Clock) -> None:
    with B1Simulator(now=clock) as simulator:
        simulator.fail("*", "timeout")
        caller = threading.Thread(target=lambda: outcome_of_http(simulator))
        caller.start()
        assert simulator.wait_until_held()
    caller.join()
    assert not [thread for thread in threading.enumerate() if thread.name == "simulator"]


def outcome_of_http(simulator: B1Simulator) -> int | None:
    try:
        return ask_b1(simulator, CONFIG, {}).status_code
    except requests.RequestException:
        return None


def test_a_late_call_that_never_arrives_ends_with_the_simulator(clock: Clock) -> None:
    with B1Simulator(now=clock) as simulator:
        simulator.fail("*", "late", seconds=3600)
        outcome_of_http(simulator)
    assert simulator.books().documents == []


def test_after_and_times(b1: B1Simulator) -> None:
    b1.fail(CONFIG, "server_error", after=2, times=2)
    b1.fail("e-commerce/items/stock", "server_error", times=0)
    assert [ask_b1(b1, CONFIG, {}).status_code for _ in range(6)] == [200, 200, 500, 500, 200, 200]
    assert [ask_b1(b1, "e-commerce/items/stock", {}).status_code for _ in range(3)] == [500] * 3
    assert [fault.call for fault in b1.faults.planned] == ["e-commerce/items/stock"]
    b1.faults.clear()
    assert ask_b1(b1, "e-commerce/items/stock", {}).status_code == 400


def test_one_mishap_after_the_other(b1: B1Simulator) -> None:
    b1.fail("*", "server_error")
    b1.fail(CONFIG, "unavailable")
    b1.fail("*", "refused", after=1, status=405)
    assert [ask_b1(b1, CONFIG, {}).status_code for _ in range(4)] == [500, 503, 405, 200]


def test_mishaps_of_one_company(b1: B1Simulator) -> None:
    b1.fail("*", "unavailable", company="kaunas", times=0)
    kaunas = b1.company("kaunas").api_key
    assert ask_b1(b1, CONFIG, {}).status_code == 200
    assert ask_b1(b1, CONFIG, {}, B1_Api_Key=kaunas).status_code == 503


def test_a_mishap_is_forgotten_by_its_id(b1: B1Simulator) -> None:
    first, second = b1.fail("*", "html"), b1.fail("*", "challenge")
    b1.faults.clear(first.id)
    assert b1.faults.planned == (second,)


@pytest.mark.parametrize(
    ("call", "kind", "details"),
    [
        ("*", "earthquake", {}),
        ("*", "background", {}),
        ("*", "html", {"colour": "red"}),
        ("*", "html", {"after": "1"}),
        ("*", "html", {"times": True}),
        ("*", "html", {"after": -1}),
        ("*", "html", {"saved": 1}),
        ("*", "timeout", {"seconds": "long"}),
        ("*", "timeout", {"seconds": -1}),
        ("*", "server_error", {"status": 99}),
        ("*", "html", {"outcome": "explodes"}),
        (5, "html", {}),
    ],
)
def test_impossible_mishaps(b1: B1Simulator, call: Any, kind: str, details: dict[str, Any]) -> None:
    with pytest.raises(FaultError):
        b1.fail(call, kind, **details)
    assert b1.faults.planned == ()


def test_the_partial_completion_is_b1s_alone(b1: B1Simulator, robolabs: RoboLabsSimulator) -> None:
    b1.fail(CREATE, "partial")
    answer = ask_b1(b1, CREATE, ORDER)
    assert (answer.status_code, len(b1.books().documents)) == (480, 1)
    with pytest.raises(FaultError):
        robolabs.fail("*", "partial")


def test_throttled_in_b1s_form(b1: B1Simulator) -> None:
    b1.fail("*", "throttled")
    answer = ask_b1(b1, CONFIG, {})
    assert (answer.status_code, answer.json()["code"]) == (429, 429)


def test_throttled_in_robolabs_form(robolabs: RoboLabsSimulator) -> None:
    robolabs.fail("*", "throttled")
    assert status_of(ask_robolabs(robolabs, "product_categories", {})) == "429"


def test_a_fault_tells_whether_it_is_spent() -> None:
    assert Fault(kind="cut", times=2, met=2).spent
    assert not Fault(kind="cut", times=0, met=9).spent
