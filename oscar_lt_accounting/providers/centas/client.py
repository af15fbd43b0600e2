"""Centas over the wire: a token in the address, fields in the address or a form, JSON for writes, XML for lists.

Sources: centas.md §2 (token), §3 (transport), §5 (answers; errors are not documented at all).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack
from itertools import chain, islice
from typing import Any
from urllib.parse import urlencode

from oscar_lt_accounting.domain.errors import Held, Misconfigured, Uncertain, gettext_noop
from oscar_lt_accounting.providers.base import HttpClient, Purpose
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import UnreadableError, read_json
from oscar_lt_accounting.providers.kit.authentication import KeyInQuery
from oscar_lt_accounting.providers.kit.finding import created_id
from oscar_lt_accounting.providers.kit.reading import Row, said_in
from oscar_lt_accounting.providers.kit.rest_client import LARGEST_STREAM, RestClient
from oscar_lt_accounting.providers.kit.rules import RefusedError, Rule, Said, Words
from oscar_lt_accounting.providers.kit.xml_records import Record, read_records, write_record

# centas.md §3: servers refuse a first line of about 8 KB; a part of it is kept for what is around the address.
LONGEST_ADDRESS = 7500
# A hash; what is longer is no id, and the shop has no room for it.
_ID = r".{1,128}"
_SMALL_PIECES = 16
# centas.md §5: 1 is the only value shown; 0 is a guess. No field for the reason is documented; these are tried.
_DONE, _NOT_DONE = (1, "1", True), (0, "0", False)
_REASONS = ("error", "errors", "message", "msg")
_REFUSED = gettext_noop(
    "Centas rejected it and gave no reason but: %(said)s. Compare the document with what Centas takes, check the "
    "key, or ask the support of Centas, then send again."
)


def success_of(body: Any) -> Any:
    """What an answer says of its success; None where it says nothing."""
    return body.get("success") if isinstance(body, dict) else None


def _is_refused(said: Said) -> bool:
    return success_of(said.body) in _NOT_DONE


def _is_doubtful(said: Said) -> bool:
    return success_of(said.body) not in _DONE


RULES = (
    Rule(RefusedError, _REFUSED, status=frozenset(range(400, 500)) - {401, 403, 408, 429}, writes=True),
    Rule(RefusedError, _REFUSED, status=range(200, 300), writes=True, when=_is_refused),
    Rule(Uncertain, status=range(200, 300), writes=True, when=_is_doubtful),
)


def read(body: bytes) -> Any:
    """JSON, or the text as it is: nobody knows the form of a refusal."""
    try:
        return read_json(body)
    except UnreadableError:
        return body.decode("utf-8", errors="replace")


def describe(body: Any) -> Words:
    """Whatever an answer says of what went wrong."""
    reasons = [body.get(name) for name in _REASONS] if isinstance(body, dict) else []
    return Words(text=said_in(reasons) or said_in(body))


class CentasClient(RestClient):
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
        super().__init__(
            http,
            base_url,
            authentication=KeyInQuery({"token": token}),
            rules=RULES,
            describe=describe,
            read=read,
            pause=pause,
        )
        self._in_form = in_form

    def create(self, path: str, fields: Mapping[str, str], id_key: str) -> str:
        """The id of what was made.

        Raises `Held` when the address would be too long, `Rejected` when Centas refuses, and `Uncertain`
        when its answer proves neither.
        """
        if self._in_form:
            told = self.post(path, form=fields)
        else:
            self._check_length(path, fields)
            told = self.post(path, params=fields)
        return created_id(told.get(id_key), system="Centas", pattern=_ID)

    def take_in(self, path: str, name: str, fields: Mapping[str, str], *, purpose: Purpose) -> Row:
        """The counters of an import of one record, whose XML stands in the form field `data` (centas.md §9 no. 4)."""
        document = write_record(name, fields)
        told: Row = self.patiently(lambda: self.post(path, form={"data": document}, purpose=purpose))
        return told

    def records(
        self, path: str, name: str, *, purpose: Purpose, only: Mapping[str, str] | None = None
    ) -> Generator[Record, None, None]:
        """The elements called `name` of an export, one after another as they arrive.

        Raises `Misconfigured` for a key that is refused, and `Unavailable` for what is no export.
        """
        request = self.request("GET", path, params=only, writes=False, purpose=purpose, max_bytes=LARGEST_STREAM)
        with ExitStack() as stack:
            head, chunks = self.patiently(lambda: self.opened(request, stack))
            if verdict := verdicts.by_status(head, writes=False):
                raise verdict
            if head.status != 200:
                raise verdicts.unreadable(writes=False)
            with verdicts.understood(writes=False):
                yield from read_records(_no_refusal(chunks), name)

    def _check_length(self, path: str, fields: Mapping[str, str]) -> None:
        request = self.authentication.signed(self.request("POST", path, params=fields))
        length = len(f"{request.url}?{urlencode(request.params)}")
        if length > LONGEST_ADDRESS:
            raise Held(
                gettext_noop(
                    "The document is too long to be sent in an address (%(length)s of at most %(most)s characters). "
                    "Ask the support of Centas whether it takes a form, set “Where the fields go” to it, then send "
                    "again; or split the order."
                ),
                code="too_long",
                length=length,
                most=LONGEST_ADDRESS,
            )


def _no_refusal(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of an export.

    Raises `Misconfigured` when they are a JSON refusal: what else than the key could be wrong with the question?
    """
    first = next(chunks, b"")
    if not first.lstrip().startswith(b"{"):
        return chain((first,), chunks)
    if success_of(read(b"".join((first, *islice(chunks, _SMALL_PIECES))))) not in _NOT_DONE:
        raise verdicts.unreadable(writes=False)
    raise Misconfigured(
        gettext_noop("Centas gives no list to this key. Check the key in the integration; the documents wait."),
        code="key_refused",
    )
