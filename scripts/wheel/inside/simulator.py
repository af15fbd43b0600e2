"""B1.lt, simulated on the loopback with goods of the shop; `simulator.json` says where it is and what opens it.

SIGUSR1 empties it.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from pathlib import Path

from oscar_lt_accounting.testing.simulators import B1Simulator

PLACE = Path("simulator.json")
#: SKUs of the shop that the accounting system has, too.
KNOWN = ("SKU-1", "SKU-2", "SKU-3")


def main() -> None:
    """Serve until SIGTERM."""
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    with B1Simulator() as simulator:
        signal.signal(signal.SIGUSR1, lambda *_: simulator.start_over())
        simulator.seed(*({"code": sku, "name": f"Product {sku}", "quantity": 100} for sku in KNOWN))
        place = {
            "process": os.getpid(),
            "url": simulator.url,
            "credentials": simulator.credentials(),
            "warehouse": simulator.company().warehouse,
        }
        PLACE.write_text(json.dumps(place), encoding="utf-8")
        sys.stdout.write(f"{simulator.url}\n")
        stopped.wait()


if __name__ == "__main__":
    main()
