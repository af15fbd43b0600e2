"""Remote calls per document, to a buyer who is known, against the minimum each system allows (measurements.md §4.1)."""

from __future__ import annotations

from collections.abc import Callable

from bench.ratios import table

#: The fewest calls a document of N rows can take.
MINIMUM: dict[str, Callable[[int], int]] = {
    "B1.lt e-commerce": lambda rows: 2 + rows,
    "B1.lt, steps repeatable": lambda rows: 3 + rows,
    "B1.lt warehouse": lambda rows: 1 + rows,
    "Centas": lambda rows: 1,
    "Centas form": lambda rows: 1,
    "iTax": lambda rows: 2,
    "iTax at once": lambda rows: 1,
    "RoboLabs": lambda rows: 1,
    "RoboLabs background": lambda rows: 2,
}
_ROWS = (1, 3, 10)
_TITLES = {"B1.lt, steps repeatable": "B1.lt e-commerce with write-off"}


def report() -> str:
    """Calls for documents of 1, 3 and 10 rows, and what an idle day costs."""
    from tests.contract.setups import SETUPS

    return table(
        ["system", *(f"{rows} rows" for rows in _ROWS), "minimum", "idle day"],
        [[_TITLES.get(title, title), *_measured(title)] for title in SETUPS if title in MINIMUM],
    )


def _measured(title: str) -> list[str]:
    from django.conf import settings

    from oscar_lt_accounting.testing import samples
    from oscar_lt_accounting.testing.journeys import Journey, MovingClock
    from tests.contract.setups import SETUPS

    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ALLOWED_HOSTS_EXTRA": ["127.0.0.1"]}
    clock, counted = MovingClock(), []
    with SETUPS[title](clock) as setup:
        for rows in (1, *_ROWS):  # the first makes the buyer known in the accounting system and does not count
            before = setup.calls()
            one = samples.row("KOLONELE", "21", "100.00", "21.00")
            journey = Journey(setup, samples.invoice(samples.COMPANY, *[one] * rows), clock)
            if (ending := journey.go()) != "issued once":
                raise RuntimeError(f"{title}: {ending}: {journey.row.problem}")
            counted.append(setup.calls() - before)
        clock.advance(24 * 3600)
        journey.work()  # compares what was recorded, where it can be read back: one call for all documents
        before = setup.calls()
        clock.advance(24 * 3600)
        journey.work()
        idle = setup.calls() - before
    fewest = [MINIMUM[title](rows) for rows in _ROWS]
    made = [f"{calls} ({calls / least:.2f}×)" for calls, least in zip(counted[1:], fewest, strict=True)]
    return [*made, "/".join(str(least) for least in fewest), str(idle)]
