"""A set-up that explains itself: what the key opens, what the accounting system lists, what is wrong here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Unavailable, Unsupported
from oscar_lt_accounting.models import Integration, Numbering, PaymentMapping, Series, VatMapping
from oscar_lt_accounting.providers.base import Capability, Choice
from oscar_lt_accounting.providers.itax.provider import ITax
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.setup import check_integration
from oscar_lt_accounting.testing.simulators import ITaxSimulator

LISTS = {
    Capability.LISTS_WAREHOUSES: "warehouses",
    Capability.LISTS_VAT_CODES: "vat_codes",
    Capability.LISTS_SERIES: "series",
    Capability.LISTS_PAYMENT_TYPES: "payment_types",
}


@pytest.fixture
def lists(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Memory with lists of its own."""

    def _lists(**given: Any) -> None:
        asked = {capability for capability, name in LISTS.items() if name in given}
        monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | asked)
        for name, answer in given.items():

            def tell(_self: Memory, answer: Any = answer) -> Any:
                if isinstance(answer, Exception):
                    raise answer
                return [Choice(code=code, name=title) for code, title in answer.items()]

            monkeypatch.setattr(Memory, name, tell)

    return _lists


def told(integration: Integration) -> list[str]:
    """What is wrong, in words."""
    return [line for ok, line in check_integration(integration).lines() if not ok]


def test_a_set_up_that_fits_is_all_right_and_tells_its_lists(connect: Any, lists: Any) -> None:
    lists(warehouses={"WH1": "Pagrindinis", "WH2": "WH2"}, vat_codes={"S": "21 %"}, series={"ESH": "E-shop"})
    integration = connect(numbering=Numbering.SHOP).integration
    VatMapping.objects.create(integration=integration, rate=Decimal(21), remote_code="S")
    Series.objects.create(integration=integration, prefix="ESH")
    found = check_integration(integration)
    assert found.ok
    assert [choice.code for choice in found.lists["warehouses"]] == ["WH1", "WH2"]
    assert any("WH1 (Pagrindinis), WH2" in line for _ok, line in found.lines())


def test_codes_that_the_system_does_not_have_are_named_with_their_neighbours(connect: Any, lists: Any) -> None:
    lists(
        warehouses={"WH10": "Kitas", "X": "X"},
        vat_codes={"S21": "21 %"},
        series={"ESHOP": "E-shop"},
        payment_types={"BANK": "Banko sąskaita"},
    )
    integration = connect(numbering=Numbering.SHOP).integration
    VatMapping.objects.create(integration=integration, rate=Decimal(21), remote_code="S")
    Series.objects.create(integration=integration, prefix="ESH")
    PaymentMapping.objects.create(integration=integration, source_type="card", remote_code="KORT")
    warehouse, vat, series, payment = told(integration)
    assert "has the code WH1, which the accounting system does not have (known: WH10 (Kitas))" in warehouse
    assert "leads to S, which the accounting system does not have" in vat
    assert "begins with ESH, and the accounting system has no such series (known: ESHOP (E-shop))" in series
    assert (
        "“card” is mapped to KORT, which the accounting system does not have (known: BANK (Banko sąskaita))" in payment
    )


def test_series_do_not_matter_where_the_system_numbers(connect: Any, lists: Any) -> None:
    lists(series={"ESHOP": "E-shop"})
    integration = connect().integration
    Series.objects.create(integration=integration, prefix="OLD")
    assert told(integration) == []


def test_an_empty_list_proves_nothing(connect: Any, lists: Any) -> None:
    lists(warehouses={})
    found = check_integration(connect().integration)
    assert found.ok
    assert any("The list in the accounting system is empty." in line for _ok, line in found.lines())


def test_a_list_that_fails_does_not_end_the_others(connect: Any, lists: Any) -> None:
    lists(warehouses=Unavailable("No answer."), vat_codes=Unsupported("Not with this key."), series={"A": "A"})
    found = check_integration(connect().integration)
    assert [line for ok, line in found.lines() if not ok] == ["Warehouses: No answer."]
    assert set(found.lists) == {"series"}


def test_a_refused_key_ends_the_questions(connect: Any, lists: Any) -> None:
    lists(warehouses=Misconfigured("The key is rejected."), vat_codes=AssertionError("not to be asked"))
    assert told(connect().integration) == ["Connection: The key is rejected."]


def test_real_lists_of_a_real_simulator(shop: Any, settings: Any) -> None:
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ALLOWED_HOSTS_EXTRA": ["127.0.0.1"]}
    with ITaxSimulator() as simulator:
        simulator.switches.per_second = 1000
        integration = Integration.objects.create(
            name="iTax",
            provider=ITax.code,
            base_url=simulator.url,
            credentials=simulator.credentials(),
            settings={"limits": []},
            is_active=True,
        )
        integration.warehouses.create(partner=shop.partner(), code="99", name="Vilnius")
        VatMapping.objects.create(integration=integration, rate=Decimal(21), remote_code="15198")
        VatMapping.objects.create(integration=integration, rate=Decimal(5), remote_code="5")
        found = check_integration(integration)
        wrong = [line for ok, line in found.lines() if not ok]
        assert any("has the code 99, which the accounting system does not have (known: 4620" in line for line in wrong)
        assert any("leads to 5, which the accounting system does not have" in line for line in wrong)
        assert not any("15198, which" in line for line in wrong)
        assert all(call.name.startswith("GET ") for call in simulator.calls), "only questions"
