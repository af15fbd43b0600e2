"""Every transition from every state: it happens where the graph says so, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.models import GRAPH, AuditLine, Integration, State, Submission
from oscar_lt_accounting.models.decisions import Decisions
from oscar_lt_accounting.models.transitions import Transitions
from oscar_lt_accounting.signals import submission_failed, submission_issued
from tests.models.moves import FROZEN, MOVES, PROBLEM, TOKEN, UNFROZEN, columns, put_into
from tests.shop import Item

EVERY_MOVE = pytest.mark.parametrize("name", MOVES)
EVERY_STATE = pytest.mark.parametrize("state", list(State))


@pytest.fixture
def row(shop: Any, connect: Any, outbox: Any) -> Submission:
    connect()
    shop.place([Item("12.10")])
    return Submission.objects.get()


@EVERY_STATE
@EVERY_MOVE
def test_a_move_happens_only_where_it_may(row: Submission, clock: Any, name: str, state: State) -> None:
    move = MOVES[name]
    row = put_into(row, state, clock.now(), frozen=name not in UNFROZEN or state in (State.SENDING, State.ACCEPTED))
    before, lines = columns(row), AuditLine.objects.count()
    happened = move.call(row, clock.now(), TOKEN)
    after = columns(row)
    if state not in move.starts:
        assert not happened
        assert after == before
        assert AuditLine.objects.count() == lines
        return
    assert happened
    assert after["state"] == move.end(state) == row.state
    assert (after["lease_token"] != "") == (move.end(state) is State.SENDING)
    assert {name: getattr(row, name) for name in after} == after, "the object knows what the table knows"
    made = list(AuditLine.objects.filter(submission=row).order_by("pk"))[lines:]
    assert [(line.verb, line.from_state, line.to_state) for line in made] == (
        [(move.verb, state, move.end(state))] if move.verb else []
    )
    if made:
        assert made[0].actor_name
        assert made[0].reason or move.verb in ("claim", "accept", "settle", "finish", "retry", "hurry", "reopen")


def test_the_moves_are_the_graph() -> None:
    made: dict[State, set[State]] = {state: set() for state in State}
    for move in MOVES.values():
        for start in move.starts:
            if move.end(start) is not start:
                made[start].add(move.end(start))
    assert {state: frozenset(ends) for state, ends in made.items()} == GRAPH


def test_every_method_that_moves_is_in_the_table() -> None:
    methods = {**vars(Transitions), **vars(Decisions)}
    ours = {name for name, value in methods.items() if callable(value) and not name.startswith("_")}
    called = {name.replace(" ", "_") for name in MOVES}
    renamed = {"finish": "settle", "reject_accepted": "reject", "retry_anew": "retry"}
    written = {"Meta", "take_number", "assign_warehouse", "attention_over"}
    assert ours - written == {renamed.get(name, name) for name in called}


@pytest.mark.parametrize("name", [name for name, move in MOVES.items() if move.needs_token])
def test_the_wrong_lease_does_nothing(row: Submission, clock: Any, name: str) -> None:
    row = put_into(row, State.SENDING, clock.now())
    before = columns(row)
    assert not MOVES[name].call(row, clock.now(), "another lease")
    assert columns(row) == before


@pytest.mark.parametrize("name", sorted(FROZEN | UNFROZEN))
def test_words_are_kept_once_and_needed_before_a_claim(row: Submission, clock: Any, name: str) -> None:
    row = put_into(row, State.PENDING, clock.now(), frozen=name in UNFROZEN)
    before = columns(row)
    assert not MOVES[name].call(row, clock.now(), TOKEN)
    assert columns(row) == before


@pytest.mark.parametrize(
    "values", [{"is_active": False}, {"is_blocked": True}], ids=["switched off", "needs attention"]
)
def test_nothing_is_claimed_for_books_that_are_closed(row: Submission, clock: Any, values: dict[str, bool]) -> None:
    row = put_into(row, State.PENDING, clock.now())
    Integration.objects.update(**values)
    assert not MOVES["claim"].call(row, clock.now(), TOKEN)


def test_nothing_is_claimed_before_its_time(row: Submission, clock: Any) -> None:
    row = put_into(row, State.PENDING, clock.now())
    clock.advance(-1)
    assert not MOVES["claim"].call(row, clock.now(), TOKEN)
    clock.advance(1)
    assert MOVES["claim"].call(row, clock.now(), TOKEN)
    assert (row.attempt_count, row.attempts.count()) == (1, 1)


def test_a_lease_that_runs_is_not_expired(row: Submission, clock: Any) -> None:
    row = put_into(row, State.SENDING, clock.now())
    clock.advance(-1)
    assert not MOVES["expire"].call(row, clock.now(), TOKEN)


def test_a_look_counts_once(row: Submission, clock: Any) -> None:
    row = put_into(row, State.UNCERTAIN, clock.now())
    twin = Submission.objects.get(pk=row.pk)
    assert row.missed(seen=0, look_at=clock.now())
    assert not twin.missed(seen=0, look_at=clock.now())
    assert not twin.repeat("not found", now=clock.now(), journal={}, seen=0)
    assert Submission.objects.get().negatives == 1


@pytest.mark.parametrize(
    ("verb", "state", "values"),
    [
        ("retry", State.HELD, {"now": None}),
        ("hurry", State.PENDING, {"now": None}),
        ("confirm", State.UNCERTAIN, {"now": None, "reason": "seen", "number": "F-1"}),
        ("resend", State.UNCERTAIN, {"now": None, "reason": "not found"}),
        ("cancel", State.HELD, {"reason": "ordered twice"}),
    ],
)
def test_a_person_who_saw_fewer_tries_decides_nothing(
    row: Submission, clock: Any, verb: str, state: State, values: dict[str, Any]
) -> None:
    given = {name: clock.now() if name == "now" else value for name, value in values.items()}
    row = put_into(row, state, clock.now())
    Submission.objects.update(attempt_count=2)
    before = columns(row)
    assert not getattr(row, verb)(actor="Ona", tries=1, **given)
    assert columns(row) == before
    assert getattr(row, verb)(actor="Ona", tries=2, **given)


def test_nothing_is_acknowledged_where_there_is_no_problem(row: Submission, clock: Any) -> None:
    row = put_into(row, State.ISSUED, clock.now())
    Submission.objects.update(problem_code="")
    assert not row.acknowledge(actor="Ona", reason="all right")


@pytest.mark.parametrize("name", ["hold", "cancel", "hurry", "claim"])
def test_of_two_people_one_acts(row: Submission, clock: Any, name: str) -> None:
    row = put_into(row, State.PENDING, clock.now())
    twin = Submission.objects.get(pk=row.pk)
    acted = [bool(MOVES[name].call(one, clock.now(), TOKEN)) for one in (row, twin)]
    assert acted == ([True, True] if name == "hurry" else [True, False])


@pytest.mark.parametrize(
    ("name", "state", "signal"),
    [
        ("settle", State.SENDING, submission_issued),
        ("finish", State.ACCEPTED, submission_issued),
        ("confirm", State.UNCERTAIN, submission_issued),
        ("reject", State.SENDING, submission_failed),
        ("reject accepted", State.ACCEPTED, submission_failed),
        ("hold", State.PENDING, submission_failed),
        ("hold sent", State.SENDING, submission_failed),
        ("expire", State.SENDING, submission_failed),
        ("ask a person", State.UNCERTAIN, submission_failed),
        ("doubt", State.SENDING, None),
        ("postpone", State.SENDING, None),
        ("cancel", State.PENDING, None),
        ("retry", State.HELD, None),
    ],
)
def test_others_are_told_after_the_commit(
    row: Submission, clock: Any, name: str, state: State, signal: Any, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[Any] = []

    def listen(sender: Any, submission: Any, problem: Any, **_: Any) -> None:
        told.append((submission.pk, problem.code))

    def fail(sender: Any, **_: Any) -> None:
        raise RuntimeError("a listener of somebody else")

    row = put_into(row, state, clock.now())
    for each in (submission_issued, submission_failed):
        each.connect(fail)
        each.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            assert MOVES[name].call(row, clock.now(), TOKEN)
            assert not told
    finally:
        for each in (submission_issued, submission_failed):
            each.disconnect(fail)
            each.disconnect(listen)
    code = PROBLEM.code if signal is submission_failed else ""
    assert told == ([(row.pk, code)] if signal else [])


def test_a_document_that_is_worked_on_is_not_issued(row: Submission, clock: Any) -> None:
    row = put_into(row, State.ACCEPTED, clock.now())
    with pytest.raises(ValueError, match="worked on"):
        row.settle(RemoteDocument(remote_id="1", job="j"), now=clock.now())


def test_what_is_known_of_the_document_over_there_is_not_forgotten(row: Submission, clock: Any) -> None:
    row = put_into(row, State.SENDING, clock.now())
    assert row.accept(RemoteDocument(remote_id="7", job="j"), token=TOKEN, ask_at=clock.now())
    assert row.settle(RemoteDocument(number="F-7"), now=clock.now())
    assert (row.remote.remote_id, row.remote.number, row.remote.job) == ("7", "F-7", "j")


def test_sending_again_keeps_the_words_unless_they_are_to_be_built_anew(row: Submission, clock: Any) -> None:
    row = put_into(row, State.HELD, clock.now())
    assert row.retry(actor=None, now=clock.now())
    assert row.document is not None
    row = put_into(row, State.HELD, clock.now())
    assert row.retry(actor=None, now=clock.now(), anew=True)
    assert (row.snapshot, row.total, row.document) == (None, None, None)


def test_a_journal_makes_sending_again_start_over(row: Submission, clock: Any) -> None:
    for name, state in (("retry anew", State.REJECTED), ("resend", State.UNCERTAIN)):
        row = put_into(row, state, clock.now())
        row.journal = {"order": {"id": 1}}
        row.save(update_fields=["journal"])
        assert MOVES[name].call(row, clock.now(), TOKEN)
        assert columns(row)["journal"] == {"restart": True}


def test_a_row_moves_in_only_where_it_has_no_home(row: Submission, connect: Any, clock: Any) -> None:
    other = connect("Kaunas")
    assert not row.assign_warehouse(other)
    Submission.objects.update(warehouse=None, integration=None)
    for state in State:
        row = put_into(row, state, clock.now())
        Submission.objects.update(warehouse=None)
        assert row.assign_warehouse(other) == (state in (State.HELD, State.PENDING))


def test_a_number_is_taken_only_while_waiting(row: Submission, clock: Any) -> None:
    for state in State:
        row = put_into(row, state, clock.now())
        Submission.objects.update(own_number="")
        row.take_number("ESH", "00001")
        assert bool(columns(row)["own_number"]) == (state is State.PENDING)
