"""Schedules: one fault in the accounting system × one or two kills here, then fresh workers until all is quiet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from tests.killing.points import SharedClock, WorkerProcess, freeze, freezes, last_before_changes
from tests.killing.scenario import Scenario

START = datetime(2026, 3, 9, 10, 0, tzinfo=timezone.utc)
STEP = 25.0
# A plan that is used up is waited for until the next day, a resting integration for an hour at most.
LONG_STEP = 7200.0
STEPS, LONG_STEPS = 30, 20
#: Workers come while they have nothing to do, too, but not for a whole day.
IN_TIME = 4 * STEP
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "lost_answer"},
    {"kind": "cut"},
    {"kind": "server_error", "saved": False},
    {"kind": "server_error", "saved": True},
    {"kind": "html", "saved": True},
    {"kind": "throttled"},
    {"kind": "late"},
)


Fault = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Schedule:
    """What goes wrong, in order."""

    fault: Fault = ()
    kills: tuple[int, ...] = ()
    freezes_at: int = -1

    def __str__(self) -> str:
        fault = " ".join(str(value) for _name, value in self.fault) or "no fault"
        frozen = f", frozen at {self.freezes_at}" if self.freezes_at >= 0 else ""
        return f"{fault}, killed at {self.kills or 'no'} point{frozen}"


@dataclass
class Verdicts:
    """How the schedules ended."""

    counted: Counter[str] = field(default_factory=Counter)
    workers: int = 0
    wrong: list[str] = field(default_factory=list)


def play(scenario: Scenario, schedule: Schedule, verdicts: Verdicts) -> None:
    """Run one schedule and judge what is in the accounting system."""
    clock = SharedClock(START)
    scenario.reset(START)
    if schedule.fault:
        scenario.simulators.say("POST", "/faults", {"system": scenario.provider, **dict(schedule.fault)})
    frozen = None
    if schedule.freezes_at >= 0:
        frozen = WorkerProcess(clock, end_at=schedule.freezes_at, end=freeze)
        if not frozen.wait():
            frozen = None
        clock.seconds += STEP
    state = until_quiet(scenario, schedule, clock, verdicts)
    if frozen:
        frozen.thaw()
        state = until_quiet(scenario, Schedule(), clock, verdicts)
    judge(scenario, schedule, state, verdicts)


def until_quiet(scenario: Scenario, schedule: Schedule, clock: SharedClock, verdicts: Verdicts) -> str:
    """Fresh workers until nothing is due any more; the first ones meet the schedule's kills."""
    kills = list(schedule.kills)
    state = ""
    for turn in range(STEPS + LONG_STEPS):
        worker = WorkerProcess(clock, end_at=kills.pop(0) if kills else -1)
        worker.wait()
        worker.names()
        verdicts.workers += 1
        if turn == 0 and dict(schedule.fault).get("kind") == "late":
            scenario.simulators.say("POST", "/release")
        state, live = scenario.state()
        if not live and not kills:
            break
        clock.seconds += max(STEP if turn < STEPS else LONG_STEP, scenario.rests_for(clock.now()) - IN_TIME)
    return state


def judge(scenario: Scenario, schedule: Schedule, state: str, verdicts: Verdicts) -> None:
    """Exactly one complete document in the accounting system, and the row knows it."""
    documents = scenario.documents()
    whole = [
        document
        for document in documents
        if document["issued"] and len(document["rows"]) >= scenario.rows and document["gross"] == scenario.total
    ]
    if state == "issued" and len(documents) == len(whole) == 1:
        verdict = "once"
    elif len(documents) > 1:
        verdict = "twice"
    elif state == "uncertain":
        verdict = "needs attention"
    else:
        verdict = "lost" if not whole else "not known here"
    verdicts.counted[verdict] += 1
    if verdict != "once":
        verdicts.wrong.append(f"{scenario.provider}: {schedule}: {verdict} ({state}, {len(documents)} documents)")


def points_of(scenario: Scenario) -> list[str]:
    """The points of an undisturbed delivery."""
    scenario.warm_up(SharedClock(START))
    scenario.reset(START)
    worker = WorkerProcess(SharedClock(START))
    worker.wait()
    names = worker.names()
    state, _live = scenario.state()
    assert state in ("issued", "accepted"), (state, scenario.row.problem)
    return names


def uncovered(names: list[str]) -> list[str]:
    """Commits and remote calls that lack a point on one of their sides."""
    missing = []
    for before, after in (("before commit", "after commit"), ("before write", "after answer")):
        if names.count(before) == 0 or names.count(after) < names.count(before):
            missing.append(f"{before}/{after}")
    return missing


def all_schedules(calls: list[str], names: list[str]) -> Iterator[Schedule]:
    """Every fault of every call alone, every kill or freeze alone, and every fault with every kill."""
    for fault in ((), *faults_of(calls)):
        yield Schedule(fault)
        for point in range(len(names)):
            yield Schedule(fault, (point,))
    yield from (Schedule((), (), point) for point, name in enumerate(names) if freezes(name))


def faults_of(calls: list[str]) -> list[Fault]:
    """Every fault at every call."""
    return [tuple({"call": call, **fault}.items()) for call in calls for fault in FAULTS]


def some(schedules: list[Schedule], names: list[str]) -> list[Schedule]:
    """Every fault of every call alone, a kill and a freeze before each lasting change, each kind of fault with a kill.

    The same ones each time; the kills that go with faults are spread over the whole delivery.
    """
    kills, frozen = last_before_changes(names), last_before_changes(names, freezes)
    faults = list(dict.fromkeys(schedule.fault for schedule in schedules if schedule.fault))
    return [
        Schedule(),
        *(Schedule(fault) for fault in faults),
        *(Schedule((), (point,)) for point in kills),
        *(Schedule((), (), point) for point in frozen),
        *(
            Schedule(fault, (kills[at * 5 % len(kills)],))
            for at, fault in enumerate(faults[:: len(faults) // len(FAULTS) or 1])
        ),
    ]
