"""Answers that were lost: adopt what is proven ours, look for the sale, and ask a person where nothing is proven."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Rejected, Unavailable, Uncertain
from oscar_lt_accounting.providers.base import Absent, Found, Inconclusive, Journal, Resumable
from tests.domain.makers import invoice
from tests.providers.b1 import (
    BROKEN,
    DELETE,
    DONE,
    DOWN,
    GONE,
    NO_KEY,
    ORDER,
    PAGE,
    PDF,
    PRINT,
    REFUSED,
    ROW,
    SALE,
    SAVED,
    THERE,
    mugs,
)
from tests.providers.scripted import lost
from tests.providers.server import answer, json_answer

SOLD_IN_DOUBT = {"order": {"id": "555"}, "row 1": {}, "row 2": {}, "sale": "started"}
NOWHERE = json_answer({}, status="429 Slow")


def ready(desk, **replies):
    for path, reply in {ORDER: SAVED, ROW: DONE, SALE: DONE, DELETE: DONE, PRINT: GONE, **replies}.items():
        desk.books.on(path, *(reply if isinstance(reply, tuple) else (reply,)))
    return desk.provider()


def test_an_order_whose_answer_was_lost_is_adopted_by_its_id(desk):
    books = ready(desk, **{ORDER: (lost, THERE)})

    with pytest.raises(Uncertain):
        books.submit(mugs(), desk.journal)
    issued = books.submit(mugs(), desk.journal)

    assert issued.remote_id == "444"
    assert desk.books.asked == [ORDER, ORDER, ROW, ROW, SALE]
    assert {sent["orderId"] for sent in desk.books.payloads(ROW)} == {444}


def test_it_is_still_ours_after_the_network_was_down_in_between(desk):
    books = ready(desk, **{ORDER: (lost, NOWHERE, NOWHERE, THERE)})

    with pytest.raises(Uncertain):
        books.submit(mugs(), desk.journal)
    for _ in range(2):
        with pytest.raises(Unavailable):
            books.submit(mugs(), desk.journal)
        assert desk.journal.unfinished == "", "nothing happened now"
        assert desk.journal.was_tried("order"), "but something may have happened before"
        assert desk.journal.saved[-1] == desk.journal.steps

    assert books.submit(mugs(), desk.journal).remote_id == "444"


def test_an_order_without_an_id_is_asked_for_again(desk):
    books = ready(desk, **{ORDER: (DONE, THERE)})

    with pytest.raises(Uncertain, match="returned no usable id") as caught:
        books.submit(mugs(), desk.journal)
    assert caught.value.code == "no_id"

    assert books.submit(mugs(), desk.journal).remote_id == "444"


@pytest.mark.parametrize(
    "journal", [{}, {"order": "started"}], ids=["never sent by us", "sent by us, but B1 tells no id"]
)
def test_an_order_that_is_not_known_to_be_ours_asks_a_person(journal, desk):
    nameless = json_answer({"message": "exists"}, status="409 Conflict")
    books = ready(desk, **{ORDER: nameless if journal else THERE})
    met = Journal(journal)

    for _ in range(2):
        with pytest.raises(Uncertain, match="not known what is in it") as caught:
            books.submit(mugs(), met)
        assert caught.value.code == "already_there"

    assert set(desk.books.asked) == {ORDER}
    assert met.unfinished == "", "never adopted later"
    assert met.steps, "“Send again” must find something to replace"


def test_a_person_who_sends_again_replaces_what_is_there(desk):
    books = ready(desk, **{DELETE: DONE})

    issued = books.submit(mugs(), Journal({"restart": True}))

    assert desk.books.asked == [PRINT, DELETE, ORDER, ROW, ROW, SALE]
    assert issued.remote_id == "555"


def test_a_person_who_sends_again_what_was_sold_gets_the_sale(desk):
    journal = Journal({"restart": True})

    issued = ready(desk, **{PRINT: PDF}).submit(invoice(series="INV", number="7"), journal)

    assert desk.books.asked == [PRINT]
    assert issued.number == "INV7"


@pytest.mark.parametrize("reply", [PAGE, DOWN, BROKEN, lost, NO_KEY, json_answer({}, status="409 Conflict")])
def test_nothing_is_replaced_while_it_is_not_known_whether_it_was_sold(reply, desk):
    books = ready(desk, **{PRINT: reply})

    with pytest.raises((Unavailable, Rejected, Uncertain, Exception)) as caught:
        books.submit(mugs(), Journal({"restart": True}))

    assert type(caught.value).__module__ == "oscar_lt_accounting.domain.errors"
    assert desk.books.asked == [PRINT]


def test_a_sale_that_is_finished_is_found_without_a_call(desk):
    found = ready(desk).find(mugs(), Journal({**SOLD_IN_DOUBT, "sale": {}}))

    assert isinstance(found, Found)
    assert found.document.remote_id == "555"
    assert desk.books.asked == []


@pytest.mark.parametrize(
    "journal",
    [
        {},
        {"order": "started"},
        {"order": {"id": "555"}},
        {"order": {"id": "555"}, "row 1": "started"},
        {"taking back": "started"},
        {"restart": True},
    ],
)
def test_before_the_sale_nothing_is_final(journal, desk):
    assert ready(desk).find(mugs(), Journal(journal)) == Resumable()
    assert desk.books.asked == []


def test_a_sale_that_b1_prints_is_there(desk):
    found = ready(desk, **{PRINT: PDF}).find(mugs(), Journal(SOLD_IN_DOUBT))

    assert isinstance(found, Found)
    assert (found.document.remote_id, found.document.reference) == ("555", "shop1:100045:1:inv")
    assert desk.books.payloads(PRINT) == [{"prefix": "shop1-1", "orderId": 45}]


@pytest.mark.parametrize("reply", [GONE, REFUSED, json_answer({"code": 404, "message": "no"})])
def test_a_sale_that_b1_says_in_its_own_words_it_has_not_is_absent(reply, desk):
    assert ready(desk, **{PRINT: reply}).find(mugs(), Journal(SOLD_IN_DOUBT)) == Absent()


@pytest.mark.parametrize(
    "reply",
    [
        PAGE,
        DOWN,
        BROKEN,
        NO_KEY,
        NOWHERE,
        lost,
        answer(b"<html></html>", status="404 Not Found"),
        answer(b""),
        answer(b"%PDF", status="404 Not Found"),
        json_answer({}),
        json_answer([]),
        json_answer({}, status="409 Conflict"),
        json_answer({}, status="480 Partial"),
        json_answer({"code": 500}),
        json_answer({"errors": {"headers": ["key"]}}, status="400 Bad Request"),
    ],
)
def test_anything_else_tells_nothing_of_the_sale(reply, desk):
    finding = ready(desk, **{PRINT: reply}).find(mugs(), Journal(SOLD_IN_DOUBT))

    assert isinstance(finding, Inconclusive)
    assert finding.reason


def test_a_sale_proven_absent_is_made_again(desk):
    journal = Journal(SOLD_IN_DOUBT)
    journal.absent("sale")

    assert ready(desk).submit(mugs(), journal).remote_id == "555"
    assert desk.books.asked == [SALE]


@pytest.mark.parametrize("doubt", ["started", "absent"])
@pytest.mark.parametrize("reply", [REFUSED, GONE, json_answer({}, status="409 Conflict")])
def test_a_sale_that_was_in_doubt_and_is_then_refused_is_never_taken_back(doubt, reply, desk):
    journal = Journal({**SOLD_IN_DOUBT, "sale": doubt})

    with pytest.raises(Uncertain, match="probably already in B1") as caught:
        ready(desk, **{SALE: reply}).submit(mugs(), journal)

    assert caught.value.code == "sale_refused_again"
    assert desk.books.asked == [SALE]
    assert journal.unfinished == "sale", "so that it is looked for"


def test_a_sale_in_doubt_stays_remembered_when_the_network_is_down(desk):
    journal = Journal(SOLD_IN_DOUBT)
    books = ready(desk, **{SALE: (NOWHERE, REFUSED)})

    with pytest.raises(Unavailable):
        books.submit(mugs(), journal)
    with pytest.raises(Uncertain, match="probably already in B1"):
        books.submit(mugs(), journal)

    assert DELETE not in desk.books.asked


def test_the_print_of_the_sale(desk):
    books = ready(desk, **{PRINT: PDF})

    assert books.pdf(books.submit(mugs(), desk.journal), mugs()) == b"%PDF-1.7 sale"


def test_a_sale_that_is_not_printed_yet_is_asked_for_later(desk):
    books = ready(desk)
    issued = books.submit(mugs(), desk.journal)

    with pytest.raises(Rejected, match="no PDF of this document yet") as caught:
        books.pdf(issued, mugs())
    assert caught.value.code == "no_pdf"

    for reply in (PAGE, json_answer({}), THERE):
        desk.books.on(PRINT, reply)
        with pytest.raises(Unavailable):
            books.pdf(issued, mugs())
