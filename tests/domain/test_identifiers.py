from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.identifiers import (
    compact_vat_code,
    company_check_digit,
    eu_vat_country,
    is_company_code,
    lithuanian_postcode,
)


@pytest.mark.parametrize("code", ["305136936", "307196558", "225319260", "305651879", "304374938"])
def test_good_company_codes(code):
    assert is_company_code(code)


@pytest.mark.parametrize("code", ["306524370", "30513693", "3051369366", "30513693A", "", "305136937", "٣٠٥١٣٦٩٣٦"])
def test_bad_company_codes(code):
    assert not is_company_code(code)


@pytest.mark.parametrize(
    ("first_eight", "digit"),
    [
        ("30513693", 6),
        ("00000012", 1),
        ("00000023", 5),
        ("00000004", 4),
    ],
)
def test_the_check_digit_is_weighed_again_when_ten_remains(first_eight, digit):
    assert company_check_digit(first_eight) == digit


def test_a_check_digit_of_ten_twice_is_zero():
    twice_ten = [
        eight
        for eight in (f"{number:08d}" for number in range(3000))
        if sum(int(digit) * (i + 1) for i, digit in enumerate(eight)) % 11 == 10
        and sum(int(digit) * ((i + 2) % 9 + 1) for i, digit in enumerate(eight)) % 11 == 10
    ]
    assert twice_ten
    assert {company_check_digit(eight) for eight in twice_ten} == {0}


@pytest.mark.parametrize(
    ("code", "country"),
    [
        ("LT119511515", "LT"),
        ("LT100010561112", "LT"),
        ("LT100004353812", "LT"),
        ("lt 119.511-515", "LT"),
        ("LT100016565515", ""),
        ("119511515", ""),
        ("EL094259216", "EL"),
        ("PL8567346215", "PL"),
        ("DE136695976", "DE"),
        ("XI110305878", "XI"),
        ("XI123456789012", "XI"),
        ("XIGD001", "XI"),
        ("XIHA599", "XI"),
        ("XI12345", ""),
        ("XI١٢٣٤٥٦٧٨٩", ""),
        ("GB980780684", ""),
        ("US123456789", ""),
        ("EU372000063", ""),
        ("IM3720000224", ""),
        ("", ""),
        ("LT", ""),
    ],
)
def test_the_country_of_a_well_formed_vat_code(code, country):
    assert eu_vat_country(code) == country


@given(st.one_of(st.text(), st.from_regex(r"\A[A-Z]{2}[0-9A-Z]{0,14}\Z")))
def test_no_text_breaks_the_check_of_a_vat_code(code):
    assert eu_vat_country(code) in ("", compact_vat_code(code)[:2])


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("01103", "LT-01103"),
        ("LT-01103", "LT-01103"),
        ("LT01103", "LT-01103"),
        (" lt-01103 ", "LT-01103"),
        ("1103", "1103"),
        ("LV-1010", "LV-1010"),
        ("011033", "011033"),
        ("٠١١٠٣", "٠١١٠٣"),
        ("", ""),
    ],
)
def test_a_lithuanian_postcode_is_written_one_way_and_others_are_left(given, written):
    assert lithuanian_postcode(given) == written
