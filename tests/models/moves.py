"""Every transition of a submission as a table: how it is called, from where it may leave, and where to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Buyer, Invoice, InvoiceLine, LineKind, RemoteDocument
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.domain.snapshot import freeze
from oscar_lt_accounting.models import State, Submission

TOKEN = "the lease"
PROBLEM = Problem(code="a_reason", message="A reason.")
S = State
#: Every state there is, for the table to be complete.
EVERYWHERE = frozenset(State)


def document(reference: str = "r") -> Invoice:
    """The smallest document that can be frozen."""
    line = InvoiceLine(
        kind=LineKind.GOODS,
        title="Kėdė",
        quantity=Decimal(1),
        net=Decimal("10.00"),
        vat=Decimal("2.10"),
        gross=Decimal("12.10"),
        gross_before_discount=Decimal("12.10"),
        rate=Decimal(21),
        vat_code="PVM1",
    )
    return Invoice(
        reference=reference,
        shop_id="shop1",
        order_id=1,
        order_number="100001",
        day=date(2026, 3, 9),
        supply_day=date(2026, 3, 9),
        currency="EUR",
        buyer=Buyer(name="Ona"),
        lines=(line,),
    )


@dataclass(frozen=True)
class Move:
    """One method of `Submission`: `call` gets the row, the time and a lease token."""

    call: Callable[[Submission, datetime, str], Any]
    starts: frozenset[State]
    ends: State | None = None
    verb: str = ""
    needs_token: bool = False

    def end(self, start: State) -> State:
        """Where the row is afterwards."""
        return self.ends or start


def _from(*states: State) -> frozenset[State]:
    return frozenset(states)


def _remote(**values: Any) -> RemoteDocument:
    return RemoteDocument(remote_id="7", number="F-7", url="https://example.com/7", **values)


MOVES: dict[str, Move] = {
    "keep": Move(lambda row, _now, _token: row.keep(document()), _from(S.PENDING)),
    "claim": Move(
        lambda row, now, token: row.claim(token, now=now, until=now + timedelta(minutes=1)),
        _from(S.PENDING),
        S.SENDING,
        "claim",
    ),
    "renew": Move(
        lambda row, now, token: row.renew(token, until=now + timedelta(minutes=1), journal={"step": {}}),
        _from(S.SENDING),
        needs_token=True,
    ),
    "settle": Move(
        lambda row, now, token: row.settle(_remote(), now=now, token=token),
        _from(S.SENDING),
        S.ISSUED,
        "settle",
        needs_token=True,
    ),
    "finish": Move(
        lambda row, now, _token: row.settle(_remote(), now=now, verb="finish"),
        _from(S.ACCEPTED, S.UNCERTAIN),
        S.ISSUED,
        "finish",
    ),
    "accept": Move(
        lambda row, now, token: row.accept(_remote(job="j"), token=token, ask_at=now),
        _from(S.SENDING),
        S.ACCEPTED,
        "accept",
        needs_token=True,
    ),
    "postpone": Move(
        lambda row, now, token: row.postpone(PROBLEM, token=token, until=now),
        _from(S.SENDING),
        S.PENDING,
        "postpone",
        needs_token=True,
    ),
    "put off": Move(lambda row, now, _token: row.put_off(until=now), _from(S.PENDING, S.ACCEPTED, S.UNCERTAIN)),
    "reject": Move(
        lambda row, _now, token: row.reject(PROBLEM, token=token),
        _from(S.SENDING),
        S.REJECTED,
        "reject",
        needs_token=True,
    ),
    "reject accepted": Move(lambda row, _now, _token: row.reject(PROBLEM), _from(S.ACCEPTED), S.REJECTED, "reject"),
    "doubt": Move(
        lambda row, now, token: row.doubt(PROBLEM, token=token, look_at=now),
        _from(S.SENDING),
        S.UNCERTAIN,
        "doubt",
        needs_token=True,
    ),
    "expire": Move(
        lambda row, now, _token: row.expire(PROBLEM, now=now, look_at=None), _from(S.SENDING), S.UNCERTAIN, "expire"
    ),
    "missed": Move(lambda row, now, _token: row.missed(seen=row.negatives, look_at=now), _from(S.UNCERTAIN)),
    "repeat": Move(
        lambda row, now, _token: row.repeat("it is not in the accounting system", now=now, journal={}),
        _from(S.UNCERTAIN),
        S.PENDING,
        "repeat",
    ),
    "ask a person": Move(
        lambda row, _now, _token: row.ask_a_person(PROBLEM), _from(S.UNCERTAIN), S.UNCERTAIN, "ask a person"
    ),
    "hold": Move(lambda row, _now, _token: row.hold(PROBLEM), _from(S.PENDING), S.HELD, "hold"),
    "hold sent": Move(
        lambda row, _now, token: row.hold_sent(PROBLEM, token=token),
        _from(S.SENDING),
        S.HELD,
        "hold",
        needs_token=True,
    ),
    "verify": Move(lambda row, now, _token: row.verify(PROBLEM, now=now), _from(S.ISSUED)),
    "retry": Move(
        lambda row, now, _token: row.retry(actor="Ona", now=now), _from(S.REJECTED, S.HELD), S.PENDING, "retry"
    ),
    "retry anew": Move(
        lambda row, now, _token: row.retry(actor="Ona", now=now, anew=True),
        _from(S.REJECTED, S.HELD),
        S.PENDING,
        "retry",
    ),
    "hurry": Move(lambda row, now, _token: row.hurry(actor="Ona", now=now), _from(S.PENDING), S.PENDING, "hurry"),
    "confirm": Move(
        lambda row, now, _token: row.confirm(actor="Ona", number="F-8", reason="seen there", now=now),
        _from(S.UNCERTAIN),
        S.ISSUED,
        "confirm",
    ),
    "resend": Move(
        lambda row, now, _token: row.resend(actor="Ona", reason="not found", now=now),
        _from(S.UNCERTAIN),
        S.PENDING,
        "resend",
    ),
    "acknowledge": Move(
        lambda row, _now, _token: row.acknowledge(actor="Ona", reason="corrected there"),
        _from(S.ISSUED),
        S.ISSUED,
        "acknowledge",
    ),
    "cancel": Move(
        lambda row, _now, _token: row.cancel(actor="Ona", reason="ordered twice"),
        _from(S.PENDING, S.REJECTED, S.HELD),
        S.CANCELLED,
        "cancel",
    ),
}
MOVES |= {
    "keep rows": Move(lambda row, _now, _token: row.keep_rows(document()), _from(S.PENDING)),
    "rebuild": Move(lambda row, _now, _token: row.rebuild(), _from(S.PENDING)),
    "close": Move(
        lambda row, _now, _token: row.close(PROBLEM), _from(S.PENDING, S.HELD, S.REJECTED), S.CANCELLED, "close"
    ),
    "reopen": Move(lambda row, now, _token: row.reopen(PROBLEM.code, now=now), _from(S.CANCELLED), S.PENDING, "reopen"),
    "call attention": Move(
        lambda row, _now, _token: row.call_attention(PROBLEM), _from(S.ISSUED), S.ISSUED, "call attention"
    ),
    "send anyway": Move(
        lambda row, now, _token: row.send_anyway("a_reason", actor="Ona", reason="it is a sale", now=now),
        _from(S.HELD),
        S.PENDING,
        "send anyway",
    ),
}
#: What a move may be refused for although its state is right: its words are there, or are not.
UNFROZEN, FROZEN = frozenset({"keep"}), frozenset({"claim"})


def put_into(row: Submission, state: State, now: datetime, *, frozen: bool = True) -> Submission:
    """`row` as it is in `state`, read anew."""
    Submission.objects.filter(pk=row.pk).update(
        state=state,
        snapshot=freeze(document(row.reference)) if frozen else None,
        lease_token=TOKEN if state is S.SENDING else "",
        not_before=now,
        problem_code=PROBLEM.code if state in (S.ISSUED, S.CANCELLED, S.HELD) else "",
    )
    return Submission.objects.get(pk=row.pk)


def columns(row: Submission) -> dict[str, Any]:
    """The row as the table has it."""
    return dict(Submission.objects.filter(pk=row.pk).values().get())
