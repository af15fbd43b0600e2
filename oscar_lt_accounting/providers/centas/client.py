"""Centas over the wire: a token in the address, fields in the address or a form, JSON for writes, XML for lists.

Sources: centas.md §2 (token), §3 (transport), §5 (answers; errors are not documented at all).
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any
from urllib.parse import urlencode

from oscar_lt_accounting.domain.errors import AccountingError, Held, Rejected, gettext_noop
from oscar_lt_accounting.providers import verdicts
from oscar_lt_accounting.providers.answers import Answer, UnreadableError
from oscar_lt_accounting.providers.centas import xml
from oscar_lt_accounting.providers.http import MEGABYTE, Door, Request
from oscar_lt_accounting.providers.limits import Purpose

# centas.md §3: servers refuse a first line of about 8 KB; a part of it is kept for what is around the address.
LONGEST_ADDRESS = 7500
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_LARGEST_EXPORT = 512 * MEGABYTE


class CentasClient:
    """Calls Centas' seven addresses; always over https, though some of its pages say http (centas.md §1)."""

    def __init__(self, door: Door, base_url: str, *, token: str, in_form: bool) -> None:
        self._door = door
        self._base = base_url.rstrip("/") + "/"
        self._token = token
        self._in_form = in_form

    def create(self, path: str, fields: Mapping[str, str], id_key: str) -> str:
        """The id of what was made.

        Raises `Held` when the address would be too long, `Rejected` when Centas refuses, and `Uncertain`
        when its answer proves neither.
        """
        made = self._written(self._creating(path, fields))
        made_id = made.get(id_key)
        if not isinstance(made_id, (str, int)) or isinstance(made_id, bool) or not str(made_id):
            raise verdicts.unreadable(writes=True)
        return str(made_id)

    def take_in(self, path: str, document: str, *, purpose: Purpose) -> dict[str, Any]:
        """The counters of an import of XML, which stands in the form field `data` (centas.md §9 no. 4)."""
        return self._written(
            Request(
                method="POST",
                url=self._base + path,
                writes=True,
                purpose=purpose,
                params={"token": self._token},
                headers=_FORM,
                body=urlencode({"data": document}).encode(),
            )
        )

    def records(self, path: str, name: str, *, purpose: Purpose) -> Generator[xml.Record, None, None]:
        """The elements called `name` of an export, one after another as they arrive."""
        request = Request(
            method="GET",
            url=self._base + path,
            writes=False,
            purpose=purpose,
            params={"token": self._token},
            max_bytes=_LARGEST_EXPORT,
        )
        with self._door.open(request) as (head, chunks):
            if refusal := self._refusal(head, b"", writes=False):
                raise refusal
            if head.status != 200:
                raise verdicts.unreadable(writes=False)
            try:
                yield from xml.records(chunks, name)
            except xml.XmlError:
                raise verdicts.unreadable(writes=False) from None

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
        answer = self._door.call(request)
        if refusal := self._refusal(answer, answer.body, writes=True):
            raise refusal
        try:
            told = answer.json()
        except UnreadableError:
            told = None
        if not isinstance(told, dict) or "success" not in told or not 200 <= answer.status < 300:
            raise verdicts.unreadable(writes=True)
        # centas.md §5: 1 is the only value shown; 0 is a guess.
        success = told["success"]
        if success in (0, "0", False):
            raise self._refused(_words(told))
        if success not in (1, "1", True):
            raise verdicts.unreadable(writes=True)
        return told

    def _refusal(self, head: Answer, body: bytes, *, writes: bool) -> AccountingError | None:
        if verdict := verdicts.by_status(head, writes=writes):
            return verdict
        if 400 <= head.status < 500:
            return self._refused(body.decode("utf-8", errors="replace")[:500] or str(head.status))
        return None

    def _refused(self, said: str) -> Rejected:
        return Rejected(
            gettext_noop(
                "Centas refused it and gave no reason but: %(said)s. Compare the document with what Centas takes, or "
                "ask Centas, then send again."
            ),
            code="rejected",
            said=self._door.redact(said) or "–",
        )


def _words(told: Mapping[str, Any]) -> str:
    # centas.md §5: no field for the reason is documented; these are tried.
    said = [str(told[name]) for name in ("error", "errors", "message", "msg") if told.get(name)]
    return " · ".join(said)[:500] or "success: 0"
