"""B1.lt over the wire: address, key, signature and its own way of refusing.

Sources: b1.md §1 (transport), §2 (authentication), §4 (answers and errors).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from zoneinfo import ZoneInfo

from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Rejected,
    Throttled,
    gettext_noop,
)
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import Answer, UnreadableError, write_json
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE, HttpClient, Request
from oscar_lt_accounting.providers.limits import Purpose

JSON = "application/json; charset=utf-8"
# b1.md §2.1: the official library's own name for a client that is no shop plug-in.
VERSION, PLATFORM = "2.0.10", "standalone"
# b1.md §4.2: B1's own "partial completion".
PARTIAL = 480
# b1.md §6: the plan counts requests per day; whether Vilnius' day is UNKNOWN, this is the safe default.
TIME_ZONE = "Europe/Vilnius"

# b1.md §4.4: what the database's constraint names mean; fk9 is not explained by B1.
_CONSTRAINTS = {
    "1": gettext_noop("B1 does not know the buyer. Send again; the buyer will be looked up anew."),
    "2": gettext_noop("B1 refused the operation type. Choose it again in the integration's settings."),
    "3": gettext_noop("B1 has no such currency or no rate for the day. Add the rate in B1, then send again."),
    "4": gettext_noop("B1 refused the employee. Choose the employee again in B1's integration."),
    "5": gettext_noop("B1 refused the document's status. Correct the status in B1's integration."),
    "6": gettext_noop("B1 has no such VAT rate. Add the rate in B1 or map it, then send again."),
    "7": gettext_noop("B1 refused the buyer's address. Correct the address, then send again."),
    "8": gettext_noop("B1 refused the warehouse. Check the operation type and the warehouse in B1."),
    "10": gettext_noop("B1 refused the vehicle. Remove the vehicle in B1's integration."),
    "11": gettext_noop("B1 does not know the payer. Correct the payer in B1's integration."),
    "12": gettext_noop("B1 refused the factoring. Remove the factoring in B1's integration."),
}


class AlreadyThereError(Exception):
    """HTTP 409: an order with these ids exists; `remote_id` is its id over there, if B1 told it."""

    def __init__(self, remote_id: str) -> None:
        super().__init__(remote_id)
        self.remote_id = remote_id


class NotThereError(Exception):
    """HTTP 404: B1 knows no such record."""


def sign(private_key: str, headers: Mapping[str, str], body: bytes, *, prefixed: bool) -> str:
    """The signature over `headers` (B1's names without their prefix) and `body` (b1.md §2.1, §2.2).

    `prefixed` signs B1's own names with their ``B1-`` prefix, as signature version 2 does.
    """
    plain = ("Content-Type", "Content-Length")
    named = {(f"B1-{name}" if prefixed and name not in plain else name): value for name, value in headers.items()}
    text = "".join(f"{name.lower()}{named[name]}" for name in sorted(named))
    return hmac.new(private_key.encode(), text.encode() + body, hashlib.sha512).hexdigest()


class B1Client:
    """Calls B1's methods: always POST, JSON in, JSON or a file out."""

    def __init__(self, http: HttpClient, base_url: str, *, auth: str, api_key: str, private_key: str) -> None:
        self._http = http
        self._base = base_url.rstrip("/") + "/"
        self._auth = auth
        self._api_key = api_key
        self._private_key = private_key
        self.clock_difference: int | None = None

    def headers(self, body: bytes) -> dict[str, str]:
        """The headers of one call; signed ones are of this moment (b1.md §2.2: never re-send an old one)."""
        if self._auth == "key":
            return {"B1-Api-Key": self._api_key, "Content-Type": JSON}
        signed = {
            "Api-Key": self._api_key,
            "Content-Length": str(len(body)),
            "Content-Type": JSON,
            "Time": str(int(self._http.epoch())),
        }
        prefixed = self._auth == "signed-v2"
        signed |= {"Signature-Version": "2"} if prefixed else {"Version": VERSION, "Platform": PLATFORM}
        signature = sign(self._private_key, signed, body, prefixed=prefixed)
        names = {name: value for name, value in signed.items() if not name.startswith("Content-")}
        return {
            "Content-Type": JSON,
            **{f"B1-{name}": value for name, value in names.items()},
            "B1-Signature": signature,
        }

    def call(self, path: str, payload: Any, *, writes: bool, purpose: Purpose = Purpose.DOCUMENT) -> dict[str, Any]:
        """The whole JSON answer of a method that went well.

        Raises the domain's errors; `AlreadyThereError` and `NotThereError` where B1 says just that.
        """
        return self._read(self._post(path, payload, writes=writes, purpose=purpose), writes=writes)

    def file(self, path: str, payload: Any, *, purpose: Purpose = Purpose.FILE) -> bytes | None:
        """The bytes of a PDF, or None when B1 answered, in its own JSON, that it has none."""
        answer = self._post(path, payload, writes=False, purpose=purpose)
        if answer.status == 200 and answer.body.startswith(b"%PDF"):
            return answer.body
        try:
            self._read(answer, writes=False)
        except (NotThereError, Rejected):
            return None
        except AlreadyThereError:
            pass  # no answer to a question
        raise verdicts.unreadable(writes=False)

    def _post(self, path: str, payload: Any, *, writes: bool, purpose: Purpose) -> Answer:
        body = write_json(payload)
        answer = self._http.call(
            Request(
                method="POST",
                url=self._base + path,
                writes=writes,
                purpose=purpose,
                headers=self.headers(body),
                body=body,
                max_bytes=20 * MEGABYTE,
            )
        )
        self._compare_clocks(answer)
        return answer

    def _compare_clocks(self, answer: Answer) -> None:
        try:
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
        except (ValueError, OverflowError):
            return
        if theirs.tzinfo is None:  # a zone of -0000 counts as none
            theirs = theirs.replace(tzinfo=timezone.utc)
        self.clock_difference = int(theirs.timestamp() - self._http.epoch())

    def _read(self, answer: Answer, *, writes: bool) -> dict[str, Any]:
        try:
            body = answer.json()
        except UnreadableError:
            body = None
        known = body if isinstance(body, dict) else {}
        # b1.md §4.2: a refusal may stand inside an HTTP 200.
        answer = replace(answer, status=max(answer.status, _code_inside(known)))
        if answer.status >= 400 and (money := self._about_the_plan(answer.status, known)):
            raise money
        if verdict := by_status(answer, writes=writes):
            raise verdict
        if not isinstance(body, dict):
            raise verdicts.unreadable(writes=writes)
        if answer.status == 409:
            raise AlreadyThereError(remote_id(body))
        if answer.status == 404:
            raise NotThereError
        if answer.status >= 400 or body.get("errors"):
            raise self.meaning(body)
        return body

    def _about_the_plan(self, status: int, body: Mapping[str, Any]) -> AccountingError | None:
        """What B1 says when the plan is unpaid or used up (b1.md §4.4, §11); the codes are UNKNOWN."""
        text = said(body).lower()
        if "enough funds" in text:
            return Misconfigured(
                gettext_noop(
                    "B1 says that the integration plan is not paid (%(said)s). Choose or pay a plan in B1 "
                    "under Parametrai → Integracijos; the documents wait."
                ),
                code="plan",
                said=self._http.redact(said(body)),
            )
        # A failure speaks of a request ("užklausa") too, and tells nothing about what was done.
        refused = 400 <= status < 500 and status not in (408, PARTIAL)
        if refused and ("užklaus" in text or "request limit" in text or "limit of requests" in text):
            return Throttled(
                gettext_noop("The requests of B1's plan are used up for today; the documents wait until tomorrow."),
                code="plan_used_up",
                retry_after=self._until_tomorrow(),
            )
        return None

    def _until_tomorrow(self) -> int:
        now = datetime.fromtimestamp(self._http.epoch(), ZoneInfo(TIME_ZONE))
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        return int(midnight.timestamp() - now.timestamp())

    def meaning(self, body: Mapping[str, Any]) -> AccountingError:
        """B1's refusal in words for the shop (b1.md §4.4, from B1's own help page)."""
        text = self._http.redact(said(body))
        headers = body.get("errors", {}).get("headers") if isinstance(body.get("errors"), dict) else None
        if headers:
            return Misconfigured(
                gettext_noop("B1 refused the key: %(said)s. Check the key and the way of signing."),
                code="key_refused",
                said=text,
            )
        if constraint := re.search(r"PARDAVIMAI_fk(\d+)", text):
            meaning = _CONSTRAINTS.get(constraint[1])
            if meaning:
                return Rejected(meaning, code=f"b1_fk{constraint[1]}")
        if "failed to verify data" in text.lower() or "nepavyko patikrinti duomen" in text.lower():
            return Rejected(
                gettext_noop(
                    "B1 could not verify the buyer or the delivery (%(said)s). Both need a name and a country; "
                    "complete the order's addresses, then send again."
                ),
                code="b1_verify",
                said=text,
            )
        return Rejected(gettext_noop("B1 refused the document: %(said)s"), code="rejected", said=text)


def by_status(answer: Answer, *, writes: bool) -> AccountingError | None:
    """The verdict of the status alone; B1's own 480, "partial completion", tells nothing (b1.md §4.2)."""
    if answer.status == PARTIAL:
        return verdicts.unreadable(writes=writes)
    return verdicts.by_status(answer, writes=writes)


def _code_inside(body: Mapping[str, Any]) -> int:
    codes = (str(body.get(key)) for key in ("code", "status"))
    return max((int(code) for code in codes if re.fullmatch(r"[45][0-9]{2}", code)), default=0)


def said(body: Mapping[str, Any]) -> str:
    """All that an error answer says, in one line (b1.md §4.3)."""
    parts: list[str] = []
    errors = body.get("errors")
    if isinstance(errors, dict):
        for field, texts in errors.items():
            listed = texts if isinstance(texts, list) else [texts]
            parts += [f"{field}: {text}" for text in listed]
    elif isinstance(errors, list):
        parts += [str(text) for text in errors]
    elif errors:
        parts.append(str(errors))
    texts = [body.get(key) for key in ("message", "shortMessage", "detail", "error")]
    spoken = [text for text in texts if isinstance(text, str) and text]
    parts += [text for text in spoken[:1] if text not in parts]
    return " · ".join(parts) or "–"


def remote_id(body: Mapping[str, Any]) -> str:
    """The id in a successful answer: `data.id`, `data` itself, or a top-level `id` (b1.md §4.1)."""
    data = body.get("data")
    candidate = data.get("id") if isinstance(data, dict) else data
    for value in (candidate, body.get("id")):
        if isinstance(value, (int, str)) and re.fullmatch(r"0*[1-9][0-9]{0,17}", str(value)):
            return str(value)
    return ""
