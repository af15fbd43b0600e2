"""The system checks: each setting that is wrong is told by its own id, before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import checks

from oscar_lt_accounting.checks import check_database, check_identity, check_keys, check_mysql, check_values

A_KEY = b"MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDE="
MISSING = object()


def found(settings: Any, **values: Any) -> list[str]:
    """The ids the checks answer with when these settings are wrong, `MISSING` ones left out."""
    given = {**settings.OSCAR_LT_ACCOUNTING, **values}
    settings.OSCAR_LT_ACCOUNTING = {name: value for name, value in given.items() if value is not MISSING}
    messages = [message for check in (check_keys, check_identity, check_values) for message in check(None)]
    for message in messages:
        assert "OSCAR_LT_ACCOUNTING" in message.msg or "LEASE_SECONDS" in message.msg
    return sorted({str(message.id).rpartition(".")[2] for message in messages})


def test_the_settings_of_the_tests_are_right(settings: Any) -> None:
    assert found(settings) == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PRIVATE_STORAGE", "nowhere", "E010"),
        ("NONSENSE", 1, "W001"),
        ("shop_id", "x", "W001"),
        ("SHOP_ID", MISSING, "E002"),
        ("SHOP_ID", "", "E002"),
        ("SHOP_ID", None, "E002"),
        ("SHOP_ID", 7, "E002"),
        ("SHOP_ID", "a shop", "E002"),
        ("SHOP_ID", "krautuvėlė", "E002"),
        ("SHOP_ID", "a" * 17, "E002"),
        ("ENCRYPTION_KEYS", MISSING, "E003"),
        ("ENCRYPTION_KEYS", [], "E003"),
        ("ENCRYPTION_KEYS", None, "E003"),
        ("ENCRYPTION_KEYS", ["junk"], "E004"),
        ("ENCRYPTION_KEYS", [A_KEY.decode(), None], "E004"),
        ("ENCRYPTION_KEYS", [A_KEY.decode()[:-1]], "E004"),
        ("ENCRYPTION_KEYS", A_KEY.decode(), "E009"),
        ("ENCRYPTION_KEYS", 7, "E009"),
        ("SHIPPING_VAT_POLICY", "guess", "E005"),
        ("SHIPPING_VAT_POLICY", None, "E005"),
        ("SHIPPING_HOME", ["largest"], "E005"),
        ("STOCK_SIGNALS", "none", "E005"),
        ("SELLER_VAT_STATUS", "PAYER", "E005"),
        ("SETTLE_SECONDS", 0, "E006"),
        ("LEASE_SECONDS", -1, "E006"),
        ("LATEST_START_SECONDS", "5", "E006"),
        ("CALL_DEADLINE_SECONDS", 1.5, "E006"),
        ("LOG_RETENTION_DAYS", True, "E006"),
        ("LOG_RETENTION_DAYS", None, "E006"),
        ("BUYER_RESOLVER", "no.such.module", "E007"),
        ("TAX_RESOLVER", "no", "E007"),
        ("ROUTER", "oscar_lt_accounting.services.invoicing.routing.nothing", "E007"),
        ("ROUTER", "", "E007"),
        ("ROUTER", print, "E007"),
        ("INVOICE_BUILDER", "oscar_lt_accounting.conf.NAME", "E007"),
        ("INVOICE_BUILDER", None, "E007"),
        ("LEASE_SECONDS", 44, "E008"),
        ("CALL_DEADLINE_SECONDS", 46, "E008"),
        ("LATEST_START_SECONDS", 21, "E008"),
        ("GIFT_CARD_CLASSES", "gift-card", "E009"),
        ("ALLOWED_HOSTS_EXTRA", "127.0.0.1", "E009"),
    ],
)
def test_a_wrong_setting_has_its_id(settings: Any, name: str, value: Any, expected: str) -> None:
    assert found(settings, **{name: value}) == [expected]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SHOP_ID", "My.shop_1-2"),
        ("ENCRYPTION_KEYS", [A_KEY]),
        ("ENCRYPTION_KEYS", (A_KEY.decode(), A_KEY.decode())),
        ("TAX_RESOLVER", ""),
        ("TAX_RESOLVER", "builtins.print"),
        ("SHIPPING_HOME", "split"),
        ("LEASE_SECONDS", 45),
        ("GIFT_CARD_CLASSES", ()),
        ("ALLOWED_HOSTS_EXTRA", {"127.0.0.1"}),
    ],
)
def test_a_right_setting_is_left_alone(settings: Any, name: str, value: Any) -> None:
    assert found(settings, **{name: value}) == []


@pytest.mark.parametrize("given", ["nonsense", ["SHOP_ID"], None, 7])
def test_settings_that_are_no_dictionary(settings: Any, given: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = given
    assert [message.id for message in check_keys(None)] == ["oscar_lt_accounting.E001"]


def test_settings_that_are_not_there(settings: Any) -> None:
    del settings.OSCAR_LT_ACCOUNTING
    messages = [*check_keys(None), *check_identity(None), *check_values(None)]
    assert sorted(str(message.id)[-4:] for message in messages) == ["E002", "E003"]


def test_the_checks_run_with_djangos_own() -> None:
    registered = {check.__module__ for check in checks.registry.registry.get_checks(include_deployment_checks=True)}
    assert "oscar_lt_accounting.checks" in registered
    assert not [message for message in checks.run_checks() if str(message.id).startswith("oscar_lt_accounting.E")]


@pytest.mark.parametrize(
    ("database", "expected"),
    [
        ({"ENGINE": "django.db.backends.sqlite3"}, 1),
        ({"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"timeout": 20}}, 1),
        ({"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"transaction_mode": "IMMEDIATE"}}, 0),
        ({"ENGINE": "django.db.backends.postgresql"}, 0),
        ({}, 0),
    ],
)
def test_sqlite_is_warned_of_where_it_locks(
    settings: Any, monkeypatch: pytest.MonkeyPatch, database: dict[str, Any], expected: int
) -> None:
    monkeypatch.setattr("django.VERSION", (5, 2, 0, "final", 0))
    monkeypatch.setitem(settings.DATABASES, "default", database)
    assert [message.id for message in check_database(None)] == ["oscar_lt_accounting.W002"] * expected


def test_django_before_5_1_knows_no_transaction_mode(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.VERSION", (4, 2, 0, "final", 0))
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": "django.db.backends.sqlite3"})
    assert check_database(None) == []


@pytest.mark.parametrize(
    ("engine", "expected"),
    [
        ("django.db.backends.mysql", ["E011"]),
        ("django.contrib.gis.db.backends.mysql", ["E011"]),
        ("mysql.connector.django", ["E011"]),
        ("some.MariaDB", ["E011"]),
        ("django.db.backends.postgresql", []),
        ("django.db.backends.sqlite3", []),
        ("", []),
    ],
)
def test_mysql_and_mariadb_are_refused(
    settings: Any, monkeypatch: pytest.MonkeyPatch, engine: str, expected: list[str]
) -> None:
    monkeypatch.setitem(settings.DATABASES, "default", {"ENGINE": engine})
    messages = check_mysql(None)
    assert [str(message.id)[-4:] for message in messages] == expected
    assert all(message.is_serious() and "FOR UPDATE OF" in message.msg for message in messages)


def test_mysql_is_refused_where_a_router_puts_our_tables(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES, "accounting", {"ENGINE": "django.db.backends.mysql"})
    assert check_mysql(None) == []
    monkeypatch.setattr("django.db.router.db_for_write", lambda model, **hints: "accounting")
    assert [message.id for message in check_mysql(None)] == ["oscar_lt_accounting.E011"]


def test_every_command_refuses_mysql_and_not_only_migrate() -> None:
    registered: set[Any] = set(checks.registry.registry.registered_checks)
    assert check_mysql in registered
    assert checks.Tags.database not in getattr(check_mysql, "tags", ())
