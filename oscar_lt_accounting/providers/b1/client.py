"""B1.lt over the wire: key, signature and its own way of refusing.

Sources: b1.md §1 (transport), §2 (authentication), §4 (answers and errors).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Uncertain, gettext_noop
from oscar_lt_accounting.providers.kit.answers import Answer
from oscar_lt_accounting.providers.kit.authentication import KeyInHeader, Signed, hmac_hex
from oscar_lt_accounting.providers.kit.http_client import HttpClient, Request
from oscar_lt_accounting.providers.kit.reading import Row, inner, record, remote_id, remote_text, said_in
from oscar_lt_accounting.providers.kit.rest_client import RestClient
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, NotThereError, RefusedError, Rule, Words
from oscar_lt_accounting.providers.limits import Purpose

SYSTEM = "B1"
JSON = "application/json; charset=utf-8"
# b1.md §2.1: the official library's own name for a client that is no shop plug-in.
VERSION, PLATFORM = "2.0.10", "standalone"
# b1.md §4.2: B1's own "partial completion".
PARTIAL = 480
# b1.md §6: the plan counts requests per day; whether Vilnius' day is UNKNOWN, this is the safe default.
TIME_ZONE = "Europe/Vilnius"
_NOTHING_DONE = frozenset(range(400, 500)) - {408, PARTIAL}
_REFUSALS = _NOTHING_DONE - {401, 403, 429}

# b1.md §4.4: what the database's constraint names mean; fk9 is not explained by B1.
_CONSTRAINTS = {
    1: gettext_noop("B1 does not know the buyer. Send again; the buyer will be looked up anew."),
    2: gettext_noop("B1 rejected the operation type. Choose it again in the integration's settings."),
    3: gettext_noop("B1 has no such currency or no rate for the day. Add the rate in B1, then send again."),
    4: gettext_noop("B1 rejected the employee. Choose the employee again in B1's integration."),
    5: gettext_noop("B1 rejected the document's status. Correct the status in B1's integration."),
    6: gettext_noop("B1 has no such VAT rate. Add the rate in B1 or map it, then send again."),
    7: gettext_noop("B1 rejected the buyer's address. Correct the address, then send again."),
    8: gettext_noop("B1 rejected the warehouse. Check the operation type and the warehouse in B1."),
    10: gettext_noop("B1 rejected the vehicle. Remove the vehicle in B1's integration."),
    11: gettext_noop("B1 does not know the payer. Correct the payer in B1's integration."),
    12: gettext_noop("B1 rejected the factoring. Remove the factoring in B1's integration."),
}


def rules(until_tomorrow: Callable[[], int]) -> tuple[Rule, ...]:
    """B1's verdicts; `until_tomorrow` counts the seconds until the plan's next day begins."""
    return (
        Rule(
            Misconfigured,
            gettext_noop(
                "B1 says that the integration plan is not paid (%(said)s). Choose or pay a plan in B1 "
                "under Parametrai → Integracijos; the documents wait."
            ),
            code="plan",
            status=range(400, 600),
            text="enough funds",
        ),
        # b1.md §11: how B1 words it is UNKNOWN. A failure speaks of a request ("užklausa") too, and tells nothing.
        Rule(
            Throttled,
            gettext_noop("The requests of B1's plan are used up for today; the documents wait until tomorrow."),
            code="plan_used_up",
            status=_NOTHING_DONE,
            text="užklaus|request limit|limit of requests",
            retry_after=lambda _said: until_tomorrow(),
        ),
        Rule(Uncertain, status=PARTIAL),
        Rule(
            AlreadyThereError,
            gettext_noop("B1 says that it has this already (%(status)s)."),
            code="rejected",
            status=409,
            own=True,
        ),
        Rule(
            NotThereError,
            gettext_noop("B1 does not know the record or the method (%(status)s)."),
            code="rejected",
            status=404,
            own=True,
        ),
        Rule(
            Misconfigured,
            gettext_noop("B1 rejected the key: %(said)s. Check the key and the way of signing."),
            code="key_refused",
            status=_REFUSALS,
            when=lambda said: bool(inner(said.body, "errors", "headers")),
        ),
        *(
            Rule(RefusedError, message, code=f"b1_fk{number}", status=_REFUSALS, text=rf"PARDAVIMAI_fk{number}\b")
            for number, message in _CONSTRAINTS.items()
        ),
        Rule(
            RefusedError,
            gettext_noop(
                "B1 could not verify the buyer or the delivery (%(said)s). Both need a name and a country; "
                "complete the order's addresses, then send again."
            ),
            code="b1_verify",
            status=_REFUSALS,
            text="failed to verify data|nepavyko patikrinti duomen",
        ),
        Rule(
            RefusedError,
            gettext_noop("B1 rejected the document: %(said)s"),
            code="rejected",
            status=_REFUSALS,
            own=True,
        ),
        Rule(Uncertain, status=range(200, 300), own=False),
    )


def describe(body: Any) -> Words:
    """All that an answer in B1's form says; nothing for anything else."""
    return Words(text=said(body)) if isinstance(body, dict) else Words()


def said(body: Mapping[str, Any]) -> str:
    """All that an error answer says, in one line (b1.md §4.3)."""
    texts = (remote_text(body.get(key)) for key in ("message", "shortMessage", "detail", "error"))
    return said_in([body.get("errors"), next(filter(None, texts), "")]) or "–"


def id_in(body: Mapping[str, Any]) -> str:
    """The id in a successful answer: `data.id`, `data` itself, or a top-level `id` (b1.md §4.1)."""
    data = body.get("data")
    return remote_id(data.get("id") if isinstance(data, dict) else data) or remote_id(body.get("id"))


def sign(private_key: str, headers: Mapping[str, str], body: bytes, *, prefixed: bool) -> str:
    """The signature over `headers` (B1's names without their prefix) and `body` (b1.md §2.1, §2.2).

    `prefixed` signs B1's own names with their ``B1-`` prefix, as signature version 2 does.
    """
    named = {(_prefixed(name) if prefixed else name): value for name, value in headers.items()}
    text = "".join(f"{name.lower()}{named[name]}" for name in sorted(named))
    return hmac_hex(private_key.encode(), text.encode() + body)


def _prefixed(name: str) -> str:
    return name if name.startswith("Content-") else f"B1-{name}"


class B1Signature(Signed):
    """A signature of the very moment of a call; an old one is never sent again (b1.md §2.2)."""

    def __init__(self, epoch: Callable[[], float], *, api_key: str, private_key: str, version_2: bool) -> None:
        self._epoch = epoch
        self._api_key = api_key
        self._private_key = private_key
        self._version_2 = version_2

    def headers(self, request: Request) -> Mapping[str, str]:
        """B1's own names; content type and length are signed, and sent under their usual names."""
        signed = {
            "Api-Key": self._api_key,
            "Content-Length": str(len(request.body)),
            "Content-Type": JSON,
            "Time": str(int(self._epoch())),
            **({"Signature-Version": "2"} if self._version_2 else {"Version": VERSION, "Platform": PLATFORM}),
        }
        signature = sign(self._private_key, signed, request.body, prefixed=self._version_2)
        own = {_prefixed(name): value for name, value in signed.items() if not name.startswith("Content-")}
        return {**own, "B1-Signature": signature}


class B1Client(RestClient):
    """Calls B1's methods: always POST, JSON in, JSON or a file out."""

    json_type = JSON

    def __init__(self, http: HttpClient, base_url: str, *, auth: str, api_key: str, private_key: str) -> None:
        signature = B1Signature(http.epoch, api_key=api_key, private_key=private_key, version_2=auth == "signed-v2")
        super().__init__(
            http,
            base_url,
            authentication=KeyInHeader({"B1-Api-Key": api_key}) if auth == "key" else signature,
            rules=rules(self.until_tomorrow),
            describe=describe,
        )

    def write(self, path: str, payload: Mapping[str, Any]) -> Row:
        """The whole answer of a method that changed something."""
        return record(self.post(path, json=payload))

    def ask(self, path: str, question: Mapping[str, Any], purpose: Purpose) -> Row:
        """The whole answer of a method that only tells."""
        return record(self.post(path, json=question, writes=False, purpose=purpose))

    def printed(self, path: str, ids: Mapping[str, Any], purpose: Purpose) -> bytes | None:
        """A PDF; None when B1 says, in its own form, that it has none."""
        return self.pdf(path, method="POST", json=ids, purpose=purpose)

    def status_of(self, answer: Answer, body: Any) -> int:
        """The worst of the status and what the body says: a refusal may stand inside an HTTP 200 (b1.md §4.2)."""
        if not isinstance(body, dict):
            return answer.status
        codes = (str(body.get(key)) for key in ("code", "status"))
        inside = [int(code) for code in codes if re.fullmatch(r"[45][0-9]{2}", code, re.ASCII)]
        return max([answer.status, 400 if body.get("errors") else 0, *inside])

    def until_tomorrow(self) -> int:
        """The seconds until the next day of B1's plan."""
        now = datetime.fromtimestamp(self.http.epoch(), ZoneInfo(TIME_ZONE))
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        return int(midnight.timestamp() - now.timestamp())
