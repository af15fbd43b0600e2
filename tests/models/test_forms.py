"""The form of an integration: a secret goes in and never comes out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.forms import ModelForm
from django.utils import translation

from oscar_lt_accounting.forms import integration_form
from oscar_lt_accounting.models import Integration

HOME, ELSEWHERE = "https://www.b1.lt/api/", "https://b1.lt/api/"
KEYS = {"api_key": "the old key", "private_key": "the old private key"}


@pytest.fixture
def integration(db: Any) -> Integration:
    made = Integration.objects.create(name="Knygos", provider="b1", base_url=HOME, credentials=dict(KEYS))
    return Integration.objects.get(pk=made.pk)


@pytest.fixture
def fill(integration: Integration) -> Callable[..., ModelForm]:
    """The form as a browser sends it, with some fields changed."""

    def _fill(instance: Integration | None = integration, **changed: Any) -> ModelForm:
        values = {
            "name": "Knygos",
            "provider": "b1",
            "base_url": HOME,
            "settings": "{}",
            "trigger": "placed",
            "trigger_statuses": "[]",
            "numbering": "provider",
            "stock_meaning": "system",
            "allocations": "keep",
            "read_sold": "cheap",
            "pull_every": "60",
            "stale_after": "24",
            "stale_policy": "warn",
        }
        if instance is None:
            return integration_form()({**values, "name": "Naujos", **changed})
        return integration_form()({**values, **changed}, instance=Integration.objects.get(pk=instance.pk))

    return _fill


def keys(name: str = "Knygos") -> dict[str, str]:
    return dict(Integration.objects.get(name=name).credentials)


def set_keys(settings: Any, *given: str) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENCRYPTION_KEYS": list(given)}


def test_there_is_a_field_for_every_secret_of_every_provider(integration: Integration) -> None:
    fields = integration_form()().fields
    assert {"secret_api_key", "secret_private_key"} <= set(fields)
    assert "credentials" not in fields
    for name, field in fields.items():
        assert name.startswith("secret_") == (getattr(field.widget, "input_type", "") == "password")
        assert not (name.startswith("secret_") and field.required)


def test_no_secret_is_rendered(fill: Callable, integration: Integration) -> None:
    for form in (integration_form()(instance=integration), fill(secret_api_key="typed just now", name="")):
        page = str(form.as_p())
        assert not [secret for secret in (*KEYS.values(), "typed just now") if secret in page]


def test_a_stored_secret_is_only_said_to_be_there(integration: Integration) -> None:
    form = integration_form()(instance=integration)
    assert form.fields["secret_api_key"].help_text == "Stored. Leave empty to keep it."
    assert integration_form()().fields["secret_api_key"].help_text == ""


def test_an_empty_field_keeps_the_secret(fill: Callable) -> None:
    form = fill(name="Kitos")
    assert form.is_valid(), form.errors
    form.save()
    assert keys("Kitos") == KEYS


def test_a_filled_field_replaces_only_its_secret(fill: Callable) -> None:
    form = fill(secret_api_key="the new key")
    assert form.is_valid(), form.errors
    form.save()
    assert keys() == {**KEYS, "api_key": "the new key"}


@pytest.mark.parametrize("changed", [{"base_url": ELSEWHERE}, {"base_url": ""}, {"provider": "robolabs"}])
def test_another_address_needs_the_keys_anew(fill: Callable, changed: dict[str, str]) -> None:
    form = fill(**changed)
    assert not form.is_valid()
    assert "enter the keys anew" in str(form.errors)
    assert keys() == KEYS


def test_only_the_keys_entered_with_the_new_address_are_kept(fill: Callable) -> None:
    form = fill(base_url=ELSEWHERE, secret_api_key="the new key")
    assert form.is_valid(), form.errors
    form.save()
    assert keys() == {"api_key": "the new key"}


def test_a_system_without_keys_is_moved_without_any(fill: Callable) -> None:
    form = fill(provider="memory", base_url="")
    assert form.is_valid(), form.errors
    form.save()
    assert (Integration.objects.get().provider, keys()) == ("memory", {})


def test_a_new_integration_needs_what_its_provider_requires(fill: Callable) -> None:
    form = fill(None)
    assert not form.is_valid()
    assert "“API key” is empty" in str(form.errors)
    form = fill(None, secret_api_key="a key")
    assert form.is_valid(), form.errors
    form.save()
    assert keys("Naujos") == {"api_key": "a key"}


def test_a_setting_that_cannot_be_used_is_named(fill: Callable) -> None:
    form = fill(settings='{"auth": "magic"}')
    assert not form.is_valid()
    assert "“Way of signing” has a value that cannot be used" in str(form.errors)


def test_a_status_trigger_needs_a_status(fill: Callable) -> None:
    form = fill(trigger="status")
    assert not form.is_valid()
    assert list(form.errors) == ["trigger_statuses"]
    assert fill(trigger="status", trigger_statuses='["Paid"]').is_valid()


def test_a_missing_encryption_key_is_told_and_breaks_nothing(
    fill: Callable, integration: Integration, settings: Any
) -> None:
    set_keys(settings)
    form = integration_form()(instance=Integration.objects.get())
    assert "encryption key that opens it is missing" in form.fields["secret_api_key"].help_text
    form = fill(secret_api_key="the new key")
    assert not form.is_valid()
    assert "ENCRYPTION_KEYS is empty" in str(form.errors)


def test_keys_that_no_longer_open_are_entered_anew(fill: Callable, settings: Any) -> None:
    set_keys(settings, "MTExMTExMTExMTExMTExMTExMTExMTExMTExMTExMTE=")
    form = fill(secret_api_key="the new key")
    assert form.is_valid(), form.errors
    form.save()
    assert keys() == {"api_key": "the new key"}


def test_an_integration_that_cannot_be_used_can_be_switched_off(fill: Callable, settings: Any) -> None:
    form = fill(is_active="on")
    assert form.is_valid(), form.errors
    form.save()
    set_keys(settings)
    form = fill(is_active="on")
    assert not form.is_valid()
    form = fill()
    assert form.is_valid(), form.errors
    form.save()
    assert not Integration.objects.get().is_active


def test_the_first_day_is_the_day_it_is_switched_on(fill: Callable) -> None:
    form = fill(is_active="on")
    assert form.is_valid(), form.errors
    assert form.save().start_date is not None


def test_labels_are_read_in_the_readers_language(integration: Integration) -> None:
    form = integration_form()()
    for language in ("en", "lt"):
        with translation.override(language):
            assert str(form.fields["secret_api_key"].label)
