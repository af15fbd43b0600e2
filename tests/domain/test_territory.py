from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.territory import EU_MEMBERS, Destination, destination, vat_prefix

LT, EU, EXPORT = Destination.LT, Destination.EU, Destination.EXPORT


def test_the_eu_has_27_members():
    members = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LT LV LU MT NL PL PT RO SK SI ES SE"

    assert set(members.split()) == EU_MEMBERS
    assert {destination(country) for country in EU_MEMBERS - {"LT"}} == {EU}


def test_destinations_are_called_as_in_the_vat_mappings():
    assert [where.value for where in Destination] == ["lt", "eu", "export"]


@pytest.mark.parametrize(
    ("country", "postcode", "where"),
    [
        ("LT", "LT-01103", LT),
        ("lt", "", LT),
        ("LV", "LV-1010", EU),
        ("MC", "98000", EU),
        ("XI", "", EU),
        ("GB", "BT1 1AA", EU),
        ("GB", " bt71 7SS", EU),
        ("GB", "SW1A 1AA", EXPORT),
        ("GB", "", EXPORT),
        ("US", "10001", EXPORT),
        ("US", "BT1 1AA", EXPORT),
        ("", "", EXPORT),
        ("NO", "0150", EXPORT),
        ("CH", "8001", EXPORT),
        ("UA", "01001", EXPORT),
        ("AX", "22100", EXPORT),
        ("FI", "22100", EXPORT),
        ("FI", "00100", EU),
        ("ES", "35001", EXPORT),
        ("ES", "38 001", EXPORT),
        ("ES", "51001", EXPORT),
        ("ES", "52-001", EXPORT),
        ("ES", "28001", EU),
        ("ES", "350011", EU),
        ("ES", "", EU),
        ("IT", "23041", EXPORT),
        ("IT", "22061", EXPORT),
        ("IT", "00100", EU),
        ("DE", "78266", EXPORT),
        ("DE", "27498", EXPORT),
        ("DE", "10115", EU),
        ("GR", "63086", EXPORT),
        ("GR", "10431", EU),
        ("FR", "97400", EXPORT),
        ("FR", "75001", EU),
        *((country, "", EXPORT) for country in ("GP", "MQ", "GF", "RE", "YT")),
    ],
)
def test_where_a_supply_ends(country, postcode, where):
    assert destination(country, postcode) is where


@pytest.mark.parametrize(("country", "prefix"), [("GR", "EL"), ("gr", "EL"), ("MC", "FR"), ("lt", "LT"), ("XI", "XI")])
def test_the_letters_of_a_vat_code(country, prefix):
    assert vat_prefix(country) == prefix
