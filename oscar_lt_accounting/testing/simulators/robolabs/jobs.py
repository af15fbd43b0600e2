"""Background jobs, and the list that also shows what was done at once (robolabs.md §5.2, §6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.robolabs.periods import within, written
from oscar_lt_accounting.testing.simulators.robolabs.records import Context, missing

_MOST_LISTED = 100
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


def register(context: Context, endpoint: str, sent: Mapping[str, Any], plan: kit.Fault | None) -> kit.Job:
    """A call that is put off."""
    return kit.add_job(context, context.records.jobs, _FIRST, endpoint, **kit.put_off(plan, sent))


def note(context: Context, endpoint: str, data: Any, refusal: str) -> None:
    """Remember a call that was done at once."""
    kit.add_job(context, context.records.jobs, _FIRST, endpoint, **kit.done_at_once(context.at, data, refusal))


def get(context: Context, sent: Mapping[str, Any]) -> dict[str, Any]:
    """`get_api_job`; asking brings the job one step on."""
    job = kit.first((job for job in context.records.jobs if job.id == sent["api_job_id"]), missing("The job"))
    ask(context, job)
    return _shown(context, job, context.turn)


def listed(context: Context, sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """`get_api_job_list`: at most a hundred; asking brings each job one step on."""
    jobs = [job for job in context.records.jobs if job.background or context.switches.jobs_listed == "all"]
    for job in jobs:
        ask(context, job)
    jobs = [job for job in jobs if within(context, job.registered, sent) and sent.get("state", job.state) == job.state]
    if context.switches.jobs_first == "newest":
        jobs.reverse()
    return [_shown(context, job, context.turn + i) for i, job in enumerate(jobs[:_MOST_LISTED])]


def ask(context: Context, job: kit.Job) -> None:
    """One step of a job."""
    job.ask(context, context.methods[job.endpoint].action)


def _shown(context: Context, job: kit.Job, turn: int) -> dict[str, Any]:
    shown = {
        "endpoint": job.endpoint,
        "action": _ACTIONS.get(job.endpoint, "API užduotis"),
        "registration_date": written(job.registered, context),
        "state": _state(job.state, context.switches.job_states, turn),
        "job_id": job.id,
    }
    if job.ended:
        reading = context.switches.response_data
        python = reading == "python" or (reading == "alternates" and turn % 2 == 1)
        shown |= {
            "execution_end_date": written(job.ended, context),
            "response_data": repr(kit.read_json((job.response or "{}").encode())) if python else job.response,
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
