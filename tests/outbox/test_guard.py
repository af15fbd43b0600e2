"""Every way to a document passes the guard: no document of an order that is no sale (any more)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from oscar.apps.order.models import Order
from oscar.core.loading import get_model

from oscar_lt_accounting.domain.errors import Rejected, Uncertain
from oscar_lt_accounting.models import AuditLine, Integration, State, Submission, Trigger
from oscar_lt_accounting.models.problems import NO_PROBLEM
from oscar_lt_accounting.providers.memory.books import Fault
from oscar_lt_accounting.services.invoicing.ended import is_ended
from oscar_lt_accounting.services.outbox import guard
from oscar_lt_accounting.services.outbox.enqueue import Occasion, enqueue
from oscar_lt_accounting.services.outbox.sweep import sweep
from tests.shop import Item

LOST = Fault(Uncertain("the answer was lost"), after_writing=True)
REFUSED = Fault(Rejected("no"))


def status(row: Submission, text: str, *, told: bool = True) -> None:
    """Write the order's status, with Oscar's signal or past it."""
    order = Order.objects.get(pk=row.order_id)
    if told:
        order.pipeline = {order.status: (text,), text: ()}
        order.set_status(text)
    else:
        Order.objects.filter(pk=order.pk).update(status=text)


def now(row: Submission) -> Submission:
    return Submission.objects.get(pk=row.pk)


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("Cancelled", True),
        ("canceled by customer", True),
        ("DECLINED", True),
        ("Atšaukta", True),
        ("ATŠAUKTA", True),
        ("Anuliuota", True),
        ("Paid", False),
        ("Complete", False),
        ("", False),
    ],
)
def test_statuses_that_say_that_a_sale_is_off(text: str, ended: bool) -> None:
    assert is_ended(text) is ended


def test_the_shop_and_each_integration_name_statuses_of_their_own(settings: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENDED_STATUSES": ["Lost"]}
    own = Integration(settings={"ended_statuses": ["Void"]})

    assert is_ended("Lost")
    assert is_ended("Lost", Integration(settings={}))
    assert [is_ended(text, own) for text in ("Void", "Lost", "Cancelled")] == [True, False, False]


@pytest.mark.parametrize("told", [True, False], ids=["signal", "no signal"])
def test_an_order_cancelled_before_its_first_try(owed: Any, outbox: Any, memory_books: Any, told: bool) -> None:
    row = owed()
    status(row, "Cancelled", told=told)

    outbox.run_until_quiet()

    row = now(row)
    assert (row.state, row.problem_code) == (State.CANCELLED, "order_ended")
    assert "100001" in row.problem_text or row.order.number in row.problem_text
    assert not memory_books.documents


@pytest.mark.parametrize("state", [State.HELD, State.REJECTED, State.PENDING])
def test_what_waits_is_closed_by_the_sweep_where_no_signal_came(owed: Any, state: State) -> None:
    row = owed()
    Submission.objects.filter(pk=row.pk).update(state=state, not_before=None)
    status(row, "Cancelled", told=False)

    sweep()

    assert now(row).state == State.CANCELLED


@pytest.mark.parametrize("told", [True, False], ids=["signal", "sweep"])
def test_an_order_taken_up_again_is_owed_again(owed: Any, outbox: Any, memory_books: Any, told: bool) -> None:
    row = owed()
    status(row, "Cancelled")
    assert now(row).state == State.CANCELLED

    status(row, "Pending", told=told)
    sweep()
    outbox.run_until_quiet()

    assert now(row).state == State.ISSUED
    assert len(memory_books.documents) == 1


def test_an_order_taken_up_again_waits_for_the_status_it_is_sent_at(owed: Any) -> None:
    row = owed()
    Integration.objects.update(trigger=Trigger.STATUS, trigger_statuses=["Paid"])
    status(row, "Cancelled")
    status(row, "Pending")
    assert now(row).state == State.CANCELLED
    status(row, "Paid")
    assert now(row).state == State.PENDING


def test_a_document_closed_by_a_person_is_not_reopened(owed: Any, clock: Any) -> None:
    row = owed()
    assert row.cancel(actor="Ona", reason="ordered twice")
    status(row, "Cancelled", told=False)
    status(row, "Pending", told=False)
    sweep()
    assert now(row).state == State.CANCELLED


def test_a_document_in_doubt_is_looked_up_and_closed_when_it_is_not_there(
    owed: Any, outbox: Any, memory_books: Any
) -> None:
    row = owed("b")
    memory_books.faults.append(LOST)
    outbox.run()
    assert now(row).state == State.UNCERTAIN
    memory_books.documents.clear()
    status(row, "Cancelled")
    assert now(row).state == State.UNCERTAIN, "nothing is decided before it is looked up"

    outbox.run_until_quiet()

    assert now(row).state == State.CANCELLED
    assert not memory_books.documents


def test_a_document_in_doubt_that_is_there_is_issued_and_told(owed: Any, outbox: Any, memory_books: Any) -> None:
    row = owed("b")
    memory_books.faults.append(LOST)
    outbox.run()
    status(row, "Cancelled")

    outbox.run_until_quiet()

    row = now(row)
    assert (row.state, row.problem_code) == (State.ISSUED, guard.ORDER_ENDED_AFTER_ISSUE)
    assert row.needs_a_person


@pytest.mark.parametrize("told", [True, False], ids=["signal", "sweep"])
def test_staff_are_told_once_when_an_issued_order_ends(owed: Any, outbox: Any, told: bool) -> None:
    row = owed()
    outbox.run()
    status(row, "Cancelled", told=told)
    sweep()
    row = now(row)
    assert (row.state, row.problem_code) == (State.ISSUED, guard.ORDER_ENDED_AFTER_ISSUE)

    assert row.acknowledge(actor="Ona", reason="credited by hand")
    sweep()

    assert now(row).problem_code == ""
    assert AuditLine.objects.filter(submission=row, verb="call attention").count() == 1


def test_a_comparison_that_agrees_does_not_hide_that_the_order_ended(owed: Any, outbox: Any, clock: Any) -> None:
    row = owed()
    outbox.run()
    status(row, "Cancelled")

    assert now(row).verify(NO_PROBLEM, now=clock.now())

    assert now(row).problem_code == guard.ORDER_ENDED_AFTER_ISSUE
    assert now(row).needs_a_person


def test_the_telling_ends_when_the_order_is_taken_up_again(owed: Any, outbox: Any) -> None:
    row = owed()
    outbox.run()
    status(row, "Cancelled")
    status(row, "Paid", told=False)

    sweep()

    assert (now(row).problem_code, now(row).end_told) == ("", False)


def test_what_was_begun_in_several_calls_is_not_closed(owed: Any) -> None:
    row = owed()
    Submission.objects.filter(pk=row.pk).update(journal={"header": {"id": "7"}})
    status(row, "Cancelled")
    sweep()
    assert now(row).state == State.PENDING


def test_a_buyer_that_was_entered_is_no_part_of_a_document(owed: Any) -> None:
    row = owed()
    Submission.objects.filter(pk=row.pk).update(journal={"buyer": {"id": "7"}, "namesakes": {"ids": []}})
    status(row, "Cancelled")
    assert now(row).state == State.CANCELLED


def test_a_part_that_may_be_there_is_a_persons_decision(owed: Any, outbox: Any, memory_books: Any) -> None:
    row = owed()
    Submission.objects.filter(pk=row.pk).update(state=State.REJECTED, journal={"header": {"id": "7"}})
    status(row, "Cancelled")
    assert now(row).state == State.REJECTED, "a part is there: a person looks at it"
    assert now(row).retry(actor="Ona", now=outbox.clock.now(), anew=True)

    outbox.run()

    row = now(row)
    assert (row.state, row.problem_code) == (State.HELD, "order_ended_begun")
    assert not memory_books.documents
    assert row.send_anyway("order_ended_begun", actor="Ona", reason="to be credited", now=outbox.clock.now())
    outbox.run()
    assert now(row).state == State.ISSUED


def test_an_order_edited_after_a_refusal_is_sent_as_it_is_now(owed: Any, outbox: Any, memory_books: Any) -> None:
    row = owed()
    memory_books.faults.append(REFUSED)
    outbox.run()
    assert now(row).state == State.REJECTED
    row.order.lines.update(quantity=1, line_price_incl_tax=Decimal("10.00"), line_price_excl_tax=Decimal("8.26"))
    Order.objects.filter(pk=row.order_id).update(total_incl_tax=Decimal("10.00"), total_excl_tax=Decimal("8.26"))
    Submission.objects.filter(pk=row.pk).update(state=State.PENDING, not_before=outbox.clock.now())

    outbox.run()

    assert [document.total for document in memory_books.documents.values()] == [Decimal("10.00")]


def test_an_order_edited_while_it_is_in_doubt_keeps_its_words(owed: Any, outbox: Any, memory_books: Any) -> None:
    row = owed("b")
    memory_books.faults.append(LOST)
    outbox.run()
    memory_books.documents.clear()
    row.order.lines.update(quantity=1, line_price_incl_tax=Decimal("10.00"), line_price_excl_tax=Decimal("8.26"))
    Order.objects.filter(pk=row.order_id).update(total_incl_tax=Decimal("10.00"), total_excl_tax=Decimal("8.26"))

    outbox.run_until_quiet()

    assert [document.total for document in memory_books.documents.values()] == [Decimal("20.00")]


def test_a_refunded_order_waits_for_a_person_who_may_send_it_anyway(owed: Any, outbox: Any, memory_books: Any) -> None:
    row = owed()
    kind = get_model("payment", "SourceType").objects.create(code="card", name="card")
    row.order.sources.create(source_type=kind, amount_debited=Decimal("20.00"), amount_refunded=Decimal("20.00"))
    outbox.run()
    row = now(row)
    assert (row.state, row.problem_code) == (State.HELD, "order_refunded")
    assert not row.send_anyway("sums_differ", actor="Ona", reason="?", now=outbox.clock.now())

    assert row.send_anyway("order_refunded", actor="Ona", reason="goods were kept", now=outbox.clock.now())
    outbox.run()

    assert now(row).state == State.ISSUED
    assert AuditLine.objects.get(submission=row, verb="send anyway").reason == "goods were kept"


def test_a_line_that_ended_with_its_money_in_the_total_holds_the_order(owed: Any, outbox: Any) -> None:
    row = owed()
    row.order.lines.update(status="Cancelled")
    outbox.run()
    assert (now(row).state, now(row).problem_code) == (State.HELD, "line_ended")


def test_a_line_without_pieces_but_with_money_holds_the_order(owed: Any, outbox: Any) -> None:
    row = owed()
    row.order.lines.update(quantity=0)
    outbox.run()
    assert (now(row).state, now(row).problem_code) == (State.HELD, "no_pieces")


def test_an_order_number_used_twice_loses_neither_order(
    shop: Any, connect: Any, outbox: Any, memory_books: Any
) -> None:
    connect()
    first = shop.place([Item("10.00")])
    number = first.number
    Order.objects.filter(pk=first.pk).update(number=f"{number}-old")
    second = shop.place([Item("25.00")])
    Submission.objects.filter(order=second).delete()
    Order.objects.filter(pk=second.pk).update(number=number)
    second.refresh_from_db()

    made = enqueue(second, Occasion(Trigger.PLACED))

    assert len(made) == 1
    assert len(set(Submission.objects.values_list("reference", flat=True))) == 2
    outbox.run(after=60)
    assert sorted(document.total for document in memory_books.documents.values()) == [
        Decimal("10.00"),
        Decimal("25.00"),
    ]


def test_rows_that_another_worker_made_meanwhile_stand(shop: Any, connect: Any) -> None:
    connect()
    order = shop.place([Item("10.00")])
    assert enqueue(order, Occasion(Trigger.PLACED)) == []
    assert Submission.objects.count() == 1
