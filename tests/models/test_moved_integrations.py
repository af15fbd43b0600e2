"""Keys never follow an integration to another address: they are entered anew, or gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oscar_lt_accounting.models import Integration

KEYS = {"api_key": "the old key"}
HOME, ELSEWHERE = "https://www.b1.lt/api/", "https://example.com/"


@pytest.fixture
def integration(db: Any) -> Integration:
    made = Integration.objects.create(name="Knygos", provider="b1", base_url=HOME, credentials=dict(KEYS))
    return Integration.objects.get(pk=made.pk)


def keys() -> dict[str, str]:
    return dict(Integration.objects.get().credentials)


def as_read(row: Integration) -> Integration:
    return row


def as_opened(row: Integration) -> Integration:
    assert dict(row.credentials) == KEYS
    return row


def as_created(_row: Integration) -> Integration:
    Integration.objects.all().delete()
    return Integration.objects.create(name="Naujos", provider="b1", base_url=HOME, credentials=dict(KEYS))


def without_the_keys(_row: Integration) -> Integration:
    return Integration.objects.defer("credentials").get()


def without_the_address(_row: Integration) -> Integration:
    return Integration.objects.defer("base_url", "provider").get()


def only_the_name(_row: Integration) -> Integration:
    return Integration.objects.only("name").get()


def as_refreshed(row: Integration) -> Integration:
    row.refresh_from_db()
    return row


WAYS = pytest.mark.parametrize(
    "got", [as_read, as_opened, as_created, without_the_keys, without_the_address, only_the_name, as_refreshed]
)


@WAYS
@pytest.mark.parametrize("change", [{"base_url": ELSEWHERE}, {"base_url": ""}, {"provider": "robolabs"}])
@pytest.mark.parametrize("named", [False, True], ids=["whole row", "named fields"])
def test_a_changed_address_empties_the_keys(
    integration: Integration, got: Callable, change: dict[str, str], named: bool
) -> None:
    row = got(integration)
    for name, value in change.items():
        setattr(row, name, value)
    row.save(**({"update_fields": list(change)} if named else {}))
    assert keys() == {}


@WAYS
def test_keys_entered_with_the_new_address_stay(integration: Integration, got: Callable) -> None:
    row = got(integration)
    row.base_url = ELSEWHERE
    row.credentials = {"api_key": "the new key"}
    row.save()
    assert keys() == {"api_key": "the new key"}


@WAYS
def test_new_keys_are_written_with_the_new_address_even_when_only_that_is_named(
    integration: Integration, got: Callable
) -> None:
    row = got(integration)
    row.base_url = ELSEWHERE
    row.credentials = {"api_key": "the new key"}
    row.save(update_fields=["base_url"])
    assert keys() == {"api_key": "the new key"}


@WAYS
def test_an_address_that_is_not_written_moves_nothing(integration: Integration, got: Callable) -> None:
    row = got(integration)
    row.name, row.base_url = "Kitos", ELSEWHERE
    row.save(update_fields=["name"])
    assert keys() == KEYS
    row.save()
    assert (Integration.objects.get().base_url, keys()) == (ELSEWHERE, {})


@WAYS
def test_what_is_not_the_address_moves_nothing(integration: Integration, got: Callable) -> None:
    row = got(integration)
    row.name = "Kitos"
    row.save()
    assert keys() == KEYS
    row.base_url = HOME
    row.save()
    assert keys() == KEYS


def test_a_row_that_was_refreshed_after_somebody_else_moved_it(integration: Integration) -> None:
    other = Integration.objects.get()
    other.base_url, other.credentials = ELSEWHERE, {"api_key": "the new key"}
    other.save()
    integration.refresh_from_db()
    integration.name = "Kitos"
    integration.save()
    assert keys() == {"api_key": "the new key"}


def test_a_stale_row_does_not_bring_the_old_address_together_with_new_keys(integration: Integration) -> None:
    other = Integration.objects.get()
    other.base_url, other.credentials = ELSEWHERE, {"api_key": "the new key"}
    other.save()
    integration.name = "Kitos"
    integration.save()
    row = Integration.objects.get()
    assert (row.base_url, keys()) == (HOME, KEYS)


def test_refreshing_a_row_does_not_open_its_keys(integration: Integration, settings: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENCRYPTION_KEYS": []}
    Integration.objects.update(name="Kitos")
    integration.refresh_from_db()
    assert integration.name == "Kitos"


def test_refreshing_some_fields_refreshes_only_them(integration: Integration, django_assert_num_queries: Any) -> None:
    Integration.objects.update(name="Kitos", failures=3)
    with django_assert_num_queries(1):
        integration.refresh_from_db(fields=["failures"])
    assert (integration.name, integration.failures) == ("Knygos", 3)
