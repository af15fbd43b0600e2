"""iTax over the wire: HTTP Basic, wrapped JSON, pages, and a 503 that says "too fast" as well as "down".

Sources: itax.md §3 (login), §4 (transport), §5 (limits), §6 (envelope).
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

from oscar_lt_accounting.domain.errors import AccountingError, Rejected, Unavailable, gettext_noop
from oscar_lt_accounting.providers import verdicts
from oscar_lt_accounting.providers.answers import Answer, UnreadableError, write_json
from oscar_lt_accounting.providers.http import MEGABYTE, Door, Request
from oscar_lt_accounting.providers.limits import Purpose

JSON = "application/json"
LARGEST_PAGE = 1000
_PAUSE_AFTER_503 = 2


class RefusedError(Exception):
    """iTax's own refusal: `fields` with their Lithuanian messages, by the field's name."""

    def __init__(self, code: str, fields: Mapping[str, str]) -> None:
        super().__init__(code)
        self.code = code
        self.fields = dict(fields)


class ITaxClient:
    """Calls iTax's resources by name and id; addresses found in answers are never called."""

    def __init__(self, door: Door, base_url: str, *, username: str, password: str) -> None:
        self._door = door
        self._base = base_url.rstrip("/") + "/"
        pair = base64.b64encode(f"{username}:{password}".encode()).decode()
        self._authorization = f"Basic {pair}"

    def one(self, path: str, *, purpose: Purpose = Purpose.LOOK_UP) -> dict[str, Any]:
        """One record, by resource and id."""
        return self._record(self._call("GET", path, writes=False, purpose=purpose), writes=False)

    def page(
        self, resource: str, filters: Mapping[str, str], *, purpose: Purpose = Purpose.LOOK_UP
    ) -> tuple[list[dict[str, Any]], int]:
        """One page of records and the number of pages; `per_page` and `page` are filters like any other."""
        answer = self._call("GET", resource, writes=False, purpose=purpose, params=filters)
        rows, pagination = answer.get("response"), answer.get("pagination")
        pages = pagination.get("pages") if isinstance(pagination, dict) else 1
        if not isinstance(rows, list) or not isinstance(pages, int):
            raise verdicts.unreadable(writes=False)
        return [row for row in rows if isinstance(row, dict)], pages

    def all(
        self, resource: str, filters: Mapping[str, str] | None = None, *, purpose: Purpose = Purpose.SET_UP
    ) -> Iterator[dict[str, Any]]:
        """All records, page by page in the order of their ids, so that a moving list loses none."""
        page, pages = 1, 1
        while page <= pages:
            asked = {
                **(filters or {}),
                "per_page": str(LARGEST_PAGE),
                "page": str(page),
                "sort": "id",
                "direction": "asc",
            }
            rows, pages = self.page(resource, asked, purpose=purpose)
            yield from rows
            page += 1

    def create(self, resource: str, root: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The created record; raises `RefusedError` when iTax refuses it."""
        return self._record(self._call("POST", resource, writes=True, body={root: dict(fields)}), writes=True)

    def update(self, path: str, root: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        """The changed record; raises `RefusedError` when iTax refuses the change."""
        return self._record(self._call("PUT", path, writes=True, body={root: dict(fields)}), writes=True)

    def delete(self, path: str) -> None:
        """Delete a record."""
        self._call("DELETE", path, writes=True)

    def file(self, version: str, filters: Mapping[str, str]) -> bytes:
        """A printed document; `version` is the API version whose address prints (itax.md §8.7)."""
        root = self._base.rstrip("/").rpartition("/")[0]
        answer = self._door.call(
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
        if verdict := self._verdict(answer, writes=False):
            raise verdict
        return answer.body

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
        answer = self._door.call(
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
        if verdict := self._verdict(answer, writes=writes):
            raise verdict
        return self._read(answer, writes=writes)

    @staticmethod
    def _verdict(answer: Answer, *, writes: bool) -> AccountingError | None:
        if answer.status == 503 and not writes:
            return Unavailable(
                gettext_noop("iTax is too busy or out of order (503); it will be asked again."),
                code="failed_over_there",
                retry_after=_PAUSE_AFTER_503,
            )
        return verdicts.by_status(answer, writes=writes)

    @staticmethod
    def _read(answer: Answer, *, writes: bool) -> dict[str, Any]:
        try:
            body = answer.json()
        except UnreadableError:
            body = None
        if isinstance(body, dict) and body.get("error"):
            raise RefusedError(str(body["error"]), _messages(body.get("messages")))
        # itax.md §6: a status of its own says little; what counts is a response without an error.
        if not isinstance(body, dict) or answer.status >= 400 or "response" not in body:
            raise verdicts.unreadable(writes=writes)
        return body

    @staticmethod
    def _record(body: Mapping[str, Any], *, writes: bool) -> dict[str, Any]:
        record = body.get("response")
        known = isinstance(record, dict) and isinstance(record.get("id"), int) and not isinstance(record["id"], bool)
        if not known:
            raise verdicts.unreadable(writes=writes)
        return dict(record)  # type: ignore[arg-type] # the line above made sure

    def refusal(self, error: RefusedError) -> Rejected:
        """ITax's refusal in words for the shop; its messages are Lithuanian."""
        said = "; ".join(f"{field}: {text}" for field, text in error.fields.items()) or error.code
        return Rejected(
            gettext_noop("iTax refused the document: %(said)s"), code="rejected", said=self._door.redact(said)
        )


def _messages(messages: object) -> dict[str, str]:
    if not isinstance(messages, dict):
        return {}
    return {
        str(field): ", ".join(str(text) for text in texts) if isinstance(texts, list) else str(texts)
        for field, texts in messages.items()
    }
