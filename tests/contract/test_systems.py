"""Every system, in every way it can be set up, keeps the contract; every setup is tried here."""

from __future__ import annotations

from tests.contract.promised import PromisedContract
from tests.contract.setups import SETUPS


class TestB1ECommerce(PromisedContract):
    title = "B1.lt e-commerce"


class TestB1StepsRepeatable(PromisedContract):
    title = "B1.lt, steps repeatable"


class TestB1Warehouse(PromisedContract):
    title = "B1.lt warehouse"


class TestRoboLabs(PromisedContract):
    title = "RoboLabs"


class TestRoboLabsBackground(PromisedContract):
    title = "RoboLabs background"


class TestRoboLabsUsedNumbersRefused(PromisedContract):
    title = "RoboLabs, used numbers rejected"


class TestCentas(PromisedContract):
    title = "Centas"


class TestCentasForm(PromisedContract):
    title = "Centas form"


class TestITax(PromisedContract):
    title = "iTax"


class TestITaxAtOnce(PromisedContract):
    title = "iTax at once"


class TestITaxFilterIgnored(PromisedContract):
    title = "iTax, filter ignored"


class TestFakturownia(PromisedContract):
    title = "Fakturownia"


class TestFakturowniaVatByRow(PromisedContract):
    title = "Fakturownia, VAT by row"


def test_every_setup_is_tried() -> None:
    assert {one.title for one in PromisedContract.__subclasses__()} >= set(SETUPS)
