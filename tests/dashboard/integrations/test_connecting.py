"""Entering what it takes to connect: nothing is saved half, nothing secret comes back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from oscar_lt_accounting.dashboard.integrations import provider_fields
from oscar_lt_accounting.dashboard.integrations.forms import CreateForm
from oscar_lt_accounting.models import AuditLine, Integration, Numbering
from oscar_lt_accounting.providers import provider_class
from oscar_lt_accounting.providers.base import Setting
from tests.dashboard.steps import said

TYPED = "Slaptas-Raktas-2"
HOME = "https://bite.robolabs.lt"


@pytest.fixture
def make(chief, page, typed):
    """Sends the form of a new integration."""

    def _make(system="robolabs", follow=False, **values):
        address = f"{page('create')}?system={system}"
        form = chief.get(address).context["form"]
        data = {**typed(form), "name": "Nauja", "base_url": HOME, "secret_api_key": TYPED, **values}
        return chief.post(address, data, follow=follow)

    return _make


@pytest.fixture
def without_encryption(settings):
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENCRYPTION_KEYS": []}


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "Robotai"}, "Another integration has this name"),
        ({"base_url": ""}, "has no address of its own"),
        ({"base_url": "bite.robolabs.lt"}, "begins with https://"),
        ({"setting_location": "too long for it"}, "has a value that cannot be used"),
        ({"uuid": "nonsense"}, "Nothing was saved"),
    ],
)
def test_what_does_not_fit_is_told_and_what_was_typed_stays(make, robolabs, text, values, told):
    response = make(**{"setting_journal": "INV", **values})
    assert told in text(response)
    assert 'value="INV"' in response.content.decode()
    assert TYPED not in response.content.decode()
    assert Integration.objects.count() == 1


def test_a_new_one_is_switched_off_and_written_down(make):
    assert "Next: test the connection" in said(make(follow=True))
    row = Integration.objects.get()
    assert (row.is_active, row.numbering, dict(row.credentials)) == (False, Numbering.SHOP, {"api_key": TYPED})
    assert AuditLine.objects.get().verb == "create"


def test_keys_can_be_entered_later(make, chief, page, text):
    make(secret_api_key="")
    row = Integration.objects.get()
    assert "“API key” is empty" in text(chief.get(page("detail", row)))
    assert "“API key” is empty" in text(chief.get(page("test", row)))
    assert "“API key” is empty" in text(chief.get(page("mappings", row)))


def test_a_system_that_numbers_is_let_number(make):
    make("b1", base_url="")
    assert Integration.objects.get().numbering == Numbering.PROVIDER


def test_two_clicks_make_one(make):
    given = str(uuid.uuid4())
    assert make(uuid=given)["Location"] == make(uuid=given, name="Kita")["Location"].replace("/test/", "/") + "test/"
    assert Integration.objects.count() == 1


def test_two_clicks_at_the_same_moment_make_one(make, monkeypatch, page):
    def late(self):
        raise IntegrityError

    monkeypatch.setattr(CreateForm, "create", late)
    assert make()["Location"] == page("list")
    assert not Integration.objects.exists()


def test_keys_are_not_taken_where_they_cannot_be_encrypted(make, text, without_encryption):
    assert "ENCRYPTION_KEYS is empty" in text(make())
    assert not Integration.objects.exists()


def test_a_system_nobody_knows_is_not_found(chief, page):
    assert chief.post(f"{page('create')}?system=nobody").status_code == 404


def test_empty_keys_are_kept_and_entered_ones_replace(chief, page, robolabs):
    address = page("keys", robolabs)
    response = chief.post(address, {"base_url": HOME, "secret_api_key": TYPED})
    assert response["Location"] == page("test", robolabs)
    assert dict(Integration.objects.get().credentials) == {"api_key": TYPED}
    response = chief.post(address, {"base_url": HOME})
    assert "nothing was changed" in response.content.decode()
    assert AuditLine.objects.filter(verb="keys").count() == 1


def test_another_address_removes_the_keys(chief, page, robolabs):
    assert "stored keys are removed" in chief.get(page("keys", robolabs)).content.decode()
    chief.post(page("keys", robolabs), {"base_url": "https://kita.robolabs.lt"})
    assert dict(Integration.objects.get().credentials) == {}


def test_one_that_is_switched_on_does_not_move_without_its_keys(chief, page, robolabs, text):
    Integration.objects.filter(pk=robolabs.pk).update(is_active=True)
    response = chief.post(page("keys", robolabs), {"base_url": "https://kita.robolabs.lt"})
    assert "enter the key anew" in text(response)
    assert dict(Integration.objects.get().credentials) == {"api_key": "Slaptas-Raktas-1"}
    chief.post(page("keys", robolabs), {"base_url": "https://kita.robolabs.lt", "secret_api_key": TYPED})
    assert dict(Integration.objects.get().credentials) == {"api_key": TYPED}


@pytest.mark.parametrize("address", ["", "ftp://x"])
def test_a_wrong_address_is_told(chief, page, robolabs, address):
    response = chief.post(page("keys", robolabs), {"base_url": address, "secret_api_key": TYPED})
    assert response.context["form"].errors["base_url"]
    assert TYPED not in response.content.decode()


def test_keys_that_cannot_be_opened_are_replaced(chief, page, robolabs, settings):
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENCRYPTION_KEYS": ["A" * 43 + "="]}
    chief.post(page("keys", robolabs), {"base_url": HOME, "secret_api_key": TYPED})
    assert dict(Integration.objects.get().credentials) == {"api_key": TYPED}


def test_every_kind_of_setting_has_a_field_of_its_kind(monkeypatch):
    provider = provider_class("robolabs")
    kinds = (
        Setting(name="many", label="Many", kind="number", help="How many."),
        Setting(name="one", label="One", kind="choice", choices=(("a", "A"),)),
        Setting(name="first", label="First", kind="choice", choices=(("a", "A"),), default="a"),
        Setting(name="yes", label="Yes", kind="flag", required=True),
        Setting(name="pin", label="PIN", secret=True, pattern=r"\d+", help="Four digits."),
    )
    monkeypatch.setattr(provider, "settings", kinds)
    made: dict[str, Any] = provider_fields.setting_fields(provider, {"many": 3})
    assert {name: type(field).__name__ for name, field in made.items()} == {
        "setting_many": "IntegerField",
        "setting_one": "ChoiceField",
        "setting_first": "ChoiceField",
        "setting_yes": "BooleanField",
    }
    assert made["setting_many"].initial == 3
    assert [code for code, _label in made["setting_one"].choices] == ["", "a"]
    assert [code for code, _label in made["setting_first"].choices] == ["a"]
    assert provider_fields.secret_fields(provider, None)["secret_pin"].help_text == "Four digits. May stay empty."
    with pytest.raises(ValidationError, match="cannot be used"):
        provider_fields.read_secrets(provider, {"secret_pin": "x"})
    assert provider_fields.read_settings(
        provider, {"setting_many": 0, "setting_yes": False}, {"many": 3, "limits": []}
    ) == {
        "many": 0,
        "yes": False,
        "limits": [],
    }


def test_the_systems_own_address_is_shown_where_none_is_needed(chief, page):
    row = Integration.objects.create(name="B1", provider="b1")
    assert 'placeholder="https://www.b1.lt/api/"' in chief.get(page("keys", row)).content.decode()
