"""The names other programs rely on (design §7): a change here is a breaking change."""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.management import get_commands, load_command_class
from django.db import models

from oscar_lt_accounting import models as ours
from oscar_lt_accounting.conf import known_keys
from oscar_lt_accounting.providers import provider_class, providers
from oscar_lt_accounting.providers.base import Provider

FIELDS = {
    "Integration": "name provider base_url credentials settings is_active trigger trigger_statuses start_date "
    "numbering prices_include_tax",
    "Warehouse": "integration partner code name is_active priority",
    "ProductLink": "warehouse stockrecord remote_id remote_code units sync_stock",
    "Submission": "order integration warehouse kind reference state snapshot total remote_id remote_number "
    "remote_url not_before attempt_count problem_code problem attempts",
    "Attempt": "submission started_at finished_at outcome calls",
    "Series": "integration kind prefix",
    "VatMapping": "integration rate destination buyer remote_code",
    "PaymentMapping": "integration source_type remote_code",
    "CatalogueItem": "warehouse remote_id code barcode name unit price available read_at",
    "StockPull": "warehouse is_complete seen changed unknown clamped started_at finished_at problem",
}
CHOICES = {
    ("Submission", "kind"): {"invoice", "credit_note", "proforma", "receipt"},
    ("Submission", "state"): {
        "pending",
        "sending",
        "accepted",
        "issued",
        "rejected",
        "uncertain",
        "held",
        "cancelled",
    },
    ("Integration", "trigger"): {"placed", "status", "manual"},
    ("Integration", "numbering"): {"provider", "shop"},
    ("VatMapping", "destination"): {"lt", "eu", "export", "any"},
    ("VatMapping", "buyer"): {"business", "consumer", "any"},
}
UNIQUE = {
    "Warehouse": {("partner",)},
    "ProductLink": {("warehouse", "stockrecord"), ("warehouse", "remote_id")},
    "Submission": {("order", "warehouse", "kind", "sequence"), ("order", "partner_key", "kind", "sequence")},
}
KEYS = {
    "SHOP_ID",
    "ENCRYPTION_KEYS",
    "BUYER_RESOLVER",
    "TAX_RESOLVER",
    "ROUTER",
    "INVOICE_BUILDER",
    "SHIPPING_VAT_POLICY",
    "SELLER_VAT_STATUS",
    "LOG_RETENTION_DAYS",
    "ALLOWED_HOSTS_EXTRA",
    "SETTLE_SECONDS",
    "LEASE_SECONDS",
    "LATEST_START_SECONDS",
    "CALL_DEADLINE_SECONDS",
}
COMMANDS = {
    "accounting_deliver": {"watch", "integration"},
    "accounting_sweep": set(),
    "accounting_check": set(),
    "accounting_status": {"json"},
    "accounting_enqueue": set(),
    "accounting_purge": set(),
    "accounting_pull_stock": {"warehouse"},
    "accounting_match": {"warehouse", "apply"},
    "accounting_schedule": set(),
}
TASKS = ("deliver", "pull_stock", "poll", "sweep", "purge")
SIGNALS = ("submission_issued", "submission_failed", "stock_pulled")
PROVIDERS: dict[str, tuple[set[str], set[str]]] = {
    "b1": ({"api_key", "private_key"}, {"auth", "mode", "shop_id", "write_off"}),
    "robolabs": ({"api_key"}, {"journal", "location", "background"}),
    "itax": ({"username", "password"}, {"posted", "shipping_product_id", "bank_account_id"}),
    "centas": ({"token"}, {"transport", "date_format", "shipping_code"}),
    "memory": (set(), set()),
}
ABILITIES = (
    "check submit find poll stock_levels warehouses vat_codes series payment_types pdf register_payment cancel "
    "create_product email"
)


def model(name: str) -> Any:
    return getattr(ours, name)


@pytest.mark.parametrize("name", FIELDS)
def test_models_have_their_fields(name: str) -> None:
    missing = []
    for field in FIELDS[name].split():
        try:
            model(name)._meta.get_field(field)
        except FieldDoesNotExist:
            missing.append(field)
    assert not missing


@pytest.mark.parametrize(("name", "field"), CHOICES)
def test_choices_have_their_words(name: str, field: str) -> None:
    choices = model(name)._meta.get_field(field).choices
    assert {value for value, _label in choices} == CHOICES[name, field]


@pytest.mark.parametrize("name", UNIQUE)
def test_what_is_unique(name: str) -> None:
    declared = {one.fields for one in model(name)._meta.constraints if isinstance(one, models.UniqueConstraint)}
    assert declared == UNIQUE[name]


def test_the_reference_is_unique_and_stable() -> None:
    assert model("Submission")._meta.get_field("reference").unique


def test_settings_keys() -> None:
    assert known_keys() >= KEYS


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_and_their_options(name: str) -> None:
    assert get_commands()[name] == "oscar_lt_accounting"
    command = load_command_class("oscar_lt_accounting", name)
    options = {action.dest for action in command.create_parser("manage.py", name)._actions}
    assert options >= COMMANDS[name]
    assert command.help


@pytest.mark.parametrize("name", TASKS)
def test_tasks(name: str) -> None:
    pytest.importorskip("celery")
    task = getattr(import_module("oscar_lt_accounting.tasks"), name)
    assert task.name == f"oscar_lt_accounting.{name}"


@pytest.mark.parametrize("name", SIGNALS)
def test_signals(name: str) -> None:
    assert hasattr(import_module("oscar_lt_accounting.signals"), name)


@pytest.mark.parametrize("code", PROVIDERS)
def test_providers_and_their_keys(code: str) -> None:
    credentials, settings = PROVIDERS[code]
    fields = provider_class(code).settings
    assert credentials <= {field.name for field in fields if field.secret}
    assert settings <= {field.name for field in fields if not field.secret}
    assert code in providers()


@pytest.mark.parametrize("name", ABILITIES.split())
def test_the_contract_has_its_verbs(name: str) -> None:
    assert callable(getattr(Provider, name))


def test_apps_and_labels() -> None:
    assert apps.get_app_config("oscar_lt_accounting").name == "oscar_lt_accounting"
    dashboard: Any = apps.get_app_config("accounting_dashboard")
    assert (dashboard.name, dashboard.namespace) == ("oscar_lt_accounting.dashboard", "accounting-dashboard")


def test_packaging() -> None:
    distribution = metadata.distribution("oscar-lt-accounting")
    assert {"celery", "postgres", "testing"} <= set(distribution.metadata.get_all("Provides-Extra") or ())
    assert distribution.metadata["Requires-Python"] == ">=3.10"
    assert {point.group for point in metadata.entry_points(group="oscar_lt_accounting.providers")} <= {
        "oscar_lt_accounting.providers"
    }
