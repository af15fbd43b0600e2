"""Short pauses that a system asks for, taken on the spot."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from oscar_lt_accounting.domain.errors import Throttled

_Answer = TypeVar("_Answer")
_LONGEST_PAUSE = 5
_MOST_PAUSES = 5


class Patience:
    """Waits when a system says that it must wait a moment, and gives up when the moment is long.

    Who is told to slow down has done nothing, so a call that writes may wait as well. `pause` sleeps for so many
    seconds.
    """

    def __init__(self, pause: Callable[[float], None] = time.sleep) -> None:
        self._pause = pause

    def ask(self, question: Callable[[], _Answer]) -> _Answer:
        """The answer to `question`, asked again after each short pause; raises what it raises."""
        for _ in range(_MOST_PAUSES):
            try:
                return question()
            except Throttled as error:
                wait = error.retry_after or 1
                if wait > _LONGEST_PAUSE:
                    raise
            self._pause(wait)
        return question()
