"""How iTax writes values: decimals as texts, moments with milliseconds, addresses on its own host (itax.md §4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.testing.simulators.toolkit.limits import VILNIUS

# itax.md §2: addresses inside answers name this host whatever host was called.
_ELSEWHERE = "https://www.itax.lt/api/v2"


def moment(at: float) -> datetime:
    """A moment in Vilnius."""
    return datetime.fromtimestamp(at, VILNIUS)


def address(resource: str, record_id: int) -> str:
    """Where a record is said to be."""
    return f"{_ELSEWHERE}/{resource}/{record_id}"


def short(resource: str, record_id: int | None, name: str | None) -> dict[str, Any] | None:
    """A linked record in its short form."""
    if record_id is None or name is None:
        return None
    return {"url": address(resource, record_id), "id": record_id, "name": name}


def written(value: Any) -> Any:
    """A value as it stands in an answer."""
    if isinstance(value, Decimal):
        plain = f"{value.normalize():f}"
        return plain if "." in plain else f"{plain}.0"
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, Mapping):
        return {name: written(inner) for name, inner in value.items()}
    return [written(inner) for inner in value] if isinstance(value, list) else value


def equals(value: Any, wanted: str) -> bool:
    """Whether a column has the value a filter asks for; null equals nothing."""
    if value is None:
        return False
    if isinstance(value, bool):
        return wanted in (str(value).lower(), str(int(value)))
    if isinstance(value, (Decimal, datetime)):
        return wanted == str(written(value))
    return wanted == str(value)
