"""Two ways of doing the same, measured in turns, so that a noisy machine disturbs both alike."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """The median of one way over the median of the other, with a 95 % bootstrap interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}–{self.high:.3f}]"


def seconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def ratio(with_it: list[float], without: list[float], *, resamples: int = 500) -> Ratio:
    """`with_it` over `without`."""
    chance = random.Random(1)
    values = sorted(
        statistics.median(chance.choices(with_it, k=len(with_it)))
        / statistics.median(chance.choices(without, k=len(without)))
        for _ in range(resamples)
    )
    return Ratio(
        statistics.median(with_it) / statistics.median(without),
        values[int(0.025 * resamples)],
        values[int(0.975 * resamples)],
    )


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
