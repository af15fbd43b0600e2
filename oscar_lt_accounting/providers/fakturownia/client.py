"""Fakturownia over the wire: JSON, a token, bare lists in pages, refusals as 422 (fakturownia.md, basics)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from oscar_lt_accounting.providers.base import HttpClient, Purpose
from oscar_lt_accounting.providers.kit.authentication import Bearer, KeyInBody
from oscar_lt_accounting.providers.kit.fields import filled
from oscar_lt_accounting.providers.kit.finding import created_id
from oscar_lt_accounting.providers.kit.paging import Page, by_number
from oscar_lt_accounting.providers.kit.reading import Row, inner, record, rows_of, said_in
from oscar_lt_accounting.providers.kit.rest_client import JSON, RestClient
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, NotThereError, RefusedError, Rule, Words
from oscar_lt_accounting.providers.kit.verdicts import understood

#: The largest page; a list does not tell how many there are.
FULL_PAGE = 100
SYSTEM = "Fakturownia"
#: Where a row of a list carries the digest of its bytes; no field of theirs is called so.
FINGERPRINT = " fingerprint"
_HEADERS = {"Accept": JSON}
RULES = (
    Rule(AlreadyThereError, status=422, own=True, text=r"\boid\b"),
    Rule(NotThereError, status=404, own=True),
    # fakturownia.md: a refusal may come with HTTP 200, too.
    Rule(RefusedError, status=(200, 422), own=True),
)


def describe(body: Any) -> Words:
    """The system's own error: `{"code": "error", "message": …}`, sometimes with `status` for `code`."""
    if "error" not in (inner(body, "code"), inner(body, "status")):
        return Words()
    return Words("error", said_in(body.get("message")))


class FakturowniaClient(RestClient):
    """Calls the account at `base_url`; `in_header` says how the token is sent."""

    def __init__(self, http: HttpClient, base_url: str, *, token: str, in_header: bool) -> None:
        authentication = Bearer(token) if in_header else KeyInBody({"api_token": token})
        super().__init__(
            http, base_url, authentication=authentication, rules=RULES, describe=describe, headers=_HEADERS
        )

    def create(self, kind: str, payload: Mapping[str, Any]) -> Row:
        """The record that was made, of the kind invoice, client or product, with an id that is one.

        What is empty is not sent.
        A key that may only read is answered 200 without anything being made (fakturownia.md, responses).
        """
        with understood(writes=True):
            made = record(self.post(f"{kind}s.json", json={kind: filled(payload)}))
        created_id(made.get("id"), system=SYSTEM)
        return made

    def page(self, path: str, question: Mapping[str, str]) -> list[Row]:
        """The first page of the records that answer a question."""
        with understood(writes=False):
            return rows_of(self.get(path, {**question, "per_page": str(FULL_PAGE)}))

    def all(self, path: str, question: Mapping[str, str], purpose: Purpose) -> Iterator[Row]:
        """All records of a list, page after page, each with its `FINGERPRINT`."""

        def page(number: int) -> Page:
            asked = {**question, "page": str(number), "per_page": str(FULL_PAGE)}
            marked = self.rows(path, place=(), params=asked, purpose=purpose)
            return Page(rows=[{**row, FINGERPRINT: mark} for row, mark in marked])

        return by_number(page, size=FULL_PAGE)
