"""Secrets and personal data out of everything that is kept or shown."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable
from urllib.parse import quote_plus

SECRET = "***"  # noqa: S105 - this is what stands in a secret's place
PERSONAL = "•••"
_SHORTEST = 3
# A database keeps no NUL and no half of a character, a terminal obeys the others.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class Redactor:
    """Replaces given secrets and personal values wherever they stand in a text.

    Every value is also found in base64, and with any of its characters percent-encoded, JSON-escaped or
    HTML-escaped.
    """

    def __init__(self, secrets: Iterable[str] = (), personal: Iterable[str] = ()) -> None:
        self._secrets = self._pattern(secrets)
        self._personal = self._pattern(personal)

    @staticmethod
    def _pattern(values: Iterable[str]) -> re.Pattern[str] | None:
        longest_first = sorted({value for value in values if len(value) >= _SHORTEST}, key=lambda value: -len(value))
        if not longest_first:
            return None
        return re.compile("|".join(_anyhow(value) for value in longest_first), re.IGNORECASE)

    def clean(self, text: str) -> str:
        """`text` without the secrets and the personal values, fit to be kept and printed."""
        if self._secrets:
            text = self._secrets.sub(SECRET, text)
        if self._personal:
            text = self._personal.sub(PERSONAL, text)
        return _UNFIT.sub("\ufffd", text)


def _anyhow(value: str) -> str:
    """A pattern that finds `value` however it was written."""
    whole = value.encode(errors="replace")
    encoded = (base64.b64encode(whole).decode(), base64.urlsafe_b64encode(whole).decode())
    return "|".join(("".join(_sign(sign) for sign in value), *map(re.escape, encoded)))


def _sign(sign: str) -> str:
    forms = {
        sign,
        "".join(f"%{byte:02x}" for byte in sign.encode(errors="replace")),
        quote_plus(sign, errors="replace"),
        json.dumps(sign)[1:-1],
        f"\\u{ord(sign):04x}",
        f"\\{sign}",
        html.escape(sign),
        # XML inside a form.
        quote_plus(html.escape(sign), errors="replace"),
    }
    return f"(?:{'|'.join(re.escape(form) for form in sorted(forms, key=len, reverse=True))})"
