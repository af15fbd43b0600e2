"""Background jobs, and the list that also shows what was done at once (robolabs.md §5.2, §6.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators.robolabs.books import Job, Office
from oscar_lt_accounting.testing.simulators.robolabs.calendar import within, written
from oscar_lt_accounting.testing.simulators.robolabs.envelope import RoboRefusalError, missing
from oscar_lt_accounting.testing.simulators.toolkit.faults import Fault
from oscar_lt_accounting.testing.simulators.toolkit.json_text import read_json, write_json

Deed = Callable[[Office, Mapping[str, Any]], Any]
_MOST_LISTED = 100
_MOST_KEPT = 1000
_FIRST = 1234
# robolabs.md §6.1: the texts of the document, of its sample, and of a public client.
_TEXTS = {
    "to_execute": "Laukiama užduoties vykdymo",
    "to_retry": "Laukiama pakartotinio užduoties vykdymo",
    "in_progress": "Užduotis vykdoma",
    "succeeded": "Užduotis įvykdyta sėkmingai",
    "failed": "Užduotis įvykdyta nesėkmingai",
}
_SAMPLE_TEXTS = {**_TEXTS, "succeeded": "Sėkmingai įvykdyta", "failed": "Nesėkmingai įvykdyta"}
_PUBLIC_TEXTS = {**_SAMPLE_TEXTS, "to_execute": "Laukiama vykdymo", "failed": "Vykdymas nepavyko"}
_ACTIONS = {"create_invoice": "Sąskaitos kūrimas", "get_invoice": "Sąskaitos patikrinimas"}


def register(office: Office, endpoint: str, sent: Mapping[str, Any], plan: Fault | None) -> Job:
    """A job that works when it was asked after as often as `plan` says, or once."""
    job = _new(office, endpoint)
    job.payload = write_json(sent).decode()
    job.polls = plan.polls if plan else 1
    if plan:
        job.outcome, job.message = plan.outcome, plan.message
    return job


def note(office: Office, endpoint: str, data: Any, refusal: str) -> None:
    """Remember a call that was done at once."""
    job = _new(office, endpoint)
    job.background, job.ended = False, office.at
    job.state, job.message = ("failed" if refusal else "succeeded"), refusal
    # Lists may be long, and nobody was seen to read them here.
    job.response = "[]" if isinstance(data, list) else write_json(data).decode()


def get(office: Office, sent: Mapping[str, Any], deeds: Mapping[str, Deed]) -> dict[str, Any]:
    """`get_api_job`; asking brings the job one step on."""
    job = next((job for job in office.records.jobs if job.id == sent["api_job_id"]), None)
    if job is None:
        raise missing("The job")
    ask(office, job, deeds)
    return _shown(office, job, office.turn)


def listed(office: Office, sent: Mapping[str, Any], deeds: Mapping[str, Deed]) -> list[dict[str, Any]]:
    """`get_api_job_list`: at most a hundred; asking brings each job one step on."""
    jobs = [job for job in office.records.jobs if job.background or office.switches.jobs_listed == "all"]
    for job in jobs:
        ask(office, job, deeds)
    jobs = [job for job in jobs if within(office, job.registered, sent) and sent.get("state", job.state) == job.state]
    if office.switches.jobs_first == "newest":
        jobs.reverse()
    return [_shown(office, job, office.turn + i) for i, job in enumerate(jobs[:_MOST_LISTED])]


def ask(office: Office, job: Job, deeds: Mapping[str, Deed]) -> None:
    """One step of a job that has not ended: wait, work, end."""
    if job.ended or job.outcome == "stays":
        return
    if job.polls > 0:
        job.polls -= 1
        job.state = "in_progress"
        return
    try:
        if job.outcome == "fails":
            raise RoboRefusalError(job.message or "The job failed.")
        data = deeds[job.endpoint](office, read_json(job.payload.encode()))
    except RoboRefusalError as refusal:
        job.state, job.message = "failed", str(refusal)
    else:
        job.state, job.response = "succeeded", write_json(data if data is not None else {}).decode()
    job.ended = office.at


def _new(office: Office, endpoint: str) -> Job:
    job = Job(id=office.records.next("job", _FIRST), endpoint=endpoint, registered=office.at)
    office.records.jobs.append(job)
    if len(office.records.jobs) > _MOST_KEPT:
        del office.records.jobs[next(i for i, old in enumerate(office.records.jobs) if old.ended or i == 0)]
    return job


def _shown(office: Office, job: Job, turn: int) -> dict[str, Any]:
    shown = {
        "endpoint": job.endpoint,
        "action": _ACTIONS.get(job.endpoint, "API užduotis"),
        "registration_date": written(job.registered, office.switches),
        "state": _state(job.state, office.switches.job_states, turn),
        "job_id": job.id,
    }
    if job.ended:
        reading = office.switches.response_data
        python = reading == "python" or (reading == "alternates" and turn % 2 == 1)
        shown |= {
            "execution_end_date": written(job.ended, office.switches),
            "response_data": repr(read_json((job.response or "{}").encode())) if python else job.response,
            "response_message": job.message,
        }
    return shown


def _state(code: str, reading: str, turn: int) -> str:
    texts = {
        "codes": ({},),
        "texts": (_TEXTS, _SAMPLE_TEXTS),
        "public": (_PUBLIC_TEXTS,),
        "alternates": ({}, _SAMPLE_TEXTS, _TEXTS),
    }[reading]
    return texts[turn % len(texts)].get(code, code)
