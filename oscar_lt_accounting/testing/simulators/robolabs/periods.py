"""Moments as RoboLabs writes them, and periods with their open end (robolabs.md §3, §11 no. 22 and 23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from oscar_lt_accounting.testing.simulators.robolabs.records import Context


def written(at: float, context: Context) -> str:
    """A moment as YYYY-MM-DD HH:MM:SS in the zone of the switches."""
    name = context.switches.time_zone
    return datetime.fromtimestamp(at, timezone.utc if name == "UTC" else ZoneInfo(name)).strftime("%Y-%m-%d %H:%M:%S")


def within(context: Context, at: float, sent: Mapping[str, Any]) -> bool:
    """Whether a moment lies in the period the call names."""
    return between(context, written(at, context), sent.get("date_from"), sent.get("date_to"))


def between(context: Context, value: str, start: str | None, end: str | None) -> bool:
    """Whether a written day or moment lies in a period; its end belongs to it only by a switch."""
    before_end = not end or value < end or (value == end and context.switches.period_end == "inclusive")
    return (not start or value >= start) and before_end
