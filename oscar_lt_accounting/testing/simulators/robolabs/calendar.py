"""Moments as RoboLabs writes them, and periods with their open end (robolabs.md §3, §11 no. 22 and 23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any
from zoneinfo import ZoneInfo

from oscar_lt_accounting.testing.simulators.robolabs.books import Office
from oscar_lt_accounting.testing.simulators.robolabs.switches import RoboLabsSwitches

_FORM = "%Y-%m-%d %H:%M:%S"


def written(at: float, switches: RoboLabsSwitches) -> str:
    """A moment as YYYY-MM-DD HH:MM:SS in the zone of the switches."""
    zone = ZoneInfo(switches.time_zone) if switches.time_zone != "UTC" else timezone.utc
    return datetime.fromtimestamp(at, zone).strftime(_FORM)


def within(office: Office, at: float, sent: Mapping[str, Any]) -> bool:
    """Whether a moment lies in the period the call names."""
    return between(office, written(at, office.switches), sent.get("date_from"), sent.get("date_to"))


def between(office: Office, value: str, start: str | None, end: str | None) -> bool:
    """Whether a written day or moment lies in a period; its end belongs to it only by a switch."""
    before_end = not end or value < end or (value == end and office.switches.period_end == "inclusive")
    return (not start or value >= start) and before_end
