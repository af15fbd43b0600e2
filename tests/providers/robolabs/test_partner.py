"""robolabs.md §6.2: whom RoboLabs takes as a partner, and with which code."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.documents import Address, Buyer
from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.providers.robolabs.payload import Rules
from tests.domain.makers import COMPANY, PERSON, invoice
from tests.providers.robolabs import body

PLAIN = Rules()


def numbered(**changes):
    return invoice(series="INV", number="1", **changes)


def held(made, rules=PLAIN):
    with pytest.raises(Held) as caught:
        body(made, rules)
    return caught.value


@pytest.mark.parametrize(
    ("buyer", "code"),
    [
        (Buyer(name="UAB Be Kodo", is_company=True, address=Address(country="LT")), "buyer_code"),
        (Buyer(name="UAB", is_company=True, vat_code="LT119511515", address=Address(country="LT")), "buyer_code"),
        (Buyer(name="Jānis", address=Address(country="LV")), "buyer_code"),
        (Buyer(name="SIA", is_company=True, address=Address(country="LV")), "buyer_code"),
        (Buyer(name="", address=Address(country="LT")), "buyer_incomplete"),
        (Buyer(name="Jonas"), "buyer_incomplete"),
    ],
)
def test_tv_r7_a_buyer_that_robolabs_would_refuse_is_held(buyer, code):
    assert held(numbered(buyer=buyer)).code == code


@pytest.mark.parametrize(
    "buyer",
    [
        Buyer(name="UAB Be Kodo", is_company=True, address=Address(country="LT")),
        Buyer(name="Jānis", address=Address(country="LV")),
    ],
)
def test_an_empty_code_may_be_allowed_over_there(buyer):
    assert "company_code" not in payload.partner(numbered(buyer=buyer), Rules(empty_partner_code=True))


@pytest.mark.parametrize(
    ("buyer", "code"),
    [
        (PERSON, None),
        (COMPANY, "305136936"),
        (Buyer(name="SIA", is_company=True, vat_code="LV40003032949", address=Address(country="LV")), "LV40003032949"),
        (Buyer(name="SIA", company_code="400", vat_code="LV4", address=Address(country="LV")), "400"),
    ],
)
def test_the_partners_code(buyer, code):
    assert payload.partner(numbered(buyer=buyer), PLAIN).get("company_code") == code


def test_a_company_brings_its_codes():
    assert payload.partner(numbered(buyer=COMPANY), PLAIN) == {
        "name": "UAB Klientas",
        "is_company": True,
        "country": "LT",
        "company_code": "305136936",
        "vat_code": "LT100010561112",
        "street": "Laisvės al. 5",
        "city": "Kaunas",
        "zip": "LT-44240",
    }


def test_the_partner_brings_what_is_known_and_nothing_empty():
    assert payload.partner(numbered(), PLAIN) == {
        "name": "Ąžuolas Žąsis",
        "is_company": False,
        "country": "LT",
        "street": "Gedimino pr. 1",
        "city": "Vilnius",
        "zip": "LT-01103",
        "phone": "+37061234567",
        "email": "zasis@example.lt",
    }
