"""Which documents the list shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import BooleanField, Case, Count, Q, When
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.dashboard.problem_kinds import problem_label
from oscar_lt_accounting.domain.money import CENT
from oscar_lt_accounting.models import DocumentKind, Integration, State, Submission, Warehouse
from oscar_lt_accounting.models.submissions import NEEDS_A_PERSON, SubmissionQuerySet

_COLUMNS = {
    "integration": "integration_id",
    "warehouse": "warehouse_id",
    "cause": "problem_code",
    "kind": "kind",
    "least": "total__gte",
    "most": "total__lte",
}


def _date_field(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"])


def _amount_field(label: Any) -> forms.DecimalField:
    """A gross total as people write it in their language."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.DecimalField(
        label=label, required=False, widget=widget, localize=True, min_value=CENT, max_digits=14, decimal_places=2
    )


class FilterForm(forms.Form):
    """What may be asked of the list; it offers only what `user` may see."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=128,
        widget=forms.TextInput(attrs={"type": "search", "aria-describedby": "id_q_helptext"}),
        help_text=_("Order number, shop reference, invoice number, or the customer's whole e-mail address."),
    )
    state = forms.MultipleChoiceField(
        label=_("State"),
        required=False,
        choices=[(value, label) for value, label in State.choices],
        widget=forms.CheckboxSelectMultiple,
    )
    person = forms.BooleanField(label=_("Only what needs attention"), required=False)
    cause = forms.ChoiceField(label=_("Problem"), required=False)
    integration = forms.ChoiceField(label=_("Integration"), required=False)
    warehouse = forms.ChoiceField(label=_("Warehouse"), required=False)
    kind = forms.ChoiceField(label=_("Document"), required=False)
    since = _date_field(_("Ordered from"))
    until = _date_field(_("Ordered until"))
    least = _amount_field(_("Total with VAT from"))
    most = _amount_field(_("Total with VAT until"))

    def __init__(self, data: QueryDict, *, user: Any) -> None:
        super().__init__(data)
        self._query = data
        self._choose("state", [(value, capfirst(str(label))) for value, label in State.choices])
        self._choose("integration", [("", _("All")), *_integrations(user)])
        self._choose("warehouse", [("", _("All")), *_warehouses(user)])
        self._choose("cause", [("", _("All")), *_causes(user)])
        self._choose("kind", [("", _("All")), *((value, capfirst(str(word))) for value, word in DocumentKind.choices)])

    def _choose(self, name: str, choices: Iterable[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = list(choices)

    def asked(self) -> dict[str, Any]:
        """What was asked and could be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def pairs(self) -> list[tuple[str, str]]:
        """The filter as names and values, for another form to carry on."""
        return [(name, value) for name in self.asked() for value in self._query.getlist(name)]

    def address(self, **changes: str | None) -> str:
        """The filter as a query string, with `changes`; None leaves a name out."""
        query = QueryDict(mutable=True)
        for name, value in self.pairs():
            query.appendlist(name, value)
        for name, change in changes.items():
            query.setlist(name, [] if change is None else [change])
        return query.urlencode()


def narrowed(rows: SubmissionQuerySet, asked: dict[str, Any], *, by_state: bool = True) -> SubmissionQuerySet:
    """The rows that were asked for; without `by_state` in any state."""
    rows = rows.filter(**{column: asked[name] for name, column in _COLUMNS.items() if name in asked})
    if "since" in asked:
        rows = rows.filter(order__date_placed__gte=_midnight(asked["since"]))
    if "until" in asked:
        rows = rows.filter(order__date_placed__lt=_midnight(asked["until"] + timedelta(days=1)))
    if "q" in asked:
        rows = rows.filter(_mentions(asked["q"]))
    if by_state and "state" in asked:
        rows = rows.filter(state__in=asked["state"])
    return rows.needing_a_person() if by_state and "person" in asked else rows


@dataclass(frozen=True)
class Counts:
    """How many rows there are in each state, and how many of them need attention."""

    states: dict[str, int]
    waiting: dict[str, int]

    @property
    def total(self) -> int:
        """In any state."""
        return sum(self.states.values())

    @property
    def person(self) -> int:
        """Needs attention, in any state."""
        return sum(self.waiting.values())

    def matching(self, asked: dict[str, Any]) -> int:
        """How many of them are in the states that were asked for."""
        counted = self.waiting if "person" in asked else self.states
        return sum(counted.get(state, 0) for state in asked.get("state", State.values))


def counts(rows: SubmissionQuerySet, *, is_everything: bool) -> Counts:
    """The counts of `rows`, reading no document.

    `is_everything` says that nothing narrows them, so that indexes alone can tell (measurements.md §4.6).
    """
    if is_everything:
        return Counts(_complete(dict(_by_state(rows))), dict(_by_state(rows.needing_a_person())))
    flag = Case(When(NEEDS_A_PERSON, then=True), default=False, output_field=BooleanField())
    found = rows.order_by().annotate(flag=flag).values_list("state", "flag").annotate(Count("pk"))
    states, waiting = Counter[str](), dict[str, int]()
    for state, needs_a_person, number in found:
        states[state] += number
        if needs_a_person:
            waiting[state] = number
    return Counts(_complete(states), waiting)


def _by_state(rows: SubmissionQuerySet) -> Any:
    return rows.order_by().values_list("state").annotate(Count("pk"))


def _complete(states: Mapping[str, int]) -> dict[str, int]:
    return {state.value: states.get(state, 0) for state in State}


def _mentions(text: str) -> Q:
    found = (
        Q(order__number__icontains=text)
        | Q(reference__icontains=text)
        | Q(remote_number__icontains=text)
        | Q(remote_id=text)
    )
    if "@" in text:
        found |= Q(order__guest_email__iexact=text) | Q(order__user__email__iexact=text)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _integrations(user: Any) -> list[tuple[str, str]]:
    rows = Integration.objects.all()
    if not user.is_staff:
        rows = rows.filter(warehouses__partner__users=user).distinct()
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _warehouses(user: Any) -> list[tuple[str, str]]:
    rows = Warehouse.objects.order_by("name", "pk")
    if not user.is_staff:
        rows = rows.filter(partner__users=user)
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _causes(user: Any) -> list[tuple[str, str]]:
    rows = Submission.objects.visible_to(user).exclude(problem_code="").order_by()
    found = rows.values_list("problem_code").annotate(Count("pk"))
    choices = ((code, f"{problem_label(code)} ({number})") for code, number in found)
    return sorted(choices, key=lambda choice: choice[1])
