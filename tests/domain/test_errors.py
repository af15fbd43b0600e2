from __future__ import annotations

import pytest

from oscar_lt_accounting.domain import errors
from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Held,
    Misconfigured,
    Problem,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
    gettext_noop,
)

EVERY_ERROR = [AccountingError, Held, Misconfigured, Rejected, Unavailable, Throttled, Uncertain, Unsupported]


@pytest.mark.parametrize("error", EVERY_ERROR)
def test_every_error_says_its_sentence(error):
    said = error("Order %(order)s costs %(total)s, 100 %% of it.", order=45, total="12.10")

    assert str(said) == "Order 45 costs 12.10, 100 % of it."
    assert said.code == error.default_code
    assert said.problem.params == {"order": "45", "total": "12.10"}
    assert said.problem.message == "Order %(order)s costs %(total)s, 100 %% of it."


@pytest.mark.parametrize("error", EVERY_ERROR)
def test_every_error_takes_a_code_of_its_own(error):
    said = error("No key.", code="key_refused")

    assert (said.code, said.problem.code) == ("key_refused", "key_refused")


def test_each_error_has_its_own_word():
    assert [error.default_code for error in EVERY_ERROR] == [
        "accounting",
        "held",
        "misconfigured",
        "rejected",
        "unavailable",
        "throttled",
        "uncertain",
        "unsupported",
    ]


@pytest.mark.parametrize("error", EVERY_ERROR[1:])
def test_every_error_is_an_accounting_error(error):
    assert issubclass(error, AccountingError)


def test_throttled_is_a_kind_of_unavailable_and_nothing_else_is():
    assert {error for error in EVERY_ERROR if issubclass(error, Unavailable)} == {Unavailable, Throttled}


@pytest.mark.parametrize("error", [Unavailable, Throttled])
def test_an_error_that_passes_may_say_when(error):
    assert error("Later.").retry_after is None
    assert error("Later.", retry_after=90, code="busy").retry_after == 90
    assert error("Later.", retry_after=90).problem.params == {}


@pytest.mark.parametrize("said", ["50 % off", "%s", "%(name)s", "%%", "%"])
def test_percent_signs_in_values_are_left_alone(said):
    assert str(Rejected("B1 says: %(said)s", said=said)) == f"B1 says: {said}"


@pytest.mark.parametrize("message", ["Sold at 0 %.", "%(name)s is no place here", "100 %%"])
def test_a_sentence_without_values_is_said_as_it_is(message):
    assert str(Problem(code="x", message=message)) == message


def test_a_problem_is_compared_by_what_it_says():
    assert Problem("x", "%(a)s", {"a": "1"}) == Problem("x", "%(a)s", {"a": "1"})
    assert Problem("x", "%(a)s", {"a": "1"}) != Problem("x", "%(a)s", {"a": "2"})


def test_a_marked_sentence_is_unchanged():
    assert gettext_noop("The key is rejected.") == "The key is rejected."


def test_the_tree_in_the_docstring_names_every_error():
    tree = errors.__doc__ or ""

    assert all(error.__name__ in tree for error in EVERY_ERROR)
