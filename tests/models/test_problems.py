"""A problem is kept as template and values, and read by each person in their own language."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import Integration, Submission
from oscar_lt_accounting.models import problems as problems_module
from oscar_lt_accounting.models.problems import NO_PROBLEM, problem_columns, translated
from tests.shop import Item

PROBLEM = Problem(
    code="no_link",
    message="“%(title)s” is not linked; 100 %% sure.",
    params={"title": "Kėdė", "why_msg": "no VAT"},
)


@pytest.fixture
def lithuanian(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue of two sentences for readers in Lithuanian."""
    known = {PROBLEM.message: "„%(title)s“ nesusieta; 100 %% tikra (%(why_msg)s).", "no VAT": "be PVM"}

    def gettext(message: str) -> str:
        return known.get(message, message) if translation.get_language() == "lt" else message

    monkeypatch.setattr(problems_module, "gettext", gettext)


@pytest.fixture
def row(shop: Any, connect: Any) -> Submission:
    connect()
    shop.place([Item("10.00")])
    return Submission.objects.get()


def test_each_reader_reads_it_in_their_language(row: Submission, lithuanian: None) -> None:
    row.hold(PROBLEM)
    row = Submission.objects.get()
    assert row.problem_code == "no_link"
    assert row.problem == row.problem_text == "“Kėdė” is not linked; 100 % sure."
    with translation.override("lt"):
        assert row.problem_text == "„Kėdė“ nesusieta; 100 % tikra (be PVM)."
    assert row.problem == "“Kėdė” is not linked; 100 % sure."


def test_what_a_shop_wrote_is_not_translated(row: Submission, lithuanian: None) -> None:
    row.hold(Problem(code="no_link", message=PROBLEM.message, params={"title": "no VAT", "why_msg": ""}))
    with translation.override("lt"):
        assert Submission.objects.get().problem_text == "„no VAT“ nesusieta; 100 % tikra ()."


def test_an_integrations_problem_is_read_the_same_way(connect: Any, lithuanian: None) -> None:
    integration = connect().integration
    integration.block(PROBLEM)
    integration = Integration.objects.get()
    with translation.override("lt"):
        assert integration.problem_text.startswith("„Kėdė“")
    integration.wake()
    integration = Integration.objects.get()
    assert (integration.problem_code, integration.problem, integration.problem_text) == ("", "", "")


def test_a_row_from_before_templates_were_kept_shows_its_sentence(row: Submission) -> None:
    Submission.objects.update(problem="An old sentence.", problem_detail={})
    assert Submission.objects.get().problem_text == "An old sentence."


def test_no_problem_is_nothing() -> None:
    assert problem_columns(NO_PROBLEM) == {"problem_code": "", "problem": "", "problem_detail": {}}


def test_a_transition_that_goes_well_forgets_the_problem(row: Submission, outbox: Any) -> None:
    row.hold(PROBLEM)
    row.retry(actor=None, now=outbox.clock.now())
    row = Submission.objects.get()
    assert (row.problem_code, row.problem, row.problem_text, row.problem_detail) == ("", "", "", {})


@given(st.text(max_size=50), st.text(max_size=50))
def test_no_value_breaks_a_sentence(title: str, why: str) -> None:
    sentence = translated(PROBLEM.message, {"title": title, "why_msg": why})
    assert sentence == f"“{title}” is not linked; 100 % sure."
    columns = problem_columns(Problem(code="c", message=PROBLEM.message, params={"title": title, "why_msg": why}))
    assert columns["problem"] == sentence


def test_several_words_of_ours_are_translated_one_by_one() -> None:
    message, params = "They differ (%(what_msgs)s).", {"what_msgs": "total|buyer's name"}
    assert translated(message, params) == "They differ (total, buyer's name)."
    with translation.override("lt"):
        assert "pirkėjo pavadinimas" in translated(message, params)
    assert translated(message, {"what_msgs": ""}) == "They differ ()."
