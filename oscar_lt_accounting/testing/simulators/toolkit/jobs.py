"""Calls that are put off: carried out when they were asked after as often as planned."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault
from oscar_lt_accounting.testing.simulators.toolkit.json_text import read_json, write_json
from oscar_lt_accounting.testing.simulators.toolkit.records import Context
from oscar_lt_accounting.testing.simulators.toolkit.refusals import RefusalError

_MOST_KEPT = 1000


@dataclass(kw_only=True)
class Job:
    """A call that is, or was, carried out in the background; `payload` and `response` are JSON texts.

    `polls` is how often it must still be asked after before it ends, `outcome` how it is meant to end.
    """

    id: int
    endpoint: str
    registered: float
    ended: float = 0
    state: str = "to_execute"
    background: bool = True
    payload: str = "{}"
    polls: int = 0
    outcome: str = "succeeds"
    response: str = ""
    message: str = ""

    def ask(self, context: Context[Any, Any], action: Callable[[Any, Mapping[str, Any]], Any]) -> None:
        """One step, if it has not ended: wait, or do `action` and end."""
        if self.ended or self.outcome == "stays":
            return
        if self.polls > 0:
            self.polls -= 1
            self.state = "in_progress"
            return
        try:
            if self.outcome == "fails":
                raise RefusalError(self.message or "The job failed.")
            data = action(context, read_json(self.payload.encode()))
        except RefusalError as refusal:
            self.state, self.message = "failed", str(refusal)
        else:
            self.state, self.response = "succeeded", write_json({} if data is None else data).decode()
        self.ended = context.at


def add_job(context: Context[Any, Any], jobs: list[Job], first: int, endpoint: str, **values: Any) -> Job:
    """A further job, with the next id counted from `first`; of very many the oldest is forgotten."""
    job = context.new(Job, "job", first, endpoint=endpoint, registered=context.at, **values)
    jobs.append(job)
    if len(jobs) > _MOST_KEPT:
        del jobs[next(i for i, old in enumerate(jobs) if old.ended or i == 0)]
    return job


def put_off(plan: Fault | None, sent: Mapping[str, Any]) -> dict[str, Any]:
    """Of a job that works when it was asked after as often as `plan` says, or once."""
    how = {"polls": plan.polls, "outcome": plan.outcome, "message": plan.message} if plan else {"polls": 1}
    return {"payload": write_json(sent).decode(), **how}


def done_at_once(at: float, data: Any, refusal: str) -> dict[str, Any]:
    """Of a job that stands for a call that was answered already."""
    # Lists may be long, and nobody was seen to read them from a job.
    response = "[]" if isinstance(data, list) else write_json({} if data is None else data).decode()
    state = "failed" if refusal else "succeeded"
    return {"background": False, "ended": at, "state": state, "message": refusal, "response": response}
