"""The server: starting, stopping, storing the records and the log of calls."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from oscar_lt_accounting.testing.simulators import (
    DEMO_CREDENTIALS,
    DEMO_KEYS,
    DEMO_PRIVATE_KEYS,
    B1Simulator,
    B1Switches,
    RoboLabsSimulator,
    Server,
    SimulatorError,
    all_systems,
)
from oscar_lt_accounting.testing.simulators.toolkit.storage import StateFileError
from tests.simulators.clock import Clock
from tests.simulators.samples import CREATE, INVOICE, ORDER, ROW, SALE, SELL
from tests.simulators.speaking import SECONDS, ask_b1, ask_robolabs

CONFIG = "e-commerce/config/get"


def test_start_and_stop_are_fast_and_leave_no_thread() -> None:
    before = threading.active_count()
    took = []
    for _ in range(5):
        began = time.perf_counter()
        with B1Simulator() as simulator:
            assert simulator.url.startswith("http://127.0.0.1:")
        took.append(time.perf_counter() - began)
    assert min(took) < 0.05
    assert threading.active_count() == before
    with pytest.raises(RuntimeError, match="not running"):
        _ = simulator.url


def test_a_connection_that_says_nothing_does_not_hold_up_the_end() -> None:
    with B1Simulator() as simulator:
        port = int(simulator.address.rsplit(":", 1)[1])
        silent = socket.create_connection(("127.0.0.1", port))
        half = socket.create_connection(("127.0.0.1", port))
        half.sendall(b"POST /b1/api/x HTTP/1.1\r\nContent-Length: 100\r\n\r\nhalf")
        ask_b1(simulator, CONFIG, {})
    silent.close()
    half.close()
    assert [call.name for call in simulator.calls] == [CONFIG]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /b1/api/x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"411"),
        (b"POST /b1/api/x HTTP/1.1\r\nContent-Length: many\r\n\r\n", b"413"),
        (b"POST /b1/api/x HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n", b"413"),
        (b"POST http://[x HTTP/1.1\r\nContent-Length: 0\r\n\r\n", b"400"),
    ],
)
def test_broken_requests(b1: B1Simulator, head: bytes, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(b1.address.rsplit(":", 1)[1]))) as connection:
        connection.sendall(head)
        assert connection.recv(100).split()[1] == status


def test_the_date_header_is_the_simulators_clock(b1: B1Simulator) -> None:
    assert ask_b1(b1, CONFIG, {}).headers["Date"] == "Sat, 21 Nov 2026 07:30:00 GMT"


def test_a_head_has_no_body(b1: B1Simulator) -> None:
    assert requests.head(f"{b1.address}/", timeout=SECONDS).status_code == 200


def test_calls_are_logged(b1: B1Simulator, clock: Clock) -> None:
    ask_b1(b1, CREATE, {"a": 1})
    requests.get(f"{b1.url}{CONFIG}", timeout=SECONDS)
    first, second = b1.calls
    assert (first.at, first.method, first.path) == (clock(), "POST", f"/b1/api/{CREATE}")
    assert (first.name, first.company, first.payload, first.status) == (CREATE, "vilnius", {"a": 1}, 400)
    assert first.said.startswith("400 shopId")
    assert (second.company, second.payload, second.status) == ("", None, 401)
    assert b1.called(CREATE) == [first]


def test_many_callers_at_once() -> None:
    with B1Simulator(switches=B1Switches(daily_requests=50)) as simulator:
        with ThreadPoolExecutor(16) as pool:
            orders = [{**ORDER, "internalId": 1 + i % 20} for i in range(60)]
            answers = list(pool.map(lambda order: ask_b1(simulator, CREATE, order).status_code, orders))
        assert len(simulator.books().documents) == answers.count(200)
        assert answers.count(429) == 10
        assert len({order.id for order in simulator.books().documents}) == len(simulator.books().documents)


def test_a_failure_of_the_simulator_itself_is_not_hidden() -> None:
    def broken() -> None:
        with B1Simulator() as simulator:
            simulator.system.records.clear()
            assert ask_b1(simulator, CONFIG, {}).status_code == 500

    with pytest.raises(SimulatorError) as caught:
        broken()
    assert isinstance(caught.value.__cause__, KeyError)


def test_starting_over(b1: B1Simulator) -> None:
    b1.switches.daily_requests = 1
    ask_b1(b1, CREATE, ORDER)
    b1.start_over()
    assert (b1.books().documents, b1.calls) == ([], [])
    assert ask_b1(b1, CREATE, ORDER).json()["data"] == {"id": 501}


def test_the_books_outlive_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "var" / "books.json"
    with B1Simulator(state=state) as b1:
        b1.seed(
            {"id": 24, "code": "A", "name": "Ąžuolas", "quantity": "10.5", "price": "12.10"}, {"name": "Be likučio"}
        )
        ask_b1(b1, CREATE, ORDER)
        for row in (ROW, {**ROW, "itemId": None, "sum": 23.72, "price": 11.86}):
            ask_b1(b1, "e-commerce/order-items/create", row)
        ask_b1(b1, SELL, SALE)
        before = b1.books()
        assert len(before.issued) == 1
    with B1Simulator(state=state) as b1:
        assert b1.books() == before
        assert b1.books().products["24"].stock == {"1": Decimal("10.5")}
        assert ask_b1(b1, CREATE, ORDER).json()["data"] == {"id": 501}
        assert ask_b1(b1, CREATE, {**ORDER, "internalId": 1}).json()["data"] == {"id": 502}
    assert [path.name for path in state.parent.iterdir()] == ["books.json"]


def test_the_books_of_robolabs_outlive_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "books.json"
    with RoboLabsSimulator(state=state) as robolabs:
        robolabs.seed({"code": "A", "name": "A"}, {"code": "B", "name": "B"})
        robolabs.fail("create_invoice", "background", after=1)
        payment = {"payer": "Ona", "amount": 5, "date": "2026-01-15"}
        ask_robolabs(robolabs, "create_invoice", {**INVOICE, "payments": [payment]})
        job = ask_robolabs(robolabs, "create_invoice", INVOICE)["data"]["api_job_id"]
        before = robolabs.books()
    with RoboLabsSimulator(state=state) as robolabs:
        assert robolabs.books() == before
        for _ in range(2):
            ask_robolabs(robolabs, "get_api_job", {"api_job_id": job})
        assert [str(invoice.gross) for invoice in robolabs.books().issued] == ["24.28"] * 2


@pytest.mark.parametrize("text", ["{", "[]", '{"b1": {"vilnius": {"colour": "red"}}}', '{"b1": 5}'])
def test_kept_books_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    state = tmp_path / "books.json"
    state.write_text(text)
    with pytest.raises(StateFileError, match=r"books\.json"):
        B1Simulator(state=state).start()


def test_kept_books_of_unknown_systems_are_left_alone(tmp_path: Path) -> None:
    state = tmp_path / "books.json"
    state.write_text('{"another": {}, "b1": {"nobody": {}}}')
    with B1Simulator(state=state) as b1:
        assert b1.books().documents == []


def test_all_systems_on_one_port() -> None:
    with Server(all_systems()) as server:
        assert server.url_of("b1").endswith("/b1/api/")
        assert server.url_of("robolabs").endswith("/robolabs")
        for key in DEMO_KEYS["robolabs"].values():
            url = f"{server.url_of('robolabs')}/api/product_categories"
            assert requests.post(url, json={"secret": key}, timeout=SECONDS).json()["result"]["data"]
        for key in DEMO_KEYS["b1"].values():
            headers = {"B1-Api-Key": key, "Content-Type": "application/json"}
            answer = requests.post(server.url_of("b1") + CONFIG, json={}, headers=headers, timeout=SECONDS)
            assert answer.status_code == 200
        for keys in DEMO_CREDENTIALS["itax"].values():
            url, login = f"{server.url_of('itax')}/locations", (keys["username"], keys["password"])
            assert requests.get(url, auth=login, timeout=SECONDS).json()["count"] == 1
        for keys in DEMO_CREDENTIALS["centas"].values():
            url = f"{server.url_of('centas')}/products/export"
            assert "<root>" in requests.get(url, params=keys, timeout=SECONDS).text
        assert requests.get(f"{server.address}/wfirma/api/v2/invoices", timeout=SECONDS).status_code == 404
    assert set(DEMO_PRIVATE_KEYS["b1"]) == set(DEMO_KEYS["b1"])


def test_a_taken_port() -> None:
    with B1Simulator() as simulator:
        port = int(simulator.address.rsplit(":", 1)[1])
        with pytest.raises(OSError, match="in use"):
            B1Simulator(port=port).start()


def test_the_simulators_need_no_django() -> None:
    script = (
        "import sys, oscar_lt_accounting.testing.simulators.__main__;"
        "sys.exit(any(name.split('.')[0] in ('django', 'oscar') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
