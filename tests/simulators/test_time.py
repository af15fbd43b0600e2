"""Time is the test's: rate windows, held answers and late calls go by a clock that can be moved."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests

from oscar_lt_accounting.testing.simulators import B1Simulator, Clock, RoboLabsSimulator
from tests.simulators.samples import CREATE, ORDER
from tests.simulators.speaking import SECONDS, ask_b1, ask_robolabs, status_of

CONFIG = "e-commerce/config/get"


@pytest.fixture
def still() -> Iterator[B1Simulator]:
    with B1Simulator(now=Clock(1795246200.0)) as simulator:
        yield simulator


def in_background(ask: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    answers: list[Any] = []
    caller = threading.Thread(target=lambda: answers.append(ask()))
    caller.start()
    return caller, answers


def test_a_window_is_emptied_by_the_clock() -> None:
    with RoboLabsSimulator(now=Clock(1795246200.0)) as robolabs:
        robolabs.switches.per_minute = 1
        asked = [status_of(ask_robolabs(robolabs, "product_categories", {})) for _ in range(2)]
        robolabs.clock.advance(60)
        assert [*asked, status_of(ask_robolabs(robolabs, "product_categories", {}))] == ["200", "429", "200"]


@pytest.mark.parametrize("let_go", [lambda one: one.clock.advance(30), lambda one: one.release()])
@pytest.mark.parametrize("kind", ["timeout", "slow"])
def test_a_held_answer_comes_when_its_time_has_passed(
    still: B1Simulator, kind: str, let_go: Callable[[B1Simulator], Any]
) -> None:
    still.fail(CREATE, kind, seconds=30)
    caller, answers = in_background(lambda: ask_b1(still, CREATE, ORDER))
    assert still.wait_until_held()
    if kind == "timeout":
        still.clock.advance(29.9)
    assert answers == []
    let_go(still)
    if kind == "slow":
        still.release()
    caller.join(SECONDS)
    assert answers[0].json()["data"] == {"id": 501}


@pytest.mark.parametrize("kind", ["timeout", "slow"])
def test_a_caller_that_hangs_up_is_waited_for_no_longer(still: B1Simulator, kind: str) -> None:
    still.fail("*", kind)
    head = "POST /b1/api/x HTTP/1.1\r\nHost: b1\r\nContent-Length: 0\r\n\r\n"
    with socket.create_connection(("127.0.0.1", int(still.address.rsplit(":", 1)[1]))) as caller:
        caller.sendall(head.encode())
        assert still.wait_until_held()
        (thread,) = (one for one in threading.enumerate() if "_serve" in one.name)
    thread.join(SECONDS)
    assert not thread.is_alive()


@pytest.mark.parametrize(("seconds", "booked"), [(59, 0), (60, 1)])
def test_a_late_call_arrives_by_the_clock(still: B1Simulator, seconds: float, booked: int) -> None:
    still.fail(CREATE, "late", seconds=60)
    with pytest.raises(requests.ConnectionError):
        ask_b1(still, CREATE, ORDER)
    still.clock.advance(seconds)
    if booked:
        for timer in still._timers:
            timer.join(SECONDS)
    assert len(still.records().documents) == booked
    assert still.release() == 1 - booked
    assert len(still.records().documents) == 1


def test_a_running_clock_can_be_moved_too(b1: B1Simulator) -> None:
    before = b1.clock()
    b1.clock.advance(3600)
    assert (b1.clock() - before, b1.clock.runs) == (3600, True)


def test_a_clock_is_stopped_and_goes_on() -> None:
    clock = Clock()
    clock.stop(5)
    assert (clock(), clock.runs) == (5, False)
    clock.advance(2)
    assert clock() == 7
    clock.run()
    assert clock.runs
    assert clock() >= 7
    with pytest.raises(ValueError, match="not negative"):
        clock.advance(-1)


def control(simulator: B1Simulator, **orders: Any) -> requests.Response:
    return requests.post(f"{simulator.address}/_simulator/clock", json=orders, timeout=SECONDS)


def test_the_clock_over_http(b1: B1Simulator) -> None:
    assert control(b1, at=1795246200).json() == {"now": 1795246200.0, "runs": False}
    assert control(b1, advance=1.5).json() == {"now": 1795246201.5, "runs": False}
    assert ask_b1(b1, CONFIG, {}).headers["Date"] == "Sat, 21 Nov 2026 07:30:01 GMT"
    assert control(b1, runs=True).json()["runs"] is True
    assert requests.get(f"{b1.address}/_simulator/clock", timeout=SECONDS).json()["runs"] is True


@pytest.mark.parametrize("orders", [{"advance": -1}, {"advance": "much"}, {"at": None}])
def test_a_clock_is_not_moved_by_nonsense(b1: B1Simulator, orders: dict[str, Any]) -> None:
    assert control(b1, **orders).status_code == 400
