"""The sockets: reads requests, delivers replies in their manner, and goes down without leaving a thread."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from typing import Any, ClassVar
from urllib.parse import parse_qsl, unquote, urlsplit

from oscar_lt_accounting.testing.simulators.toolkit.held import HeldAnswers
from oscar_lt_accounting.testing.simulators.toolkit.wire import Manner, Reply, Request

_MOST_BODY = 64 * 1024 * 1024
_IDLE_SECONDS = 60
_PIECE = b" " * (64 * 1024)


class Listener(TCPServer):
    """Answers each connection in a thread of its own; all of them end with `server_close`."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        where: tuple[str, int],
        answer: Callable[[Request], Reply],
        held: HeldAnswers,
        now: Callable[[], float],
    ) -> None:
        self.answer = answer
        self.held = held
        self.now = now
        self._open: dict[threading.Thread, socket.socket] = {}
        self._lock = threading.Lock()
        super().__init__(where, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve the connection in a new thread."""
        thread = threading.Thread(target=self._serve, args=(request, client_address), daemon=True)
        with self._lock:
            self._open[thread] = request
        thread.start()

    def _serve(self, request: socket.socket, client_address: Any) -> None:
        try:
            with suppress(OSError):
                self.finish_request(request, client_address)
        finally:
            with self._lock:
                self._open.pop(threading.current_thread(), None)
                self.shutdown_request(request)

    def server_close(self) -> None:
        """Close the port and all connections, and wait for their threads."""
        super().server_close()
        with self._lock:
            open_now = dict(self._open)
            for connection in open_now.values():
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
        for thread in open_now:
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _IDLE_SECONDS
    _DELIVERIES: ClassVar[dict[Manner, str]] = {
        Manner.BROKEN_OFF: "_break_off",
        Manner.DRIPPING: "_drip",
        Manner.PADDED: "_pad",
    }

    def _serve(self) -> None:
        self.close_connection = True
        length = self.headers.get("Content-Length", "0")
        if not re.fullmatch("[0-9]{1,9}", length) or int(length) > _MOST_BODY or "Transfer-Encoding" in self.headers:
            self._send(Reply(status=411 if "Transfer-Encoding" in self.headers else 413))
            return
        body = self.rfile.read(int(length))
        try:
            address = urlsplit(self.path)
            query = dict(parse_qsl(address.query, keep_blank_values=True))
        except ValueError:
            self._send(Reply(status=400))
            return
        if len(body) == int(length):
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(
                method=self.command,
                path=unquote(address.path),
                query=query,
                headers=headers,
                body=body,
                target=self.path,
            )
            self._deliver(self.server.answer(request))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815

    def _deliver(self, reply: Reply) -> None:
        if reply.held and not self.server.held.hold(reply.held, self.connection):
            return
        if reply.manner is Manner.RESET:
            self._reset()
        elif reply.manner is not Manner.NOTHING:
            deliver = getattr(self, self._DELIVERIES.get(reply.manner, "_send"))
            deliver(reply)

    def _reset(self) -> None:
        # Closing a socket that must not linger sends a reset in place of an orderly end.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()

    def _head(self, reply: Reply, *, length: bool = True) -> bytes:
        try:
            phrase = HTTPStatus(reply.status).phrase
        except ValueError:
            phrase = "Unknown"
        headers = {
            "Date": formatdate(self.server.now(), usegmt=True),
            "Connection": "close",
            "Content-Type": reply.content_type,
            **self._extent(reply, length=length),
            **reply.headers,
        }
        lines = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", errors="replace")

    def _extent(self, reply: Reply, *, length: bool) -> dict[str, str]:
        if reply.stream is not None:
            return {"Transfer-Encoding": "chunked"}
        return {"Content-Length": str(len(reply.body))} if length else {}

    def _send(self, reply: Reply) -> None:
        self.connection.sendall(self._head(reply) + (b"" if self.command == "HEAD" else reply.body))
        if reply.stream is not None and self.command != "HEAD":
            self._stream(reply.stream)

    def _stream(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            if self.server.held.closed:
                return
            if piece:
                self.connection.sendall(b"%x\r\n%s\r\n" % (len(piece), piece))
        self.connection.sendall(b"0\r\n\r\n")

    def _break_off(self, reply: Reply) -> None:
        self.connection.sendall(self._head(reply) + reply.body[: len(reply.body) // 2])

    def _drip(self, reply: Reply) -> None:
        self.connection.sendall(self._head(reply))
        held = self.server.held
        ticket = held.ticket()
        for byte in reply.body:
            self.connection.sendall(bytes([byte]))
            if not held.hold(reply.pause, self.connection, ticket=ticket):
                return

    def _pad(self, reply: Reply) -> None:
        self.connection.sendall(self._head(reply, length=False) + reply.body)
        for _ in range(0, reply.padding, len(_PIECE)):
            if self.server.held.closed:
                return
            self.connection.sendall(_PIECE)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Write nothing; the log of calls is the system's."""
