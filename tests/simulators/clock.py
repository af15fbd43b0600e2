"""A clock that only moves when a test says so."""

from __future__ import annotations


class Clock:
    """Seconds since 1970; starts in the morning of 2026-11-21 in Vilnius."""

    def __init__(self, at: float = 1795246200.0) -> None:
        self.at = at

    def __call__(self) -> float:
        return self.at

    def pass_(self, seconds: float) -> None:
        self.at += seconds
