"""What a journal keeps of a document that was made."""

from __future__ import annotations

import json
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.providers.kit.journal_facts import facts_of, remembered
from tests.domain.makers import D, invoice


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
