from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Unavailable, Uncertain
from oscar_lt_accounting.providers.base import Journal
from tests.providers.journals import SavedJournal


def test_a_step_is_in_doubt_from_its_start_to_its_finish():
    journal = Journal()
    assert journal.unfinished == ""
    assert journal.finished("order") is None

    journal.start("order")
    assert journal.unfinished == "order"
    assert journal.finished("order") is None

    journal.finish("order", id="555")
    assert journal.unfinished == ""
    assert journal.finished("order") == {"id": "555"}


def test_a_step_may_finish_without_leaving_anything():
    journal = Journal()
    journal.finish("write-off")

    assert journal.finished("write-off") == {}


def test_a_step_that_did_not_happen_is_forgotten():
    journal = Journal({"order": {"id": "555"}, "row 1": "started"})

    journal.forget("row 1")
    journal.forget("row 2")

    assert journal.steps == {"order": {"id": "555"}}


def test_a_step_that_was_looked_for_in_vain_is_remembered_as_tried():
    journal = SavedJournal({"order": {"id": "555"}, "sale": "started"})
    assert journal.was_tried("sale")

    journal.absent("sale")

    assert journal.was_tried("sale")
    assert (journal.unfinished, journal.finished("sale")) == ("", None)
    assert journal.saved == [], "whoever looked saves it together with what follows from it"


def test_only_a_doubt_counts_as_tried():
    journal = Journal({"order": {"id": "555"}, "sale": "started"})
    journal.forget("sale")

    assert not journal.was_tried("sale")
    assert not journal.was_tried("order")
    assert not journal.was_tried("row 1")


def test_the_first_unfinished_step_is_named():
    assert Journal({"order": {}, "row 1": "started", "sale": "started"}).unfinished == "row 1"


def test_nothing_is_left_after_clearing():
    journal = Journal({"order": {"id": "555"}, "restart": True})
    assert journal.restart

    journal.clear()

    assert (journal.steps, journal.restart, journal.unfinished) == ({}, False, "")


def test_a_decision_to_start_over_is_no_step():
    journal = Journal({"restart": True})

    assert (journal.restart, journal.unfinished, journal.finished("restart")) == (True, "", None)
    assert not Journal().restart


def test_every_change_is_saved_at_once():
    journal = SavedJournal()
    journal.start("order")
    journal.finish("order", id="1")
    journal.start("row 1")
    journal.forget("row 1")
    journal.clear()

    assert journal.saved == [
        {"order": "started"},
        {"order": {"id": "1"}},
        {"order": {"id": "1"}, "row 1": "started"},
        {"order": {"id": "1"}},
        {},
    ]


def test_the_steps_it_was_made_from_are_not_changed():
    steps = {"order": {"id": "1"}}
    Journal(steps).clear()

    assert steps == {"order": {"id": "1"}}


@pytest.mark.parametrize("error", [Held("no"), Misconfigured("no"), Rejected("no"), Unavailable("no")])
@pytest.mark.parametrize(("before", "after"), [({}, {}), ({"row": "started"}, {"row": "absent"})])
def test_a_call_that_did_not_happen_leaves_only_the_doubt_of_before(error, before, after):
    journal = SavedJournal(before)

    with pytest.raises(type(error)), journal.trying("row"):
        raise error

    assert journal.saved[0] == {"row": "started"}, "noted before the call"
    assert journal.steps == journal.saved[-1] == after


@pytest.mark.parametrize("error", [Uncertain("lost"), KeyError("ours")])
def test_a_call_whose_end_is_not_known_stays_in_doubt(error):
    journal = SavedJournal()

    with pytest.raises(type(error)), journal.trying("row"):
        raise error

    assert journal.unfinished == "row"


def test_a_call_that_went_well_is_finished_by_who_made_it():
    journal = SavedJournal()

    with journal.trying("row"):
        pass

    assert journal.unfinished == "row"
