"""Forms that keep secrets secret."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.encryption import seal
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.providers import providers

_PREFIX = "secret_"
_FIELDS = (
    "name",
    "provider",
    "base_url",
    "settings",
    "is_active",
    "is_test",
    "trigger",
    "trigger_statuses",
    "start_date",
    "numbering",
    "prices_include_tax",
    "stock_meaning",
    "allocations",
    "read_sold",
    "pull_every",
    "stale_after",
    "stale_policy",
    "sync_prices",
    "sync_names",
    "price_rate",
)


def _secrets() -> dict[str, str]:
    """All secrets any provider may ask for, with their labels."""
    return {
        setting.name: setting.label
        for provider in providers().values()
        for setting in provider.settings
        if setting.secret
    }


def _has_secrets(code: str | None) -> bool:
    provider = providers().get(code or "")
    return provider is not None and any(setting.secret for setting in provider.settings)


class IntegrationForm(forms.ModelForm):  # type: ignore[type-arg]
    """An integration; a secret left empty stays as it is, and none is ever shown.

    `integration_form` adds the fields of the secrets.
    """

    provider = forms.ChoiceField(label=_("accounting system"))

    class Meta:
        model = Integration
        fields = _FIELDS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, provider.name) for code, provider in providers().items()]
        self.fields["provider"].choices = choices  # type: ignore[attr-defined]
        for name in _secrets():
            self.fields[_PREFIX + name].help_text = self._stored(name)

    def _stored(self, name: str) -> str:
        try:
            known = bool(self.instance.pk and self.instance.credentials.get(name))
        except Misconfigured:
            return gettext("Stored, but the encryption key that opens it is missing. Enter it anew.")
        return gettext("Stored. Leave empty to keep it.") if known else ""

    def clean(self) -> dict[str, Any]:
        """Take over the secrets that were entered."""
        cleaned = super().clean() or {}
        entered = {name: cleaned[_PREFIX + name] for name in _secrets() if cleaned.get(_PREFIX + name)}
        elsewhere = self._leads_elsewhere(cleaned)
        if entered:
            self._check_that_they_can_be_kept(entered)
            self.instance.credentials = {**({} if elsewhere else self._kept()), **entered}
        elif elsewhere and _has_secrets(cleaned.get("provider")):
            raise ValidationError(_("The address or the accounting system was changed: enter the keys anew."))
        return cleaned

    @staticmethod
    def _check_that_they_can_be_kept(entered: dict[str, str]) -> None:
        try:
            seal(entered, owner="")
        except Misconfigured as error:
            raise ValidationError(translated(error.problem.message, dict(error.problem.params))) from error

    def _kept(self) -> dict[str, str]:
        try:
            return dict(self.instance.credentials)
        except Misconfigured:
            return {}

    def _leads_elsewhere(self, cleaned: dict[str, Any]) -> bool:
        if not self.instance.pk:
            return False
        stored = Integration.objects.get(pk=self.instance.pk)
        return (stored.provider, stored.base_url) != (cleaned.get("provider"), cleaned.get("base_url", ""))


def _secret_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy(label), required=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )


@cache
def integration_form() -> type[IntegrationForm]:
    """The form with one field for each secret of any installed provider.

    Made when it is first shown: Django's admin imports its forms in every process, and the providers are many modules.
    """
    fields = {_PREFIX + name: _secret_field(label) for name, label in _secrets().items()}
    return type("IntegrationForm", (IntegrationForm,), {"__doc__": IntegrationForm.__doc__, **fields})
