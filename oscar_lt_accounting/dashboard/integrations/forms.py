"""What people enter to connect an accounting system, and to enter its keys anew."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.dashboard.integrations import provider_fields
from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration, Numbering
from oscar_lt_accounting.models.encryption import seal
from oscar_lt_accounting.models.problems import translated
from oscar_lt_accounting.providers.base import Capability, Provider


def name_field() -> forms.CharField:
    """What the shop calls an integration."""
    return forms.CharField(
        label=_("Name"),
        max_length=128,
        help_text=_("What you call it here, for example the accounting system and the warehouse."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def reason_field(help_text: Any) -> forms.CharField:
    """Why something is done; it is kept with the name of whoever did it."""
    widget = forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=_("Reason"), max_length=500, widget=widget, help_text=help_text)


def address_field() -> forms.CharField:
    """Where the accounting system is."""
    return forms.CharField(
        label=_("Address"),
        max_length=200,
        required=False,
        help_text=provider_fields.ADDRESS_HELP,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )


def free_name(name: str, integration: Integration | None = None) -> str:
    """`name`; raises `ValidationError` when another integration has it."""
    others = Integration.objects.exclude(pk=integration.pk) if integration else Integration.objects.all()
    if others.filter(name=name).exists():
        raise ValidationError(_("Another integration has this name. Choose one of its own."))
    return name


def web_address(address: str, provider: type[Provider]) -> str:
    """`address`; raises `ValidationError` when it can be none, or is needed and missing."""
    if not address and provider.hosts and not provider.default_base_url:
        raise ValidationError(_("%(system)s has no address of its own: enter yours."), params={"system": provider.name})
    if address and not address.lower().startswith(("https://", "http://")):
        raise ValidationError(_("An address begins with https://. Copy it from your browser."))
    return address


def can_be_kept(secrets: dict[str, str]) -> None:
    """Raise `ValidationError` when there is no key to encrypt `secrets` with."""
    try:
        seal(secrets, owner="")
    except Misconfigured as error:
        raise ValidationError(translated(error.problem.message, dict(error.problem.params))) from error


class OnceForm(forms.Form):
    """Makes one integration: its uuid is made with the empty form, so that sending it twice makes one row."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)

    def made(self) -> Integration | None:
        """The row that this very form made before, if any."""
        try:
            given = uuid.UUID(str(self.data.get("uuid")))
        except ValueError:
            return None
        return Integration.objects.filter(uuid=given).first()


class CreateForm(OnceForm):
    """A new integration of one system: what it is called, where it is, what opens it."""

    name = name_field()
    base_url = address_field()
    is_test = forms.BooleanField(
        label=_("Test mode"), required=False, help_text=_("Documents do not go into your real accounting.")
    )

    def __init__(self, data: Any = None, *, provider: type[Provider]) -> None:
        super().__init__(data, initial={"uuid": uuid.uuid4(), "name": _unused(provider.name)})
        self.provider = provider
        if provider.default_base_url:
            self.fields["base_url"].widget.attrs["placeholder"] = provider.default_base_url
        self.fields.update(provider_fields.secret_fields(provider, None))
        self.fields.update(provider_fields.setting_fields(provider, {}))
        provider_fields.described(self)

    def clean_name(self) -> str:
        """A name of its own."""
        return free_name(self.cleaned_data["name"])

    def clean_base_url(self) -> str:
        """A web address, or none."""
        return web_address(self.cleaned_data["base_url"], self.provider)

    def clean(self) -> dict[str, Any]:
        """What the provider can work with; keys may still be missing."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.secrets = provider_fields.read_secrets(self.provider, cleaned)
        self.settings = provider_fields.read_settings(self.provider, cleaned, {})
        if self.secrets:
            can_be_kept(self.secrets)
        return cleaned

    def create(self) -> Integration:
        """The saved row, switched off."""
        words = {name: self.cleaned_data[name] for name in ("uuid", "name", "base_url", "is_test")}
        numbers = Capability.NUMBERS_DOCUMENTS in self.provider.capabilities
        return Integration.objects.create(
            provider=self.provider.code,
            settings=self.settings,
            credentials=self.secrets,
            numbering=Numbering.PROVIDER if numbers else Numbering.SHOP,
            **words,
        )


class KeysForm(forms.Form):
    """The address and the keys, entered anew; what stays empty is kept, and nothing is ever shown."""

    base_url = address_field()

    def __init__(self, data: Any = None, *, integration: Integration) -> None:
        super().__init__(data, initial={"base_url": integration.base_url})
        self.integration = integration
        provider = integration.provider_class
        if provider.default_base_url:
            self.fields["base_url"].widget.attrs["placeholder"] = provider.default_base_url
        self.fields.update(provider_fields.secret_fields(provider, integration))
        provider_fields.described(self)

    def clean_base_url(self) -> str:
        """A web address, or none."""
        return web_address(self.cleaned_data["base_url"], self.integration.provider_class)

    def clean(self) -> dict[str, Any]:
        """Something has to be entered, all of it where it leads elsewhere."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        provider = self.integration.provider_class
        self.secrets = provider_fields.read_secrets(provider, cleaned)
        self.moves = cleaned.get("base_url", self.integration.base_url) != self.integration.base_url
        if self.secrets:
            can_be_kept(self.secrets)
        if self.errors:
            return cleaned
        if not self.secrets and not self.moves:
            raise ValidationError(_("Nothing was entered, so nothing was changed."))
        if self.moves and self.integration.is_active:
            self._complete(provider)
        return cleaned

    def save(self) -> Integration:
        """Keep what was entered; what was not stays, unless it leads elsewhere."""
        row = self.integration
        kept: dict[str, str] = {}
        if not self.moves:
            try:
                kept = dict(row.credentials)
            except Misconfigured:
                kept = {}
        row.base_url = self.cleaned_data["base_url"]
        row.credentials = {**kept, **self.secrets}
        row.save(update_fields=["base_url", "credentials"])
        return row

    def _complete(self, provider: type[Provider]) -> None:
        needed = [one for one in provider.settings if one.secret and one.required]
        missing_settings = {
            provider_fields.HIDDEN + one.name: gettext("The address changed: enter the key anew.")
            for one in needed
            if one.name not in self.secrets
        }
        if missing_settings:
            raise ValidationError(missing_settings)


class DuplicateForm(OnceForm):
    """A copy for another warehouse."""

    name = name_field()
    base_url = address_field()
    with_keys = forms.BooleanField(
        label=_("Copy the keys"),
        required=False,
        help_text=_("Only for the same company at the same address; otherwise enter the keys afterwards."),
    )

    def __init__(self, data: Any = None, *, integration: Integration) -> None:
        known = {"name": _unused(integration.name), "base_url": integration.base_url}
        super().__init__(data, initial={"uuid": uuid.uuid4(), **known})
        self.integration = integration
        provider_fields.described(self)

    def clean_name(self) -> str:
        """A name of its own."""
        return free_name(self.cleaned_data["name"])

    def clean_base_url(self) -> str:
        """A web address, or none."""
        return web_address(self.cleaned_data["base_url"], self.integration.provider_class)

    def clean(self) -> dict[str, Any]:
        """Keys never go to another address."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("with_keys") and cleaned.get("base_url", "") != self.integration.base_url:
            raise ValidationError(
                {"with_keys": gettext("The keys belong to the other address. Untick this and enter them afterwards.")}
            )
        return cleaned


def _unused(name: str) -> str:
    """`name`, with a number behind it when it is taken."""
    taken = set(Integration.objects.filter(name__startswith=name[:120]).values_list("name", flat=True))
    number, found = 2, name
    while found in taken:
        found = f"{name[:120]} {number}"
        number += 1
    return found
