"""References that are longer than their field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.providers.kit.references import fit, is_ours

LONG = "shop1:100045:warehouse-1:inv"


def test_what_fits_stays_as_it_is() -> None:
    assert fit(LONG, 40) == LONG
    assert fit(LONG, len(LONG)) == LONG


@pytest.mark.parametrize(("length", "fitted"), [(20, "shop1:100-t1k8qbnj3x"), (11, "t1k8qbnj3x"), (10, "t1k8qbnj3x")])
def test_what_does_not_is_the_same_for_ever(length: int, fitted: str) -> None:
    assert fit(LONG, length) == fitted


def test_a_field_too_short_for_a_digest_is_none() -> None:
    with pytest.raises(ValueError, match="9 characters"):
        fit(LONG, 9)


@given(st.text(max_size=60), st.text(max_size=60), st.integers(10, 60))
def test_two_references_never_become_one(one: str, other: str, length: int) -> None:
    assert len(fit(one, length)) <= length
    assert (fit(one, length) == fit(other, length)) == (one == other)


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        (LONG, False),
        (fit(LONG, 20), True),
        (f" {fit(LONG, 20)}\n", True),
        (fit(LONG, 20) + "2", False),
        (fit(LONG + "2", 20), False),
        (LONG[:20], False),
        ("", False),
        (None, False),
        (5, False),
    ],
)
def test_what_is_ours_is_compared_as_it_was_sent(text: object, ours: bool) -> None:
    assert is_ours(text, LONG, 20) is ours


def test_nothing_is_nobodys() -> None:
    assert not is_ours("", "", 20)
