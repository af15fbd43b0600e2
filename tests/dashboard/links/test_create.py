"""Products that only the shop has, created in the accounting system."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.models import Integration, Job, ProductLink, VatMapping
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.jobs import kinds
from tests.dashboard.links.conftest import page_url
from tests.dashboard.steps import said

_connect = Integration.connect


@pytest.fixture
def speaking(monkeypatch, no_remote_calls):
    """Making products is a POST that may speak to the accounting system."""
    monkeypatch.setattr(Integration, "connect", _connect)
    monkeypatch.setattr(
        Memory,
        "create_product",
        lambda self, product, vat: RemoteProduct(remote_id=f"m-{product.code}", code=product.code),
    )


@pytest.fixture
def ask(linker, warehouse):
    def _ask(*records, **values):
        data = {"warehouse": warehouse.pk, "chosen": [record.pk for record in records], **values}
        return linker.post(page_url("link-create-preview"), data, follow=True)

    return _ask


def test_only_what_is_not_linked_is_offered(linker, record, linked, warehouse):
    linked(record("A"), "1")
    record("B", title="Medus", price=None)
    response = linker.get(page_url("link-create"))
    assert [one.partner_sku for one in response.context["records"]] == ["B"]
    assert not linker.get(page_url("link-create"), {"q": "zzz"}).context["records"]
    assert linker.get(page_url("link-create"), {"q": "med"}).context["records"]


def test_nothing_to_offer(linker, shop, connect):
    assert "No warehouse is in use yet." in linker.get(page_url("link-create")).content.decode()
    connect()
    assert "Everything in this warehouse is linked." in linker.get(page_url("link-create")).content.decode()


def test_pages(linker, record, warehouse, settings):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 2
    records = [record(f"S{number}") for number in range(3)]
    assert linker.get(page_url("link-create")).context["further"]
    second = linker.get(page_url("link-create"), {"after": records[1].pk})
    assert [one.pk for one in second.context["records"]] == [records[2].pk]
    assert second.context["first"]


def test_the_preview_makes_nothing_and_says_what_would_be(ask, record, item, warehouse):
    VatMapping.objects.create(integration=warehouse.integration, rate=21, remote_code="PVM1")
    item("B")
    response = ask(record("A", title="Medus"), record("B", price=None))
    text = response.content.decode()
    for shown in (
        "2 products would be created",
        "Medus",
        "The accounting system already has this code (id r1)",
        '<option value="PVM1">',
    ):
        assert shown in text
    assert not ProductLink.objects.exists()


def test_what_cannot_be_made_says_why(ask, record):
    one = record("A")
    type(one.product).objects.filter(pk=one.product_id).update(title="")
    response = ask(one)
    assert "“A” has no title." in response.content.decode()
    assert 'name="confirmed"' not in response.content.decode()


def test_few_are_made_at_once_and_only_once(ask, record, speaking, warehouse):
    records = [record("A"), record("B")]
    assert "2 products were created in the accounting system and linked." in said(
        ask(*records, confirmed=1, remote_vat="PVM1")
    )
    assert ProductLink.objects.count() == 2
    assert "linked already" in said(ask(*records, confirmed=1, remote_vat="PVM1"))


def test_what_stops_the_rest_is_told(ask, record, warehouse):
    Integration.objects.update(provider="gone")
    assert said(ask(record("A"), confirmed=1, remote_vat="PVM1"))
    assert not ProductLink.objects.exists()


def test_refusals_are_told_by_sku(ask, record, speaking, warehouse):
    one = record("A")
    type(one.product).objects.filter(pk=one.product_id).update(title="")
    assert "A: “A” has no title." in said(ask(one, confirmed=1, remote_vat="PVM1"))


def test_many_are_made_in_the_background(ask, record, monkeypatch, warehouse):
    if "products" not in kinds.KINDS:
        monkeypatch.setitem(kinds.KINDS, "products", lambda job, report: {})
    records = [record(f"S{number}") for number in range(6)]
    ask(*records, confirmed=1, remote_vat="PVM1")
    job = Job.objects.get()
    assert job.kind == "products"
    assert job.params == {
        "warehouse": warehouse.pk,
        "stockrecords": [one.pk for one in records],
        "remote_vat": "PVM1",
    }


def test_the_vat_code_is_needed(ask, record):
    response = ask(record("A"), confirmed=1, remote_vat="")
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()


def test_none_and_too_many(ask, record, warehouse):
    assert "Tick at least one product first." in said(ask())
    assert "at most 20 products" in said(ask(*[record(f"S{number}") for number in range(21)]))
