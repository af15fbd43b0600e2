"""System checks: what is missing or wrong in the settings, said before anything is sent."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

import django
from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db import router
from django.utils.module_loading import import_string

from oscar_lt_accounting.conf import NAME, conf, known_keys

_PATHS = ("BUYER_RESOLVER", "TAX_RESOLVER", "ROUTER", "INVOICE_BUILDER")
_CHOICES = {
    "SHIPPING_HOME": ["largest", "first", "split"],
    "STOCK_SIGNALS": ["all", "alerts"],
}
_NUMBERS = (
    "SETTLE_SECONDS",
    "LEASE_SECONDS",
    "LATEST_START_SECONDS",
    "CALL_DEADLINE_SECONDS",
    "LOG_RETENTION_DAYS",
)
_LISTS = ("ENCRYPTION_KEYS", "GIFT_CARD_CLASSES", "ALLOWED_HOSTS_EXTRA")
_MARGIN = 10
# A reference holds it beside order number, partner, kind and issue, in 96 characters.
_SHOP_ID = re.compile(r"[A-Za-z0-9._-]{1,16}")


def _error(text: str, number: int, hint: str = "") -> checks.Error:
    return checks.Error(text, hint=hint or None, id=f"oscar_lt_accounting.E{number:03d}")


def check_keys(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """The dictionary is one, and has no key we do not know."""
    given = getattr(settings, NAME, {})
    if not isinstance(given, dict):
        return [_error(f"{NAME} must be a dictionary.", 1)]
    unknown = sorted(set(given) - known_keys())
    return [checks.Warning(f"{NAME} has an unknown key: {key}.", id="oscar_lt_accounting.W001") for key in unknown]


def check_identity(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """The shop has a name of its own and keys to encrypt with."""
    from cryptography.fernet import Fernet

    found: list[checks.CheckMessage] = []
    if not (isinstance(conf.SHOP_ID, str) and _SHOP_ID.fullmatch(conf.SHOP_ID)):
        text = f"{NAME}['SHOP_ID'] must be 1 to 16 Latin letters, digits, dots, dashes or underscores."
        found.append(_error(text, 2, "Choose a short name for this shop and never change it."))
    if not conf.ENCRYPTION_KEYS:
        hint = 'Make one: python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'
        found.append(_error(f"{NAME}['ENCRYPTION_KEYS'] is empty.", 3, hint))
    for position, key in enumerate(_list("ENCRYPTION_KEYS"), start=1):
        try:
            Fernet(key)
        except (ValueError, TypeError):
            found.append(_error(f"{NAME}['ENCRYPTION_KEYS'] number {position} is not a Fernet key.", 4))
    return found


def _list(name: str) -> Collection[Any]:
    given = getattr(conf, name)
    return given if isinstance(given, (list, tuple, set, frozenset)) else ()


def check_values(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """Choices are choices, numbers are numbers, lists are lists, dotted paths lead somewhere."""
    found: list[checks.CheckMessage] = []
    for name, choices in _choices().items():
        if getattr(conf, name) not in choices:
            found.append(_error(f"{NAME}['{name}'] must be one of: {', '.join(choices)}.", 5))
    for name in _NUMBERS:
        value = getattr(conf, name)
        if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
            found.append(_error(f"{NAME}['{name}'] must be a whole number above zero.", 6))
    found += [
        _error(f"{NAME}['{name}'] does not lead to a function: {getattr(conf, name)}.", 7)
        for name in _PATHS
        if not _leads_to_a_function(getattr(conf, name), optional=name == "TAX_RESOLVER")
    ]
    found += [
        _error(f"{NAME}['{name}'] must be a list.", 9) for name in _LISTS if getattr(conf, name) and not _list(name)
    ]
    if conf.PRIVATE_STORAGE and conf.PRIVATE_STORAGE not in getattr(settings, "STORAGES", {}):
        found.append(_error(f"{NAME}['PRIVATE_STORAGE'] is not one of STORAGES: {conf.PRIVATE_STORAGE}.", 10))
    if not found and conf.LEASE_SECONDS < conf.LATEST_START_SECONDS + conf.CALL_DEADLINE_SECONDS + _MARGIN:
        text = "LEASE_SECONDS must exceed LATEST_START_SECONDS + CALL_DEADLINE_SECONDS by 10 seconds."
        found.append(_error(text, 8, "Otherwise a second worker could take a document that is still being sent."))
    return found


def _choices() -> dict[str, list[str]]:
    """What each setting may say; imported here, because every process registers the checks and few run them."""
    from oscar_lt_accounting.domain.sums import ShippingPolicy
    from oscar_lt_accounting.domain.vat import SellerStatus

    return {
        "SHIPPING_VAT_POLICY": [policy.value for policy in ShippingPolicy],
        "SELLER_VAT_STATUS": [status.value for status in SellerStatus],
        **_CHOICES,
    }


def _leads_to_a_function(path: Any, *, optional: bool) -> bool:
    if not isinstance(path, str) or not path:
        return optional and path == ""
    try:
        return callable(import_string(path))
    except ImportError:
        return False


def check_mysql(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """MySQL and MariaDB cannot lock the rows of one table of a join, which the worker does before each document.

    Source: the MariaDB manual knows no FOR UPDATE OF; Django's MySQL backend says so in `has_select_for_update_of`.
    """
    from oscar_lt_accounting.models import Submission

    alias = router.db_for_write(Submission)
    engine = str(settings.DATABASES.get(alias, {}).get("ENGINE", "")).lower()
    if "mysql" not in engine and "mariadb" not in engine:
        return []
    text = f"MySQL and MariaDB are not supported (DATABASES['{alias}']): FOR UPDATE OF is missing there."
    return [_error(text, 11, "Use PostgreSQL, or SQLite for a shop on one machine.")]


def check_database(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[checks.CheckMessage]:
    """SQLite's default transactions refuse concurrent writers at once (measurements.md §4.5)."""
    database: dict[str, Any] = dict(settings.DATABASES.get("default", {}))
    options: dict[str, Any] = database.get("OPTIONS") or {}
    mode = options.get("transaction_mode")
    if "sqlite" not in database.get("ENGINE", "") or mode or django.VERSION < (5, 1):
        return []
    return [
        checks.Warning(
            "SQLite is used without transaction_mode IMMEDIATE: the worker and the checkout will lock each other out.",
            hint='Set DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20}.',
            id="oscar_lt_accounting.W002",
        )
    ]


def register_all() -> None:
    """Register the checks; called when the app is ready."""
    for check in (check_keys, check_identity, check_values, check_mysql):
        checks.register(check)
    checks.register(check_database, checks.Tags.database)
