"""Warehouse methods: answers that were lost are settled by looking, and only a proven absence counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from oscar_lt_accounting.domain.documents import Address, Buyer, RemoteDocument
from oscar_lt_accounting.domain.errors import Rejected, Unavailable, Uncertain
from oscar_lt_accounting.providers.b1 import sales
from oscar_lt_accounting.providers.base import Absent, Capability, Found, Inconclusive, Journal, Resumable
from tests.domain.makers import COMPANY, PERSON, D, row
from tests.providers.b1 import DONE, SAVED, kind
from tests.providers.b1.simulated_warehouse import ADD, CLIENT, CLIENTS, CODES, HEADER, ROWS, SALES, SETTINGS, mugs
from tests.providers.journals import SavedJournal
from tests.providers.server import json_answer


def lost(store, step, *, saved=True, after=0, document=None):
    """Submit, and lose the answer of `step`; whether B1 did it is up to `saved`."""
    store.simulator.fail(step, "lost_answer" if saved else "server_error", after=after)
    assert kind(store.fails(document)) is Uncertain


def completed(store, document=None):
    document = document or mugs()
    remote = store.provider().submit(document, store.journal)
    assert remote.differences(document) == ()
    assert [(len(sale.rows), sale.gross) for sale in store.sales] == [(len(document.lines), document.total)]
    assert len(store.clients) == 1


def test_looking_waits_until_a_late_call_must_have_arrived(store):
    assert not store.provider().can(Capability.RESUMES), "so that the outbox looks only after the settle time"
    assert store.provider().can(Capability.FINDS_DOCUMENTS)


@pytest.mark.parametrize("step", [CLIENT, HEADER, ADD])
@pytest.mark.parametrize("buyer", [COMPANY, PERSON])
def test_what_was_done_is_found_and_gone_on_with(store, step, buyer):
    document = mugs(buyer=buyer)
    lost(store, step, document=document)
    assert store.journal.unfinished

    assert store.look(document) == Resumable()

    assert store.journal.unfinished == ""
    completed(store, document)


@pytest.mark.parametrize("step", [CLIENT, HEADER, ADD])
@pytest.mark.parametrize("buyer", [COMPANY, PERSON])
@pytest.mark.parametrize("others", [True, False])
def test_what_was_not_done_is_absent_and_then_done(store, step, buyer, others):
    if others:
        store.provider().submit(mugs(number="1", buyer=replace(COMPANY, name="Kitas", company_code="1")), Journal())
    document = mugs(buyer=buyer)
    lost(store, step, saved=False, document=document)

    assert store.look(document) == Absent()
    store.journal.absent(store.journal.unfinished)

    remote = store.provider().submit(document, store.journal)
    assert remote.differences(document) == ()
    assert len(store.clients) == 1 + others


def test_a_second_row_that_was_not_done_is_absent_without_further_proof(store):
    lost(store, ADD, saved=False, after=1)
    before = len(store.asked)

    assert store.look() == Absent()

    assert store.asked[before:] == [ROWS]
    store.journal.absent("row 2")
    completed(store)


@pytest.mark.parametrize("reading", ["ignored", "hide all"])
@pytest.mark.parametrize("step", [CLIENT, HEADER, ADD])
def test_a_filter_that_does_not_work_proves_no_absence(store, step, reading):
    store.provider().submit(mugs(number="1", buyer=replace(COMPANY, name="Kitas", company_code="1")), Journal())
    lost(store, step, saved=False)
    store.simulator.switches.filters = reading

    finding = store.look()

    assert isinstance(finding, Inconclusive)
    assert finding.reason


@pytest.mark.parametrize("kind", ["server_error", "html", "challenge", "too_many", "refused", "lost_answer"])
@pytest.mark.parametrize(("step", "looked_at"), [(CLIENT, CLIENTS), (HEADER, SALES), (ADD, ROWS)])
def test_a_look_that_fails_proves_nothing(store, step, looked_at, kind):
    lost(store, step)
    store.simulator.fail(looked_at, kind, times=0)

    finding = store.look()

    assert isinstance(finding, Inconclusive)
    assert finding.reason
    assert "UAB Klientas" not in finding.reason


def test_the_newest_sales_show_ours_though_the_filter_hides_it(store):
    lost(store, HEADER)
    store.simulator.switches.filters = "hide all"

    assert isinstance(store.look(), Inconclusive), "it is there, so it is never absent"


def test_somebody_elses_sale_with_our_number_is_a_persons_matter(store):
    store.provider().submit(mugs(buyer=replace(COMPANY, name="Kitas", company_code="1")), Journal())
    lost(store, HEADER, saved=False)

    finding = store.look()

    assert isinstance(finding, Found)
    assert finding.document.differences(mugs()) == ("buyer_name",)


def test_a_number_that_was_taken_while_ours_was_in_doubt(store):
    store.provider().submit(mugs(day=date(2026, 1, 14)), Journal())
    lost(store, HEADER, saved=False)
    store.journal.absent("header")

    error = store.fails()

    assert (kind(error), error.code) == (Uncertain, "half_there")
    assert "INV000412" in str(error)


def test_a_refusal_that_does_not_speak_of_the_number_stays_a_refusal(store):
    lost(store, HEADER, saved=False)
    store.journal.absent("header")
    store.simulator.fail(HEADER, "refused", status=400, message="Data validation failed")

    error = store.fails()

    assert (kind(error), error.code) == (Rejected, "rejected")
    assert store.journal.was_tried("header"), "whether it happened before stays remembered"


def test_a_refusal_in_any_language_finds_the_sale_that_was_made(store):
    lost(store, HEADER)
    store.journal.absent("header")
    store.simulator.fail(HEADER, "refused", status=400, message="Toks numeris jau yra")

    completed(store)


def test_rows_of_somebody_else_in_our_sale_stop_us(store):
    lost(store, ADD)
    store.sales[0].rows[0].quantity = D(7)

    finding = store.look()
    assert isinstance(finding, Found)
    assert "total" in finding.document.differences(mugs())

    store.journal.forget("row 1")
    error = store.fails()
    assert (kind(error), error.code) == (Uncertain, "half_there")


def test_a_sale_with_strange_rows_that_is_not_listed_proves_nothing(store):
    lost(store, ADD)
    store.sales[0].rows[0].quantity = D(7)
    store.sales[0].series, store.sales[0].number = "X", "9"

    assert isinstance(store.look(), Inconclusive)


def test_rows_that_are_not_listed_yet_are_waited_for(store):
    lost(store, ADD, after=1)
    kept = list(store.sales[0].rows)
    del store.sales[0].rows[:]

    assert isinstance(store.look(), Inconclusive)
    store.journal.forget("row 2")
    assert kind(store.fails()) is Unavailable

    store.sales[0].rows += kept
    completed(store)


def test_a_row_that_was_finished_without_our_knowing_is_not_added_twice(store):
    lost(store, ADD, after=1)
    store.journal.forget("row 2")

    completed(store)


def test_going_on_with_a_step_in_doubt_needs_a_proof(store):
    lost(store, ADD, saved=False)

    error = store.fails()

    assert (kind(error), error.code) == (Uncertain, "answer_lost")
    assert store.journal.unfinished == "row 1"


def test_going_on_with_a_step_in_doubt_that_was_done(store):
    lost(store, ADD)

    completed(store)


def test_a_step_stays_remembered_while_the_network_is_down(store):
    for step, name in ((CLIENT, "buyer"), (HEADER, "header")):
        journal = SavedJournal()
        journal.absent(name)
        store.simulator.fail(step, "too_many")
        with pytest.raises(Unavailable):
            store.provider().submit(mugs(), journal)
        assert journal.was_tried(name)
        assert journal.unfinished == ""
        assert journal.saved[-1] == journal.steps


@pytest.mark.parametrize("journal", [{}, {"restart": True}, {"buyer": {"id": "301"}}, {"header": "absent"}])
def test_where_nothing_is_in_doubt_it_goes_on(store, journal):
    assert store.provider().find(mugs(), Journal(journal)) == Resumable()
    assert store.asked == []


def test_a_finished_sale_is_found(store):
    store.provider().submit(mugs(), store.journal)

    finding = store.look()

    assert isinstance(finding, Found)
    assert finding.document.differences(mugs()) == ()


def test_a_person_who_sends_again_completes_what_is_there(store):
    store.simulator.fail(ADD, "refused", after=1, status=400)
    store.fails()
    store.journal = SavedJournal({"restart": True})

    completed(store)


def test_a_person_who_sends_again_what_was_deleted_gets_a_new_sale(store):
    store.simulator.fail(ADD, "refused", after=1, status=400)
    store.fails()
    store.sales.clear()
    store.journal = SavedJournal({"restart": True})

    completed(store)


def test_a_person_who_sends_again_over_other_rows_is_told_to_delete_it(store):
    store.provider().submit(mugs(row(remote_id="24")), Journal())
    store.journal = SavedJournal({"restart": True})

    error = store.fails()

    assert (kind(error), error.code) == (Uncertain, "half_there")


def test_a_buyer_without_an_id_is_looked_for(store):
    store.simulator.fail(CLIENT, "truncated")
    assert kind(store.fails()) is Uncertain
    assert store.look() == Resumable()

    completed(store)


@pytest.mark.parametrize("step", [CLIENT, HEADER])
def test_an_answer_without_an_id_is_looked_for(desk, step):
    codes = {"data": [{"id": 1, "code": "PVM1"}, {"id": 2}, {"id": 3, "code": "PVM3"}], "pages": 1}
    desk.books.on(CODES, json_answer(codes))
    desk.books.on(CLIENTS, json_answer({"data": [], "pages": 0}))
    desk.books.on(CLIENT, SAVED)
    desk.books.on(step, DONE)

    with pytest.raises(Uncertain, match="returned no usable id") as caught:
        desk.provider(**SETTINGS).submit(mugs(), desk.journal)

    assert caught.value.code == "no_id"
    assert desk.journal.unfinished == {CLIENT: "buyer", HEADER: "header"}[step]


@pytest.mark.parametrize("told", [None, "34.19", True, 10**15, []])
def test_sums_that_are_no_amounts_are_not_told(told):
    record = {"id": 1, "sumWithVat": told, "vat": told}

    assert sales.recorded(record).total is None
    assert sales.remote_document(record, mugs(), "").vat is None


# -- buyers --------------------------------------------------------------------------------------------


def bought(store, buyer, number):
    remote = store.provider().submit(mugs(buyer=buyer, number=number, reference=f"shop1:{number}"), Journal())
    assert remote.number == f"INV{number}"


def test_a_company_is_known_by_its_code_whatever_it_is_called(store):
    bought(store, COMPANY, "1")
    store.remote_ids.forget("buyer", f"code:{COMPANY.company_code}")
    bought(store, replace(COMPANY, name="Klientas, UAB"), "2")

    assert len(store.clients) == 1
    assert store.sales[1].buyer == "Klientas, UAB", "the name of the order is printed"


def test_of_several_clients_with_one_code_the_first_active_one_is_taken(store):
    for position in range(3):
        bought(store, replace(COMPANY, company_code=f"30513693{position}"), str(position))
    for client in store.clients:
        client.code = COMPANY.company_code
    store.clients[0].is_active = False

    bought(store, COMPANY, "9")

    assert store.sales[-1].client_id == store.clients[1].id


def test_a_company_with_only_a_vat_code_is_known_by_it(store):
    foreign = Buyer(
        name="SIA Klients", is_company=True, vat_code="LV40003521600", address=Address(country="LV", city="Rīga")
    )
    bought(store, foreign, "1")
    store.remote_ids.forget("buyer", "code:LV40003521600")
    bought(store, foreign, "2")
    assert len(store.clients) == 1

    bought(store, replace(foreign, vat_code="LV40003521601"), "3")
    assert len(store.clients) == 2


def test_two_people_of_one_name_are_two_clients(store):
    bought(store, PERSON, "1")
    bought(store, replace(PERSON, email="kitas@example.lt", address=Address(country="LT", city="Kaunas")), "2")

    assert len(store.clients) == 2


def test_a_person_at_the_same_address_is_the_same(store):
    bought(store, PERSON, "1")
    bought(store, replace(PERSON, email="kitas@example.lt"), "2")

    assert len(store.clients) == 1


def test_a_person_is_no_company_of_the_same_name(store):
    bought(store, replace(PERSON, company_code="1"), "1")
    bought(store, PERSON, "2")

    assert len(store.clients) == 2


def test_a_guest_without_e_mail_is_known_by_the_document(store):
    guest = Buyer(name="Ona", address=Address(country="LT"))
    bought(store, guest, "1")

    assert store.remote_ids.known("buyer", "document:shop1:1") == "301"


def test_the_one_new_client_of_the_name_is_ours_though_b1_keeps_no_address(store):
    bought(store, PERSON, "1")
    other = replace(PERSON, email="kitas@example.lt", address=Address(country="LT", city="Kaunas"))
    document = mugs(buyer=other)
    lost(store, CLIENT, document=document)
    for client in store.clients:
        client.address = ""

    assert store.look(document) == Resumable()
    assert store.journal.finished("buyer")["id"] == str(store.clients[1].id)


def test_two_new_clients_of_the_name_are_nobody(store):
    lost(store, CLIENT, document=mugs(buyer=PERSON))
    store.clients.append(replace(store.clients[0], id=999))
    for client in store.clients:
        client.address = ""

    assert store.look(mugs(buyer=PERSON)) == Absent()


def test_a_doubt_from_before_without_a_memory_of_namesakes(store):
    lost(store, CLIENT, document=mugs(buyer=PERSON))
    store.clients[0].address = ""
    store.journal.forget("namesakes")

    assert store.look(mugs(buyer=PERSON)) == Absent()


def test_a_buyer_that_appears_while_it_is_absent_is_taken(store):
    lost(store, CLIENT, document=mugs(buyer=PERSON))
    store.journal.absent("buyer")

    completed(store, mugs(buyer=PERSON))


def test_a_question_that_is_ignored_is_answered_by_reading_all(store):
    for number in range(3):
        bought(store, replace(COMPANY, company_code=str(number)), str(number))
    store.remote_ids.forget("buyer", "code:1")
    store.simulator.switches.filters = "ignored"

    bought(store, replace(COMPANY, company_code="1"), "9")

    assert len(store.clients) == 3


def test_a_duplicate_that_b1_refuses_is_told(store):
    store.simulator.switches.duplicate_clients = "refused"
    bought(store, COMPANY, "1")
    store.remote_ids.forget("buyer", f"code:{COMPANY.company_code}")
    store.simulator.switches.filters = "hide all"

    error = store.fails(mugs(number="2"))

    assert kind(error) is Rejected
    assert "such a client exists already" in str(error)
    assert store.journal.unfinished == ""


# -- what is recorded, and printed -----------------------------------------------------------------------


def test_the_recorded_sales_come_newest_first(store):
    for day in (13, 15, 17):
        document = mugs(number=str(day), reference=f"shop1:{day}", day=date(2026, 1, day))
        store.provider().submit(document, Journal())
    store.sales[0].day = "some day"

    recorded = list(store.provider().recorded(date(2026, 1, 14), date(2026, 1, 16)))

    (one,) = recorded
    assert (one.number, one.total, one.vat, one.day) == ("INV15", D("34.19"), D("4.68"), date(2026, 1, 15))
    assert (one.buyer_name, one.currency) == ("UAB Klientas", "EUR")


def test_reading_what_is_recorded_ends_where_everything_is_older(store):
    store.provider().submit(mugs(day=date(2025, 1, 1)), Journal())
    for number in range(250):
        store.sales.append(replace(store.sales[0], id=1000 + number, number=f"INV{number}"))

    assert list(store.provider().recorded(date(2026, 1, 1), date(2026, 1, 31))) == []
    assert len(store.simulator.called(SALES)) == 2, "one read back, one page"


def test_the_print_of_a_sale(store):
    remote = store.provider().submit(mugs(), store.journal)

    assert store.provider().pdf(remote, mugs()).startswith(b"%PDF")
    with pytest.raises(Rejected, match="no PDF of this document"):
        store.provider().pdf(RemoteDocument(remote_id="99"), mugs())


def test_lists_that_never_end_are_not_read_for_ever(store, monkeypatch):
    monkeypatch.setattr("oscar_lt_accounting.providers.b1.lists._MOST_PAGES", 2)
    store.simulator.seed(*({"code": f"S{position}", "name": f"Prekė {position}"} for position in range(450)))

    with pytest.raises(Unavailable):
        list(store.provider().products())
