"""All simulated systems on one port, until they are told to stop."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from oscar_lt_accounting.testing.simulators.registry import all_systems
from oscar_lt_accounting.testing.simulators.toolkit.server import Server
from oscar_lt_accounting.testing.simulators.toolkit.storage import StateFileError


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; 1 when the port is taken or the stored records cannot be read."""
    parser = argparse.ArgumentParser(
        prog="python -m oscar_lt_accounting.testing.simulators",
        description="Simulated accounting systems, for the sandbox and for trying things out.",
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--state", type=Path, metavar="FILE", help="a JSON file that stores the records over a restart")
    chosen = parser.parse_args(arguments)
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda _number, _frame: stopped.set())
    server = Server(all_systems(), host=chosen.host, port=chosen.port, state=chosen.state)
    try:
        server.start()
    except (OSError, OverflowError) as error:
        sys.stderr.write(f"Cannot serve on {chosen.host}:{chosen.port}: {error}.\n")
        return 1
    except StateFileError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"The simulated accounting systems are at {server.address}/\n")
    sys.stdout.flush()
    stopped.wait()
    server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
