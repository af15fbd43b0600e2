"""Plain Books over the wire: JSON both ways, the key in a header, refusals in a word and a sentence."""

from __future__ import annotations

from typing import Any

from oscar_lt_accounting.domain.errors import Throttled, gettext_noop
from oscar_lt_accounting.providers.base import HttpClient
from oscar_lt_accounting.providers.kit.authentication import KeyInHeader
from oscar_lt_accounting.providers.kit.reading import inner, remote_text
from oscar_lt_accounting.providers.kit.rest_client import RestClient
from oscar_lt_accounting.providers.kit.rules import RefusedError, Rule, Words

RULES = (
    Rule(Throttled, status=400, their_code="slow_down", retry_after=60),
    Rule(
        RefusedError,
        gettext_noop("Plain Books rejected the document: %(said)s"),
        status=422,
        their_code="refused",
    ),
)


def describe(body: Any) -> Words:
    """What Plain Books itself says of an error; nothing where it says none."""
    return Words(remote_text(inner(body, "error")), remote_text(inner(body, "message")))


class PlainBooksClient(RestClient):
    """Calls Plain Books with one company's key."""

    def __init__(self, http: HttpClient, base_url: str, *, key: str) -> None:
        super().__init__(
            http,
            base_url,
            authentication=KeyInHeader({"X-Books-Key": key}),
            rules=RULES,
            describe=describe,
        )
