"""``{% load accounting_tags %}``: how documents are shown, wherever they are shown.

A page that uses them loads ``oscar_lt_accounting/dashboard.css``; without it the badges have
Bootstrap's own colours.
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.text import capfirst

from oscar_lt_accounting.models import State, Submission

register = template.Library()

#: Icon and Bootstrap's word for the colour; the word of the state always stands beside them.
_BADGES = {
    State.PENDING: ("fa-clock", "secondary"),
    State.SENDING: ("fa-paper-plane", "primary"),
    State.ACCEPTED: ("fa-hourglass-half", "primary"),
    State.ISSUED: ("fa-check", "success"),
    State.REJECTED: ("fa-times", "danger"),
    State.UNCERTAIN: ("fa-question", "warning"),
    State.HELD: ("fa-hand-paper", "danger"),
    State.CANCELLED: ("fa-ban", "light"),
}


@register.inclusion_tag("oscar_lt_accounting/dashboard/state_badge.html")
def submission_state(submission: Submission) -> dict[str, Any]:
    """The badge of a submission's state, with a second one when it needs attention."""
    return {**_badge(submission.state), "needs_a_person": needs_a_person(submission)}


@register.inclusion_tag("oscar_lt_accounting/dashboard/state_badge.html")
def state_badge(state: str) -> dict[str, Any]:
    """The badge of a state alone."""
    return _badge(state)


@register.filter
def needs_a_person(submission: Submission) -> bool:
    """Whether somebody has to do something about it, as `Submission.objects.needing_a_person()` has it."""
    return submission.needs_a_person


def _badge(state: str) -> dict[str, Any]:
    if state not in State.values:
        return {"word": state, "icon": "", "colour": "light", "state": ""}
    icon, colour = _BADGES[State(state)]
    return {"word": capfirst(str(State(state).label)), "icon": icon, "colour": colour, "state": state}
