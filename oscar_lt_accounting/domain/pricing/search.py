"""One choice for each line of a rate, so that the sums add up exactly, at the lowest cost that is found.

Sums are added line by line; a state is what they are so far. Only states near a path are followed, so the
work grows with the number of lines and no faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from oscar_lt_accounting.domain.pricing.choices import Choice

State = tuple[int, ...]
_Step = tuple[int, State, Choice]


def running(sums: Iterable[Sequence[int]]) -> list[State]:
    """What rows with these sums add up to, after each row."""
    return list(accumulate((tuple(one) for one in sums), lambda a, b: tuple(x + y for x, y in zip(a, b, strict=True))))


def cheapest(
    options: Sequence[Sequence[Choice]], path: Sequence[State], target: State, most: int
) -> list[Choice] | None:
    """Choices whose sums are `target`, never further than `most` from `path` on the way; None where none are found."""
    steps: list[dict[State, _Step]] = []
    reached: dict[State, int] = {tuple(0 for _ in target): 0}
    for choices, expected in zip(options, path, strict=True):
        lowest, highest = tuple(x - most for x in expected), tuple(x + most for x in expected)
        layer = _next(reached, choices, lowest, highest)
        if not layer:
            return None
        steps.append(layer)
        reached = {state: step[0] for state, step in layer.items()}
    if target not in reached:
        return None
    return _walk_back(steps, target)


def _next(reached: dict[State, int], choices: Sequence[Choice], lowest: State, highest: State) -> dict[State, _Step]:
    layer: dict[State, _Step] = {}
    for state, spent in reached.items():
        for choice in choices:
            after = tuple([x + y for x, y in zip(state, choice.sums, strict=True)])
            if not all(low <= x <= high for low, x, high in zip(lowest, after, highest, strict=True)):
                continue
            cost, known = spent + choice.cost, layer.get(after)
            if known is None or cost < known[0]:
                layer[after] = (cost, state, choice)
    return layer


def _walk_back(steps: Sequence[dict[State, _Step]], target: State) -> list[Choice]:
    chosen, state = [], target
    for layer in reversed(steps):
        _cost, state, choice = layer[state]
        chosen.append(choice)
    return chosen[::-1]
