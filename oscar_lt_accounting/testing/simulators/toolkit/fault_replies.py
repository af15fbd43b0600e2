"""What a planned fault makes of a reply."""

from __future__ import annotations

import gzip
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault
from oscar_lt_accounting.testing.simulators.toolkit.wire import HTML, Manner, Reply

_MEGABYTE = 1024 * 1024
_DRIP_SECONDS = 0.05
_PAGE = b"<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1></body></html>"
NOTHING = Reply(manner=Manner.NOTHING)


class OwnReplies(Protocol):
    """How a system itself words what a fault needs."""

    def throttled(self) -> Reply:
        """Too many calls."""

    def refusal(self, status: int | None, message: str) -> Reply:
        """A refusal with a sentence, and with the system's usual status where none is asked for."""


def met(fault: Fault, own: OwnReplies, answer: Callable[[], Reply]) -> Reply:
    """The reply to a call that meets `fault`; `answer` lets the system do what it is asked."""
    before = answer().gathered() if fault.carried_out else Reply(body=b"{}")
    if fault.kind in _INSTEAD:
        return _INSTEAD[fault.kind](fault, own)
    return _CHANGED[fault.kind](fault, before)


def web_page(status: int, title: str) -> Reply:
    """A web page where nobody expects one."""
    words = title.encode()
    return Reply(status=status, body=_PAGE % (words, words), content_type=HTML, said=title)


def _too_many(fault: Fault, _own: OwnReplies) -> Reply:
    headers = {} if fault.seconds is None else {"Retry-After": str(int(fault.seconds))}
    return replace(web_page(429, "Too Many Requests"), headers=headers)


def _redirect(fault: Fault, _own: OwnReplies) -> Reply:
    return Reply(status=fault.status or 302, headers={"Location": fault.message or "/elsewhere"}, content_type=HTML)


def _bomb(fault: Fault, reply: Reply) -> Reply:
    packed = gzip.compress(reply.body + b" " * (fault.megabytes * _MEGABYTE), compresslevel=9)
    return replace(reply, body=packed, headers={**reply.headers, "Content-Encoding": "gzip"})


def _held(fault: Fault, reply: Reply) -> Reply:
    return replace(reply, held=math.inf if fault.seconds is None else fault.seconds)


def _dripping(fault: Fault, reply: Reply) -> Reply:
    pause = _DRIP_SECONDS if fault.seconds is None else fault.seconds
    return replace(reply, manner=Manner.DRIPPING, pause=pause)


_INSTEAD: dict[str, Callable[[Fault, OwnReplies], Reply]] = {
    "lost_answer": lambda _fault, _own: NOTHING,
    "cut": lambda _fault, _own: Reply(manner=Manner.RESET),
    "server_error": lambda fault, _own: web_page(fault.status or 500, "Internal Server Error"),
    "unavailable": lambda fault, _own: web_page(fault.status or 503, "Service Temporarily Unavailable"),
    "throttled": lambda _fault, own: own.throttled(),
    "too_many": _too_many,
    "refused": lambda fault, own: own.refusal(fault.status, fault.message or "Refused."),
    "html": lambda fault, _own: web_page(fault.status or 200, "Welcome"),
    "challenge": lambda _fault, _own: web_page(403, "Just a moment..."),
    "redirect": _redirect,
    "partial": lambda _fault, own: own.refusal(480, "Partial completion"),
}
_CHANGED: dict[str, Callable[[Fault, Reply], Reply]] = {
    "timeout": _held,
    "truncated": lambda _fault, reply: replace(reply, body=reply.body[: len(reply.body) // 2]),
    "broken_off": lambda _fault, reply: replace(reply, manner=Manner.BROKEN_OFF),
    "slow": _dripping,
    "huge": lambda fault, reply: replace(reply, manner=Manner.PADDED, padding=fault.megabytes * _MEGABYTE),
    "bomb": _bomb,
    "background": lambda _fault, reply: reply,
}
