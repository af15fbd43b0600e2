"""Plain HTTP to the simulators, and our own providers on top of them."""

from __future__ import annotations

from typing import Any

import requests

from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Connection, HttpClient
from oscar_lt_accounting.providers.robolabs.provider import RoboLabs
from oscar_lt_accounting.testing.simulators import B1Simulator, RoboLabsSimulator

SECONDS = 20


def ask_b1(simulator: B1Simulator, path: str, payload: Any, **headers: str) -> requests.Response:
    sent = {
        "B1-Api-Key": simulator.company().api_key,
        "Content-Type": "application/json",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return requests.post(simulator.url + path, json=payload, headers=sent, timeout=SECONDS)


def ask_robolabs(simulator: RoboLabsSimulator, method: str, payload: Any) -> dict[str, Any]:
    """The `result` of a call."""
    answer = requests.post(
        f"{simulator.url}/api/{method}",
        json=payload,
        headers={"x-api-key": simulator.company().api_key},
        timeout=SECONDS,
    )
    assert answer.status_code == 200
    envelope = answer.json()
    assert (envelope["jsonrpc"], envelope["id"]) == ("2.0", None)
    result: dict[str, Any] = envelope["result"]
    return result


def status_of(result: dict[str, Any]) -> str:
    return str(result.get("status_code", result.get("code")))


def held(simulator: Any, code: str, warehouse: str) -> Any:
    """How much of a product a warehouse has."""
    return simulator.books().quantity(code, warehouse)


def http(clock: Any, **more: Any) -> HttpClient:
    return HttpClient(hosts=(), trusted=("127.0.0.1",), epoch=clock, **more)


def b1_provider(simulator: B1Simulator, **settings: Any) -> B1:
    connection = Connection(base_url=simulator.url, credentials=simulator.credentials(), settings=settings)
    return B1(connection, http(simulator.now))


def robolabs_provider(simulator: RoboLabsSimulator, **settings: Any) -> RoboLabs:
    connection = Connection(base_url=simulator.url, credentials=simulator.credentials(), settings=settings)
    return RoboLabs(connection, http(simulator.now))
