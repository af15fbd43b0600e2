"""The tags that other pages use."""

from __future__ import annotations

import pytest
from django.template import Context, Template

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.templatetags.accounting_tags import needs_a_person


def _render(source, **values):
    return Template("{% load accounting_tags %}" + source).render(Context(values))


@pytest.mark.parametrize("state", State)
def test_each_state_has_a_word_and_an_icon(state):
    text = _render("{% state_badge state %}", state=state.value)
    assert str(state.label)[1:] in text
    assert 'aria-hidden="true"' in text


def test_the_icons_and_words_differ():
    badges = {_render("{% state_badge state %}", state=state.value) for state in State}
    assert len(badges) == len(State)


def test_an_unknown_state_is_escaped():
    assert "&lt;b&gt;" in _render("{% state_badge state %}", state="<b>")


def test_the_badge_says_who_has_to_act():
    assert "needs attention" in _render("{% submission_state row %}", row=Submission(state=State.HELD))
    assert "needs attention" not in _render("{% submission_state row %}", row=Submission(state=State.PENDING))


def test_tag_and_filter_agree_on_what_needs_a_person(make):
    problem = Problem(code="recorded_differs", message="Differs.")
    for state in State:
        make(state)
        make(state, problem=problem)
    found = set(Submission.objects.needing_a_person().values_list("pk", flat=True))
    assert {row.pk for row in Submission.objects.all() if needs_a_person(row)} == found
