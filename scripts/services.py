"""Runs a command with the servers' addresses set: `python -m scripts.services pytest …`.

A server is the one whose address the environment names, else the one that answers at its usual port and lets
us in, else one of our own, which lives in a temporary folder until the command ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
_PATIENCE = 90
#: Nobody minds when these rows are gone after a power cut.
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Service:
    """A server: the variable that names it, its usual address, how to know that it is ready, how to start one."""

    name: str
    variable: str
    usual: str
    port: int
    is_ready: Callable[[str, int], bool]
    start: Callable[[Path, int], tuple[Sequence[str], Mapping[str, str], str]]

    def address(self, port: int) -> str:
        """Where it is, when it listens at `port`."""
        return self.usual.replace(f":{self.port}", f":{port}")


def answers(_address: str, port: int) -> bool:
    """Whether somebody listens."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def lets_in(address: str, port: int) -> bool:
    """Whether PostgreSQL lets us in without a password, and keeps Lithuanian letters."""
    import psycopg

    if not answers(address, port):
        return False
    try:
        with psycopg.connect(f"{address.rpartition('/')[0]}/postgres", connect_timeout=5) as connection:
            return connection.info.parameter_status("server_encoding") == "UTF8"
    except psycopg.OperationalError:
        return False


def postgresql(folder: Path, port: int) -> tuple[Sequence[str], Mapping[str, str], str]:
    """A cluster of our own; PostgreSQL refuses to be root."""
    user = "postgres" if os.geteuid() == 0 else ""
    if user:
        shutil.chown(folder, user, user)
    initdb, data = _program("initdb", "/usr/lib/postgresql/*/bin/initdb"), folder / "data"
    options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(  # noqa: S603 - our own words
        [initdb, *options, "--pgdata", str(data)], check=True, stdout=subprocess.DEVNULL, user=user or None, cwd=folder
    )
    settings = [word for setting in _FAST for word in ("-c", setting)]
    server = Path(initdb).resolve().with_name("postgres")
    return [str(server), "-D", str(data), "-h", HOST, "-p", str(port), "-k", str(folder), *settings], {}, user


def redis(folder: Path, port: int) -> tuple[Sequence[str], Mapping[str, str], str]:
    """Redis that keeps nothing on the disk."""
    options = {"bind": HOST, "port": str(port), "save": "", "appendonly": "no", "dir": str(folder)}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return [_program("redis-server"), *words], {}, ""


def rabbitmq(folder: Path, port: int) -> tuple[Sequence[str], Mapping[str, str], str]:
    """A node of its own; Debian's wrapper would start the system's one."""
    settings = folder / "rabbitmq.conf"
    settings.write_text(f"listeners.tcp.1 = {HOST}:{port}\n", encoding="ascii")
    environment = {
        "HOME": str(folder),
        "RABBITMQ_CONFIG_FILE": str(settings),
        "RABBITMQ_NODENAME": f"tests{port}@localhost",
        "RABBITMQ_DIST_PORT": str(_free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder),
        "RABBITMQ_LOG_BASE": str(folder),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
    }
    return [_program("rabbitmq-server", "/usr/lib/rabbitmq/bin/rabbitmq-server")], environment, ""


SERVICES = (
    Service("PostgreSQL", "DATABASE_URL", f"postgres://postgres@{HOST}:5432/test", 5432, lets_in, postgresql),
    Service("Redis", "REDIS_URL", f"redis://{HOST}:6379/5", 6379, answers, redis),
    Service("RabbitMQ", "RABBITMQ_URL", f"amqp://guest:guest@{HOST}:5672//", 5672, answers, rabbitmq),
)


@contextmanager
def running(service: Service) -> Iterator[str]:
    """The address of a server, which is ended afterwards if it is ours."""
    if given := os.environ.get(service.variable):
        yield given
    elif service.is_ready(service.usual, service.port):
        yield service.usual
    else:
        with _our_own(service) as address:
            yield address


@contextmanager
def _our_own(service: Service) -> Iterator[str]:
    port = _free_port()
    address = service.address(port)
    with tempfile.TemporaryDirectory(prefix="services-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        command, environment, user = service.start(folder, port)
        _say(f"starting {service.name}")
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(  # noqa: S603 - our own words
                command,
                env={**os.environ, **environment},
                cwd=folder,
                user=user or None,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            deadline = time.monotonic() + _PATIENCE
            while not service.is_ready(address, port):
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit(f"{service.name} does not start:\n{(folder / 'said').read_text(errors='replace')}")
                time.sleep(0.2)
            yield address
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _program(name: str, pattern: str = "") -> str:
    places = sorted(Path("/").glob(pattern.lstrip("/"))) if pattern else []
    found = str(places[-1]) if places else shutil.which(name)
    return found or sys.exit(f"{name} is not installed.")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(command: Sequence[str]) -> int:
    """Run `command` with the servers' addresses in its environment."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    environment = {**({"CHROMIUM": chromium} if chromium else {}), **os.environ, "SERVERS": "required"}
    with ExitStack() as stack:
        for service in SERVICES:
            environment[service.variable] = stack.enter_context(running(service))
        return subprocess.call(command, env=environment, cwd=ROOT)  # noqa: S603 - what the caller asked for


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
