"""Django's admin: every page opens for a superuser, facts cannot be changed, secrets are never shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse

from oscar_lt_accounting.models import (
    CatalogueItem,
    DocumentPdf,
    Integration,
    Job,
    LinkChange,
    LinkProposal,
    PaymentMapping,
    ProductLink,
    RemoteId,
    RequestAccount,
    RequestSlot,
    Series,
    State,
    StockPull,
    Submission,
    UndeductedLine,
    VatMapping,
)
from tests.shop import Item

MODELS = list(apps.get_app_config("oscar_lt_accounting").get_models())
SECRET = "the secret of the accounting system"
FACTS = {
    "submission",
    "attempt",
    "auditline",
    "requestaccount",
    "requestslot",
    "documentpdf",
    "undeductedline",
    "catalogueitem",
    "stockpull",
    "linkproposal",
    "linkchange",
    "job",
}


@pytest.fixture
def boss(client: Any, db: Any) -> Any:
    client.force_login(get_user_model().objects.create_superuser("admin", "admin@example.com", "admin"))
    return client


@pytest.fixture
def everything(shop: Any, connect: Any, outbox: Any) -> Integration:
    """At least one row of every model, among them an issued and a held document."""
    warehouse = connect()
    integration = warehouse.integration
    integration.credentials = {"api_key": SECRET}
    integration.save()
    VatMapping.objects.create(integration=integration, rate=Decimal(21), remote_code="S")
    VatMapping.objects.create(integration=integration, rate=None, remote_code="N")
    PaymentMapping.objects.create(integration=integration, source_type="card", remote_code="B")
    Series.objects.create(integration=integration, prefix="ESH")
    order = shop.place([Item("10.00")])
    shop.place([Item("0.00")])
    record = order.lines.get().stockrecord
    ProductLink.objects.create(warehouse=warehouse, stockrecord=record, remote_id="1")
    item = CatalogueItem.objects.create(warehouse=warehouse, remote_id="1", read_at=outbox.clock.now())
    LinkProposal.objects.create(warehouse=warehouse, stockrecord=record, item=item, reason="code")
    LinkChange.objects.create(warehouse=warehouse, stockrecord=record, sku=record.partner_sku, verb="link")
    Job.objects.create(kind="pull", created_at=outbox.clock.now())
    StockPull.objects.create(warehouse=warehouse, started_at=outbox.clock.now(), lease_until=outbox.clock.now())
    account = RequestAccount.objects.create(key="b1", touched_at=outbox.clock.now())
    RequestSlot.objects.create(
        account=account, purpose="document", started_at=outbox.clock.now(), counts_from=outbox.clock.now()
    )
    RemoteId.objects.create(integration=integration, kind="buyer", digest="d" * 64, remote_id="7")
    outbox.run(after=60)
    issued = Submission.objects.get(state=State.ISSUED)
    UndeductedLine.objects.create(submission=issued, order_line=order.lines.get())
    DocumentPdf.objects.create(submission=issued, asked_at=outbox.clock.now(), file="2026/03/x.pdf")
    return integration


def page(model: type[models.Model], name: str, *arguments: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=arguments)


def of(model: type[models.Model]) -> str:
    return str(model._meta.model_name)


def test_every_model_has_its_page() -> None:
    assert [model for model in MODELS if not admin.site.is_registered(model)] == []


@pytest.mark.parametrize("model", MODELS, ids=of)
def test_every_list_and_every_row_opens(boss: Any, everything: Integration, model: type[models.Model]) -> None:
    rows = list(model._default_manager.all())
    assert rows, model
    answer = boss.get(page(model, "changelist"))
    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()
    for row in rows:
        answer = boss.get(page(model, "change", row.pk))
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()
        assert str(row)


@pytest.mark.parametrize("model", MODELS, ids=of)
def test_lists_are_searched_and_filtered(boss: Any, everything: Integration, model: type[models.Model]) -> None:
    shown = admin.site._registry[model]
    assert boss.get(page(model, "changelist"), {"q": "x"}).status_code == 200
    for name in shown.list_filter:
        row = model._default_manager.first()
        value = getattr(row, str(name))
        key = f"{name}__id__exact" if isinstance(value, models.Model) else f"{name}__exact"
        asked = {key: value.pk if isinstance(value, models.Model) else value}
        assert boss.get(page(model, "changelist"), asked).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=of)
def test_facts_are_not_made_changed_or_deleted(boss: Any, everything: Integration, model: type[models.Model]) -> None:
    row = model._default_manager.first()
    assert row is not None
    fact = of(model) in FACTS
    assert boss.get(page(model, "add")).status_code == (403 if fact or model is RemoteId else 200)
    assert boss.get(page(model, "delete", row.pk)).status_code == (403 if fact else 200)
    if fact or model is RemoteId:
        assert boss.post(page(model, "change", row.pk), {}).status_code == 403


def test_an_integration_is_saved_and_its_secret_goes_nowhere(boss: Any, everything: Integration) -> None:
    form = {
        "name": "Knygos",
        "provider": "memory",
        "base_url": "",
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
        "secret_api_key": "another secret",
    }
    for prefix in ("warehouses", "series", "vat_mappings", "payment_mappings"):
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    answer = boss.post(page(Integration, "change", everything.pk), form, follow=True)
    assert answer.redirect_chain, answer.context["errors"]
    everything = Integration.objects.get()
    assert dict(everything.credentials) == {"api_key": "another secret"}
    history = boss.get(page(Integration, "history", everything.pk)).content.decode()
    for text in (answer.content.decode(), history, repr(list(admin.models.LogEntry.objects.values()))):
        assert SECRET not in text
        assert "another secret" not in text


def test_an_integration_with_documents_is_not_deleted(boss: Any, everything: Integration) -> None:
    answer = boss.post(page(Integration, "delete", everything.pk), {"post": "yes"})
    assert answer.status_code in (200, 403)
    assert Integration.objects.exists()
    assert Submission.objects.filter(state=State.ISSUED).exists()


def test_lists_cost_the_same_for_many_rows(
    boss: Any, everything: Integration, shop: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(10):
        shop.place([Item("10.00")])
    for model in MODELS:
        with django_assert_max_num_queries(20):
            boss.get(page(model, "changelist"))
