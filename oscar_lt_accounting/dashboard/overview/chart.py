"""Bars of what was issued and what went wrong, day by day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

#: Units of the drawing.
HEIGHT = 120
STEP = 20
_BAR = 8
_LEAST = 2


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A rectangle, in units of the drawing as text: no language writes them in another way."""

    x: str
    y: str
    height: str


@dataclass(frozen=True, kw_only=True)
class Column:
    """One day."""

    day: date
    issued: int
    problems: int
    issued_bar: Bar
    problems_bar: Bar


@dataclass(frozen=True, kw_only=True)
class Chart:
    """The days, oldest first; `most` is the highest count, which is as high as the drawing; `bar` is a bar's width."""

    columns: list[Column]
    most: int
    width: str
    height: str
    bar: str
    issued: int
    problems: int

    @property
    def first(self) -> date:
        """The oldest day."""
        return self.columns[0].day

    @property
    def last(self) -> date:
        """Today."""
        return self.columns[-1].day


def chart(days: Sequence[date], issued: Mapping[date, int], problems: Mapping[date, int]) -> Chart:
    """The drawing of `days`, which may not be empty."""
    counts = [(day, issued.get(day, 0), problems.get(day, 0)) for day in days]
    most = max(max(good, bad) for _day, good, bad in counts)
    columns = [
        Column(
            day=day,
            issued=good,
            problems=bad,
            issued_bar=_bar(number * STEP + 1, good, most),
            problems_bar=_bar(number * STEP + 1 + _BAR + 1, bad, most),
        )
        for number, (day, good, bad) in enumerate(counts)
    ]
    return Chart(
        columns=columns,
        most=most,
        width=str(len(days) * STEP),
        height=str(HEIGHT),
        bar=str(_BAR),
        issued=sum(good for _day, good, _bad in counts),
        problems=sum(bad for _day, _good, bad in counts),
    )


def _bar(x: int, number: int, most: int) -> Bar:
    """What happened at all can be seen, however small it is beside the rest."""
    height = max(_LEAST, number * HEIGHT // most) if number else 0
    return Bar(x=str(x), y=str(HEIGHT - height), height=str(height))
