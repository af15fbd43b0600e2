"""Who is let in, and at which host (itax.md §3, §12 no. 17)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable

from oscar_lt_accounting.testing.simulators.itax.switches import ITaxSwitches
from oscar_lt_accounting.testing.simulators.toolkit.companies import Company
from oscar_lt_accounting.testing.simulators.toolkit.wire import HTML, Reply, Request

_WWW = "www."


def company_of(request: Request, companies: Iterable[Company]) -> Company | None:
    """By HTTP Basic; the ended `Token token=…` of version 1 opens nothing."""
    scheme, _, encoded = request.header("authorization").partition(" ")
    try:
        name, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, ValueError):
        return None
    known = (one for one in companies if one.username and (one.username, one.password) == (name, password))
    return next(known, None) if scheme.lower() == "basic" else None


def redirection(request: Request, switches: ITaxSwitches) -> Reply | None:
    """The way to the other host, when the called one does not serve."""
    host = request.header("host")
    if switches.host == "both" or not host or host.startswith(_WWW) == (switches.host == "www.itax.lt"):
        return None
    other = host.removeprefix(_WWW) if host.startswith(_WWW) else f"{_WWW}{host}"
    return Reply(status=301, headers={"Location": f"http://{other}{request.target}"}, content_type=HTML, said="301")
