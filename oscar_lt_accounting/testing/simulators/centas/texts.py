"""Values as Centas takes them: texts, amounts as texts with a dot, days in one form (centas.md §3)."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.centas.switches import CentasSwitches
from oscar_lt_accounting.testing.simulators.fields import Complaints, Kind

PAYMENT_DAYS = "%Y.%m.%d"


def amount(*, places: int, above: int | None = None, least: int | None = None, numbers: bool = False) -> Kind:
    """An amount as text: no comma, no exponent; `numbers` also takes a JSON number."""

    def kind(value: Any, path: str) -> Complaints:
        if numbers and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            value = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,8})?", value):
            yield path, "must be an amount as a text with a dot"
            return
        number = Decimal(value)
        if number != round(number, places):
            yield path, f"cannot have more than {places} decimals"
        elif (above is not None and number <= above) or (least is not None and number < least):
            yield path, "is too small"

    return kind


def day(form: str) -> Kind:
    """A day in exactly one form."""

    def kind(value: Any, path: str) -> Complaints:
        if not isinstance(value, str) or read_day(value, form) is None:
            yield path, f"must be a day in the form {form}"

    return kind


def read_day(value: str, form: str) -> str | None:
    """The day as YYYY-MM-DD, None when it has not this form."""
    try:
        read = datetime.strptime(value, form)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    return read.date().isoformat() if read.strftime(form) == value else None


def any_text(value: Any, path: str) -> Complaints:
    """A text that may be empty."""
    if not isinstance(value, str):
        yield path, "must be a text"


def forbidden(_value: Any, path: str) -> Complaints:
    """A field whose values nobody knows (centas.md §11 no. 12 and 13)."""
    yield path, "has values that are not known"


def sums_of(switches: CentasSwitches) -> Kind:
    """A sum of a document."""
    return amount(places=2, least=None if switches.negative_sums == "accepted" else 0)
