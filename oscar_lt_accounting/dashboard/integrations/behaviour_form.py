"""How an integration works: when it sends, who numbers, how stock comes back, how often it may ask."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.dashboard.integrations import provider_fields
from oscar_lt_accounting.dashboard.integrations.forms import free_name, name_field
from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.models import Integration, Trigger
from oscar_lt_accounting.models.problems import translated

SENDING = ("trigger", "trigger_statuses", "start_date")
DOCUMENTS = ("numbering", "prices_include_tax", "document_day", "due_days", "language")
STOCK = ("stock_meaning", "allocations", "read_sold", "pull_every", "stale_after", "stale_policy")
PRICES = ("sync_prices", "sync_names", "price_rate")
LIMITS = ("limits", "limits_share")
_OPTIONS = ("document_day", "due_days", "language", "limits_share")
_LANGUAGE = "lt"
_PAIR = re.compile(r"\s*(\d{1,6})\s*/\s*(\d{1,6})\s*")


def first_day_field() -> forms.DateField:
    """From which day on orders are sent."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(
        label=_("First day"),
        required=False,
        widget=widget,
        input_formats=["%Y-%m-%d"],
        help_text=_("Orders placed earlier are never sent automatically. Empty means the day it is first switched on."),
    )


def order_statuses() -> list[tuple[str, str]]:
    """The statuses that the shop's orders can have."""
    return [(status, status) for status in getattr(settings, "OSCAR_ORDER_STATUS_PIPELINE", {})]


class BehaviourForm(forms.ModelForm):  # type: ignore[type-arg] # generic only in the stubs
    """Everything but the keys. While the integration is switched off, what is still missing does not matter."""

    name = name_field()
    start_date = first_day_field()
    trigger_statuses = forms.MultipleChoiceField(
        label=_("Order statuses"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only when it sends as soon as the order reaches a status."),
    )
    document_day = forms.ChoiceField(
        label=_("Date of the documents"),
        required=False,
        choices=(("", _("the day they are sent")), ("order", _("the day of the order"))),
    )
    due_days = forms.IntegerField(
        label=_("Days to pay"),
        required=False,
        min_value=0,
        max_value=365,
        help_text=_("Empty: documents carry no due day."),
    )
    language = forms.ChoiceField(
        label=_("Language of the documents"), choices=(("lt", _("Lithuanian")), ("en", _("English")))
    )
    limits = forms.CharField(
        label=_("Limits of requests"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One per line: requests / seconds, for example 60 / 60. Empty means what the accounting system is known "
            "to allow."
        ),
    )
    limits_share = forms.IntegerField(
        label=_("Share of the limits, %"),
        required=False,
        min_value=1,
        max_value=100,
        help_text=_("Lower it when other programs use the same key. Empty means 90."),
    )

    class Meta:
        model = Integration
        fields = (
            "name",
            "is_test",
            *SENDING,
            "numbering",
            "prices_include_tax",
            *STOCK,
            *PRICES,
        )

    def __init__(self, data: Any = None, *, integration: Integration) -> None:
        self.kept = integration.settings if isinstance(integration.settings, dict) else {}
        known = {"language": _LANGUAGE, **{name: self.kept[name] for name in _OPTIONS if name in self.kept}}
        known["limits"] = _shown(self.kept.get("limits"))
        super().__init__(data, instance=integration, initial=known)
        self.provider = integration.provider_class
        statuses: Any = self.fields["trigger_statuses"]
        own = [(status, status) for status in integration.trigger_statuses or ()]
        statuses.choices = list(dict.fromkeys([*order_statuses(), *own]))
        self.fields.update(provider_fields.setting_fields(self.provider, self.kept))
        provider_fields.described(self)

    def clean_name(self) -> str:
        """A name of its own."""
        return free_name(self.cleaned_data["name"], self.instance)

    def clean_limits(self) -> list[list[int]] | None:
        """Pairs of requests and seconds, None where the system's own count."""
        lines = [line for line in self.cleaned_data["limits"].splitlines() if line.strip()]
        pairs = [_PAIR.fullmatch(line) for line in lines]
        if any(pair is None or not int(pair[1]) or not int(pair[2]) for pair in pairs):
            raise ValidationError(_("Write each limit as requests / seconds, for example 60 / 60."))
        return [[int(pair[1]), int(pair[2])] for pair in pairs if pair] or None

    def clean(self) -> dict[str, Any]:
        """The settings of the provider and ours go into one column."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("trigger") == Trigger.STATUS and not cleaned.get("trigger_statuses"):
            self.add_error("trigger_statuses", gettext("Name at least one order status."))
        values = provider_fields.read_settings(self.provider, cleaned, self.kept)
        for name in (*_OPTIONS, "limits"):
            if name not in cleaned:
                continue
            values.pop(name, None)
            if cleaned[name] not in (None, "", _LANGUAGE):
                values[name] = cleaned[name]
        self.instance.settings = values
        return cleaned

    def full_clean(self) -> None:
        """Check the fields, then whether a switched-on integration can still work."""
        super().full_clean()
        if self.is_bound and self.instance.is_active and not self.errors:
            try:
                self.instance.connect()
            except AccountingError as error:
                self.add_error(None, translated(error.problem.message, dict(error.problem.params)))

    def _post_clean(self) -> None:
        """As Django does, without asking the model whether it can connect: keys may still be missing."""
        self.instance.clean = lambda: None
        try:
            super()._post_clean()  # type: ignore[misc] # the stubs leave it out
        finally:
            del self.instance.clean  # the class's own is in its place again

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        own = [name for name in self.fields if name.startswith(provider_fields.PREFIX)]
        parts = (
            (gettext("The integration"), ("name", "is_test")),
            (gettext("When it sends"), SENDING),
            (gettext("Documents"), DOCUMENTS),
            (gettext("Stock"), STOCK),
            (gettext("Prices and names"), PRICES),
            (self.provider.name, own),
            (gettext("Limits"), LIMITS),
        )
        return [(title, [self[name] for name in names]) for title, names in parts if names]


def _shown(limits: Any) -> str:
    if not isinstance(limits, list):
        return ""
    pairs = [pair for pair in limits if isinstance(pair, (list, tuple)) and len(pair) == 2]
    return "\n".join(f"{requests} / {seconds}" for requests, seconds in pairs)
