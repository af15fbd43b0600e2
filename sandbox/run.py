"""`python -m sandbox.run`: the demo shop, the simulated accounting systems and the delivery worker."""

from __future__ import annotations

import argparse
import fcntl
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, build_opener

from sandbox import keys, ports, preparation
from sandbox.children import Asked, ChildDied, Children
from sandbox.demo import files

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("SANDBOX_VAR", ROOT / "sandbox" / "var"))
_ROLES = {
    "superuser": "may do everything",
    "clerk": "orders, goods, customers",
    "warehouse": "one warehouse only",
    "customer": "a customer",
}
_PYTHON = [sys.executable, "-m"]
_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
_OPENING_TIME = 60.0
_STOPPERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_DIRECT = build_opener(ProxyHandler({}))  # a proxy in the environment would be asked for 127.0.0.1 too


class Busy(Exception):
    """Another sandbox uses the same folder or ports."""


def main() -> int:
    """Start everything and wait, or throw the data away."""
    options = argparse.ArgumentParser(prog="python -m sandbox.run", description=__doc__)
    options.add_argument("--reset", action="store_true", help="throw the demo shop's data away")
    reset = options.parse_args().reset
    try:
        if problem := ports.complaint():
            raise Busy(problem)
        with _alone():
            if reset:
                _throw_away()
            else:
                _run()
    except (Busy, ChildDied) as problem:
        say(str(problem))
        return 1
    except Asked:
        say("The sandbox is closed.")
    return 0


def say(text: str) -> None:
    """Tell the person at the terminal."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _run() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sandbox.settings")
    os.environ.update(SHOP_PORT=str(ports.shop().number), SIMULATOR_PORT=str(ports.simulators().number))
    children = Children(ROOT, VAR / "log", os.environ)

    def ask(_number: int, _frame: FrameType | None) -> None:
        children.ask()

    for number in _STOPPERS:
        signal.signal(number, ask)
    try:
        _open(children)
        while True:
            children.check()
            time.sleep(0.3)
    finally:
        for number in _STOPPERS:
            signal.signal(number, signal.SIG_IGN)
        children.stop()


def _open(children: Children) -> None:
    say("Opening the demo shop …")
    keys.secret_key(VAR)
    keys.encryption_key(VAR)
    _start_simulators(children)
    preparation.make_tables(say)
    where = f"{ports.HOST}:{ports.shop().number}"
    children.start("shop", [*_PYTHON, "sandbox.manage", "runserver", "--noreload", where])
    preparation.fill_shop(say)
    _wait_for(f"{ports.simulators().url}/", children)
    preparation.fill_books(say)
    broker = os.environ.get("CELERY_BROKER_URL", "")
    if broker:
        preparation.set_the_alarm_clock()
    children.start("worker", worker_command(broker))
    if not broker:
        children.start("stock", [*_PYTHON, "sandbox.manage", "accounting_pull_stock", "--watch", "--every", "5"])
    _wait_for(f"{ports.shop().url}/catalogue/", children)
    say(_welcome())


def _start_simulators(children: Children) -> None:
    options = ["--port", str(ports.simulators().number), "--state", str(VAR / "books.json")]
    children.start("simulators", [*_PYTHON, "oscar_lt_accounting.testing.simulators", *options])


def worker_command(broker: str) -> list[str]:
    """What delivers: Celery with its alarm clock where there is a broker, else the command that watches."""
    if broker:
        return [*_PYTHON, "celery", "--app", "sandbox", "worker", "--beat", "--scheduler", _SCHEDULER]
    return [*_PYTHON, "sandbox.manage", "accounting_deliver", "--watch"]


def _wait_for(url: str, children: Children) -> None:
    deadline = time.monotonic() + _OPENING_TIME
    while time.monotonic() < deadline:
        children.check()
        try:
            with _DIRECT.open(url, timeout=5):
                return
        except HTTPError:
            return  # it answers, though it does not like the page
        except (URLError, OSError):
            time.sleep(0.2)
    raise ChildDied(f"{url} did not answer within {_OPENING_TIME:.0f} seconds; see {VAR / 'log'}.")


def _welcome() -> str:
    line = "─" * 74
    people = [person for person in files.people() if person["role"] != "guest"]
    users = [
        f"    {person['email']:24} {_ROLES[person['role']]}{', buys for a company' if 'company' in person else ''}"
        for person in people
    ]
    return "\n".join(
        [
            line,
            f"  Shop        {ports.shop().url}/",
            f"  Dashboard   {ports.shop().url}/dashboard/",
            f"  Accounting  {ports.simulators().url}/   (simulated accounting systems)",
            "",
            "  Log in with the password  demo",
            *users,
            "",
            "  Vouchers: SVEIKI10 (10 %), MINUS10 (10 € from 40 €), DOVANA100 (everything free)",
            f"  Logs: {_short(VAR / 'log')}.   Stop: Ctrl-C.   Start afresh: make sandbox-reset",
            line,
        ]
    )


def _throw_away() -> None:
    for item in VAR.iterdir():
        if item.name != "lock":
            shutil.rmtree(item) if item.is_dir() else item.unlink()
    say(f"{_short(VAR)} is empty.")
    if os.environ.get("DATABASE_URL"):
        say("DATABASE_URL names a database server: its tables were not touched.")


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the folder's lock, which the system frees however this process ends."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as problem:
            raise Busy(f"A sandbox is running with the data in {_short(VAR)}. Stop it first (Ctrl-C).") from problem
        yield


def _short(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


if __name__ == "__main__":
    sys.exit(main())
