"""How a call says who we are: one small object for each way.

An authentication adds headers, fields of the address or fields of the body to a finished request; the rest of a
provider never sees a key.
"""

from __future__ import annotations

import base64
import hmac
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import replace

from oscar_lt_accounting.providers.kit.http_client import Request


class Authentication:
    """Nobody's key: the way of an open address, and the base of all others."""

    #: What goes into the body beside the payload, whether it is JSON or a form.
    body_fields: Mapping[str, str] = {}

    def signed(self, request: Request) -> Request:
        """`request` with what says who we are; called once for every call, directly before it."""
        return replace(
            request,
            headers={**request.headers, **self.headers(request)},
            params={**self.params(request), **request.params},
        )

    def headers(self, request: Request) -> Mapping[str, str]:
        """The headers to add."""
        return {}

    def params(self, request: Request) -> Mapping[str, str]:
        """The fields of the address to add."""
        return {}


class KeyInHeader(Authentication):
    """One key or several, each in a header of its own."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = dict(keys)

    def headers(self, request: Request) -> Mapping[str, str]:
        """The keys."""
        return self._keys


class Bearer(KeyInHeader):
    """A token in the `Authorization` header."""

    def __init__(self, token: str) -> None:
        super().__init__({"Authorization": f"Bearer {token}"})


class Basic(KeyInHeader):
    """User name and password as RFC 7617 writes them."""

    def __init__(self, username: str, password: str) -> None:
        pair = base64.b64encode(f"{username}:{password}".encode()).decode()
        super().__init__({"Authorization": f"Basic {pair}"})


class KeyInQuery(Authentication):
    """One key or several in the address, before all other fields."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._keys = dict(keys)

    def params(self, request: Request) -> Mapping[str, str]:
        """The keys."""
        return self._keys


class KeyInBody(Authentication):
    """One key or several beside the payload; in the address of calls that have no body."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self.body_fields = dict(keys)

    def params(self, request: Request) -> Mapping[str, str]:
        """Nothing for calls with a body."""
        return {} if request.body else self.body_fields


class Signed(Authentication):
    """A signature over headers and body; a subclass says how its system wants it."""

    @abstractmethod
    def headers(self, request: Request) -> Mapping[str, str]:
        """The headers with the signature of this very call; its body is `request.body`."""


def hmac_hex(key: bytes, message: bytes, algorithm: str = "sha512") -> str:
    """The keyed digest of `message` as hexadecimal text."""
    return hmac.new(key, message, algorithm).hexdigest()
