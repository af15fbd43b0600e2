"""The list by kind and amount, and many documents sent again in the background."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oscar_lt_accounting.dashboard.invoices import bulk_resend
from oscar_lt_accounting.models import AuditLine, DocumentKind, Job, State, Submission
from oscar_lt_accounting.services import jobs
from tests.dashboard.steps import page


def _numbers(response):
    return [row.record.order.number for row in response.context["submissions"].rows]


@pytest.fixture
def look(keeper):
    def _look(**query):
        response = keeper.get(page("list"), query)
        assert response.status_code == 200
        return response

    return _look


@pytest.fixture
def totals(make):
    for name, total in (("a", "9.99"), ("b", "10.00"), ("c", "1250.50")):
        make(State.ISSUED, number=name, total=Decimal(total))
    make(State.HELD, number="d")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"least": "10.00"}, ["c", "b"]),
        ({"most": "10"}, ["b", "a"]),
        ({"least": "10", "most": "10"}, ["b"]),
        ({"least": "2000"}, []),
        ({"least": "10", "most": "5"}, []),
        ({}, ["d", "c", "b", "a"]),
    ],
)
def test_by_amount(look, totals, query, found):
    response = look(**query)
    assert _numbers(response) == found
    assert response.context["total"] == len(found)
    assert response.context["unfold"] is bool(query)


def test_amounts_are_written_as_the_reader_writes_them(keeper, totals):
    keeper.cookies["django_language"] = "lt"
    response = keeper.get(page("list"), {"least": "1250,50"})
    assert _numbers(response) == ["c"]
    assert 'value="1250,50"' in response.content.decode()


@pytest.mark.parametrize("amount", ["much", "0", "-1", "1.234", "9" * 20])
def test_an_amount_that_makes_no_sense_is_left_out_and_said(look, totals, amount):
    response = look(least=amount)
    assert len(_numbers(response)) == 4
    text = response.content.decode()
    assert "Some of the filter could not be understood" in text
    assert f'value="{amount}"' in text


def test_by_kind(look, make):
    make(State.ISSUED, number="i")
    make(State.ISSUED, number="c", kind=DocumentKind.CREDIT_NOTE)
    assert _numbers(look(kind="credit_note")) == ["c"]
    assert _numbers(look(kind="invoice")) == ["i"]
    assert len(_numbers(look(kind="poem"))) == 2
    assert '<option value="credit_note">Credit note</option>' in look().content.decode()


def test_everything_together_costs_no_more(look, totals):
    def queries(**query):
        with CaptureQueriesContext(connection) as caught:
            look(**query)
        return len(caught)

    assert queries(kind="invoice", least="1", most="2000", since="2020-01-01") <= 12


def _confirm(client, query):
    asked = client.get(f"{page('send-many')}?{query}")
    (fingerprint,) = re.findall(r'name="fingerprint" value="(\w+)"', asked.content.decode())
    return lambda: client.post(f"{page('send-many')}?{query}", {"fingerprint": fingerprint})


def test_the_amount_reaches_the_bulk_page(keeper, make):
    make(State.REJECTED, number="a", total=Decimal("5.00"))
    make(State.REJECTED, number="b", total=Decimal("50.00"))
    _confirm(keeper, "scope=matching&least=10")()
    assert list(Submission.objects.filter(state=State.PENDING).values_list("order__number", flat=True)) == ["b"]


def test_more_than_a_few_are_sent_again_in_the_background(keeper, make, people, monkeypatch):
    monkeypatch.setattr(bulk_resend, "AT_ONCE", 2)
    rows = [make(State.HELD) for _ in range(3)]
    send = _confirm(keeper, "scope=matching")
    response = send()
    job = Job.objects.get()
    assert response["Location"] == reverse("accounting-dashboard:accounting-job-detail", args=[job.pk])
    assert (job.kind, job.actor) == ("resend", people["keeper"])
    assert job.params == {"submissions": [row.pk for row in rows]}
    assert send()["Location"] == response["Location"], "a double click asks for the same work"
    assert Job.objects.count() == 1
    assert not Submission.objects.exclude(state=State.HELD).exists()
    assert jobs.run_due() == 1
    assert not Submission.objects.exclude(state=State.PENDING).exists()
    assert {line.actor for line in AuditLine.objects.all()} == {people["keeper"]}


def test_a_few_are_sent_again_at_once(keeper, make, monkeypatch):
    monkeypatch.setattr(bulk_resend, "AT_ONCE", 2)
    for _ in range(2):
        make(State.HELD)
    assert _confirm(keeper, "scope=matching")()["Location"] == page("list")
    assert not Job.objects.exists()
