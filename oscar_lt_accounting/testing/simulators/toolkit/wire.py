"""A request as it came over the wire, and a reply with the manner of its delivery."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from urllib.parse import parse_qsl, urlsplit

# An id takes a whole part of a path, but for an ending such as .json.
_IDS = re.compile(r"(?<=/)[0-9]{1,18}(?=[/.]|$)")
JSON = "application/json"
HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@dataclass(frozen=True, kw_only=True)
class Request:
    """One request; `headers` are by lower-case name, `query` keeps the last of equal names.

    `target` is the path with its query as it was written.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    target: str = ""

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The query with every one of equal names."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    def header(self, name: str) -> str:
        """The header called `name`, or an empty text."""
        return self.headers.get(name.lower(), "")

    def rest_name(self, root: str) -> str:
        """The method and the path below `root`, with ids as {id}: ``PUT invoices/{id}``."""
        below = self.path.removeprefix(root).strip("/")
        return f"{self.method} {_IDS.sub('{id}', below)}"

    @property
    def record(self) -> int:
        """The first id in the path, or 0."""
        found = _IDS.search(self.path)
        return int(found[0]) if found else 0

    @property
    def media_type(self) -> str:
        """What the body is said to be, without parameters."""
        return self.header("content-type").split(";")[0].strip().lower()

    @property
    def basic(self) -> tuple[str, str]:
        """User name and password of HTTP Basic, or empty texts."""
        scheme, _, encoded = self.header("authorization").partition(" ")
        try:
            name, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        except (binascii.Error, ValueError):
            return "", ""
        return (name, password) if scheme.lower() == "basic" else ("", "")

    @property
    def bearer(self) -> str:
        """The token of an Authorization header, or an empty text."""
        scheme, _, token = self.header("authorization").partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""


class Manner(str, Enum):
    """How a reply reaches the caller, or does not."""

    WHOLE = "whole"
    NOTHING = "nothing"
    RESET = "reset"
    BROKEN_OFF = "broken off"
    DRIPPING = "dripping"
    PADDED = "padded"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What is answered.

    `said` is the system's own word about it, for the log. `held` keeps the reply back: for so many
    seconds, or with infinity until somebody lets go. `pause` is the time between two dripping bytes,
    `padding` the number of spaces behind the body of a padded reply. A `stream` is sent piece by piece in
    place of the body.
    """

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    manner: Manner = Manner.WHOLE
    held: float = 0
    pause: float = 0
    padding: int = 0
    stream: Iterable[bytes] | None = None

    @property
    def answers(self) -> bool:
        """Whether the caller gets to see a status at all."""
        return self.manner not in (Manner.NOTHING, Manner.RESET)

    def gathered(self) -> Reply:
        """The same reply with all of its stream as its body."""
        return self if self.stream is None else replace(self, body=b"".join(self.stream), stream=None)
