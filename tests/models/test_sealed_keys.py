"""Keys at rest: encrypted, bound to their row, never shown, and closed when anything is wrong."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.models import Integration
from oscar_lt_accounting.models.encryption import Secrets, Token, seal, sealed_with_first_key, unseal

SECRET = 's3cr3t"%=ąž'
KEYS = {"api_key": SECRET, "private_key": "another secret"}


@pytest.fixture
def integration(db: Any) -> Integration:
    made = Integration.objects.create(name="Knygos", provider="b1", credentials=dict(KEYS))
    return Integration.objects.get(pk=made.pk)


def with_keys(settings: Any, *keys: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENCRYPTION_KEYS": list(keys)}


def stored(integration: Integration) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM oscar_lt_accounting_integration WHERE id = %s", [integration.pk])
        return cursor.fetchone()[0]


def test_what_goes_in_comes_out(integration: Integration) -> None:
    assert dict(integration.credentials) == KEYS


def test_nothing_of_it_can_be_read_in_the_table(integration: Integration) -> None:
    token = stored(integration)
    assert SECRET not in token
    assert "api_key" not in token
    assert token.partition(":")[0].isalnum()


def test_no_keys_are_an_empty_text(db: Any) -> None:
    integration = Integration.objects.create(name="Atmintis", provider="memory")
    assert stored(integration) == ""
    assert dict(Integration.objects.get().credentials) == {}


def test_saving_a_row_whose_keys_were_not_opened_leaves_them_alone(integration: Integration) -> None:
    before = stored(integration)
    integration.name = "Kitos knygos"
    integration.save()
    assert stored(integration) == before


def test_a_row_is_read_and_saved_without_any_encryption_key(integration: Integration, settings: Any) -> None:
    before = stored(integration)
    with_keys(settings)
    row = Integration.objects.get()
    row.name = "Kitos knygos"
    row.save()
    row.refresh_from_db()
    assert (row.name, stored(row)) == ("Kitos knygos", before)


@pytest.mark.parametrize("keys", [[], [Fernet.generate_key().decode()], ["junk"], [b"junk"], [7], [None], ["ą" * 44]])
def test_with_the_wrong_encryption_keys_nothing_opens(integration: Integration, settings: Any, keys: list[Any]) -> None:
    with_keys(settings, *keys)
    with pytest.raises(Misconfigured) as caught:
        _ = integration.credentials
    assert caught.value.code == "encryption_key"
    assert isinstance(integration.__dict__["credentials"], Token)


@pytest.mark.parametrize("keys", [None, "", "junk"])
def test_encryption_keys_that_are_no_list(integration: Integration, settings: Any, keys: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENCRYPTION_KEYS": keys}
    with pytest.raises(Misconfigured):
        _ = integration.credentials


def test_encryption_keys_may_be_bytes_as_fernet_makes_them(db: Any, settings: Any) -> None:
    key = Fernet.generate_key()
    with_keys(settings, key)
    Integration.objects.create(name="Knygos", provider="b1", credentials=dict(KEYS))
    with_keys(settings, key.decode())
    assert dict(Integration.objects.get().credentials) == KEYS


def test_nothing_is_stored_without_an_encryption_key(db: Any, settings: Any) -> None:
    with_keys(settings)
    with pytest.raises(Misconfigured), transaction.atomic():
        Integration.objects.create(name="Knygos", provider="b1", credentials=dict(KEYS))
    assert not Integration.objects.exists()


def test_keys_pasted_into_another_row_do_not_open(integration: Integration) -> None:
    other = Integration.objects.create(name="Kitos", provider="b1")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE oscar_lt_accounting_integration SET credentials = %s WHERE id = %s", [stored(integration), other.pk]
        )
    with pytest.raises(Misconfigured):
        _ = Integration.objects.get(pk=other.pk).credentials


@pytest.mark.parametrize("token", ["junk", ":", "abc:def", "{}", "00000000:gAAAA"])
def test_damaged_keys_do_not_open(integration: Integration, token: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE oscar_lt_accounting_integration SET credentials = %s", [token])
    with pytest.raises(Misconfigured):
        _ = Integration.objects.get().credentials


def test_an_old_encryption_key_still_opens_and_the_first_one_seals(integration: Integration, settings: Any) -> None:
    (old,) = settings.OSCAR_LT_ACCOUNTING["ENCRYPTION_KEYS"]
    new = Fernet.generate_key().decode()
    with_keys(settings, new, old)
    assert not sealed_with_first_key(stored(integration))
    assert dict(integration.credentials) == KEYS
    integration.save()
    assert sealed_with_first_key(stored(integration))
    with_keys(settings, new)
    assert dict(Integration.objects.get().credentials) == KEYS


def test_plain_keys_are_refused_by_update(integration: Integration) -> None:
    before = stored(integration)
    for values in (KEYS, Secrets(KEYS), SECRET):
        with pytest.raises(TypeError, match="save"), transaction.atomic():
            Integration.objects.update(credentials=values)
    assert stored(integration) == before
    Integration.objects.update(credentials={})
    assert stored(integration) == ""


def test_plain_keys_are_sealed_by_bulk_create_too(db: Any) -> None:
    Integration.objects.bulk_create([Integration(name="Knygos", provider="b1", credentials=dict(KEYS))])
    row = Integration.objects.get()
    assert SECRET not in stored(row)
    assert dict(row.credentials) == KEYS


def test_keys_are_not_shown_when_printed(integration: Integration) -> None:
    shown = [
        repr(integration.credentials),
        str(integration.credentials),
        f"{integration.credentials}",
        repr(integration),
        str(integration),
        repr(integration.connect()),
        repr(vars(integration)),
        repr(integration.connect().http),
    ]
    assert shown[0] == "<secrets: api_key, private_key>"
    assert not [text for text in shown if SECRET in text or "another secret" in text]


def test_a_dump_shows_only_sealed_keys_and_can_be_loaded_again(integration: Integration) -> None:
    dump = StringIO()
    call_command("dumpdata", "oscar_lt_accounting.integration", stdout=dump)
    assert SECRET not in dump.getvalue()
    assert json.dumps(SECRET)[1:-1] not in dump.getvalue()
    Integration.objects.all().delete()
    for row in serializers.deserialize("json", dump.getvalue()):
        row.save()
    assert dict(Integration.objects.get().credentials) == KEYS


def test_a_dump_needs_no_encryption_key(integration: Integration, settings: Any) -> None:
    with_keys(settings)
    dump = StringIO()
    call_command("dumpdata", "oscar_lt_accounting.integration", stdout=dump)
    assert stored(integration) in dump.getvalue()


@given(
    secrets=st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=5),
    owner=st.uuids().map(str),
    other=st.uuids().map(str),
)
def test_any_secrets_open_for_their_owner_only(secrets: dict[str, str], owner: str, other: str) -> None:
    token = seal(secrets, owner)
    assert dict(unseal(token, owner)) == secrets
    if owner != other:
        with pytest.raises(Misconfigured):
            unseal(token, other)
