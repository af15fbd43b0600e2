"""Who is let in: key, signature, clock (b1.md §2)."""

from __future__ import annotations

import hashlib
import hmac
import re

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.b1.refusals import headers
from oscar_lt_accounting.testing.simulators.b1.switches import B1Switches

_OFFICIAL = "application/json; charset=utf-8"
_CONTENT_TYPES = {"key": (_OFFICIAL, "application/json"), "signed": (_OFFICIAL,), "signed-v2": (_OFFICIAL,)}
# b1.md §2.1 and §2.2: what is signed, by its sorted name.
_SIGNED = {
    "signed": ("api-key", "content-length", "content-type", "file-name", "id", "platform", "time", "version"),
    "signed-v2": ("b1-api-key", "b1-signature-version", "b1-time", "content-length", "content-type"),
}
_NEEDED = {
    "key": (),
    "signed": ("b1-time", "b1-version", "b1-platform"),
    "signed-v2": ("b1-time",),
}


def variant(request: kit.Request) -> str:
    """Which way of signing the request uses."""
    if not request.header("b1-signature"):
        return "key"
    return "signed-v2" if request.header("b1-signature-version") else "signed"


def admit(request: kit.Request, company: kit.Company | None, switches: B1Switches, at: float) -> kit.Company:
    """The company whose records the request may open; raises `RefusalError`."""
    if company is None:
        raise headers(switches.key_refusal, "B1-Api-Key is not valid")
    way = variant(request)
    problem = _problem(request, company, way, at, switches)
    if switches.auth not in ("any", way):
        problem = f"this key asks for requests of the kind {switches.auth}"
    kit.refuse_if(problem, headers(400, problem))
    return company


def _problem(request: kit.Request, company: kit.Company, way: str, at: float, switches: B1Switches) -> str:
    if request.header("content-type") not in _CONTENT_TYPES[way]:
        return f"Content-Type {request.header('content-type')!r} is not valid"
    missing = [name for name in _NEEDED[way] if not request.header(name)]
    if missing:
        return f"{', '.join(missing)} cannot be blank"
    if way == "key":
        return ""
    if request.header("b1-signature-version") not in ("", "2"):
        return "B1-Signature-Version is not valid"
    time = request.header("b1-time")
    if not re.fullmatch("[0-9]{1,12}", time) or abs(int(time) - at) > switches.clock_tolerance:
        return "B1-Time is not valid"
    right = signature(request, company.private_key, way)
    if not company.private_key or not hmac.compare_digest(right, request.header("b1-signature")):
        return "B1-Signature is not valid"
    return ""


def signature(request: kit.Request, private_key: str, way: str) -> str:
    """The signature B1 expects of a request (b1.md §2.1, §2.2)."""
    text = ""
    for name in _SIGNED[way]:
        sent_as = name if name.startswith(("content-", "b1-")) else f"b1-{name}"
        if sent_as in request.headers:
            text += name + request.header(sent_as)
    return hmac.new(private_key.encode(), text.encode() + request.body, hashlib.sha512).hexdigest()
