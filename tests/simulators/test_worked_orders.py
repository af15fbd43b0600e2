"""Our providers speak to the simulators: the worked orders of lt-invoicing-facts §8 arrive to the cent."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import CreditNote, Invoice
from oscar_lt_accounting.providers.base import Found, Journal
from oscar_lt_accounting.testing.simulators import B1Simulator, RoboLabsSimulator
from tests.simulators.speaking import b1_provider, held, robolabs_provider
from tests.simulators.worked import DAY, PRODUCTS, WORKED, order_1, order_2

Make = Callable[..., Invoice]


def vat_by_rate(booked: Any) -> dict[str, str]:
    rates = {row.rate for row in booked.rows}
    return {str(rate): str(sum(row.vat for row in booked.rows if row.rate == rate)) for rate in rates}


@pytest.mark.parametrize(("make", "net", "vat", "total", "by_rate"), WORKED)
@pytest.mark.parametrize("auth", ["key", "signed", "signed-v2"])
def test_b1(b1: B1Simulator, make: Make, net: str, vat: str, total: str, by_rate: dict[str, str], auth: str) -> None:
    b1.seed(*PRODUCTS)
    provider = b1_provider(b1, auth=auth, write_off=True)
    remote = provider.submit(make(linked=True), Journal())
    (sale,) = b1.books().issued
    assert (str(sale.net), str(sale.vat), str(sale.gross)) == (net, vat, total)
    assert vat_by_rate(sale) == by_rate
    assert sale.state == "sale"
    assert sale.number.startswith("PARDP")
    assert remote.remote_id == str(sale.id)
    assert held(b1, "KNYGA", "1") < 10


@pytest.mark.parametrize(("make", "net", "vat", "total", "by_rate"), WORKED)
@pytest.mark.parametrize("prices_include_vat", [True, False])
def test_robolabs(
    robolabs: RoboLabsSimulator,
    make: Make,
    net: str,
    vat: str,
    total: str,
    by_rate: dict[str, str],
    prices_include_vat: bool,
) -> None:
    robolabs.seed(*PRODUCTS)
    document = make(linked=False, series="INV", number="00001", prices_include_vat=prices_include_vat)
    provider = robolabs_provider(robolabs, location="WH")
    remote = provider.submit(document, Journal())
    (invoice,) = robolabs.books().issued
    assert (str(invoice.net), str(invoice.vat), str(invoice.gross)) == (net, vat, total)
    assert vat_by_rate(invoice) == by_rate
    assert (invoice.number, invoice.buyer_code) == ("INV00001", "305136936")
    assert held(robolabs, "KNYGA", "WH") < 10
    finding = provider.find(document, Journal())
    assert isinstance(finding, Found)
    assert finding.document.differences(document) == ()
    assert provider.pdf(remote, document).startswith(b"%PDF")


def test_b1_prints_the_sale_by_the_shops_own_ids(b1: B1Simulator) -> None:
    b1.seed(*PRODUCTS)
    provider, document = b1_provider(b1), order_1(linked=True)
    remote = provider.submit(document, Journal())
    assert provider.pdf(remote, document).startswith(b"%PDF")


def test_b1_takes_the_shops_own_number(b1: B1Simulator) -> None:
    b1.seed(*PRODUCTS)
    b1_provider(b1).submit(order_1(linked=True, series="ESH", number="000412"), Journal())
    (sale,) = b1.books().issued
    assert (sale.series, sale.number) == ("ESH", "ESH000412")


def test_the_checks_of_our_providers_pass(b1: B1Simulator, robolabs: RoboLabsSimulator) -> None:
    assert all(line.ok for line in b1_provider(b1, auth="signed").check())
    assert all(line.ok for line in robolabs_provider(robolabs).check())


def test_robolabs_credit_note_brings_the_goods_back(robolabs: RoboLabsSimulator) -> None:
    robolabs.seed(*PRODUCTS)
    provider = robolabs_provider(robolabs, location="WH")
    sold = order_2(linked=False, series="INV", number="00001")
    provider.submit(sold, Journal())
    fields = {name: value for name, value in vars(sold).items() if name not in ("series", "reference")}
    credit = CreditNote(
        **fields, series="KRE", reference="shop-100002-wh-credit", original_number="INV00001", original_day=DAY
    )
    provider.submit(credit, Journal())
    invoice, note = robolabs.books().issued
    assert (invoice.kind, note.kind, note.gross) == ("invoice", "credit_note", Decimal("54.39"))
    assert held(robolabs, "STRIUKE", "WH") == 3


def test_robolabs_cancels(robolabs: RoboLabsSimulator) -> None:
    robolabs.seed(*PRODUCTS)
    provider = robolabs_provider(robolabs, location="WH")
    document = order_2(linked=False, series="INV", number="00001")
    provider.cancel(provider.submit(document, Journal()), document)
    (invoice,) = robolabs.books().documents
    assert (invoice.state, invoice.issued) == ("cancelled", False)
    assert held(robolabs, "STRIUKE", "WH") == 3


def test_robolabs_tells_its_invoices_of_some_days(robolabs: RoboLabsSimulator) -> None:
    robolabs.seed(*PRODUCTS)
    robolabs.switches.period_end = "inclusive"
    provider = robolabs_provider(robolabs, location="WH")
    document = order_2(linked=False, series="INV", number="00001")
    provider.submit(document, Journal())
    (recorded,) = provider.recorded(DAY, DAY)
    assert (recorded.number, recorded.differences(document)) == ("INV00001", ())
