"""RoboLabs over the wire: one envelope in many shapes, and limits that arrive inside an HTTP 200.

Sources: robolabs.md §2 (key), §4 (limits), §5 (envelope).
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping
from dataclasses import replace
from typing import Any

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Rejected, Uncertain, gettext_noop
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import Answer, UnreadableError, write_json
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE, HttpClient, Request
from oscar_lt_accounting.providers.limits import Purpose
from oscar_lt_accounting.providers.robolabs.streaming import Envelope, Row


class StatusError(Exception):
    """The envelope's own status is not 200; the caller decides what it means for its call."""

    def __init__(self, status: str, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class RoboLabsClient:
    """Calls RoboLabs' methods: always POST, flat JSON in, an envelope out."""

    def __init__(self, http: HttpClient, base_url: str, *, api_key: str, key_in_body: bool) -> None:
        self._http = http
        self._base = base_url.rstrip("/") + "/api/"
        self._api_key = api_key
        self._key_in_body = key_in_body

    def call(
        self,
        method: str,
        payload: Mapping[str, Any],
        *,
        writes: bool,
        purpose: Purpose = Purpose.DOCUMENT,
        max_bytes: int = 32 * MEGABYTE,
    ) -> dict[str, Any]:
        """The `result` of a call that was processed.

        Raises the domain's errors for what is true of every call, `StatusError` for a status of the
        method's own.
        """
        request = self._request(method, payload, writes=writes, purpose=purpose, max_bytes=max_bytes)
        return self._open(self._http.call(request), writes=writes)

    def rows(
        self, method: str, payload: Mapping[str, Any], *, purpose: Purpose, max_bytes: int
    ) -> Generator[Row, None, dict[str, Any]]:
        """The rows of a question's answer as they arrive; the result is the rest of it.

        Raises as `call` does, at the end of what could be read.
        """
        request = self._request(method, payload, writes=False, purpose=purpose, max_bytes=max_bytes)
        with self._http.open(request) as (head, chunks):
            if head.status != 200:
                return self._open(replace(head, body=b"".join(chunks)), writes=False)
            envelope = Envelope(chunks)
            try:
                yield from envelope.rows()
            except UnreadableError:
                raise verdicts.unreadable(writes=False) from None
        return self._opened(envelope.said, writes=False)

    def _request(
        self, method: str, payload: Mapping[str, Any], *, writes: bool, purpose: Purpose, max_bytes: int
    ) -> Request:
        headers = {"Content-Type": "application/json"}
        body = dict(payload)
        if self._key_in_body:
            body["secret"] = self._api_key
        else:
            headers["x-api-key"] = self._api_key
        return Request(
            method="POST",
            url=self._base + method,
            writes=writes,
            purpose=purpose,
            headers=headers,
            body=write_json(body),
            max_bytes=max_bytes,
        )

    def do(self, method: str, payload: Mapping[str, Any]) -> None:
        """Change something at once; raises `Uncertain` when it became a job that nobody follows."""
        try:
            result = self.call(method, {**payload, "execute_immediately": True}, writes=True)
        except StatusError as error:
            raise self.refusal(error) from None
        if job_of(result):
            raise Uncertain(
                gettext_noop(
                    "RoboLabs put this into its queue instead of doing it at once. Look over there whether it was "
                    "done, before you try again."
                ),
                code="queued",
            )

    def redact(self, text: str) -> str:
        """`text` without secrets and without the buyer."""
        return self._http.redact(text)

    def refusal(self, error: StatusError) -> AccountingError:
        """A status of the envelope as a refusal of the document."""
        if error.status in ("401", "403"):
            return self.key_refused(error)
        return Rejected(
            gettext_noop("RoboLabs refused the document: %(said)s"),
            code="rejected",
            said=self._http.redact(error.text or error.status),
        )

    def key_refused(self, error: StatusError) -> Misconfigured:
        """A refusal of a call that any key is allowed."""
        return Misconfigured(
            gettext_noop("RoboLabs refused the key: %(said)s. Check the key; the documents wait."),
            code="key_refused",
            said=self._http.redact(error.text or error.status),
        )

    def _open(self, answer: Answer, *, writes: bool) -> dict[str, Any]:
        if verdict := verdicts.by_status(answer, writes=writes):
            raise verdict
        try:
            envelope = answer.json()
        except UnreadableError:
            envelope = None
        if answer.status != 200:
            raise verdicts.unreadable(writes=writes)
        return self._opened(envelope, writes=writes)

    def _opened(self, envelope: Any, *, writes: bool) -> dict[str, Any]:
        if not isinstance(envelope, dict):
            raise verdicts.unreadable(writes=writes)
        result, error = envelope.get("result"), envelope.get("error")
        if isinstance(result, dict):
            return self._processed(result, writes=writes)
        if isinstance(error, dict):
            raise StatusError("error", str(error.get("message") or ""))
        raise verdicts.unreadable(writes=writes)

    @staticmethod
    def _processed(result: dict[str, Any], *, writes: bool) -> dict[str, Any]:
        # robolabs.md §5.1: text or number, and `code` in acknowledgements of background work.
        given = result.get("status_code", result.get("code"))
        if isinstance(given, bool) or not isinstance(given, (str, int)):
            raise verdicts.unreadable(writes=writes)
        status = str(given).strip()
        text = str(result.get("error") or result.get("status_text") or "")
        if status == "429":
            # robolabs.md §4: the sentence names the minute or the hour; there is no Retry-After.
            raise verdicts.throttled(600 if "valand" in text.lower() else 60)
        if status != "200":
            raise StatusError(status, text)
        return result


def job_of(result: Mapping[str, Any]) -> str:
    """The id of the background job the answer speaks of, or an empty text (robolabs.md §5.2)."""
    data = result.get("data")
    job = data.get("api_job_id") if isinstance(data, dict) else None
    return str(job) if isinstance(job, (int, str)) and re.fullmatch(r"[1-9][0-9]{0,17}", str(job)) else ""


def rows_of(result: Mapping[str, Any]) -> list[Any]:
    """The list in the answer to a question; raises `Unavailable` for what is neither a list nor nothing."""
    data = result.get("data") or []
    if not isinstance(data, list):
        raise verdicts.unreadable(writes=False)
    return data
