"""The simulated accounting systems in a process of their own, with as many products as wanted."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

_DIRECT = build_opener(ProxyHandler({}))
SYSTEMS = ("b1", "itax", "robolabs", "centas")
#: Limits are measured elsewhere; here they would only make the measurement wait.
_LIFTED = {
    "b1": {"daily_requests": 1_000_000},
    "itax": {"per_second": 1_000_000},
    "robolabs": {"per_minute": 1_000_000, "per_hour": 1_000_000},
}


class Simulators:
    """Where they are and what they are told."""

    def __init__(self, port: int) -> None:
        self._root = f"http://127.0.0.1:{port}/_simulator"

    def say(self, method: str, path: str, words: dict[str, Any] | None = None) -> Any:
        """An order, and what is answered."""
        body = json.dumps(words).encode() if words else None
        request = Request(self._root + path, method=method, data=body, headers={"Content-Type": "application/json"})
        with _DIRECT.open(request, timeout=300) as answer:
            return json.load(answer)

    def fill(self, system: str, products: int) -> None:
        """Exactly so many products, each with something in stock."""
        self.say("DELETE", "/books", {"system": system})
        rows = [
            {
                "code": f"SKU-{number:07d}",
                "barcode": str(4_770_000_000_000 + number),
                "name": f"Prekė numeris {number} su ilgesniu pavadinimu",
                "price": "12.10",
                "quantity": str(number % 50 + 1),
            }
            for number in range(products)
        ]
        self.say("PUT", "/products", {"system": system, "products": rows})

    def lift_limits(self) -> None:
        """As many calls as one likes."""
        for system, switches in _LIFTED.items():
            self.say("PUT", "/switches", {"system": system, "switches": switches})


@contextmanager
def simulators() -> Iterator[Simulators]:
    """Running until the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oscar_lt_accounting.testing.simulators", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        found = Simulators(port)
        for _ in range(100):
            try:
                found.say("GET", "")
                break
            except URLError:
                time.sleep(0.1)
        found.lift_limits()
        yield found
    finally:
        process.terminate()
        process.wait()
