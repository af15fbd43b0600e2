"""Lines of a connection check."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable
from oscar_lt_accounting.providers.kit.check_lines import clock, line, named
from oscar_lt_accounting.providers.kit.rules import RefusedError


def asked(error):
    def ask():
        raise error

    return ask


def test_what_was_found_out_is_told():
    found = line("Title", lambda: (True, "There are %(count)s.", {"count": "2"}))

    assert (found.title, found.ok, found.detail % found.params) == ("Title", True, "There are 2.")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (RefusedError("They refused it: %(said)s", said="no"), "no"),
        (RefusedError("They refused it."), "They refused it."),
        (Misconfigured("The key: %(said)s", said="no"), "The key: no"),
        (Unavailable("Cannot be read.", code="answer_unreadable"), "Cannot be read."),
    ],
)
def test_what_is_not_open_is_a_line(error, said):
    found = line("Title", asked(error))

    assert not found.ok
    assert found.detail % found.params == f"Not open to this key: {said}"


@pytest.mark.parametrize("error", [Unavailable("down"), Throttled("slow", retry_after=5)])
def test_a_system_that_is_out_of_reach_stops_the_check(error):
    with pytest.raises(Unavailable):
        line("Title", asked(error))


def test_rows_are_named_by_id_and_name_and_not_without_end():
    assert named([{"id": 1, "name": "A"}, {"id": 2}, {"name": None}]) == "1 (A), 2 (–), None (–)"
    assert named([{"id": number} for number in range(50)]).count(",") == 19


@pytest.mark.parametrize(
    ("difference", "ok", "seconds"), [(None, True, "–"), (60, True, "60"), (-60, True, "60"), (-61, False, "61")]
)
def test_a_clock_may_be_a_minute_off(difference, ok, seconds):
    found = clock(difference)

    assert (found.ok, found.detail % found.params) == (ok, f"The clocks differ by {seconds} seconds.")
