"""Runs a command with the servers' addresses set: `python -m scripts.services pytest …`.

Starts PostgreSQL, Redis and RabbitMQ when they are installed and nobody answers at their ports.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

STARTS = {
    "PostgreSQL": (
        5432,
        "for c in $(ls /etc/postgresql); do pg_ctlcluster --skip-systemctl-redirect $c main start; done",
    ),
    "Redis": (6379, "redis-server --daemonize yes --bind 127.0.0.1 --port 6379 --save '' --appendonly no"),
    "RabbitMQ": (5672, "rabbitmq-server -detached"),
}
ADDRESSES = {
    "DATABASE_URL": "postgres://postgres@127.0.0.1:5432/test",
    "REDIS_URL": "redis://127.0.0.1:6379/5",
    "RABBITMQ_URL": "amqp://guest:guest@127.0.0.1:5672//",
    "SERVERS": "required",
}
_PATIENCE = 60


def answers(port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(name: str, port: int, command: str) -> None:
    """Start a server that does not answer, and wait for it."""
    if answers(port):
        return
    print(f"starting {name}")  # noqa: T201 - this is a script
    subprocess.run(["/bin/sh", "-c", command], check=False)  # noqa: S603 - our own words
    for _ in range(_PATIENCE):
        if answers(port):
            return
        time.sleep(1)
    sys.exit(f"{name} does not answer on port {port}")


def main(command: list[str]) -> int:
    """Start what is missing, then run `command` with the addresses in its environment."""
    for name, (port, how) in STARTS.items():
        start(name, port, how)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    environment = {**ADDRESSES, **os.environ, **({"CHROMIUM": chromium} if chromium else {})}
    return subprocess.call(command, env=environment, cwd=Path(__file__).resolve().parent.parent)  # noqa: S603


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
