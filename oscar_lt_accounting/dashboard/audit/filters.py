"""Which entries of the activity log are shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.dashboard.labels import ACTIONS
from oscar_lt_accounting.models import AuditLine, LinkChange


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget, input_formats=["%Y-%m-%d"])


class TrailForm(forms.Form):
    """What may be asked of both tabs; each has words of its own for what was done."""

    choices: Iterable[tuple[str, Any]] = ()

    who = forms.CharField(
        label=_("Who"),
        required=False,
        max_length=150,
        widget=forms.TextInput(attrs={"aria-describedby": "id_who_helptext", "autocomplete": "off"}),
        help_text=_("A part of the name is enough."),
    )
    what = forms.ChoiceField(label=_("What"), required=False)
    since = _day(_("From"))
    until = _day(_("Until"))

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        field: Any = self.fields["what"]
        field.choices = [("", _("All")), *self.choices]

    def asked(self) -> dict[str, Any]:
        """What was asked and could be understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def address(self, **changes: Any) -> str:
        """The filter as a query string, with `changes`."""
        query = QueryDict(mutable=True)
        for name in self.asked():
            query[name] = self.data[name]
        for name, value in changes.items():
            query[name] = str(value)
        return query.urlencode()


class DocumentsForm(TrailForm):
    """Documents and integrations."""

    order = forms.CharField(label=_("Order number"), required=False, max_length=128)

    def __init__(self, data: QueryDict) -> None:
        self.choices = sorted(((verb, str(words)) for verb, words in ACTIONS.items()), key=lambda choice: choice[1])
        super().__init__(data)


class LinksForm(TrailForm):
    """Links of products."""

    choices = LinkChange.Verb.choices

    sku = forms.CharField(label=_("SKU"), required=False, max_length=128)


def documents(asked: dict[str, Any]) -> QuerySet[AuditLine]:
    """The actions on documents and integrations that were asked for, without what the page does not show."""
    rows = AuditLine.objects.select_related("submission__order", "integration").only(
        "at", "actor_name", "actor_id", "verb", "from_state", "to_state", "reason", "reason_detail",
        "submission__order__number", "submission__warehouse_name", "integration__name",
    )  # fmt: skip
    if "order" in asked:
        rows = rows.filter(submission__order__number=asked["order"])
    return rows.filter(_common(asked))


def links(asked: dict[str, Any]) -> QuerySet[LinkChange]:
    """The changes of links that were asked for."""
    rows = LinkChange.objects.select_related("warehouse").filter(_common(asked))
    return rows.filter(sku=asked["sku"]) if "sku" in asked else rows


def _common(asked: dict[str, Any]) -> Q:
    found = Q()
    if "who" in asked:
        found &= Q(actor_name__icontains=asked["who"])
    if "what" in asked:
        found &= Q(verb=asked["what"])
    if "since" in asked:
        found &= Q(at__gte=_midnight(asked["since"]))
    if "until" in asked:
        found &= Q(at__lt=_midnight(asked["until"] + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
