"""The one http to the network.

Every call to an accounting system passes here: only to allowed hosts, never following a redirect, within
a hard time and size, recorded without secrets. There are no retries inside; repeating is a decision of
the outbox.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field

import requests
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError, LocationParseError
from urllib3.util import Url, parse_url

from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Unavailable,
    Uncertain,
    gettext_noop,
)
from oscar_lt_accounting.providers.kit.answers import Answer, CallRecord
from oscar_lt_accounting.providers.kit.connections import Connections, new_session
from oscar_lt_accounting.providers.kit.deadline import Deadline, TimerFactory, TooLateError, real_timer, within_deadline
from oscar_lt_accounting.providers.kit.redaction import Redactor
from oscar_lt_accounting.providers.limits import Limiter, Purpose, Unlimited

logger = logging.getLogger(__name__)
MEGABYTE = 1024 * 1024
_CHUNK = 64 * 1024
_KEPT_TEXT = 4000
_CONNECT_SECONDS = 10


@dataclass(frozen=True, kw_only=True)
class Request:
    """One call to be made; `writes` says whether repeating it could do something twice."""

    method: str
    url: str
    writes: bool
    purpose: Purpose = Purpose.DOCUMENT
    headers: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    max_bytes: int = 2 * MEGABYTE


class HttpClient:
    """Calls one integration's accounting system.

    `hosts` are the provider's own (a leading dot means any name below it), `trusted` those the deployer
    added, where http and private addresses are allowed. `starts_before` is the moment on the monotonic
    clock before which a writing call must begin; the outbox moves it on with each lease. `timer` makes the
    timers that end a call after `call_deadline` seconds. `connections` keeps connections open from call to
    call; without it each call opens its own.
    """

    def __init__(
        self,
        *,
        hosts: Collection[str],
        trusted: Collection[str] = (),
        redactor: Redactor | None = None,
        limiter: Limiter | None = None,
        connections: Connections | None = None,
        call_deadline: float = 30,
        ca_bundle: str = "",
        monotonic: Callable[[], float] = time.monotonic,
        epoch: Callable[[], float] = time.time,
        trace: Callable[[str], None] = lambda _point: None,
        timer: TimerFactory | None = None,
    ) -> None:
        self.epoch = epoch
        self._hosts = hosts
        self._trusted = trusted
        self._redactor = redactor or Redactor()
        self._limiter = limiter or Unlimited()
        self._connections = connections
        self._deadline = call_deadline
        self._ca_bundle = ca_bundle
        self._monotonic = monotonic
        self._trace = trace
        self._timer = timer or real_timer
        self.starts_before: float | None = None
        self.wrote = False
        self.records: list[CallRecord] = []

    def redact(self, text: str) -> str:
        """`text` without this integration's secrets and without the buyer's personal data."""
        return self._redactor.clean(text)

    def in_time(self) -> bool:
        """Whether a writing call may still begin."""
        return self.starts_before is None or self._monotonic() < self.starts_before

    def call(self, request: Request) -> Answer:
        """The answer to `request`, read whole.

        Raises `Misconfigured` (address not allowed), `Unavailable` (nothing happened in the accounting system) or
        `Uncertain` (a writing call left and its answer was lost).
        """
        with self.open(request) as (answer, chunks):
            return Answer(status=answer.status, headers=answer.headers, body=b"".join(chunks))

    @contextmanager
    def open(self, request: Request) -> Iterator[tuple[Answer, Iterator[bytes]]]:
        """The answer's head and its body in pieces, for bodies too large to hold.

        The same errors as `call`, also while the body is read.
        """
        trusted = self._admit(request.url)
        slot = self._limiter.enter(request.purpose)
        began = self._monotonic()
        status: int | None = None
        kept: list[bytes] = []
        try:
            with self._deadlined(request) as deadline, ExitStack() as stack:
                try:
                    with _told(deadline, writes=request.writes):
                        session = self._session(trusted, stack)
                        response = self._send(session, request)
                    status = response.status_code
                    if status >= 500:
                        stack.callback(session.close)
                    head = Answer(status=status, headers=response.headers, body=b"")
                    with response:
                        yield head, self._body(response, request, deadline, kept)
                finally:
                    self.wrote = self.wrote or (deadline.wrote and request.writes)
        finally:
            slot.answered()
            self._record(request, status, self._monotonic() - began, b"".join(kept))
            self._trace("after answer")

    def _admit(self, address: str) -> bool:
        """Whether the host is one the deployer listed; raises when it is not allowed at all."""
        try:
            url = parse_url(address)
        except LocationParseError:
            url = Url()
        host = (url.host or "").lower()
        if url.auth is None and url.scheme in ("http", "https"):
            if host in self._trusted or f"{host}:{url.port}" in self._trusted:
                return True
            known = any(host == name or (name[0] == "." and host.endswith(name)) for name in self._hosts)
            if known and url.scheme == "https":
                return False
        raise Misconfigured(
            gettext_noop(
                "The address %(address)s is not one of this accounting system. Correct the address in "
                "the integration; a host of your own must be listed in ALLOWED_HOSTS_EXTRA."
            ),
            code="address",
            address=f"{url.scheme}://{host}" if url.scheme else host or "–",
        )

    def _deadlined(self, request: Request) -> AbstractContextManager[Deadline]:
        keeps = self._connections
        return within_deadline(
            lasts=self._deadline,
            starts_before=self.starts_before if request.writes else None,
            monotonic=self._monotonic,
            trace=self._trace,
            timer=self._timer,
            reuses_within=keeps.reuses_within(writes=request.writes) if keeps else 0,
        )

    def _session(self, trusted: bool, stack: ExitStack) -> requests.Session:
        """A session whose connections are closed when `stack` ends: always, or only after an error."""
        if self._connections:
            session = self._connections.session(trusted=trusted, ca_bundle=self._ca_bundle)
            stack.push(lambda kind, _error, _trace: session.close() if kind else None)
        else:
            session = stack.enter_context(new_session(trusted=trusted, ca_bundle=self._ca_bundle))
        return session

    def _send(self, session: requests.Session, request: Request) -> requests.Response:
        return session.request(
            request.method,
            request.url,
            params=dict(request.params) or None,
            data=request.body or None,
            # A key that somebody pasted with a stray character is theirs to refuse.
            headers={
                "User-Agent": "oscar-lt-accounting",
                **{name: value.encode() for name, value in request.headers.items()},
            },
            timeout=(min(_CONNECT_SECONDS, self._deadline), self._deadline),
            allow_redirects=False,
            stream=True,
        )

    def _body(
        self, response: requests.Response, request: Request, deadline: Deadline, kept: list[bytes]
    ) -> Iterator[bytes]:
        size = 0
        pieces = response.raw.stream(_CHUNK, decode_content=True)
        while True:
            with _told(deadline, writes=request.writes):
                chunk = next(pieces, b"")
                size += len(chunk)
                if size > request.max_bytes:
                    raise HTTPError("the answer is larger than allowed")
                if not chunk and deadline.expired:
                    raise HTTPError("the answer was cut off at the deadline")
            if not chunk:
                return
            if size <= _CHUNK:
                kept.append(chunk)
            yield chunk

    def _record(self, request: Request, status: int | None, seconds: float, body: bytes) -> None:
        # Answers to reads may name other customers, so only refusals of them are kept.
        keep = request.writes or (status is not None and status >= 400)
        answer = body.decode("utf-8", errors="replace") if keep else ""
        address = parse_url(request.url)
        record = CallRecord(
            method=request.method,
            address=self.redact(f"{address.host}{address.path or ''}"),
            status=status,
            milliseconds=int(seconds * 1000),
            request=self.redact(self._sent(request))[:_KEPT_TEXT],
            answer=self.redact(answer)[:_KEPT_TEXT],
        )
        self.records.append(record)
        logger.info("%s %s %s", record.method, record.address, record.status)

    @staticmethod
    def _sent(request: Request) -> str:
        sent = request.body.decode("utf-8", errors="replace")
        return sent if not request.params else json.dumps(dict(request.params), ensure_ascii=False) + sent


@contextmanager
def _told(deadline: Deadline, *, writes: bool) -> Iterator[None]:
    """Whatever goes wrong on the wire inside the block becomes an error named by the next step."""
    try:
        yield
    except (requests.RequestException, HTTPError, OSError, ValueError, TooLateError) as error:
        raise failure(error, deadline, writes=writes) from None


def failure(error: Exception, deadline: Deadline, *, writes: bool) -> AccountingError:
    """What a call that ended in `error` means: did nothing happen, or may it have happened?

    The deadline knows whether a byte of the request was written, which the exceptions of `requests` do not
    tell (style-examples §5); so this is the only place that decides it.
    """
    if isinstance(error, InvalidIPAddress):
        return Misconfigured(
            gettext_noop("The accounting system's host name leads to a private address; nothing was sent."),
            code="address",
        )
    if deadline.wrote and writes:
        return Uncertain(
            gettext_noop(
                "The document was sent, but no readable answer came. It may be in the accounting system; it will be "
                "looked up before anything is sent again."
            ),
            code="answer_lost",
        )
    if deadline.wrote or deadline.expired:
        return Unavailable(
            gettext_noop("The accounting system did not answer in time; it will be asked again."),
            code="no_answer",
        )
    if isinstance(error, requests.exceptions.SSLError):
        return Unavailable(
            gettext_noop("The accounting system's certificate could not be trusted; nothing was sent."),
            code="certificate",
        )
    if isinstance(error, ValueError):
        return Misconfigured(
            gettext_noop(
                "The address or the key of the accounting system has characters that cannot be sent. Correct them in "
                "the integration; nothing was sent."
            ),
            code="setting",
        )
    if isinstance(error, TooLateError):
        return Unavailable(
            gettext_noop("Sending was put off because the connection took too long; nothing was sent."),
            code="too_late",
        )
    return Unavailable(
        gettext_noop("The accounting system could not be reached; nothing was sent. It will be tried again."),
        code="unreachable",
    )
