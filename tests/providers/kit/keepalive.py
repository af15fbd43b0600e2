"""A server on loopback that keeps its connections open, counts them, and can drop idle ones in every way."""

from __future__ import annotations

import select
import socket
import ssl
import struct
import threading
from contextlib import suppress

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class _Open:
    """One connection; only its own thread closes it, because a reset waits for whoever reads."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.hard = False
        self._ours, self._theirs = socket.socketpair()
        self.gone = threading.Event()

    def wait(self) -> bool:
        """Until something came, or somebody ends the connection: then False."""
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        ready, _, _ = select.select([self.sock, self._theirs], [], [])
        return self._theirs not in ready

    def end(self, *, hard: bool) -> None:
        """Have the connection closed, and wait for it."""
        self.hard = hard
        self._ours.send(b"x")
        self.gone.wait(5)

    def close(self) -> None:
        """Orderly, or with a reset."""
        with suppress(OSError):
            if self.hard:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                self.sock.shutdown(socket.SHUT_RDWR)
        self.sock.close()
        self._ours.close()
        self._theirs.close()
        self.gone.set()


class KeepingServer:
    """Answers any number of requests on each connection; `with` opens and closes the port.

    `answers` are given in their order, the last one for ever.
    """

    def __init__(self, *answers: bytes, tls: ssl.SSLContext | None = None) -> None:
        self._answers = list(answers or (ANSWER,))
        self._tls = tls
        self._lock = threading.Lock()
        self._open: list[_Open] = []
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self.requests: list[tuple[int, bytes]] = []

    def __enter__(self) -> KeepingServer:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._listening.getsockname()[1]}"
        self.url = f"{'https' if self._tls else 'http'}://{self.host}/"
        self._start(self._listen)
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.drop()
        for thread in self._threads:
            thread.join(5)

    def drop(self, *, hard: bool = False) -> None:
        """End every connection: orderly, or with a reset."""
        with self._lock:
            dropped, self._open = self._open, []
        for connection in dropped:
            connection.end(hard=hard)

    @property
    def used(self) -> list[int]:
        """On which connection each request came, counted from 1."""
        return [number for number, _request in self.requests]

    def _start(self, target: object, *args: object) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        while True:
            try:
                sock, _address = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            self._start(self._serve, sock, self.connections)

    def _serve(self, sock: socket.socket, number: int) -> None:
        with suppress(OSError):
            connection = _Open(self._tls.wrap_socket(sock, server_side=True) if self._tls else sock)
            with self._lock:
                self._open.append(connection)
            with suppress(OSError):
                self._converse(connection, number)
            with self._lock:
                self._open = [one for one in self._open if one is not connection]
            connection.close()

    def _converse(self, connection: _Open, number: int) -> None:
        while connection.wait() and (request := self._read(connection.sock)):
            with self._lock:
                self.requests.append((number, request))
                reply = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
            if not reply:
                return
            connection.sock.sendall(reply)

    @staticmethod
    def _read(sock: socket.socket) -> bytes:
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = sock.recv(65536)
            if not chunk:
                return b""
            received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        while len(body) < length:
            body += sock.recv(65536)
        return head + b"\r\n\r\n" + body
