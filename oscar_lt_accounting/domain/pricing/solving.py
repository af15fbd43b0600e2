"""The rows of one rate: choices for its lines that make the system say the rate's sums."""

from __future__ import annotations

from collections.abc import Sequence

from oscar_lt_accounting.domain.pricing.arithmetic import VatRounding
from oscar_lt_accounting.domain.pricing.choices import Choice, Choices
from oscar_lt_accounting.domain.pricing.given_vat import Given, give
from oscar_lt_accounting.domain.pricing.groups import Group
from oscar_lt_accounting.domain.pricing.search import State, cheapest, running

#: The lines that may be split to reach a sum, those of the most pieces first.
_MOST_SPLIT = 12
_AROUND_OWN_SUMS, _AROUND_EXACT_SUMS = 2, 3


def solve(group: Group, missing: int = 0) -> list[Given] | None:
    """The rows of `group`, whose sums are `missing` cents short of the lines'; None where none are found.

    The rate's VAT is always reached. What is missing is for the row for rounding to make up.
    """
    if not _reachable(group, missing):
        return None
    chosen = _Solving(group, missing).found()
    if chosen is None:
        return None
    parts = [part for choice in chosen for part in choice.parts]
    if group.arithmetic.vat_per_row:
        return give(group, parts)
    return [Given(part, given=False) for part in parts]


def _reachable(group: Group, missing: int) -> bool:
    """Whether a system that rounds by rate makes the rate's VAT of its sum; one that takes totals may be a cent off."""
    arithmetic = group.arithmetic
    made = group.fraction.of(group.amount - missing)
    if arithmetic.takes_totals:
        return abs(made - group.vat) <= 1
    return not arithmetic.counts_vat or VatRounding.RATE not in arithmetic.vat_rounding or made == group.vat


class _Solving:
    def __init__(self, group: Group, missing: int) -> None:
        self._group = group
        self._choices = Choices(group)
        self._target = (group.amount - missing, *(group.vat for _way in self._choices.ways))

    def found(self) -> list[Choice] | None:
        """The lines as they are, else with cents moved between them, else with some of them split."""
        unchanged = [self._choices.unchanged(line) for line in self._group.lines]
        kept = [choice for choice in unchanged if choice is not None]
        if len(kept) == len(unchanged) and running(choice.sums for choice in kept)[-1] == self._target:
            return kept
        whole = [self._choices.whole(line) for line in self._group.lines]
        for i, line in enumerate(self._group.lines):
            whole[i] = whole[i] or self._choices.split(line)
        return (
            self._cheapest(whole)
            or self._cheapest(self._with_splits(whole, freely=False))
            or self._cheapest(self._with_splits(whole, freely=True))
        )

    def _with_splits(self, options: Sequence[list[Choice]], *, freely: bool) -> list[list[Choice]]:
        lines = self._group.lines
        splittable = sorted(
            (i for i, line in enumerate(lines) if line.quantity >= 2 * line.piece),
            key=lambda i: (-lines[i].quantity, i),
        )[:_MOST_SPLIT]
        extended = list(options)
        for i in splittable:
            extended[i] = options[i] + self._choices.split(lines[i], freely=freely)
        return extended

    def _cheapest(self, options: Sequence[Sequence[Choice]]) -> list[Choice] | None:
        if not all(options):
            return None
        return cheapest(options, self._own_path(), self._target, _AROUND_OWN_SUMS) or cheapest(
            options, self._exact_path(), self._target, _AROUND_EXACT_SUMS
        )

    def _own_path(self) -> list[State]:
        ways = len(self._choices.ways)
        return running((line.amount, *[line.vat] * ways) for line in self._group.lines)

    def _exact_path(self) -> list[State]:
        group, ways = self._group, len(self._choices.ways)
        exact, path = 0, []
        for line in group.lines:
            exact += line.exact
            vat = exact * group.fraction.part // (group.scale * group.fraction.whole)
            path.append((exact // group.scale, *[vat] * ways))
        return path
