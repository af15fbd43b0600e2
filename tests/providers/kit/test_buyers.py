"""Find the buyer or make it once: what is noted, what is forgotten, and who waits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import Address, Document
from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Busy,
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
)
from oscar_lt_accounting.providers.base import Absent, Journal, RemoteIds, Resumable
from oscar_lt_accounting.providers.kit.buyers import BUYER, Buyers, address_line
from oscar_lt_accounting.providers.kit.rules import RefusedError
from tests.domain.makers import COMPANY, PERSON, VILNIUS, invoice
from tests.providers.journals import SavedJournal

DOCUMENT = invoice(buyer=COMPANY)


class Ids(RemoteIds):
    """Shows who was alone with what, and refuses when another is at it."""

    def __init__(self, *, busy: bool = False) -> None:
        super().__init__()
        self.busy = busy
        self.alone_with: list[str] = []

    @contextmanager
    def alone(self, kind: str, key: str) -> Iterator[None]:
        self.alone_with.append(key)
        if self.busy:
            raise Busy("Another is at it.")
        yield


class Listed(Buyers):
    """A list of buyers that a test lays out."""

    system = "Plain Books"

    def __init__(self, remote_ids: RemoteIds, *, there: str = "", made: str | AccountingError = "9") -> None:
        super().__init__(remote_ids)
        self.there = there
        self.made = made
        self.calls: list[Any] = []

    def look_for(self, document: Document, journal: Journal) -> str:
        self.calls.append("look")
        return self.there

    def payload(self, document: Document) -> Any:
        if not document.buyer.name:
            raise Held("No name.")
        return document.buyer.name

    def create(self, payload: Any) -> str:
        self.calls.append(payload)
        if isinstance(self.made, AccountingError):
            raise self.made
        return self.made


def test_a_new_buyer_is_looked_for_then_made_and_noted() -> None:
    ids, journal = Ids(), SavedJournal()
    buyers = Listed(ids)

    assert buyers.id_of(DOCUMENT, journal) == "9"

    assert buyers.calls == ["look", "UAB Klientas"]
    assert ids.alone_with == ["code:305136936"]
    assert ids.known(BUYER, "code:305136936") == "9"
    assert journal.saved[0] == {BUYER: "started"}
    assert journal.saved[-1][BUYER]["id"] == "9"
    assert "UAB Klientas" not in repr(journal.steps)
    assert "305136936" not in repr(journal.steps)


def test_one_that_is_there_is_not_made() -> None:
    buyers = Listed(Ids(), there="4")

    assert buyers.id_of(DOCUMENT, Journal()) == "4"
    assert buyers.calls == ["look"]


def test_a_known_one_costs_no_call_and_the_journal_knows_whom_the_document_is_for() -> None:
    ids, journal = Ids(), Journal()
    ids.learn(BUYER, "code:305136936", "7")
    buyers = Listed(ids)

    assert buyers.id_of(DOCUMENT, journal) == "7"
    assert buyers.calls == []
    assert ids.alone_with == []
    assert buyers.known(DOCUMENT, Journal(journal.steps)) == "7"


def test_what_the_journal_has_goes_before_what_is_noted() -> None:
    first, journal = Listed(Ids()), Journal()
    first.id_of(DOCUMENT, journal)
    later = Listed(Ids(), made="another")

    assert later.id_of(DOCUMENT, Journal(journal.steps)) == "9"
    assert later.calls == []
    assert later.known(DOCUMENT, Journal()) == "9"


def test_a_journal_of_another_buyer_is_not_believed() -> None:
    journal = Journal()
    Listed(Ids()).id_of(DOCUMENT, journal)
    changed = replace(DOCUMENT, buyer=PERSON)

    assert Listed(Ids()).known(changed, journal) == ""
    assert Listed(Ids(), made="11").id_of(changed, journal) == "11"


def test_a_journal_of_the_version_before_is_believed() -> None:
    assert Listed(Ids()).id_of(DOCUMENT, Journal({BUYER: {"id": 12}})) == "12"


def test_while_another_makes_it_this_one_waits() -> None:
    buyers, journal = Listed(Ids(busy=True)), Journal()

    with pytest.raises(Busy):
        buyers.id_of(DOCUMENT, journal)
    assert (buyers.calls, journal.steps) == ([], {})


def test_who_was_first_meanwhile_is_not_doubled() -> None:
    class Slow(Ids):
        @contextmanager
        def alone(self, kind: str, key: str) -> Iterator[None]:
            self.learn(kind, key, "5")
            yield

    buyers = Listed(Slow())

    assert buyers.id_of(DOCUMENT, Journal()) == "5"
    assert buyers.calls == []


@pytest.mark.parametrize("error", [Unavailable("x"), Throttled("x"), Misconfigured("x"), Rejected("x"), Held("x")])
def test_when_nothing_happened_nothing_is_in_doubt(error: AccountingError) -> None:
    ids, journal = Ids(), SavedJournal()

    with pytest.raises(type(error)):
        Listed(ids, made=error).id_of(DOCUMENT, journal)
    assert journal.saved == [{BUYER: "started"}, {}]
    assert ids.known(BUYER, "code:305136936") == ""


def test_a_lost_answer_stays_in_doubt() -> None:
    journal = SavedJournal()

    with pytest.raises(Uncertain):
        Listed(Ids(), made=Uncertain("x")).id_of(DOCUMENT, journal)
    assert journal.unfinished == BUYER
    assert journal.saved == [{BUYER: "started"}]


def test_a_doubt_that_was_looked_for_in_vain_stays_remembered() -> None:
    journal = SavedJournal({BUYER: "absent"})

    with pytest.raises(Unavailable):
        Listed(Ids(), made=Unavailable("x")).id_of(DOCUMENT, journal)
    assert journal.saved[-1] == {BUYER: "absent"}


def test_a_refused_buyer_is_said_to_be_one() -> None:
    with pytest.raises(Rejected, match=r"^Plain Books rejected the buyer of this document: No such town\.") as caught:
        Listed(Ids(), made=RefusedError("%(said)s", said="No such town")).id_of(DOCUMENT, Journal())
    assert caught.value.code == "buyer_incomplete"


def test_what_cannot_be_said_is_held_before_anything_is_noted() -> None:
    journal = SavedJournal()

    with pytest.raises(Held):
        Listed(Ids()).id_of(replace(DOCUMENT, buyer=replace(COMPANY, name="")), journal)
    assert journal.saved == []


def test_forgetting() -> None:
    ids, journal = Ids(), Journal()
    buyers = Listed(ids)
    buyers.id_of(DOCUMENT, journal)

    buyers.forget(DOCUMENT, journal)

    assert buyers.known(DOCUMENT, journal) == ""


def test_what_became_of_a_making_in_doubt() -> None:
    journal = Journal({BUYER: "started"})

    assert isinstance(Listed(Ids()).find(DOCUMENT, journal), Absent)
    assert isinstance(Listed(Ids(), there="3").find(DOCUMENT, journal), Resumable)
    assert Listed(Ids()).known(DOCUMENT, journal) == "3"


@pytest.mark.parametrize(
    ("buyer", "key"),
    [
        (COMPANY, "code:305136936"),
        (replace(COMPANY, company_code=""), "code:LT100010561112"),
        (PERSON, "email:zasis@example.lt:Ąžuolas Žąsis"),
        (replace(PERSON, email="ZASIS@example.lt"), "email:zasis@example.lt:Ąžuolas Žąsis"),
        (replace(PERSON, email=""), "address:Gedimino pr. 1, Vilnius, LT-01103:Ąžuolas Žąsis"),
        (replace(PERSON, email="", address=Address(country="LT")), "document:shop1:100045:1:inv"),
    ],
)
def test_what_a_buyer_is_remembered_by(buyer: Any, key: str) -> None:
    assert Listed(Ids()).key(invoice(buyer=buyer)) == key


def test_an_address_in_one_line() -> None:
    assert address_line(VILNIUS) == "Gedimino pr. 1, Vilnius, LT-01103"
