"""A small server on loopback that follows a script, byte for byte: real sockets, any misbehaviour."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Visit:
    """One connection, seen from the server."""

    def __init__(self, sock: socket.socket, stopped: threading.Event) -> None:
        self._sock = sock
        self._stopped = stopped
        self.received = b""

    def read(self) -> bytes:
        """The request, whole."""
        while b"\r\n\r\n" not in self.received and self.read_some():
            pass
        head, _, body = self.received.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        while len(body) < length and self.read_some():
            body = self.received.partition(b"\r\n\r\n")[2]
        return self.received

    def read_to_the_end(self) -> bytes:
        """All that comes until the other side hangs up."""
        while self.read_some():
            pass
        return self.received

    def read_some(self) -> bool:
        """Whatever has come; false when the other side has hung up."""
        chunk = self._sock.recv(65536)
        self.received += chunk
        return bool(chunk)

    def send(self, data: bytes) -> None:
        """All of `data` at once."""
        self._sock.sendall(data)

    def drip(self, data: bytes) -> None:
        """`data` a byte at a time, a hundred bytes a second."""
        for i in range(len(data)):
            if self._stopped.wait(0.01):
                return
            self._sock.sendall(data[i : i + 1])

    def wait(self) -> None:
        """Say nothing until the other side hangs up or the test is over."""
        while not self._stopped.wait(0.01):
            with suppress(TimeoutError):
                if not self._sock.recv(65536):
                    return

    def reset(self) -> None:
        """Throw the connection away, so that the other side meets a reset."""
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._sock.close()


Script = Callable[[Visit], None]


class Server:
    """Listens on a free port of loopback and plays `script` to each visitor."""

    def __init__(
        self, script: Script, *, tls: ssl.SSLContext | None = None, greet: Callable[[], None] = lambda: None
    ) -> None:
        self._script = script
        self._tls = tls
        self._greet = greet
        self._stopped = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.host = f"127.0.0.1:{self.port}"
        self.url = f"{'https' if tls else 'http'}://{self.host}"
        self.visits: list[Visit] = []
        self._goodbye: tuple[str, int] | None = None
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def requests(self) -> list[bytes]:
        """What each visitor sent; ends the visits."""
        self.stop()
        return [visit.received for visit in self.visits]

    def _listen(self) -> None:
        while True:
            sock, address = self._socket.accept()
            if address == self._goodbye:
                sock.close()
                return
            self._greet()
            with sock, suppress(OSError):
                sock.settimeout(5)
                self._play(sock)

    def _play(self, sock: socket.socket) -> None:
        visit = Visit(sock, self._stopped)
        self.visits.append(visit)
        if self._tls is None:
            self._script(visit)
            return
        with self._tls.wrap_socket(sock, server_side=True) as secure:
            visit._sock = secure
            self._script(visit)

    def stop(self) -> None:
        """Serve whoever has come, then close."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        with socket.socket() as last:
            last.bind(("127.0.0.1", 0))
            self._goodbye = last.getsockname()
            last.connect(("127.0.0.1", self.port))
            self._thread.join()
        self._socket.close()


def answer(body: bytes = b"{}", *, status: str = "200 OK", headers: tuple[str, ...] = ()) -> bytes:
    """An honest HTTP answer."""
    lines = (f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", "")
    return "\r\n".join(lines).encode("latin-1") + body


def json_answer(payload: Any, *, status: str = "200 OK", headers: tuple[str, ...] = ()) -> bytes:
    """An answer in JSON."""
    body = json.dumps(payload, ensure_ascii=False).encode()
    return answer(body, status=status, headers=("Content-Type: application/json", *headers))


def saying(*data: bytes) -> Script:
    """A script that reads each request and gives the next of the answers, the last one for ever."""
    left = iter_with_last(data)

    def _script(visit: Visit) -> None:
        visit.read()
        visit.send(next(left))

    return _script


def iter_with_last(data: Sequence[T]) -> Iterator[T]:
    """`data`, then its last item again and again."""
    yield from data
    while True:
        yield data[-1]
