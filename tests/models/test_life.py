"""The life of a submission under any sequence of moves, from one process or from two."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from oscar_lt_accounting.models import GRAPH, Attempt, AuditLine, State, Submission
from tests.models.moves import MOVES, TOKEN, columns
from tests.shop import Item

LIVES = hypothesis_settings(
    max_examples=max(hypothesis_settings().max_examples // 5, 1),
    stateful_step_count=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
TERMINAL = (State.ISSUED, State.CANCELLED)


class Life(RuleBasedStateMachine):
    """One row, moved at random; what was there before each move is remembered."""

    row: Submission

    def __init__(self) -> None:
        super().__init__()
        self.now = datetime(2026, 3, 9, 10, 0, tzinfo=timezone.utc)
        self.block = transaction.atomic()
        self.block.__enter__()
        self.stale = Submission.objects.get(pk=self.row.pk)
        self.before = columns(self.row)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    @rule(name=st.sampled_from(sorted(MOVES)), token=st.sampled_from([TOKEN, TOKEN, "another"]), late=st.booleans())
    def move(self, name: str, token: str, late: bool) -> None:
        move = MOVES[name]
        self.before = columns(self.row)
        state = State(self.before["state"])
        happened = move.call(self.stale if late else Submission.objects.get(pk=self.row.pk), self.now, token)
        after = columns(self.row)
        assert bool(happened) == (after != self.before or bool(happened and move.end(state) is state))
        if happened:
            assert state in move.starts
            assert after["state"] == move.end(state)
        if state is State.SENDING and move.needs_token and token != self.before["lease_token"]:
            assert not happened

    @rule(minutes=st.integers(-10, 10))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.before = columns(self.row)

    @rule()
    def another_process_reads_the_row(self) -> None:
        self.stale = Submission.objects.get(pk=self.row.pk)
        self.before = columns(self.row)

    @invariant()
    def only_the_edges_of_the_graph_are_walked(self) -> None:
        start, end = State(self.before["state"]), State(columns(self.row)["state"])
        assert start is end or end in GRAPH[start]

    @invariant()
    def what_is_over_stays_as_it_is(self) -> None:
        after = columns(self.row)
        if self.before["state"] in TERMINAL:
            if after["state"] == State.PENDING:  # only what was closed for a cause that is over is owed again
                assert self.before["state"] == State.CANCELLED
                assert self.before["problem_code"]
                return
            told = {"verified_at", "problem", "problem_code", "problem_detail", "end_told"}
            assert {name for name in after if after[name] != self.before[name]} <= told

    @invariant()
    def a_lease_is_held_only_while_sending(self) -> None:
        row = columns(self.row)
        assert bool(row["lease_token"]) == (row["state"] == State.SENDING)

    @invariant()
    def words_change_only_when_they_are_built_anew(self) -> None:
        after = columns(self.row)
        if after["snapshot"] != self.before["snapshot"]:
            assert (self.before["snapshot"] is None) != (after["snapshot"] is None)
            assert after["state"] == State.PENDING
        assert (after["total"] is None) == (after["snapshot"] is None)

    @invariant()
    def every_try_is_recorded(self) -> None:
        tries = Attempt.objects.filter(submission=self.row, purpose=Attempt.Purpose.SEND).count()
        claims = AuditLine.objects.filter(submission=self.row, verb="claim").count()
        assert columns(self.row)["attempt_count"] == tries == claims

    @invariant()
    def the_last_audit_line_says_where_the_row_is(self) -> None:
        last = AuditLine.objects.filter(submission=self.row).first()
        assert last is not None
        assert last.to_state == columns(self.row)["state"]


@pytest.mark.django_db
def test_no_sequence_of_moves_breaks_the_rules(shop: Any, connect: Any) -> None:
    connect()
    shop.place([Item("12.10")])
    row = Submission.objects.get()
    run_state_machine_as_test(type("OneLife", (Life,), {"row": row}), settings=LIVES)
