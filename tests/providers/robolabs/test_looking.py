"""robolabs.md §8 job 2: found by number, proven absent, or nothing learned; and what becomes of jobs."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Throttled, Unavailable
from oscar_lt_accounting.providers.base import Absent, Found, Inconclusive
from oscar_lt_accounting.providers.kit.rules import RefusedError
from tests.providers.robolabs import (
    CATEGORIES,
    DONE,
    EMPTY,
    GET,
    HOUR,
    JOB,
    JOBS,
    MINUTE,
    MISSING,
    ODOO,
    TOTAL,
    found,
    goods,
    said,
)
from tests.providers.scripted import lost
from tests.providers.server import answer, json_answer

NO_JOBS = said(200, [])
STATES = ["to_execute", "to_retry", "in_progress"]


def look(firm, reply, *, jobs=(NO_JOBS,), **settings):
    firm.books.on(GET, reply)
    firm.books.on(JOBS, *jobs)
    return firm.provider(**settings).find(goods(), firm.journal)


def job(**changes):
    return {"endpoint": "create_invoice", "action": "Sąskaitos kūrimas", "state": "in_progress", "job_id": 1, **changes}


def test_an_invoice_with_our_number_is_found(firm):
    finding = look(firm, found())

    assert isinstance(finding, Found)
    assert (finding.document.number, finding.document.total) == ("INV00001", TOTAL)
    assert finding.document.differences(goods()) == ()
    assert firm.books.payloads(GET) == [{"invoice_number": "INV00001"}]
    assert firm.books.asked == [GET], "no need to look among the jobs"


@pytest.mark.parametrize("status", ["200", 200])
def test_an_invoice_that_is_not_ours_is_found_with_its_differences(status, firm):
    finding = look(firm, said(status, {"number": "INV00001", "partner_name": "Kitas", "currency": "EUR"}))

    assert isinstance(finding, Found)
    assert finding.document.differences(goods()) == ("buyer_name",)


@pytest.mark.parametrize("number", ["INV00002", "", None, 5, "INV00001 "])
def test_another_invoice_proves_nothing(number, firm):
    assert isinstance(look(firm, found(number=number)), Inconclusive)


@pytest.mark.parametrize("data", [[], {}, "", None, False])
def test_an_empty_answer_means_absent(data, firm):
    assert look(firm, said(200, data)) == Absent()
    assert [sent["state"] for sent in firm.books.payloads(JOBS)] == STATES
    assert {sent["date_from"] for sent in firm.books.payloads(JOBS)} == {"2026-01-14 00:00:00"}


def test_the_status_of_not_found_means_absent(firm):
    assert look(firm, MISSING) == Absent()


def test_the_status_of_not_found_is_the_companys(firm):
    assert look(firm, said("400", [], "Nerasta"), not_found_status="400") == Absent()
    assert isinstance(look(firm, MISSING, not_found_status="400"), Inconclusive)


@pytest.mark.parametrize(
    "reply",
    [
        ODOO,
        MINUTE,
        HOUR,
        said("500", [], "x"),
        said("401", [], "key"),
        said(200, [1]),
        said(200, "text"),
        said(200, 5),
        said(200, True),
        answer(b"<html></html>"),
        answer(b"<html></html>", status="404 Not Found"),
        answer(b"", status="503 Unavailable"),
        answer(b"", status="403 Forbidden"),
        json_answer({}),
        lost,
    ],
)
def test_anything_else_proves_nothing(reply, firm):
    finding = look(firm, reply)

    assert isinstance(finding, Inconclusive)
    assert finding.reason


@pytest.mark.parametrize("state", STATES)
def test_a_job_that_may_still_bring_it_proves_nothing_yet(state, firm):
    jobs = [NO_JOBS] * STATES.index(state) + [said(200, [job(state=state)]), NO_JOBS]

    assert isinstance(look(firm, EMPTY, jobs=jobs), Inconclusive)


def test_jobs_of_other_methods_bring_nothing(firm):
    other = said(200, [job(endpoint="get_invoice"), job(endpoint=None), {}, "text", None])

    assert look(firm, EMPTY, jobs=(other,)) == Absent()


def test_a_list_of_jobs_that_was_cut_proves_nothing(firm):
    full = said(200, [job(endpoint="update_invoice")] * 100)

    assert isinstance(look(firm, EMPTY, jobs=(full,)), Inconclusive)


@pytest.mark.parametrize("data", [[], {}, "", None, False])
def test_no_jobs_are_no_jobs_however_it_is_said(data, firm):
    assert look(firm, EMPTY, jobs=(said(200, data),)) == Absent()


@pytest.mark.parametrize(
    "reply",
    [
        said(200, 5),
        said(200, True),
        said(200, "text"),
        said(200, job()),
        said(200, {"api_job_id": 5}),
        said("500", []),
        MINUTE,
        lost,
        answer(b"<html></html>"),
    ],
)
def test_a_list_of_jobs_that_cannot_be_read_proves_nothing(reply, firm):
    assert isinstance(look(firm, EMPTY, jobs=(reply,)), Inconclusive)


WAITING = RemoteDocument(remote_id="INV00001", number="INV00001", reference="shop1:100045:inv", job="1234")


def polled(firm, reply):
    firm.books.on(JOB, reply)
    return firm.provider().poll(WAITING)


def test_tv_r4_a_job_that_runs(firm):
    assert polled(firm, said("200", job(job_id=1234))) == WAITING
    assert firm.books.payloads(JOB) == [{"api_job_id": 1234}]


@pytest.mark.parametrize(
    "state", ["to_execute", "to_retry", "Laukiama vykdymo", "Užduotis vykdoma", "", None, "nobody knows", 5]
)
def test_a_job_in_any_unknown_state_goes_on(state, firm):
    assert polled(firm, said(200, job(state=state))).job == "1234"


@pytest.mark.parametrize("state", ["succeeded", "Sėkmingai įvykdyta", "Užduotis įvykdyta sėkmingai"])
def test_tv_r4_a_job_that_succeeded_made_the_invoice(state, firm):
    done = polled(firm, said(200, job(state=state, response_data="{}", response_message="")))

    assert (done.job, done.number, done.remote_id) == ("", "INV00001", "INV00001")
    assert done.reference == "shop1:100045:inv"


@pytest.mark.parametrize(
    "state", ["failed", "Nesėkmingai įvykdyta", "Užduotis įvykdyta nesėkmingai", "Vykdymas nepavyko"]
)
def test_tv_r4_a_job_that_failed_refused_the_document(state, firm):
    with pytest.raises(Rejected, match="RoboLabs rejected the document: Blogas kodas, •••") as caught:
        polled(firm, said(200, job(state=state, response_message="Blogas kodas, UAB Klientas")))
    assert caught.value.code == "rejected"

    with pytest.raises(Rejected, match=f"RoboLabs rejected the document: {state}"):
        polled(firm, said(200, job(state=state, response_message=None)))


@pytest.mark.parametrize(
    "reply",
    [
        said("404", []),
        said("500", [], "x"),
        said(200, []),
        said(200, None),
        said(200, "text"),
        said(200, [job(state="succeeded")]),
        ODOO,
        DONE,
        json_answer({}),
        answer(b"<html></html>"),
        answer(b"", status="502 Bad Gateway"),
        lost,
    ],
)
def test_an_answer_that_is_no_job_is_asked_for_again(reply, firm):
    with pytest.raises(Unavailable):
        polled(firm, reply)


def test_polls_may_be_throttled_and_refused(firm):
    with pytest.raises(Throttled):
        polled(firm, MINUTE)
    with pytest.raises(Misconfigured):
        polled(firm, answer(b"", status="401 Unauthorized"))


SEVERAL = [RemoteDocument(remote_id=f"INV{number}", number=f"INV{number}", job=str(number)) for number in (1, 2, 3, 4)]


def test_several_jobs_are_asked_for_in_one_call_and_those_it_does_not_show_alone(firm):
    listed = [
        job(job_id=1, state="Sėkmingai įvykdyta"),
        job(job_id="2", state="failed", response_message="Blogas kodas"),
        job(job_id=3),
        job(job_id=None),
        "text",
    ]
    firm.books.on(JOBS, said(200, listed))
    firm.books.on(JOB, said("404", []))

    results = list(firm.provider().poll_many(SEVERAL))

    assert [remote for remote, _result in results] == SEVERAL
    (_, done), (_, failed), (_, running), (_, missing) = results
    assert (done.number, done.job) == ("INV1", "")
    assert (type(failed), str(failed)) == (RefusedError, "RoboLabs rejected the document: Blogas kodas")
    assert running == SEVERAL[2]
    assert type(missing) is Unavailable
    assert firm.books.asked == [JOBS, JOB]
    assert firm.books.payloads(JOB) == [{"api_job_id": 4}]


def test_a_single_job_needs_no_list(firm):
    firm.books.on(JOB, said(200, job(state="succeeded")))

    assert [result.job for _remote, result in firm.provider().poll_many([WAITING])] == [""]
    assert firm.books.asked == [JOB]


@pytest.mark.parametrize(("reply", "error"), [(MINUTE, Throttled), (lost, Unavailable), (said("400", []), Rejected)])
def test_a_list_of_all_that_is_not_told_ends_the_asking(reply, error, firm):
    firm.books.on(JOBS, reply)

    with pytest.raises(error):
        list(firm.provider().poll_many(SEVERAL))
    assert firm.books.asked == [JOBS]


def test_a_sign_of_life(firm):
    firm.books.on(CATEGORIES, DONE, MINUTE)

    firm.provider().probe()
    with pytest.raises(Throttled):
        firm.provider().probe()
    assert not firm.provider().http.wrote
