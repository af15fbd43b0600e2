"""From the cards to the first document: with an accounting system in memory, and with RoboLabs over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from oscar_lt_accounting.models import AuditLine, Integration, State, Submission
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.dashboard.steps import said
from tests.shop import Item


@pytest.fixture
def over_there():
    with RoboLabsSimulator() as simulator:
        yield simulator


class Wizard:
    """Goes from page to page and sees to it that no key is on any of them."""

    def __init__(self, client: Client, page: Any, secrets: list[str]) -> None:
        self.client, self.page, self.secrets = client, page, secrets
        self.row: Any = None

    def look(self, name: str, **query: Any) -> Any:
        return self.checked(self.client.get(self.page(name, self.row), query))

    def send(self, name: str, data: dict[str, Any], query: str = "") -> Any:
        return self.checked(self.client.post(self.page(name, self.row) + query, data, follow=True))

    def checked(self, response: Any) -> Any:
        assert response.status_code == 200
        for secret in self.secrets:
            assert secret not in response.content.decode()
            assert secret not in str(dict(self.client.session))
        return response


@pytest.fixture
def wizard(chief, page):
    return lambda *secrets: Wizard(chief, page, list(secrets))


def _pairs(response: Any, typed: Any, partner: Any, **values: Any) -> dict[str, Any]:
    data = typed(response.context["formset"])
    row = int(data["warehouse-TOTAL_FORMS"]) - 1
    return {**data, f"warehouse-{row}-partner": partner.pk, **{f"warehouse-{row}-{k}": v for k, v in values.items()}}


def test_the_whole_way_with_books_in_memory(wizard, settings, shop, memory_books, outbox, typed, text):
    settings.DEBUG = True
    order = shop.place([Item("24.20")], number="M1")
    way = wizard()
    assert "Memory" in text(way.look("create"))
    form = way.look("create", system="memory").context["form"]
    response = way.send("create", typed(form) | {"name": "Atmintis"}, "?system=memory")
    way.row = Integration.objects.get(name="Atmintis")
    assert not way.row.is_active
    assert response.redirect_chain[-1][0] == way.page("test", way.row)

    assert "No partner of the shop is connected" in text(way.send("test", {}))
    response = way.look("warehouses")
    assert "does not list its warehouses" in text(response)
    response = way.send("warehouses", _pairs(response, typed, shop.partner(), name="Vilnius", code="WH1"))
    assert response.redirect_chain[-1][0] == way.page("mappings", way.row)
    assert "The connection works." in said(way.send("test", {}))

    tables = [response.context[name] for name in ("vat", "payments", "series")]
    data = {name: value for table in tables for name, value in typed(table).items()}
    response = way.send("mappings", data)
    assert response.redirect_chain[-1][0] == way.page("dry-run", way.row)
    part = response.context["parts"][0]
    assert part.number == order.number
    response = way.send("dry-run", {"part": part.key})
    assert "This is what would be sent today" in text(response)
    assert "24.20" in text(response)
    assert not memory_books.documents

    response = way.look("switch")
    assert not response.context["missing"]
    response = way.send("switch", typed(response.context["form"]) | {"reason": "ready"})
    assert "is switched on" in said(response)
    assert all(step.is_done is not False for step in response.context["steps"])
    way.row.refresh_from_db()
    assert way.row.is_active
    line = AuditLine.objects.get(verb="resume", integration=way.row)
    assert (line.reason, line.actor_name) == ("ready", "chief")
    assert Submission.objects.count() == 0

    shop.place([Item("12.10")], number="M2", placed=timezone.now())
    outbox.run_until_quiet()
    assert Submission.objects.get(order__number="M2").state == State.ISSUED


def test_the_whole_way_with_robolabs(wizard, over_there, shop, typed, text, chief, page):
    key = over_there.credentials()["api_key"]
    shop.place([Item("24.20")], number="R1")
    way = wizard(key)
    assert "RoboLabs" in text(way.look("create"))
    response = way.look("create", system="robolabs")
    assert "ask its support" in text(response)
    form = typed(response.context["form"])
    entered = form | {"name": "Robotai", "base_url": over_there.url, "secret_api_key": key, "is_test": "on"}
    response = way.send("create", entered | {"setting_not_found_status": "4x"}, "?system=robolabs")
    assert "has a value that cannot be used" in text(response)
    assert 'value="Robotai"' in response.content.decode()
    assert not Integration.objects.exists()
    way.send("create", entered, "?system=robolabs")
    way.send("create", entered, "?system=robolabs")
    way.row = Integration.objects.get()
    assert dict(way.row.credentials) == {"api_key": key}
    assert way.row.is_test
    assert way.row.uuid == uuid.UUID(str(form["uuid"]))

    assert not over_there.calls
    response = way.look("test")
    assert "Test mode" in text(response)
    response = way.send("test", {})
    assert over_there.calls
    assert "The key works." in text(response)
    calls = len(over_there.calls)
    response = way.look("warehouses")
    data = _pairs(response, typed, shop.partner(), name="Vilnius", code=over_there.company().warehouse)
    way.send("warehouses", data)
    for name in ("mappings", "dry-run", "switch", "detail", "keys", "edit", "duplicate", "delete"):
        assert "Test mode" in text(way.look(name))
    assert "Test mode" in text(way.checked(chief.get(page("list"))))

    response = way.look("mappings")
    assert any("there is no series for invoices" in sentence for sentence in response.context["missing"])
    data = {
        name: value for table in ("vat", "payments", "series") for name, value in typed(response.context[table]).items()
    }
    part = {"part": way.look("dry-run").context["parts"][0].key}
    assert "has no series. Add a series." in text(way.send("dry-run", part))
    response = way.send("mappings", data | {"series-0-prefix": "ROB"})
    document = way.send("dry-run", part).context["readable"].document
    assert document.full_number == "ROB00001"
    assert way.row.series.get().next_number == 1
    response = way.look("switch")
    assert "Test mode: documents do not go into your real accounting." in text(response)
    way.send("switch", typed(response.context["form"]) | {"reason": "the accountant agreed"})
    way.row.refresh_from_db()
    assert way.row.is_active
    assert len(over_there.calls) == calls


def test_a_key_that_opens_nothing_is_told_and_can_be_entered_anew(wizard, over_there, robolabs, text):
    Integration.objects.filter(pk=robolabs.pk).update(base_url=over_there.url)
    key = over_there.credentials()["api_key"]
    way = wizard("Slaptas-Raktas-1", key)
    way.row = robolabs
    response = way.send("test", {})
    assert "found something to fix" in said(response)
    assert "To fix" in text(response)
    response = way.send("keys", {"base_url": over_there.url, "secret_api_key": key})
    assert response.redirect_chain[-1][0] == way.page("test", robolabs)
    assert response.context["tested"] is None
    response = way.send("test", {})
    assert "The key works." in text(response)
