"""iTax over the wire: HTTP Basic, wrapped JSON, pages, and a 503 that says "too fast" as well as "down".

Sources: itax.md §3 (login), §4 (transport), §5 (limits), §6 (envelope).
"""

from __future__ import annotations

import base64
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timezone
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Rejected, Throttled, gettext_noop
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import Answer, UnreadableError, write_json
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE, HttpClient, Request
from oscar_lt_accounting.providers.limits import Purpose

JSON = "application/json"
LARGEST_PAGE = 1000
#: No company has ten million records of a kind.
_MOST_PAGES = 10_000
#: The code of a refusal that is nothing but "404".
NOT_THERE = "404"
#: itax.md §6: of the codes only invalid_resource is known; these would be its siblings inside a 200.
_KEY_REFUSED = ("unauthorized", "forbidden")
_PAUSE_AFTER_503 = 5
_LONGEST_PAUSE = 5
_MOST_PAUSES = 5
_Asked = TypeVar("_Asked")


class RefusedError(Exception):
    """iTax's own refusal: `fields` with their Lithuanian messages, by the field's name."""

    def __init__(self, code: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.fields = dict(fields or {})


class ITaxClient:
    """Calls iTax's resources by name and id; addresses found in answers are never called."""

    def __init__(
        self,
        http: HttpClient,
        base_url: str,
        *,
        username: str,
        password: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._http = http
        self._base = base_url.rstrip("/") + "/"
        pair = base64.b64encode(f"{username}:{password}".encode()).decode()
        self._authorization = f"Basic {pair}"
        self._pause = pause
        #: By how many seconds their clock is ahead of ours, as far as they tell.
        self.clock_difference: int | None = None

    def one(self, path: str, *, purpose: Purpose = Purpose.LOOK_UP) -> dict[str, Any]:
        """One record, by resource and id; raises `RefusedError` when there is none, which proves little."""
        return self._record(self._call("GET", path, writes=False, purpose=purpose), writes=False)

    def page(
        self, resource: str, filters: Mapping[str, str], *, purpose: Purpose = Purpose.LOOK_UP
    ) -> tuple[list[dict[str, Any]], int]:
        """One page of records and the number of pages; `per_page` and `page` are filters like any other.

        Raises `RefusedError` where iTax refuses a filter.
        """
        asked = {"per_page": str(LARGEST_PAGE), "page": "1", **filters}
        answer = self._call("GET", resource, writes=False, purpose=purpose, params=asked)
        rows, pagination = answer.get("response"), answer.get("pagination")
        pages = pagination.get("pages") if isinstance(pagination, dict) else 1
        if not isinstance(rows, list) or not isinstance(pages, int) or pages > _MOST_PAGES:
            raise verdicts.unreadable(writes=False)
        if not all(isinstance(row, dict) for row in rows):
            raise verdicts.unreadable(writes=False)
        return rows, pages

    def pages(
        self, resource: str, filters: Mapping[str, str], *, purpose: Purpose = Purpose.LOOK_UP
    ) -> Iterator[list[dict[str, Any]]]:
        """All pages, in the order of the ids unless the filters say otherwise, with the pauses iTax asks for."""
        number, last = 1, 1
        while number <= last:
            asked = {"sort": "id", "direction": "asc", **filters, "page": str(number)}
            rows, last = self.patiently(lambda asked=asked: self.page(resource, asked, purpose=purpose))  # type: ignore[misc]
            yield rows
            number += 1

    def all(
        self, resource: str, filters: Mapping[str, str] | None = None, *, purpose: Purpose = Purpose.SET_UP
    ) -> Iterator[dict[str, Any]]:
        """All records, page by page in the order of their ids, so that a moving list loses none."""
        for rows in self.pages(resource, filters or {}, purpose=purpose):
            yield from rows

    def patiently(self, ask: Callable[[], _Asked]) -> _Asked:
        """The answer to a question that may wait a moment: five calls a second are soon used up (itax.md §5)."""
        for _ in range(_MOST_PAUSES):
            try:
                return ask()
            except Throttled as error:
                wait = error.retry_after or 1
                if wait > _LONGEST_PAUSE:
                    raise
            self._pause(wait)
        return ask()

    def create(self, resource: str, root: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The created record; raises `RefusedError` when iTax refuses it."""
        return self._record(self._call("POST", resource, writes=True, body={root: dict(fields)}), writes=True)

    def send(self, path: str, root: str, fields: Mapping[str, Any]) -> None:
        """Have iTax do something that makes no record we know."""
        self._call("POST", path, writes=True, body={root: dict(fields)})

    def update(self, path: str, root: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The changed record; raises `RefusedError` when iTax refuses the change."""
        return self._record(self._call("PUT", path, writes=True, body={root: dict(fields)}), writes=True)

    def delete(self, path: str) -> None:
        """Delete a record; raises `RefusedError` when iTax refuses it, or has no such record."""
        self._call("DELETE", path, writes=True)

    def file(self, version: str, filters: Mapping[str, str]) -> bytes:
        """A printed document; `version` is the API version whose address prints (itax.md §8.7)."""
        root = self._base.rstrip("/").rpartition("/")[0]
        answer = self._http.call(
            Request(
                method="GET",
                url=f"{root}/{version}/downloads.pdf",
                writes=False,
                purpose=Purpose.FILE,
                headers={"Authorization": self._authorization},
                params=filters,
                max_bytes=20 * MEGABYTE,
            )
        )
        if verdict := _verdict(answer, writes=False):
            raise verdict
        return answer.body if answer.status < 300 else b""

    def refusal(self, error: RefusedError) -> Rejected:
        """ITax's refusal in words for the shop; its messages are Lithuanian."""
        return Rejected(gettext_noop("iTax refused the document: %(said)s"), code="rejected", said=self.words_of(error))

    def words_of(self, error: RefusedError) -> str:
        """What iTax said, without secrets and personal data."""
        said = "; ".join(f"{field}: {text}" for field, text in error.fields.items()) or error.code
        return self._http.redact(said)

    def _call(
        self,
        method: str,
        path: str,
        *,
        writes: bool,
        purpose: Purpose = Purpose.DOCUMENT,
        params: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> dict[str, Any]:
        answer = self._http.call(
            Request(
                method=method,
                url=self._base + path,
                writes=writes,
                purpose=purpose,
                # itax.md §10.2: without the content type iTax misreads the parameters.
                headers={"Authorization": self._authorization, "Content-Type": JSON, "Accept": JSON},
                params=params or {},
                body=write_json(body) if body is not None else b"",
                max_bytes=64 * MEGABYTE,
            )
        )
        self._compare_clocks(answer)
        if verdict := _verdict(answer, writes=writes):
            raise verdict
        return _read(answer, method)

    def _compare_clocks(self, answer: Answer) -> None:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
        except (ValueError, OverflowError):
            return
        if theirs.tzinfo is None:  # a zone of -0000 counts as none
            theirs = theirs.replace(tzinfo=timezone.utc)
        self.clock_difference = int(theirs.timestamp() - self._http.epoch())

    @staticmethod
    def _record(body: Mapping[str, Any], *, writes: bool) -> dict[str, Any]:
        record = body["response"]
        if not isinstance(record, dict) or not is_id(record.get("id")):
            raise verdicts.unreadable(writes=writes)
        return dict(record)


def is_id(value: object) -> bool:
    """Whether this is an id as iTax writes them (itax.md §4)."""
    return isinstance(value, int) and not isinstance(value, bool)


def _verdict(answer: Answer, *, writes: bool) -> AccountingError | None:
    if answer.status == 503 and not writes:
        # itax.md §5: too fast, or down. A write with this answer may have landed and is in doubt.
        return Throttled(
            gettext_noop("iTax is too busy or out of order (503); everything waits a moment."),
            code="throttled",
            retry_after=_PAUSE_AFTER_503,
        )
    return verdicts.by_status(answer, writes=writes)


def _read(answer: Answer, method: str) -> dict[str, Any]:
    try:
        body = answer.json()
    except UnreadableError:
        body = None
    if isinstance(body, dict) and body.get("error"):
        if body["error"] in _KEY_REFUSED:
            raise Misconfigured(
                gettext_noop(
                    "iTax refused the key (%(said)s). Check the key and its rights there; the documents wait."
                ),
                code="key_refused",
                said=body["error"],
            )
        raise RefusedError(str(body["error"]), _messages(body.get("messages")))
    # Whoever answers 404 to a new record is not iTax, or iTax is not at this address: it stays in doubt.
    if answer.status == 404 and method != "POST":
        raise RefusedError(NOT_THERE)
    # itax.md §6: a status of its own says little; what counts is a response without an error.
    if not isinstance(body, dict) or answer.status >= 400 or "response" not in body:
        raise verdicts.unreadable(writes=method != "GET")
    return body


def _messages(messages: object) -> dict[str, str]:
    if not isinstance(messages, dict):
        return {}
    return {
        str(field): ", ".join(str(text) for text in texts) if isinstance(texts, list) else str(texts)
        for field, texts in messages.items()
    }
