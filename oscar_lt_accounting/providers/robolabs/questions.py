"""Questions to RoboLabs; one that it puts into its queue is gone on with the next time it is asked.

robolabs.md §5.2: any method that can work in the background may answer with a job, whatever was asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oscar_lt_accounting.domain.errors import Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import RemoteIds
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import UnreadableError, read_json, write_json
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE
from oscar_lt_accounting.providers.limits import Purpose
from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.providers.robolabs.client import RoboLabsClient, StatusError, job_of, rows_of
from oscar_lt_accounting.providers.robolabs.streaming import Row

_JOB = "job"
_PAUSE = 60
_ALLOWED = 32 * MEGABYTE


class Questions:
    """Reads that are asked for at once. Jobs they became all the same are noted."""

    def __init__(self, client: RoboLabsClient, remote_ids: RemoteIds) -> None:
        self._client = client
        self._remote_ids = remote_ids

    def ask(
        self, method: str, body: Mapping[str, Any], purpose: Purpose, *, max_bytes: int = _ALLOWED
    ) -> dict[str, Any]:
        """The `result` of a question; raises `StatusError` or the domain's errors."""
        key = _key(method, body)
        if job := self._remote_ids.known(_JOB, key):
            return self._answer_of(job, key, purpose)
        asked = {**body, "execute_immediately": True}
        result = self._client.call(method, asked, writes=False, purpose=purpose, max_bytes=max_bytes)
        if job := job_of(result):
            self._remote_ids.learn(_JOB, key, job)
            raise self._later()
        return result

    def rows(
        self, method: str, body: Mapping[str, Any], purpose: Purpose, *, max_bytes: int = _ALLOWED
    ) -> Iterator[Row]:
        """The rows of an answer that may be too large to hold; raises as `ask` does."""
        key = _key(method, body)
        if job := self._remote_ids.known(_JOB, key):
            yield from (row for row in rows_of(self._answer_of(job, key, purpose)) if isinstance(row, dict))
            return
        asked = {**body, "execute_immediately": True}
        said = yield from self._client.rows(method, asked, purpose=purpose, max_bytes=max_bytes)
        if job := job_of(said):
            self._remote_ids.learn(_JOB, key, job)
            raise self._later()
        if said.get("data"):
            raise verdicts.unreadable(writes=False)

    def _answer_of(self, job: str, key: str, purpose: Purpose) -> dict[str, Any]:
        try:
            result = self._client.call("get_api_job", {"api_job_id": int(job)}, writes=False, purpose=purpose)
        except StatusError:
            self._remote_ids.forget(_JOB, key)  # a job that nobody knows answers nothing
            raise
        data = result.get("data")
        if not isinstance(data, dict):
            raise verdicts.unreadable(writes=False)
        state = payload.job_state(data.get("state"))
        if state == "pending":
            raise self._later()
        self._remote_ids.forget(_JOB, key)
        if state == "failed":
            raise StatusError("failed", str(data.get("response_message") or data.get("state")))
        return _read(data.get("response_data"))

    @staticmethod
    def _later() -> Unavailable:
        return Unavailable(
            gettext_noop("RoboLabs put the question into its queue; its answer will be fetched later."),
            code="queued",
            retry_after=_PAUSE,
        )


def _key(method: str, body: Mapping[str, Any]) -> str:
    return f"{method} {write_json(dict(body)).decode()}"


def _read(text: object) -> dict[str, Any]:
    """The answer of a job: a bare list was seen, an envelope or a dictionary are possible (robolabs.md §6.1)."""
    try:
        told = read_json(text.encode()) if isinstance(text, str) else text
    except UnreadableError:
        raise verdicts.unreadable(writes=False) from None
    if isinstance(told, dict) and isinstance(told.get("result"), dict):
        told = told["result"]
    if isinstance(told, dict) and "data" in told:
        return told
    if isinstance(told, (dict, list)):
        return {"data": told}
    raise verdicts.unreadable(writes=False)
