"""Why a check ends."""

from __future__ import annotations


class Failed(Exception):
    """Something is not as it must be: one sentence, and what was printed meanwhile."""

    def __init__(self, sentence: str, printed: str = "") -> None:
        super().__init__(sentence)
        self.printed = printed
