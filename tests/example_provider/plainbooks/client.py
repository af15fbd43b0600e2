"""Plain Books over the wire: JSON both ways, the key in a header, two forms of refusal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.domain.errors import Rejected, gettext_noop
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import Answer, UnreadableError, write_json
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from oscar_lt_accounting.providers.limits import Purpose


class PlainBooksClient:
    """Calls Plain Books; both methods raise the domain's errors."""

    def __init__(self, http: HttpClient, base_url: str, *, key: str) -> None:
        self._http = http
        self._base = base_url
        self._headers = {"X-Books-Key": key, "Content-Type": "application/json"}

    def post(self, path: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a call that changes the books."""
        request = Request(
            method="POST",
            url=self._base + path,
            writes=True,
            headers=self._headers,
            body=write_json(payload),
        )
        return self._open(self._http.call(request), writes=True)

    def get(self, path: str, question: Mapping[str, str], purpose: Purpose) -> dict[str, Any]:
        """The answer to a question."""
        request = Request(
            method="GET",
            url=self._base + path,
            writes=False,
            purpose=purpose,
            headers=self._headers,
            params=question,
        )
        return self._open(self._http.call(request), writes=False)

    def _open(self, answer: Answer, *, writes: bool) -> dict[str, Any]:
        if verdict := verdicts.by_status(answer, writes=writes):
            raise verdict
        try:
            said = answer.json()
        except UnreadableError:
            said = None
        if not isinstance(said, dict):
            raise verdicts.unreadable(writes=writes)
        if answer.status in (200, 201):
            return said
        if answer.status == 400 and said.get("error") == "slow_down":
            raise verdicts.throttled(60)
        if answer.status == 422 and said.get("error") == "refused":
            raise Rejected(
                gettext_noop("Plain Books refused the document: %(said)s"),
                code="rejected",
                said=self._http.redact(str(said.get("message"))),
            )
        raise verdicts.unreadable(writes=writes)
