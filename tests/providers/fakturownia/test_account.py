"""The rest of the contract, against the simulator and against answers that nobody expects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import Proforma, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Unavailable
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Choice, Found, Journal
from oscar_lt_accounting.providers.fakturownia.provider import Fakturownia
from tests.domain.makers import PERSON, D, document
from tests.providers.fakturownia import DAY, listed, mugs, refused
from tests.providers.server import answer, json_answer

STOCK = "products.json?warehouse_id=1&page=1&per_page=100"
REMOTE = RemoteDocument(remote_id="77", number="5/3/2026")


def submitted(provider: Fakturownia, **changes: Any) -> Any:
    sale = provider.priced(mugs(**changes))
    return sale, provider.submit(sale, Journal())


def test_a_sale_is_made_once_found_and_read_back(provider: Fakturownia, simulator: Any) -> None:
    sale, remote = submitted(provider)
    again = provider.submit(sale, Journal())
    (booked,) = simulator.records().documents

    assert again == replace(remote, number=again.number)
    assert (booked.net, booked.vat, booked.gross) == (D("100.00"), D("23.00"), D("123.00"))
    found = provider.find(sale, Journal())
    assert isinstance(found, Found), "also months later"
    assert found.document.differences(sale) == ()
    assert [one.number for one in provider.recorded(DAY, DAY)] == [remote.number]
    assert list(provider.recorded(DAY + timedelta(days=1), DAY + timedelta(days=9))) == []
    assert len(simulator.records().clients) == 1


def test_who_bought_before_is_the_same_client_until_the_address_changes(provider: Fakturownia, simulator: Any) -> None:
    moved = replace(PERSON, address=replace(PERSON.address, street="Nowa 2"))
    for number, buyer in enumerate((PERSON, PERSON, moved, PERSON)):
        submitted(provider, reference=f"100042-INV-{number}", buyer=buyer)

    first, second = simulator.records().clients
    assert [one.client_id for one in simulator.records().documents] == [first.id, first.id, second.id, first.id]
    assert (first.name, first.last_name, first.company) == ("Ąžuolas Žąsis", "Žąsis", False)
    assert second.street == "Nowa 2"


def test_goods_leave_the_warehouse_but_not_for_a_proforma(provider: Fakturownia, simulator: Any) -> None:
    submitted(provider)
    proforma = document(Proforma, *mugs().lines, warehouse="1", reference="100042-PRO")
    provider.submit(provider.priced(proforma), Journal())

    levels = {level.product.code: level for level in provider.stock_levels("1")}
    assert levels["KUB-1"].available == 8
    assert levels["DOS"].available is None, "a service is not counted"
    assert levels["KUB-1"].fingerprint != levels["DOS"].fingerprint
    assert [level.fingerprint for level in provider.stock_levels("1")] == [one.fingerprint for one in levels.values()]


def test_more_than_a_page_of_products(provider: Fakturownia, simulator: Any) -> None:
    simulator.seed(*({"code": f"P{number}", "quantity": number} for number in range(250)))

    levels = list(provider.stock_levels("1"))

    assert len(levels) == len({level.product.remote_id for level in levels}) == 252
    assert len(simulator.called("GET products.json")) == 3


def test_stock_that_is_not_told_is_never_zero(provider: Fakturownia, simulator: Any) -> None:
    simulator.switches.stock_member = "missing"

    with pytest.raises(Unavailable):
        list(provider.stock_levels("1"))
    with pytest.raises(Held):
        list(provider.stock_levels("Magazyn"))


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (json_answer({}), Unavailable),
        (json_answer({"products": []}), Unavailable),
        (json_answer({"code": "error", "message": "no"}), Unavailable),
        (answer(b"<html></html>"), Unavailable),
        (answer(b'[{"id":1'), Unavailable),
        (refused("no warehouse"), Rejected),
        (json_answer({"error": "?"}, status="403 Forbidden"), Misconfigured),
    ],
)
def test_what_is_no_list_empties_no_warehouse(account: Any, reply: bytes, error: type[Exception]) -> None:
    account.said.on(STOCK, reply)

    with pytest.raises(error):
        list(account.provider().stock_levels("1"))


@pytest.mark.parametrize(
    ("row", "available"),
    [
        ({"stock_level": "9.0"}, Decimal(9)),
        ({"stock_level": "9,5", "limited": 1}, Decimal("9.5")),
        ({"stock_level": None}, None),
        ({"stock_level": "9.0", "limited": 0}, None),
        ({"limited": "0"}, None),
    ],
)
def test_a_quantity(account: Any, row: dict[str, Any], available: Decimal | None) -> None:
    account.said.on(STOCK, listed({"id": 5, "name": "A", **row}, {"id": "x", "stock_level": "1"}))

    assert [level.available for level in account.provider().stock_levels("1")] == [available]


def test_a_pdf_after_some_seconds(provider: Fakturownia, simulator: Any, clock: Any) -> None:
    sale, remote = submitted(provider)
    with pytest.raises(Rejected) as caught:
        provider.pdf(remote, sale)
    assert caught.value.code == "no_pdf"
    clock.pass_(5)

    assert provider.pdf(remote, sale).startswith(b"%PDF-")


def test_a_page_in_place_of_a_pdf_is_asked_for_again(account: Any) -> None:
    account.said.on("invoices/77.pdf", answer(b"<html></html>"))

    with pytest.raises(Unavailable):
        account.provider().pdf(REMOTE, mugs())


def test_products_are_made_once(provider: Fakturownia, simulator: Any) -> None:
    wanted = RemoteProduct(remote_id="", code="NOWY", name="Nowy", price=D("10.00"), price_includes_vat=False)

    made = provider.create_product(wanted, "23")

    assert provider.create_product(wanted, "23") == made
    assert (made.price, made.price_includes_vat, made.code) == (D("12.30"), True, "NOWY")
    assert [product.code for product in provider.products()] == ["KUB-1", "DOS", "NOWY"]
    with pytest.raises(Held):
        provider.create_product(replace(wanted, code=""), "23")


def test_the_check(simulator: Any, provider: Fakturownia) -> None:
    def lines(**settings: Any) -> list[bool]:
        provider.values.update(settings)
        return [line.ok for line in provider.check()]

    assert lines() == [True]
    assert lines(department_id="31") == [True, True]
    assert lines(department_id="99") == [True, False]
    assert provider.warehouses() == (Choice(code="1", name="Magazyn główny"),)


@pytest.mark.parametrize("ask", [Fakturownia.check, Fakturownia.probe])
def test_a_wrong_key(account: Any, ask: Callable[[Fakturownia], Any]) -> None:
    account.said.on("warehouses.json?per_page=100", json_answer({"code": "error"}, status="401 Unauthorized"))

    with pytest.raises(Misconfigured):
        ask(account.provider())


def test_it_is_not_offered_yet_and_needs_an_address() -> None:
    assert not Fakturownia.is_offered
    assert Fakturownia.default_base_url == ""
