"""A journal that shows what was saved of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.providers.base import Journal


class SavedJournal(Journal):
    """Keeps every state that was made durable."""

    def __init__(self, steps: Mapping[str, Any] | None = None) -> None:
        super().__init__(steps)
        self.saved: list[dict[str, Any]] = []

    def save(self) -> None:
        """As the outbox does, but into a list."""
        self.saved.append(dict(self.steps))
