"""What is left in a journal by a step, whatever becomes of its call."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import (
    Busy,
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.providers.kit.rules import RefusedError
from tests.providers.journals import SavedJournal

NOTHING_HAPPENED = (Busy, Held, Misconfigured, Rejected, RefusedError, Throttled, Unavailable)


@pytest.mark.parametrize(
    ("error", "left"),
    [*((error, "") for error in NOTHING_HAPPENED), *((error, "step") for error in (Uncertain, Unsupported, KeyError))],
)
def test_only_a_call_that_surely_did_nothing_is_forgotten(error, left):
    journal = SavedJournal({"before": {}})

    with pytest.raises(error), journal.trying("step"):
        raise error("it went wrong")

    assert journal.saved[0] == {"before": {}, "step": "started"}, "noted before the call"
    assert journal.unfinished == left
    assert journal.saved[-1] == journal.steps


def test_a_call_that_went_well_is_finished_by_its_caller():
    journal = SavedJournal()

    with journal.trying("step"):
        pass

    assert journal.unfinished == "step"


def test_what_was_tried_before_is_remembered_though_nothing_happened_now():
    journal = SavedJournal({"step": "absent"})

    with pytest.raises(Rejected), journal.trying("step"):
        raise Rejected("no")

    assert journal.was_tried("step")
    assert journal.saved[-1] == {"step": "absent"}
