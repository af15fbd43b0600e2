"""itax.md §9 job 7: a buyer is found or made, once, whatever becomes of the answers."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace

import pytest

from oscar_lt_accounting.domain.documents import Address, Buyer
from oscar_lt_accounting.domain.errors import Busy, Held, Misconfigured, Rejected, Throttled, Uncertain
from oscar_lt_accounting.providers.base import Absent, Inconclusive, Resumable
from oscar_lt_accounting.providers.itax.buyers import matching
from tests.domain.makers import PERSON, VILNIUS
from tests.providers.itax import CLIENT, CLIENTS, MAKE, UAB, booked, key, listed, record, sale
from tests.providers.server import answer

GUEST = Buyer(name="Jonas Jonaitis", address=VILNIUS)
ROW = {"id": 5, "name": "UAB Klientas", "code": "302345678", "email": "info@example.lt"}


def test_a_company_is_made_with_all_that_is_known(shop):
    address = Address(street="Laisvės al. 5", city="Kaunas", postcode="LT-44240", country="LT")
    shop.submit(sale(buyer=replace(UAB, phone="+37061234567", address=address)), vat_group_lt="1", vat_group_eu="2")

    assert shop.sent(CLIENTS)[0]["code"] == "302345678"
    assert shop.sent(CLIENT) == [
        {
            "client": {
                "name": "UAB Klientas", "code": "302345678", "address": "Laisvės al. 5, Kaunas, LT-44240",
                "country_code": "LT", "email": "info@example.lt", "phone": "+37061234567", "vat_business_group_id": 1,
            }
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("country", "group"), [("LT", 1), ("DE", 2), ("US", 3), ("", None)], ids=["lt", "eu", "export", "unknown"]
)
def test_foreign_buyers_belong_to_their_vat_group(country, group, shop):
    buyer = Buyer(name="Erika", email="erika@example.de", address=Address(country=country))

    shop.submit(sale(buyer=buyer), vat_group_lt="1", vat_group_eu="2", vat_group_export="3")

    assert shop.sent(CLIENT)[0]["client"].get("vat_business_group_id") == group
    assert shop.clients[0].country_code == country


def test_the_vat_code_goes_where_the_integration_says(shop):
    buyer = replace(UAB, vat_code="LT100010561112")
    shop.simulator.fail(CLIENT, "refused", message="vat_code")  # the simulator knows no such field

    error = shop.fails(sale(buyer=buyer), vat_code_field="vat_code")

    assert isinstance(error, Rejected)
    assert shop.sent(CLIENT)[0]["client"]["vat_code"] == "LT100010561112"


def test_a_person_is_found_by_e_mail_and_exact_name(shop):
    shop.submit(sale(buyer=PERSON))
    shop.remote_ids.forget("buyer", key(sale(buyer=PERSON)))
    shop.next()
    shop.submit(sale(buyer=PERSON, reference="b"))
    shop.next()
    shop.submit(sale(buyer=replace(PERSON, name="Ona Žąsienė"), reference="c"))

    assert [client.name for client in shop.clients] == ["Ąžuolas Žąsis", "Ona Žąsienė"]
    assert [one.client_id for one in shop.invoices] == [131721, 131721, 131722]
    assert shop.sent(CLIENTS)[0]["email"] == "zasis@example.lt"


def test_who_has_neither_code_nor_e_mail_is_found_by_name_and_address(shop):
    shop.submit(sale(buyer=GUEST))
    shop.remote_ids.forget("buyer", key(sale(buyer=GUEST)))
    shop.next()
    shop.submit(sale(buyer=GUEST, reference="b"))
    shop.next()
    shop.submit(sale(buyer=replace(GUEST, address=Address(street="Kita g. 1")), reference="c"))

    assert len(shop.clients) == 2


def test_who_has_only_a_name_is_nobody_we_know(shop):
    nameless = Buyer(name="Jonas Jonaitis")
    shop.submit(sale(buyer=nameless))
    shop.next()
    shop.submit(sale(buyer=nameless, reference="b"))

    assert len(shop.clients) == 2
    assert CLIENTS not in shop.asked


def test_a_buyer_without_a_name_is_held(shop):
    error = shop.fails(sale(buyer=Buyer(name=" ", email="a@example.lt")))

    assert isinstance(error, Held)
    assert error.code == "buyer_incomplete"
    assert shop.clients == []


def test_a_buyer_that_itax_refuses_is_the_orders_matter(shop):
    shop.simulator.switches.client_address = "required"

    error = shop.fails()

    assert isinstance(error, Rejected)
    assert error.code == "buyer_incomplete"
    assert "iTax rejected the buyer of this document: address: turi būti užpildytas (-a)" in str(error)
    assert shop.journal.steps == {}
    shop.submit(sale(buyer=replace(UAB, address=VILNIUS)))


@pytest.mark.parametrize("reading", ["ignored", "refused"])
def test_an_ignored_or_refused_question_makes_us_read_the_whole_list(reading, shop, spoken):
    books, settings = spoken
    others = [{"id": number, "name": "Kitas", "code": str(number)} for number in (1, 2)]
    first = listed(*others) if reading == "ignored" else answer(b'{"error":"invalid_resource","messages":{}}')
    books.on(CLIENTS, first, listed(*others, pages=2), listed(ROW, {"id": True, "code": "302345678"}, pages=2))
    books.on(MAKE, record(**booked(client_id=5)))

    shop.submit(posted="never", **settings)

    assert books.asked == [CLIENTS, CLIENTS, CLIENTS, MAKE]


def test_a_list_of_buyers_that_is_closed_to_the_key_is_told(shop):
    shop.simulator.fail(CLIENTS, "refused", times=0, message="ne")

    error = shop.fails()

    assert isinstance(error, Rejected)
    assert "base: ne" in str(error)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], ""),
        ([ROW], "5"),
        ([{**ROW, "code": " 302345678 "}], "5"),
        ([{**ROW, "code": 302345678}], "5"),
        ([{**ROW, "code": None}], ""),
        ([{**ROW, "id": "5"}, {**ROW, "id": True}, {**ROW, "id": None}], ""),
        ([{**ROW, "id": 7}, ROW], "5"),
        ([{**ROW, "name": "Klientas, UAB", "id": 3}, ROW], "5"),
        ([{**ROW, "name": "Klientas, UAB"}], "5"),
    ],
)
def test_a_company_is_its_code(rows, found):
    assert matching(UAB, rows) == found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"id": 5, "name": "Ąžuolas Žąsis", "email": "ZASIS@example.lt"}, "5"),
        ({"id": 5, "name": "ąžuolas žąsis", "email": "zasis@example.lt"}, ""),
        ({"id": 5, "name": "Ąžuolas Žąsis", "email": None}, ""),
        ({"id": 5, "name": "Ąžuolas Žąsis"}, ""),
    ],
)
def test_a_person_is_e_mail_and_name(row, found):
    assert matching(PERSON, [row]) == found


@pytest.mark.parametrize(
    ("changes", "found"),
    [({}, "5"), ({"email": "a@b"}, ""), ({"code": "1"}, ""), ({"address": "Kita"}, ""), ({"name": "Kitas"}, "")],
)
def test_a_guest_is_name_and_address_and_nothing_else(changes, found):
    row = {"id": 5, "name": "Jonas Jonaitis", "address": "Gedimino pr. 1, Vilnius, LT-01103", **changes}

    assert matching(GUEST, [row]) == found


def test_a_buyer_that_is_gone_over_there_is_made_again(shop):
    shop.submit()
    shop.clients.clear()
    shop.next()

    shop.submit(sale(reference="b"))

    assert [client.id for client in shop.clients] == [131722]
    assert shop.invoices[1].client_id == 131722


def test_a_buyer_that_is_refused_twice_is_a_refusal(shop, spoken):
    books, settings = spoken
    books.on(CLIENTS, listed(ROW))
    books.on(MAKE, answer(b'{"error":"invalid_resource","messages":{"client_id":["neegzistuoja"]}}'))

    error = shop.fails(**settings)

    assert isinstance(error, Rejected)
    assert books.asked == [CLIENTS, MAKE, CLIENTS, MAKE]


# -- lost answers, other workers -------------------------------------------------------------------


def test_a_buyer_whose_answer_was_lost_is_found_and_gone_on_with(shop):
    shop.simulator.fail(CLIENT, "lost_answer")
    assert isinstance(shop.fails(), Uncertain)
    assert shop.journal.unfinished == "buyer"

    assert shop.look() == Resumable()
    shop.submit()

    assert len(shop.clients) == 1
    assert shop.asked.count(CLIENT) == 1
    assert shop.remote_ids.known("buyer", key(sale())) == "131721"


def test_a_buyer_that_did_not_arrive_is_absent(shop):
    shop.simulator.fail(CLIENT, "cut")
    shop.fails()

    assert shop.look() == Absent()
    shop.journal.absent("buyer")
    shop.submit()
    assert len(shop.clients) == 1


@pytest.mark.parametrize("kind", ["unavailable", "server_error", "html", "challenge"])
def test_a_look_that_fails_proves_nothing(kind, shop):
    shop.simulator.fail(CLIENT, "cut")
    shop.fails()
    shop.simulator.fail(CLIENTS, kind)

    assert isinstance(shop.look(), Inconclusive)


def test_a_look_that_is_refused_altogether_proves_nothing(shop):
    shop.simulator.fail(CLIENT, "cut")
    shop.fails()
    shop.simulator.fail(CLIENTS, "refused", times=0, message="ne")

    assert shop.look() == Inconclusive(reason="invalid_resource")


@pytest.mark.parametrize(("kind", "error"), [("too_many", Throttled), ("challenge", Misconfigured)])
def test_a_buyer_that_surely_was_not_made_is_not_in_doubt(kind, error, shop):
    shop.simulator.fail(CLIENT, kind)

    assert isinstance(shop.fails(), error)
    assert shop.journal.steps == {}


def test_while_another_worker_makes_the_buyer_this_one_waits(shop):
    provider = shop.provider()

    def reserved(_kind, _name):
        raise Busy("wait", retry_after=30)

    shop.remote_ids.alone = reserved
    with pytest.raises(Busy):
        provider.submit(sale(), shop.journal)
    assert shop.asked == []


def test_what_another_worker_learned_meanwhile_is_taken(shop):
    @contextmanager
    def late(_kind, name):
        shop.remote_ids.learn("buyer", name, "131721")
        yield

    shop.simulator.books()
    shop.submit()
    shop.remote_ids.forget("buyer", key(sale()))
    shop.remote_ids.alone = late
    shop.next()
    before = len(shop.asked)
    shop.submit(sale(reference="b"), posted="at-once")

    assert shop.asked[before:] == [MAKE]


@pytest.mark.parametrize(
    ("buyer", "name"),
    [
        (UAB, "code:302345678"),
        (PERSON, "email:zasis@example.lt:Ąžuolas Žąsis"),
        (GUEST, "address:Gedimino pr. 1, Vilnius, LT-01103:Jonas Jonaitis"),
        (Buyer(name="Jonas"), "document:shop1-100045"),
    ],
)
def test_a_buyer_is_remembered_as_it_is_recognised(buyer, name):
    assert key(sale(buyer=buyer)) == name


def test_another_buyer_than_the_journals_is_looked_for(shop):
    shop.submit()
    other = sale(buyer=PERSON, reference="shop1-100045")
    shop.journal.steps = {"buyer": shop.journal.steps["buyer"]}

    shop.submit(other, posted="never")

    assert shop.invoices[1].client_id == 131722
