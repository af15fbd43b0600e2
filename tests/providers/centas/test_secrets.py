"""Neither the key nor the buyer stands in anything that is kept or shown (centas.md §9 nos. 1 and 14)."""

from __future__ import annotations

import logging
from urllib.parse import unquote_plus

import pytest

from oscar_lt_accounting.domain.documents import Address, Buyer, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Journal
from tests.domain.makers import D, invoice, row

BUYER = Buyer(
    name='UAB "Žąsis & <Ko>"',
    company_code="305136936",
    vat_code="LT100010561112",
    email="zasis+parduotuve@example.lt",
    address=Address(street="Pušų g. 12-5, II a.", city="Kaunas", postcode="LT-44240", country="LT"),
)
SALE = invoice(row(remote_code="MUG-1"), buyer=BUYER)


def everything(provider, caplog):
    kept = repr(provider.http.records)
    return kept + unquote_plus(kept) + caplog.text


def submit(provider):
    provider.submit(SALE, Journal())


def pay(provider):
    provider.register_payment(RemoteDocument(remote_id="x"), SALE, Payment(method="card", amount=D(1)))


def make(provider):
    provider.create_product(RemoteProduct(remote_id="", code="NAUJA", name="N"), "21")


def look(provider):
    list(provider.products())


@pytest.mark.parametrize("deed", [submit, pay, make, look])
@pytest.mark.parametrize("transport", ["query", "form"])
@pytest.mark.parametrize("kind", [None, "html", "server_error", "lost_answer", "refused"])
def test_nothing_is_told(centas, simulator, caplog, deed, transport, kind):
    caplog.set_level(logging.DEBUG)
    provider = centas(personal=BUYER.personal_values(), transport=transport, bank_account="LT121000011101001000")
    for name in ("documents/create", "payments/import", "products/import", "products/export") if kind else ():
        simulator.fail(name, kind)
    said = ""
    try:
        deed(provider)
    except AccountingError as error:
        said = f"{error} {error!r} {error.problem}"
    told = said + everything(provider, caplog)
    assert provider.http.records
    assert simulator.company().token not in told
    for value in BUYER.personal_values():
        assert value not in told
        assert value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") not in told
