"""RoboLabs over the wire: one envelope in many shapes, limits inside an HTTP 200, and questions in its queue.

Sources: robolabs.md §2 (key), §4 (limits), §5 (envelope, background).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable, Uncertain, gettext_noop
from oscar_lt_accounting.providers.base import HttpClient, Purpose, RemoteIds
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import read_json, write_json
from oscar_lt_accounting.providers.kit.authentication import KeyInBody, KeyInHeader
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE
from oscar_lt_accounting.providers.kit.reading import Row, inner, record, remote_id, rows_of, said_in
from oscar_lt_accounting.providers.kit.rest_client import RestClient
from oscar_lt_accounting.providers.kit.rules import NotThereError, RefusedError, Rule, Words
from oscar_lt_accounting.providers.robolabs.payload import job_state

KEY_REFUSED = gettext_noop("RoboLabs rejected the key: %(said)s. Check the key; the documents wait.")
_REFUSED = gettext_noop("RoboLabs rejected the document: %(said)s")
_LARGEST = 32 * MEGABYTE
_PLACE = ("result", "data")
_DONE, _FRAMEWORK, _NO_ENVELOPE, _JOB = "200", "error", "no envelope", "job"


def rules(not_found: str) -> tuple[Rule, ...]:
    """RoboLabs' verdicts; `not_found` is the status that says that an invoice is not there."""
    return (
        Rule(Uncertain, status=range(201, 300)),
        Rule(Uncertain, status=200, their_code=_NO_ENVELOPE),
        # robolabs.md §4: the sentence names the minute or the hour; there is no Retry-After.
        Rule(Throttled, status=200, their_code="429", text="valand", retry_after=600),
        Rule(Throttled, status=200, their_code="429", retry_after=60),
        Rule(Misconfigured, KEY_REFUSED, status=200, their_code=("401", "403")),
        Rule(
            Uncertain,
            gettext_noop(
                "RoboLabs failed before it came to its own answer (%(said)s), so nobody knows whether the document was "
                "taken. It will be looked for before anything is sent again."
            ),
            code="failed_over_there",
            status=200,
            their_code=_FRAMEWORK,
            writes=True,
        ),
        Rule(NotThereError, _REFUSED, code="rejected", status=200, their_code=not_found),
        Rule(RefusedError, _REFUSED, status=200, own=True),
    )


def describe(body: Any) -> Words:
    """The envelope's own status and text where it is not done, an error of the framework around it, or no envelope."""
    result, error = inner(body, "result"), inner(body, "error")
    if isinstance(result, dict):
        status = _status(result) or _NO_ENVELOPE
        return Words() if status == _DONE else Words(status, said_in(result.get("error") or result.get("status_text")))
    return Words(_FRAMEWORK, said_in(error.get("message"))) if isinstance(error, dict) else Words(_NO_ENVELOPE)


def _status(result: Mapping[str, Any]) -> str:
    # robolabs.md §5.1: text or number, and `code` in acknowledgements of background work.
    given = result.get("status_code", result.get("code"))
    return "" if isinstance(given, bool) or not isinstance(given, (str, int)) else str(given).strip() or "–"


def job_of(result: Mapping[str, Any]) -> str:
    """The id of the background job the answer speaks of, or an empty text (robolabs.md §5.2)."""
    return remote_id(inner(result, "data", "api_job_id"))


def rows_in(result: Mapping[str, Any]) -> list[Row]:
    """The records of an answer; raises `Unavailable` for what is neither a list nor nothing."""
    with verdicts.understood(writes=False):
        return rows_of(result.get("data") or [])


class RoboLabsClient(RestClient):
    """Calls RoboLabs' methods: always POST, flat JSON in, an envelope out. `remote_ids` notes questions' jobs."""

    def __init__(
        self,
        http: HttpClient,
        base_url: str,
        remote_ids: RemoteIds,
        *,
        api_key: str,
        key_in_body: bool,
        not_found: str,
    ) -> None:
        super().__init__(
            http,
            f"{base_url}/api",
            authentication=KeyInBody({"secret": api_key}) if key_in_body else KeyInHeader({"x-api-key": api_key}),
            rules=rules(not_found),
            describe=describe,
            max_bytes=_LARGEST,
        )
        self._remote_ids = remote_ids

    def result(
        self, method: str, body: Mapping[str, Any], *, writes: bool = False, purpose: Purpose | None = None
    ) -> Row:
        """The `result` of a call that was processed."""
        return record(self.post(method, json=body, writes=writes, purpose=purpose)["result"])

    def do(self, method: str, body: Mapping[str, Any]) -> None:
        """Change something at once; raises `Uncertain` when it became a job that nobody follows."""
        if job_of(self.result(method, {**body, "execute_immediately": True}, writes=True)):
            raise Uncertain(
                gettext_noop(
                    "RoboLabs put this into its queue instead of doing it at once. Check in RoboLabs whether it was "
                    "done, before you try again."
                ),
                code="queued",
            )

    def ask(
        self, method: str, body: Mapping[str, Any], purpose: Purpose, *, max_bytes: int = _LARGEST
    ) -> Iterator[tuple[Row, str]]:
        """The records that answer a question, as they arrive, with their fingerprints.

        Any question may become a job, whatever was asked (robolabs.md §5.2): then `Unavailable` is raised, and the
        next time it is asked, its answer is fetched.
        """
        key = f"{method} {write_json(body).decode()}"
        if job := self._remote_ids.known(_JOB, key):
            yield from ((row, "") for row in self._answer_of(job, key, purpose))
            return
        asked = {**body, "execute_immediately": True}
        rows = self.rows(method, place=_PLACE, method="POST", json=asked, purpose=purpose, max_bytes=max_bytes)
        result = (yield from rows)["result"]
        if job := job_of(result):
            self._remote_ids.learn(_JOB, key, job)
            raise _later()
        rows_in(result)

    def job(self, job: str, purpose: Purpose) -> Row:
        """A background job; raises `Unavailable` for what is none."""
        with verdicts.understood(writes=False):
            return record(self.result("get_api_job", {"api_job_id": int(job)}, purpose=purpose).get("data"))

    def failure(self, job: Row) -> RefusedError:
        """What a failed job said."""
        said = self.redact(str(job.get("response_message") or job.get("state")))
        return RefusedError(_REFUSED, said=said)

    def _answer_of(self, number: str, key: str, purpose: Purpose) -> list[Row]:
        try:
            job = self.job(number, purpose)
        except RefusedError:
            self._remote_ids.forget(_JOB, key)  # a job that nobody knows answers nothing
            raise
        state = job_state(job.get("state"))
        if state == "pending":
            raise _later()
        self._remote_ids.forget(_JOB, key)
        if state == "failed":
            raise self.failure(job)
        return _rows_of_job(job.get("response_data"))


def _later() -> Unavailable:
    return Unavailable(
        gettext_noop("RoboLabs put the question into its queue; its answer will be fetched later."),
        code="queued",
        retry_after=60,
    )


def _rows_of_job(answer: object) -> list[Row]:
    """The answer of a job: a bare list was seen, an envelope or a dictionary are possible (robolabs.md §6.1)."""
    with verdicts.understood(writes=False):
        told = read_json(answer.encode()) if isinstance(answer, str) else answer
        told = inner(told, "result") or told
        return rows_of(record(told)["data"] or []) if isinstance(told, dict) else rows_of(told)
