"""Keys, ports and processes of the sandbox."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.fernet import Fernet

from sandbox import keys, ports, storage
from sandbox.children import Asked, ChildDied, Children
from tests.services.waiting import until
from tests.settings import ROOT


@pytest.fixture
def listener():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


@pytest.fixture
def children(tmp_path):
    family = Children(tmp_path, tmp_path / "log", os.environ)
    yield family
    family.stop()


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition):
    until("a condition of the test", condition, seconds=10)


def test_keys_are_made_once_and_only_for_the_owner(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(keys.secret_key, [tmp_path] * 8))) == 1
    assert len(keys.secret_key(tmp_path)) > 50
    assert Fernet(keys.encryption_key(tmp_path))
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["encryption_key", "secret_key"]


def test_a_taken_port_is_named_with_its_variable(listener, monkeypatch):
    monkeypatch.setenv("SHOP_PORT", str(listener))
    assert f"Port {listener} is taken" in ports.complaint()
    assert "SHOP_PORT=" in ports.complaint()
    monkeypatch.setenv("SIMULATOR_PORT", str(listener))
    monkeypatch.delenv("SHOP_PORT")
    assert "\n" not in ports.complaint()


def test_a_free_port_is_free(listener):
    assert ports.Port("SHOP_PORT", listener).is_taken()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    assert not ports.Port("SHOP_PORT", number).is_taken()


@pytest.mark.parametrize("text", ["eighty", "0", "70000", "-1"])
def test_what_is_no_port_is_said(text, monkeypatch):
    monkeypatch.setenv("SIMULATOR_PORT", text)
    assert "SIMULATOR_PORT" in ports.complaint()


def test_the_run_refuses_a_taken_port(listener, tmp_path):
    environment = {**os.environ, "SHOP_PORT": str(listener), "SANDBOX_VAR": str(tmp_path / "var")}
    for arguments in ([], ["--reset"]):
        command = [sys.executable, "-m", "sandbox.run", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1
        assert done.stdout.count("\n") == 1
        assert f"Port {listener} is taken" in done.stdout


def test_a_child_goes_with_its_own_children(children, tmp_path):
    notes = tmp_path / "pids"
    children.start("family", ["bash", "-c", f"sleep 60 & echo $$ $! > {notes}; wait"])
    wait_until(lambda: notes.exists() and len(notes.read_text().split()) == 2)
    children.check()
    parent, grandchild = (int(pid) for pid in notes.read_text().split())
    children.stop()
    wait_until(lambda: not is_alive(parent) and not is_alive(grandchild))


def test_a_dead_child_is_named_with_its_last_words(children):
    children.start("clerk", ["bash", "-c", "echo no more paper; exit 3"])
    with pytest.raises(ChildDied, match=r"The clerk stopped unexpectedly \(code 3\)[\s\S]*no more paper"):
        wait_until(lambda: children.check())


def test_asking_to_stop_waits_for_a_birth(children):
    with pytest.raises(Asked):
        children.ask()
    with pytest.raises(Asked):
        children.start("late", ["sleep", "60"])
    children.check()


def test_the_signal_to_stop_reaches_a_child_that_listens(children, tmp_path):
    notes = tmp_path / "signal"
    script = f"import signal, sys\nsignal.signal(15, lambda *_: (open({str(notes)!r}, 'w').write('15'), sys.exit()))\n"
    children.start(
        "listener", [sys.executable, "-c", script + "print('ready', flush=True)\nwhile True: signal.pause()"]
    )
    wait_until(lambda: "ready" in (tmp_path / "log" / "listener.log").read_text())
    children.stop()
    assert notes.read_text() == str(int(signal.SIGTERM))


def test_the_environment_names_the_database(tmp_path):
    local = storage.database("", tmp_path)
    assert local["NAME"].parent == tmp_path
    assert local["ATOMIC_REQUESTS"] is True
    remote = storage.database("postgresql://shop:p%40ss@db.example:5433/demo", tmp_path)
    assert (remote["USER"], remote["PASSWORD"], remote["HOST"], remote["PORT"], remote["NAME"]) == (
        "shop",
        "p@ss",
        "db.example",
        "5433",
        "demo",
    )
    with pytest.raises(ValueError, match="postgresql://"):
        storage.database("mysql://localhost/demo", tmp_path)
