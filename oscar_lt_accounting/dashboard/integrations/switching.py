"""Switching an integration on and off, with a reason, and waking one that needs attention."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from oscar_lt_accounting.dashboard.integrations import provider_fields
from oscar_lt_accounting.dashboard.integrations.base_view import IntegrationPage
from oscar_lt_accounting.dashboard.integrations.behaviour_form import first_day_field, order_statuses
from oscar_lt_accounting.dashboard.integrations.forms import reason_field
from oscar_lt_accounting.dashboard.integrations.setup_steps import connect_or_reason, missing_settings, steps
from oscar_lt_accounting.dashboard.integrations.status_texts import pulls
from oscar_lt_accounting.models import LIVE, Integration, Trigger

_TEMPLATES = "oscar_lt_accounting/dashboard/integrations"


class SwitchForm(forms.Form):
    """Why it is switched; `seen` is how it was on the page, so that a second click does nothing."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = reason_field(gettext_lazy("It is kept with your name."))

    def __init__(self, data: Any = None, *, integration: Integration) -> None:
        super().__init__(data, initial={"seen": _word(integration.is_active)})
        self.integration = integration
        provider_fields.described(self)

    @property
    def is_current(self) -> bool:
        """Whether the integration still is as it was on the page."""
        return bool(self.data.get("seen") == _word(self.integration.is_active))


class SwitchOnForm(SwitchForm):
    """When it sends, and from which day on."""

    trigger = forms.ChoiceField(label=gettext_lazy("Send"), choices=Trigger.choices)
    trigger_statuses = forms.MultipleChoiceField(
        label=gettext_lazy("Order statuses"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only when it sends as soon as the order reaches a status."),
    )
    start_date = first_day_field()

    field_order = ("trigger", "trigger_statuses", "start_date", "reason")

    def __init__(self, data: Any = None, *, integration: Integration) -> None:
        super().__init__(data, integration=integration)
        statuses: Any = self.fields["trigger_statuses"]
        own = [(status, status) for status in integration.trigger_statuses or ()]
        statuses.choices = list(dict.fromkeys([*order_statuses(), *own]))
        self.initial["trigger"] = integration.trigger
        self.initial["trigger_statuses"] = integration.trigger_statuses or []
        self.initial["start_date"] = integration.start_date or timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """A status has to be named where it is waited for."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("trigger") == Trigger.STATUS and not cleaned.get("trigger_statuses"):
            self.add_error("trigger_statuses", _("Name at least one order status."))
        return cleaned


class IntegrationSwitchView(IntegrationPage):
    """What happens from now on, and the button that makes it happen."""

    template_name = f"{_TEMPLATES}/switch.html"
    needs_provider = False

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form for the way the switch can go."""
        row = self.integration
        kwargs.setdefault("form", self._form(None))
        provider, why = connect_or_reason(row)
        lacks = missing_settings(row, provider)
        waiting = row.submissions.filter(state__in=LIVE).count()
        return super().get_context_data(
            missing=[why] * bool(why) + lacks,
            undone=[step for step in steps(row, why, lacks)[:-1] if step.is_done is False],
            effects=_after_pause(waiting) if row.is_active else _after_start(row, waiting),
            **kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Turn the switch, once."""
        with transaction.atomic():
            row = self.locked()
            form = self._form(request.POST)
            if not form.is_current:
                messages.info(request, _("Nothing was done: “%(name)s” was switched meanwhile.") % {"name": row})
                return self.to("detail")
            provider, why = connect_or_reason(row)
            if not row.is_active and (why or missing_settings(row, provider)):
                messages.error(request, _("It cannot be switched on yet: fix what is listed below."))
                return self.show(form=form)
            if not form.is_valid():
                return self.show(form=form)
            self._turn(row, form)
        sentences = (
            _("“%(name)s” is switched on.") if row.is_active else _("“%(name)s” is switched off; its documents wait.")
        )
        messages.success(request, sentences % {"name": row})
        return self.to("detail")

    def _form(self, data: Any) -> SwitchForm:
        row = self.integration
        return SwitchForm(data, integration=row) if row.is_active else SwitchOnForm(data, integration=row)

    def _turn(self, row: Integration, form: SwitchForm) -> None:
        row.is_active = not row.is_active
        written = ["is_active"]
        if row.is_active:
            for name in ("trigger", "trigger_statuses", "start_date"):
                setattr(row, name, form.cleaned_data[name])
                written.append(name)
        row.save(update_fields=written)
        self.log_action("resume" if row.is_active else "pause", reason=form.cleaned_data["reason"])


class IntegrationWakeView(IntegrationPage):
    """Try again now: one that needs attention, or rests."""

    needs_provider = False

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Nothing is changed by following a link."""
        return self.to("detail")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wake it, once."""
        with transaction.atomic():
            row = self.locked()
            sleeps = row.is_blocked or row.resting_until is not None
            if sleeps:
                row.wake()
                self.log_action("wake")
        if sleeps:
            messages.success(request, _("“%(name)s” tries again within a minute.") % {"name": row})
        else:
            messages.info(request, _("Nothing was done: “%(name)s” works already.") % {"name": row})
        return self.to("detail")


def _word(is_active: bool) -> str:
    return "on" if is_active else "off"


def _after_pause(waiting: int) -> list[str]:
    sentences = [
        _("Nothing is sent any more and no stock is updated."),
        _("New orders are still recorded; their documents wait and are sent when it is switched on again."),
    ]
    if waiting:
        sentences.append(
            ngettext("%(count)d document waits from now on.", "%(count)d documents wait from now on.", waiting)
            % {"count": waiting}
        )
    return sentences


def _after_start(row: Integration, waiting: int) -> list[str]:
    partners = row.warehouses.filter(is_active=True).values_list("partner__name", flat=True)
    words = {"partners": ", ".join(partners) or "–", "system": row.provider_name, "name": row.name}
    sentences = [
        _("Orders of %(partners)s placed from the first day on automatically become documents in %(system)s.") % words,
    ]
    if row.start_date and row.start_date < timezone.localdate():
        words["day"] = date_format(row.start_date, "Y-m-d")
        sentences.append(_("Orders placed since %(day)s that have no document yet are sent, too.") % words)
    if waiting:
        sentences.append(
            ngettext("%(count)d document that waits is sent.", "%(count)d documents that wait are sent.", waiting)
            % {"count": waiting}
        )
    sentences.append(_("Stock is updated %(often)s.") % {"often": pulls(row)})
    if row.is_test:
        sentences.append(_("Test mode: documents do not go into your real accounting."))
    return sentences
