"""Order, rows, write-off, sale: what is called, in which order, and what happens when one of them fails."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.documents import CreditNote, Proforma, Receipt
from oscar_lt_accounting.domain.errors import (
    Held,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    Unsupported,
)
from oscar_lt_accounting.providers.base import Journal
from tests.domain.makers import D, document, invoice, row
from tests.providers.b1 import (
    BROKEN,
    DELETE,
    DONE,
    DOWN,
    GONE,
    NO_KEY,
    ORDER,
    PAGE,
    REFUSED,
    ROW,
    SALE,
    SAVED,
    WRITE_OFF,
    kind,
    mugs,
)
from tests.providers.scripted import lost
from tests.providers.server import json_answer


def all_well(desk):
    desk.books.on(ORDER, SAVED)
    for path in (ROW, WRITE_OFF, SALE, DELETE):
        desk.books.on(path, DONE)
    return desk.provider(write_off=True)


def test_a_document_is_an_order_its_rows_a_write_off_and_a_sale(desk):
    issued = all_well(desk).submit(mugs(), desk.journal)

    assert desk.books.asked == [ORDER, ROW, ROW, WRITE_OFF, SALE]
    assert (issued.remote_id, issued.number, issued.reference) == ("555", "", "shop1:100045:1:inv")
    assert desk.books.payloads(SALE) == [{"orderId": 555, "series": None, "number": None}]
    assert desk.books.payloads(WRITE_OFF) == [{"orderId": 555}]
    assert [sent["orderId"] for sent in desk.books.payloads(ROW)] == [555, 555]
    assert desk.journal.steps == {"order": {"id": "555"}, "row 1": {}, "row 2": {}, "write-off": {}, "sale": {}}


def test_goods_are_written_off_only_where_the_shop_wants_it(desk):
    all_well(desk)
    desk.provider().submit(mugs(), desk.journal)

    assert WRITE_OFF not in desk.books.asked


def test_amounts_reach_the_wire_digit_for_digit(desk):
    all_well(desk).submit(mugs(), desk.journal)

    order, first = desk.books.calls[0], desk.books.calls[1]
    assert b'"discount":0.00,"cod":1.50,"shipping":3.99,"total":48.41,' in order.body
    assert b'"quantity":2.000,"price":12.1000,"sum":24.20,"vatRate":21}' in first.body


def test_the_shops_own_number_is_the_sales(desk):
    issued = all_well(desk).submit(invoice(series="INV", number="000412"), desk.journal)

    assert issued.number == "INV000412"
    assert desk.books.payloads(SALE) == [{"orderId": 555, "series": "INV", "number": "000412"}]


def test_the_rate_of_delivery_is_the_accountants(desk):
    all_well(desk)
    desk.provider(delivery_vat_rate="9").submit(mugs(), desk.journal)

    assert [sent["name"] for sent in desk.books.payloads(ROW)] == ["Puodelis", "Lėkštė", "Delivery", "Cash on delivery"]
    assert desk.books.payloads(ORDER)[0]["shipping"] == 0


def test_the_shop_id_of_the_settings_names_the_orders(desk):
    all_well(desk)
    desk.provider(shop_id="1w6g4").submit(mugs(), desk.journal)

    assert desk.books.payloads(ORDER)[0]["shopId"] == "1w6g4-1"


STEPS = ["order", "row 1", "row 2", "write-off", "sale"]
PATHS = [ORDER, ROW, ROW, WRITE_OFF, SALE]


@pytest.mark.parametrize("finished", range(6))
def test_it_resumes_behind_the_last_finished_step(finished, desk):
    done = {step: {"id": "555"} if step == "order" else {} for step in STEPS[:finished]}

    issued = all_well(desk).submit(mugs(), Journal(done))

    assert desk.books.asked == PATHS[finished:]
    assert issued.remote_id == "555"


def stopped_at(desk, step, reply):
    """Submit until `step` answers with `reply`; returns the error."""
    books = all_well(desk)
    path = PATHS[STEPS.index(step)]
    desk.books.on(path, *([DONE] if step == "row 2" else []), reply)
    with pytest.raises((Rejected, Misconfigured, Unavailable, Uncertain)) as caught:
        books.submit(mugs(), desk.journal)
    return caught.value


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize(("reply", "error"), [(NO_KEY, Misconfigured), (json_answer({}, status="429 Slow"), Throttled)])
def test_a_step_that_did_not_happen_leaves_no_doubt(step, reply, error, desk):
    got = stopped_at(desk, step, reply)

    assert kind(got) is error
    assert desk.journal.unfinished == ""
    assert list(desk.journal.steps) == STEPS[: STEPS.index(step)]
    assert DELETE not in desk.books.asked


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("reply", [lost, BROKEN, DOWN, PAGE, json_answer([]), json_answer({}, status="480 Partial")])
def test_a_step_that_may_have_happened_is_in_doubt(step, reply, desk):
    got = stopped_at(desk, step, reply)

    assert kind(got) is Uncertain
    assert desk.journal.unfinished == step
    assert desk.books.asked == PATHS[: STEPS.index(step) + 1], "nothing is called after it"


@pytest.mark.parametrize("step", ["row 1", "row 2", "write-off", "sale"])
@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (REFUSED, "Data validation failed"),
        (GONE, "(404)"),
        (json_answer({"data": {"id": 1}}, status="409 Conflict"), "(409)"),
    ],
)
def test_a_refused_step_takes_the_order_back(step, reply, said, desk):
    got = stopped_at(desk, step, reply)

    assert (kind(got), got.code) == (Rejected, "rejected")
    assert said in str(got)
    assert desk.journal.saved[-1] == {}
    assert desk.books.asked == [*PATHS[: STEPS.index(step) + 1], DELETE]
    assert desk.books.payloads(DELETE) == [{"internalId": 45, "shopId": "shop1-1"}]
    assert desk.journal.steps == {}


@pytest.mark.parametrize("reply", [REFUSED, GONE])
def test_a_refused_order_leaves_nothing_to_take_back(reply, desk):
    got = stopped_at(desk, "order", reply)

    assert kind(got) is Rejected
    assert desk.books.asked == [ORDER]
    assert desk.journal.steps == {}, "so that no later 409 is taken for our own order"


def test_an_order_whose_rows_are_refused_and_that_cannot_be_taken_back_asks_a_person(desk):
    books = all_well(desk)
    desk.books.on(ROW, REFUSED)
    for reply in (REFUSED, json_answer({}, status="405 Not Allowed"), json_answer({}, status="409 Conflict")):
        desk.books.on(DELETE, reply)
        with pytest.raises(Uncertain, match="does not let it be taken back") as caught:
            books.submit(mugs(), desk.journal)

        assert caught.value.code == "half_there"
        assert desk.journal.unfinished == "taking back"


def test_a_taking_back_whose_answer_was_lost_is_repeated(desk):
    books = all_well(desk)
    desk.books.on(ROW, REFUSED, DONE)
    desk.books.on(DELETE, lost, GONE)

    with pytest.raises(Uncertain):
        books.submit(mugs(), desk.journal)
    assert desk.journal.unfinished == "taking back"
    issued = books.submit(mugs(), desk.journal)

    assert issued.remote_id == "555"
    assert desk.books.asked == [ORDER, ROW, DELETE, DELETE, ORDER, ROW, ROW, WRITE_OFF, SALE]


@pytest.mark.parametrize("step", ["row 1", "row 2", "write-off"])
def test_a_row_in_doubt_is_settled_by_starting_over(step, desk):
    journal = Journal({"order": {"id": "444"}})
    for finished in STEPS[1 : STEPS.index(step)]:
        journal.finish(finished)
    journal.start(step)

    issued = all_well(desk).submit(mugs(), journal)

    assert desk.books.asked == [DELETE, *PATHS]
    assert issued.remote_id == "555"


def test_nothing_is_called_for_a_document_that_b1_cannot_express(desk):
    books = all_well(desk)
    unfit = invoice(row(), row(remote_id="ABC"))

    for journal in (Journal(), Journal({"restart": True}), Journal({"order": {"id": "1"}, "row 1": "started"})):
        with pytest.raises(Held):
            books.submit(unfit, journal)

    assert desk.books.asked == []


@pytest.mark.parametrize(
    "other",
    [
        document(Proforma),
        document(Receipt),
        document(CreditNote, original_number="1", original_day=invoice().day),
    ],
    ids=lambda other: other.kind,
)
def test_only_invoices_are_made(other, desk):
    with pytest.raises(Unsupported, match=r"B1\.lt .* by hand"):
        all_well(desk).submit(other, desk.journal)

    assert desk.books.asked == []


def test_an_order_with_only_a_delivery_has_no_rows(desk):
    from oscar_lt_accounting.domain.documents import LineKind

    only_delivery = invoice(row("3.30", "0.69", kind=LineKind.SHIPPING, remote_id=""))
    all_well(desk).submit(only_delivery, desk.journal)

    assert desk.books.asked == [ORDER, WRITE_OFF, SALE]
    assert only_delivery.total == D("3.99")
