"""Form fields for what a provider asks for, and what they become in the integration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.providers.base import Provider, Setting

PREFIX = "setting_"
HIDDEN = "secret_"


def described(form: forms.BaseForm) -> None:
    """Let each field name its help text, as `fields.html` numbers them."""
    for name, field in form.fields.items():
        if field.help_text:
            field.widget.attrs["aria-describedby"] = f"{form.add_prefix(name).join(('id_', '_helptext'))}"


def setting_fields(provider: type[Provider], kept: Mapping[str, Any]) -> dict[str, forms.Field]:
    """A field for each setting that is no secret, filled with what is kept."""
    return {PREFIX + one.name: _field(one, kept.get(one.name, one.default)) for one in _open(provider)}


def secret_fields(provider: type[Provider], integration: Integration | None) -> dict[str, forms.Field]:
    """A field for each secret; none ever carries its value."""
    stored = stored_secrets(integration) if integration else {}
    return {
        HIDDEN + one.name: forms.CharField(
            label=gettext(one.label),
            required=False,
            help_text=_help(one, stored.get(one.name, False)),
            widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        )
        for one in provider.settings
        if one.secret
    }


def stored_secrets(integration: Integration) -> dict[str, bool | None]:
    """For each secret's name whether it is kept; None while the encryption key that opens it is missing."""
    names = [one.name for one in integration.provider_class.settings if one.secret]
    try:
        kept = integration.credentials
    except Misconfigured:
        return dict.fromkeys(names)
    return {name: bool(kept.get(name)) for name in names}


def read_settings(provider: type[Provider], cleaned: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What goes into `Integration.settings`: the fields, beside what else is kept there.

    Raises `ValidationError` that names the fields which do not fit.
    """
    values, refused = dict(kept), {}
    for one in _open(provider):
        given = cleaned.get(PREFIX + one.name)
        try:
            one.read(given)
        except Misconfigured as error:
            refused[PREFIX + one.name] = translated(error.problem.message, dict(error.problem.params))
        values.pop(one.name, None)
        if given not in (None, ""):
            values[one.name] = given
    if refused:
        raise ValidationError(refused)
    return values


def read_secrets(provider: type[Provider], cleaned: Mapping[str, Any]) -> dict[str, str]:
    """The secrets that were entered. Raises `ValidationError` that names the fields which do not fit."""
    entered, refused = {}, {}
    for one in provider.settings:
        given = cleaned.get(HIDDEN + one.name) if one.secret else ""
        if not given:
            continue
        try:
            entered[one.name] = str(one.read(given))
        except Misconfigured as error:
            refused[HIDDEN + one.name] = translated(error.problem.message, dict(error.problem.params))
    if refused:
        raise ValidationError(refused)
    return entered


def _open(provider: type[Provider]) -> Iterator[Setting]:
    return (one for one in provider.settings if not one.secret)


def _field(setting: Setting, value: Any) -> forms.Field:
    words: dict[str, Any] = {
        "label": gettext(setting.label),
        "help_text": gettext(setting.help) if setting.help else "",
        "initial": value,
        "required": setting.required and setting.kind != "flag",
    }
    if setting.kind == "flag":
        return forms.BooleanField(**words)
    if setting.kind == "number":
        return forms.IntegerField(**words)
    if setting.choices:
        empty = [] if setting.default or setting.required else [("", "–")]
        return forms.ChoiceField(
            **words, choices=[*empty, *((code, gettext(label)) for code, label in setting.choices)]
        )
    return forms.CharField(**words, widget=forms.TextInput(attrs={"autocomplete": "off"}))


def _help(setting: Setting, is_stored: bool | None) -> str:
    words = [gettext(setting.help)] if setting.help else []
    if is_stored is None:
        words.append(gettext("Stored, but the encryption key that opens it is missing. Enter it anew."))
    elif is_stored:
        words.append(gettext("Stored. Leave empty to keep it."))
    elif not setting.required:
        words.append(gettext("May stay empty."))
    return " ".join(words)


ADDRESS_HELP = _(
    "Empty means the accounting system's own address. The keys belong to the address: when it changes, the stored "
    "keys are removed and have to be entered anew."
)
