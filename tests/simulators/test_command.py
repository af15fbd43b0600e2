"""`python -m oscar_lt_accounting.testing.simulators` as a person or the sandbox runs it."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.simulators.speaking import SECONDS

COMMAND = [sys.executable, "-m", "oscar_lt_accounting.testing.simulators"]


def start(*arguments: str) -> tuple[subprocess.Popen[str], str]:
    """The running command and the address it prints."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("The simulated accounting systems are at http://127.0.0.1:")
    return process, line.split()[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop_and_keeps_the_books(tmp_path: Path, number: int) -> None:
    state = ["--state", str(tmp_path / "books.json")]
    seed = {"system": "b1", "company": "kaunas", "products": [{"code": "A", "quantity": 3}]}
    process, address = start(*state)
    assert requests.put(f"{address}_simulator/products", json=seed, timeout=SECONDS).status_code == 200
    process.send_signal(number)
    assert process.communicate(timeout=SECONDS) == ("", "")
    assert process.returncode == 0
    process, address = start(*state)
    books = requests.get(f"{address}_simulator/books", timeout=SECONDS).json()
    assert books["b1"]["kaunas"]["stock"]["2"][0]["quantity"] == "3"
    process.terminate()
    assert process.communicate(timeout=SECONDS) == ("", "")


def test_a_taken_port_is_one_line_and_an_exit_code() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"Cannot serve on 127.0.0.1:{port}: ")
    assert done.stderr.count("\n") == 1


def test_books_that_cannot_be_read_are_one_line_and_an_exit_code(tmp_path: Path) -> None:
    broken = tmp_path / "books.json"
    broken.write_text("not JSON")
    command = [*COMMAND, "--port", "0", "--state", str(broken)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
