"""Centas over the wire: a token in the address, fields in the address or a form, JSON for writes, XML for lists.

Sources: centas.md §2 (token), §3 (transport), §5 (answers; errors are not documented at all).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any, TypeVar
from urllib.parse import urlencode

from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Throttled, gettext_noop
from oscar_lt_accounting.providers.centas import xml
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import UnreadableError, read_json
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE, HttpClient, Request
from oscar_lt_accounting.providers.limits import Purpose

# centas.md §3: servers refuse a first line of about 8 KB; a part of it is kept for what is around the address.
LONGEST_ADDRESS = 7500
# A hash; what is longer is no id, and the shop has no room for it.
_LONGEST_ID = 128
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_LARGEST_EXPORT = 512 * MEGABYTE
_SMALL_PIECES = 16
_SHOWN = 500
_LONGEST_PAUSE = 5
_MOST_PAUSES = 3
# centas.md §5: 1 is the only value shown; 0 is a guess.
_DONE, _NOT_DONE = (1, "1", True), (0, "0", False)
_Asked = TypeVar("_Asked")


class CentasClient:
    """Calls Centas' seven addresses; always over https, though some of its pages say http (centas.md §1)."""

    def __init__(
        self,
        http: HttpClient,
        base_url: str,
        *,
        token: str,
        in_form: bool,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self._base = base_url.rstrip("/") + "/"
        self._token = token
        self._in_form = in_form
        self._pause = pause

    def create(self, path: str, fields: Mapping[str, str], id_key: str) -> str:
        """The id of what was made.

        Raises `Held` when the address would be too long, `Rejected` when Centas refuses, and `Uncertain`
        when its answer proves neither.
        """
        made = self._written(self._creating(path, fields)).get(id_key)
        if isinstance(made, bool) or not isinstance(made, (str, int)) or not 0 < len(str(made).strip()) <= _LONGEST_ID:
            raise verdicts.unreadable(writes=True)
        return str(made).strip()

    def take_in(self, path: str, document: str, *, purpose: Purpose) -> dict[str, Any]:
        """The counters of an import of XML, which stands in the form field `data` (centas.md §9 no. 4)."""
        request = Request(
            method="POST",
            url=self._base + path,
            writes=True,
            purpose=purpose,
            params={"token": self._token},
            headers=_FORM,
            body=urlencode({"data": document}).encode(),
        )
        return self._patiently(lambda: self._written(request))

    def records(
        self, path: str, name: str, *, purpose: Purpose, only: Mapping[str, str] | None = None
    ) -> Generator[xml.Record, None, None]:
        """The elements called `name` of an export, one after another as they arrive.

        Raises `Misconfigured` for a key that is refused, and `Unavailable` for what is no export.
        """
        request = Request(
            method="GET",
            url=self._base + path,
            writes=False,
            purpose=purpose,
            params={"token": self._token, **(only or {})},
            max_bytes=_LARGEST_EXPORT,
        )
        with ExitStack() as stack:
            head, chunks = self._patiently(lambda: stack.enter_context(self._http.open(request)))
            if verdict := verdicts.by_status(head, writes=False):
                raise verdict
            if head.status != 200:
                raise verdicts.unreadable(writes=False)
            try:
                yield from xml.records(_no_refusal(chunks), name)
            except xml.XmlError:
                raise verdicts.unreadable(writes=False) from None

    def _patiently(self, ask: Callable[[], _Asked]) -> _Asked:
        """The answer to a call that may wait a moment, since one call a second is soon used up.

        Who is told to slow down has done nothing over there, so a writing call may wait as well.
        """
        for _ in range(_MOST_PAUSES):
            try:
                return ask()
            except Throttled as error:
                wait = error.retry_after or 1
                if wait > _LONGEST_PAUSE:
                    raise
            self._pause(wait)
        return ask()

    def _creating(self, path: str, fields: Mapping[str, str]) -> Request:
        url = self._base + path
        token = {"token": self._token}
        if self._in_form:
            body = urlencode(fields).encode()
            return Request(method="POST", url=url, writes=True, params=token, headers=_FORM, body=body)
        length = len(f"{url}?{urlencode({**token, **fields})}")
        if length > LONGEST_ADDRESS:
            raise Held(
                gettext_noop(
                    "The document is too long to be sent in an address (%(length)s of at most %(most)s characters). "
                    "Ask Centas whether it takes a form, set “Where the fields go” to it, then send again; or split "
                    "the order."
                ),
                code="too_long",
                length=length,
                most=LONGEST_ADDRESS,
            )
        return Request(method="POST", url=url, writes=True, params={**token, **fields})

    def _written(self, request: Request) -> dict[str, Any]:
        answer = self._http.call(request)
        if verdict := verdicts.by_status(answer, writes=True):
            raise verdict
        if 400 <= answer.status < 500:
            raise self._refused(answer.text or str(answer.status))
        told = _told(answer.body)
        if told is None or "success" not in told or not 200 <= answer.status < 300:
            raise verdicts.unreadable(writes=True)
        if told["success"] in _NOT_DONE:
            raise self._refused(_words(told))
        if told["success"] not in _DONE:
            raise verdicts.unreadable(writes=True)
        return told

    def _refused(self, said: str) -> Rejected:
        return Rejected(
            gettext_noop(
                "Centas refused it and gave no reason but: %(said)s. Compare the document with what Centas takes, "
                "check the key, or ask Centas, then send again."
            ),
            code="rejected",
            # Cleaned before it is cut, so that no half of a secret is left.
            said=self._http.redact(said)[:_SHOWN],
        )


def _no_refusal(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of an export.

    Raises `Misconfigured` when they are a JSON refusal: what else than the key could be wrong with the question?
    """
    first = next(chunks, b"")
    if not first.lstrip().startswith(b"{"):
        return chain((first,), chunks)
    told = _told(b"".join((first, *islice(chunks, _SMALL_PIECES))))
    if told is None or told.get("success") not in _NOT_DONE:
        raise verdicts.unreadable(writes=False)
    raise Misconfigured(
        gettext_noop("Centas gives no list to this key. Check the key in the integration; the documents wait."),
        code="key_refused",
    )


def _told(body: bytes) -> dict[str, Any] | None:
    try:
        told = read_json(body)
    except UnreadableError:
        return None
    return told if isinstance(told, dict) else None


def _words(told: Mapping[str, Any]) -> str:
    # centas.md §5: no field for the reason is documented; these are tried.
    said = [str(told[name]) for name in ("error", "errors", "message", "msg") if told.get(name)]
    return " · ".join(said) or "success: 0"
