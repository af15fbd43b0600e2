"""What is left in a journal by a step, whatever becomes of its call."""

from __future__ import annotations

import json
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
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
from oscar_lt_accounting.providers.kit.steps import attempted, facts_of, remembered
from tests.domain.makers import D, invoice
from tests.providers.journals import SavedJournal

NOTHING_HAPPENED = (Busy, Held, Misconfigured, Rejected, RefusedError, Throttled, Unavailable)


@pytest.mark.parametrize(
    ("error", "left"),
    [*((error, "") for error in NOTHING_HAPPENED), *((error, "step") for error in (Uncertain, Unsupported, KeyError))],
)
def test_only_a_call_that_surely_did_nothing_is_forgotten(error, left):
    journal = SavedJournal({"before": {}})

    with pytest.raises(error), attempted(journal, "step"):
        raise error("it went wrong")

    assert journal.saved[0] == {"before": {}, "step": "started"}, "noted before the call"
    assert journal.unfinished == left
    assert journal.saved[-1] == journal.steps


def test_a_call_that_went_well_is_finished_by_its_caller():
    journal = SavedJournal()

    with attempted(journal, "step"):
        pass

    assert journal.unfinished == "step"


@pytest.mark.parametrize(
    "remote",
    [
        RemoteDocument(remote_id="5"),
        RemoteDocument(
            remote_id="5",
            number="S-1",
            total=D("12.10"),
            vat=D("2.10"),
            day=date(2026, 1, 15),
            buyer_name="UAB",
            currency="EUR",
        ),
    ],
)
def test_what_was_made_is_remembered_as_it_was(remote):
    document = invoice()
    kept = json.loads(json.dumps(facts_of(remote)))

    found = remembered(document, kept)

    assert found.reference == document.reference
    assert facts_of(found) == facts_of(remote)
    assert (found.total, found.day, found.remote_id) == (remote.total, remote.day, remote.remote_id)
