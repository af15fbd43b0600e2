"""A system's REST interface: address, key, bodies, and what each answer means.

A provider makes one with its table of verdicts, or derives from it, and gets answers that are read and judged, or
the domain's errors. It repeats nothing; only `patiently` waits a moment where the system asks for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, TypeVar
from urllib.parse import urlencode

from oscar_lt_accounting.providers.kit import clocks, verdicts
from oscar_lt_accounting.providers.kit.answers import Answer, read_json, write_json
from oscar_lt_accounting.providers.kit.authentication import Authentication
from oscar_lt_accounting.providers.kit.bounds import UnreadableError
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE, HttpClient, Request
from oscar_lt_accounting.providers.kit.patience import Patience
from oscar_lt_accounting.providers.kit.reading import Row
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, RefusedError, Rule, Said, Words, judge, no_words
from oscar_lt_accounting.providers.kit.streams import RowStream
from oscar_lt_accounting.providers.kit.texts import clean_payload
from oscar_lt_accounting.providers.limits import Purpose

JSON, FORM, XML = "application/json", "application/x-www-form-urlencoded", "application/xml"
LARGEST_ANSWER = 20 * MEGABYTE
#: A list that comes in one answer may hold a whole warehouse with its pictures.
LARGEST_STREAM = 512 * MEGABYTE
_WITHOUT_BODY = ("GET", "DELETE")
_Answer = TypeVar("_Answer")


class RestClient:
    """Calls one company's account by paths below `base_url`; addresses found in answers are never called.

    `rules` is the table of verdicts and `describe` takes the system's own words of an error out of a body.
    `headers` go with every call; `read` turns the bytes of a body into values. `clock_difference` says by how many
    seconds their clock is ahead of ours, as far as they tell.
    """

    #: The headers' name for what a body in JSON is.
    json_type = JSON

    def __init__(
        self,
        http: HttpClient,
        base_url: str,
        *,
        authentication: Authentication | None = None,
        rules: Sequence[Rule] = (),
        describe: Callable[[Any], Words] = no_words,
        headers: Mapping[str, str] | None = None,
        read: Callable[[bytes], Any] = read_json,
        max_bytes: int = LARGEST_ANSWER,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.http = http
        self.base_url = base_url.rstrip("/")
        self.authentication = authentication or Authentication()
        self.rules = rules
        self.clock_difference: int | None = None
        self._describe = describe
        self._headers = dict(headers or {})
        self._read = read
        self._max_bytes = max_bytes
        self._patience = Patience(pause)

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        purpose: Purpose = Purpose.LOOK_UP,
        max_bytes: int | None = None,
    ) -> Any:
        """What the system answers to a question; raises the domain's errors."""
        return self.call(self.request("GET", path, params=params, writes=False, purpose=purpose, max_bytes=max_bytes))

    def post(
        self,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, Any] | None = None,
        xml: str = "",
        params: Mapping[str, str] | None = None,
        writes: bool = True,
        purpose: Purpose | None = None,
        max_bytes: int | None = None,
    ) -> Any:
        """What the system answers to a body; `writes=False` says that it only asks."""
        request = self.request(
            "POST",
            path,
            json=json,
            form=form,
            xml=xml,
            params=params,
            writes=writes,
            purpose=purpose,
            max_bytes=max_bytes,
        )
        return self.call(request)

    def put(
        self,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, Any] | None = None,
        params: Mapping[str, str] | None = None,
        purpose: Purpose | None = None,
    ) -> Any:
        """What the system answers to a change."""
        return self.call(self.request("PUT", path, json=json, form=form, params=params, purpose=purpose))

    def delete(self, path: str, *, params: Mapping[str, str] | None = None, purpose: Purpose | None = None) -> Any:
        """Delete a record; what the system answers, None for an empty answer."""
        return self.call(self.request("DELETE", path, params=params, purpose=purpose))

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        form: Mapping[str, Any] | None = None,
        xml: str = "",
        params: Mapping[str, str] | None = None,
        writes: bool = True,
        purpose: Purpose | None = None,
        max_bytes: int | None = None,
    ) -> Request:
        """One call, ready to be made: its texts cleaned, with everything but the key."""
        content_type, body = self._body(method, json, form, xml)
        return Request(
            method=method,
            url=f"{self.base_url}/{path.lstrip('/')}",
            writes=writes,
            purpose=purpose or (Purpose.DOCUMENT if writes else Purpose.LOOK_UP),
            headers={**content_type, **self._headers},
            params=clean_payload(params or {}),
            body=body,
            max_bytes=max_bytes or self._max_bytes,
        )

    def call(self, request: Request) -> Any:
        """The answer to a request of `request`, read and judged."""
        return self._opened(self._sent(request), writes=request.writes)

    def pdf(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        method: str = "GET",
        json: Any = None,
        purpose: Purpose = Purpose.FILE,
    ) -> bytes | None:
        """The bytes of a PDF, or None when the system says in its own words that it has none."""
        request = self.request(method, path, json=json, params=params, writes=False, purpose=purpose)
        answer = self._sent(request)
        if answer.status == 200 and answer.body.startswith(b"%PDF"):
            return answer.body
        try:
            self._opened(answer, writes=False)
        except AlreadyThereError:
            pass  # no answer to a question
        except RefusedError:
            return None
        raise verdicts.unreadable(writes=False)

    def rows(
        self,
        path: str,
        *,
        place: Sequence[str],
        method: str = "GET",
        json: Any = None,
        params: Mapping[str, str] | None = None,
        purpose: Purpose = Purpose.STOCK,
        max_bytes: int = LARGEST_STREAM,
    ) -> Generator[tuple[Row, str], None, Any]:
        """The records of the list at `place` as they arrive, with their fingerprints; the result is the rest.

        Raises as `get` does, at the end of what could be read.
        """
        request = self.request(
            method, path, json=json, params=params, writes=False, purpose=purpose, max_bytes=max_bytes
        )
        with ExitStack() as stack:
            head, chunks = self.opened(request, stack)
            if head.status != 200:
                return self._opened(replace(head, body=b"".join(chunks)), writes=False)
            stream = RowStream(chunks, *place)
            with verdicts.understood(writes=False):
                yield from stream.rows()
        return self._judged(head, stream.rest, readable=True, writes=False)

    def opened(self, request: Request, stack: ExitStack) -> tuple[Answer, Iterator[bytes]]:
        """The head of an answer and its body in pieces, for as long as `stack` is open."""
        head, chunks = stack.enter_context(self.http.open(self.authentication.signed(request)))
        self._compare_clocks(head)
        return head, chunks

    def patiently(self, ask: Callable[[], _Answer]) -> _Answer:
        """The answer to a call that may wait a moment where the system asks for it."""
        return self._patience.ask(ask)

    def status_of(self, answer: Answer, body: Any) -> int:
        """The status that counts; a system that says another inside an HTTP 200 has its own reading."""
        return answer.status

    def redact(self, text: str) -> str:
        """`text` without this integration's secrets and without the buyer's personal data."""
        return self.http.redact(text)

    def _sent(self, request: Request) -> Answer:
        answer = self.http.call(self.authentication.signed(request))
        self._compare_clocks(answer)
        return answer

    def _compare_clocks(self, answer: Answer) -> None:
        difference = clocks.difference(answer.headers.get("Date", ""), self.http.epoch())
        self.clock_difference = self.clock_difference if difference is None else difference

    def _body(
        self, method: str, json: Any, form: Mapping[str, Any] | None, xml: str
    ) -> tuple[Mapping[str, str], bytes]:
        keys = self.authentication.body_fields
        if form is not None:
            return {"Content-Type": FORM}, urlencode({**clean_payload(form), **keys}).encode()
        if xml:
            return {"Content-Type": XML}, xml.encode()
        if json is not None or (keys and method not in _WITHOUT_BODY):
            return {"Content-Type": self.json_type}, write_json(json, keys=keys)
        return {}, b""

    def _opened(self, answer: Answer, *, writes: bool) -> Any:
        if not answer.body:
            return self._judged(answer, None, readable=answer.status == 204, writes=writes)
        try:
            body, readable = self._read(answer.body), True
        except UnreadableError:
            body, readable = None, False
        return self._judged(answer, body, readable=readable, writes=writes)

    def _judged(self, answer: Answer, body: Any, *, readable: bool, writes: bool) -> Any:
        said = Said(
            status=self.status_of(answer, body),
            headers=answer.headers,
            body=body,
            readable=readable,
            words=self._describe(body),
        )
        if verdict := judge(self.rules, said, writes=writes, redact=self.redact):
            raise verdict
        return body
