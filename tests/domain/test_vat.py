"""The VAT table of lt-invoicing-facts §2, row by row, and what is held instead of guessed."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.domain.territory import Destination
from oscar_lt_accounting.domain.vat import (
    VAT_CODES,
    BuyerStatus,
    ItemKind,
    Sale,
    SellerStatus,
    Treatment,
    rates_on,
    treat,
)
from tests.domain.makers import D

LT, EU, EXPORT = Destination.LT, Destination.EU, Destination.EXPORT
CONSUMER, BUSINESS, LT_BUSINESS = BuyerStatus.CONSUMER, BuyerStatus.BUSINESS, BuyerStatus.LT_BUSINESS
GOODS, SERVICE, GIFT_CARD, DEPOSIT = ItemKind.GOODS, ItemKind.SERVICE, ItemKind.GIFT_CARD, ItemKind.DEPOSIT
NONE, SVS = SellerStatus.NONE, SellerStatus.SVS
IN_2025, IN_2026 = date(2025, 12, 31), date(2026, 1, 1)

EXPORT_TEXT = "PVM 0 %, PVMĮ 41 str."
EU_GOODS_TEXT = "PVM 0 %, PVMĮ 49 str. / Dir. 2006/112 138 str."
REVERSE_CHARGE_TEXT = "Atvirkštinis apmokestinimas, Dir. 2006/112 196 str."
OUTSIDE_TEXT = "Ne PVM objektas, PVMĮ 13 str."


def sale(rate="21", **changes):
    words = {
        "seller": SellerStatus.PAYER,
        "destination": LT,
        "buyer": CONSUMER,
        "item": GOODS,
        "rate": D(rate),
        "day": IN_2026,
        "title": "Puodelis 100 %",
    }
    return Sale(**{**words, **changes})


TABLE = {
    "1 goods at 21": (sale("21"), Treatment("PVM1", D(21))),
    "1 service at 21 to a business": (sale("21", item=SERVICE, buyer=LT_BUSINESS), Treatment("PVM1", D(21))),
    "2 books at 5": (sale("5"), Treatment("PVM3", D(5))),
    "3 service at 12": (sale("12", item=SERVICE), Treatment("PVM58", D(12))),
    "4 rate 9 until 2025-12-31": (sale("9", day=IN_2025), Treatment("PVM2", D(9))),
    "5 exempt": (sale("0", vat_code="PVM5"), Treatment("PVM5", None, "PVM neapmokestinama")),
    "7 goods to an EU business": (
        sale("0", destination=EU, buyer=BUSINESS),
        Treatment("PVM13", D(0), EU_GOODS_TEXT),
    ),
    "8 goods to an EU consumer": (sale("21", destination=EU), Treatment("PVM1", D(21))),
    "8 books to an EU consumer": (sale("5", destination=EU), Treatment("PVM3", D(5))),
    "9 OSS with a code": (
        sale("25.5", destination=EU, oss=True, oss_code="PVM100"),
        Treatment("PVM100", D("25.5")),
    ),
    "9 OSS, a rate that Lithuania has too": (
        sale("21", destination=EU, oss=True, oss_code="PVM100"),
        Treatment("PVM100", D(21)),
    ),
    "9 at home under OSS": (sale("21", oss=True, oss_code="PVM100"), Treatment("PVM1", D(21))),
    "10 export to a consumer": (sale("0", destination=EXPORT), Treatment("PVM12", D(0), EXPORT_TEXT)),
    "10 export to a business": (
        sale("0", destination=EXPORT, buyer=BUSINESS),
        Treatment("PVM12", D(0), EXPORT_TEXT),
    ),
    "11 service to an EU business": (
        sale("0", destination=EU, buyer=BUSINESS, item=SERVICE),
        Treatment("PVM15", None, REVERSE_CHARGE_TEXT),
    ),
    "12 service to a business outside the EU": (
        sale("0", destination=EXPORT, buyer=BUSINESS, item=SERVICE),
        Treatment("PVM15", None, OUTSIDE_TEXT),
    ),
    "14 pick-up in LT by an EU business": (sale("21", buyer=BUSINESS), Treatment("PVM1", D(21))),
    "15 delivery abroad, LT number": (sale("21", destination=EU, buyer=LT_BUSINESS), Treatment("PVM1", D(21))),
    "15 the same under OSS": (
        sale("21", destination=EU, buyer=LT_BUSINESS, oss=True, oss_code="PVM100"),
        Treatment("PVM1", D(21)),
    ),
    "16 not a payer": (sale("0", seller=NONE), Treatment("", None)),
    "16 not a payer, export": (sale("0", seller=NONE, destination=EXPORT), Treatment("", None)),
    "17 small-business scheme": (sale("0", seller=SVS, vat_code="PVM1"), Treatment("", None)),
    "18 gift card as a line": (sale("0", item=GIFT_CARD, gift_cards="line"), Treatment("", None)),
    "18 single-purpose gift card": (sale("21", item=GIFT_CARD), Treatment("PVM1", D(21))),
    "19 deposit": (sale("0", item=DEPOSIT), Treatment("PVM100", None, "Užstatas")),
    "the shop's own code": (sale("21", vat_code="PVM1"), Treatment("PVM1", D(21))),
    "the shop's own 0 %": (sale("0", vat_code="PVM14"), Treatment("PVM14", D(0))),
    "the shop's own export": (sale("0", vat_code="PVM12"), Treatment("PVM12", D(0), EXPORT_TEXT)),
    "the shop's own outside scope": (sale("0", vat_code="PVM34"), Treatment("PVM34", None)),
}

HELD = {
    "4 rate 9 since 2026": (sale("9"), "vat_rate"),
    "12 % before 2026": (sale("12", item=SERVICE, day=IN_2025), "vat_rate"),
    "12 % goods": (sale("12"), "vat_rate_services"),
    "6 domestic reverse charge": (sale("0", buyer=LT_BUSINESS, vat_code="PVM25"), "vat_code"),
    "a purchase code": (sale("21", vat_code="PVM45"), "vat_code"),
    "an expired code": (sale("0", vat_code="PVM4"), "vat_code"),
    "no code at all": (sale("21", vat_code="standard"), "vat_code"),
    "code and rate disagree": (sale("21", vat_code="PVM3"), "vat_code_rate"),
    "code of no rate, VAT charged": (sale("21", vat_code="PVM5"), "vat_code_rate"),
    "code after its time": (sale("9", vat_code="PVM2"), "vat_code_rate"),
    "code before its time": (sale("12", vat_code="PVM58", day=IN_2025), "vat_code_rate"),
    "7 no VAT to an EU consumer": (sale("0", destination=EU), "no_vat_charged"),
    "14 no VAT, pick-up in LT": (sale("0", buyer=BUSINESS), "no_vat_charged"),
    "14 a service without VAT at home": (sale("0", buyer=BUSINESS, item=SERVICE), "no_vat_charged"),
    "15 no VAT, LT number": (sale("0", destination=EU, buyer=LT_BUSINESS), "no_vat_charged"),
    "no VAT at home": (sale("0"), "no_vat_charged"),
    "9 OSS without a code": (sale("25.5", destination=EU, oss=True), "oss"),
    "9 a foreign rate without OSS": (sale("25.5", destination=EU), "oss"),
    "9 a code for OSS, but no OSS": (sale("25.5", destination=EU, oss_code="PVM100"), "oss"),
    "a foreign rate at home": (sale("25.5"), "vat_rate"),
    "a foreign rate outside the EU": (sale("25.5", destination=EXPORT, oss=True, oss_code="PVM100"), "vat_rate"),
    "export with VAT": (sale("21", destination=EXPORT), "export_with_vat"),
    "13 service to a consumer outside the EU": (sale("0", destination=EXPORT, item=SERVICE), "no_vat_charged"),
    "a service without VAT to an LT business": (
        sale("0", destination=EXPORT, item=SERVICE, buyer=LT_BUSINESS),
        "no_vat_charged",
    ),
    "16 VAT by who is no payer": (sale("21", seller=NONE), "seller_not_payer"),
    "17 VAT by a small business": (sale("5", seller=SVS), "seller_not_payer"),
    "18 gift card": (sale("0", item=GIFT_CARD), "gift_card"),
}


@pytest.mark.parametrize(("sold", "treatment"), TABLE.values(), ids=TABLE)
def test_a_row_of_the_table(sold, treatment):
    assert treat(sold) == treatment


@pytest.mark.parametrize(("sold", "code"), HELD.values(), ids=HELD)
def test_held_with_a_sentence(sold, code):
    with pytest.raises(Held) as caught:
        treat(sold)

    assert caught.value.code == code
    sentence = str(caught.value)
    assert "“Puodelis 100 %”" in sentence
    assert not re.search(r"%\(|%%", sentence), "every place is filled and every percent sign is one"


def test_sentences_tell_what_disagrees():
    with pytest.raises(Held, match=r"code PVM2, but was sold with 9 % VAT on 2026-01-01"):
        treat(sale("9", vat_code="PVM2"))
    with pytest.raises(Held, match=r"went outside the EU, yet 21 % VAT was charged.* export at 0 %\."):
        treat(sale("21", destination=EXPORT))


def test_the_seller_is_called_as_in_the_settings():
    assert [status.value for status in SellerStatus] == ["payer", "none", "svs"]


def test_the_rates_above_zero_by_day():
    assert rates_on(IN_2025) == (D(21), D(9), D(5))
    assert rates_on(IN_2026) == (D(21), D(12), D(5))


def test_no_rate_is_not_zero_percent():
    without = {code for code, row in VAT_CODES.items() if row.rate is None}

    assert without == {"PVM5", "PVM15", "PVM34", "PVM100"}
    assert {code for code, row in VAT_CODES.items() if row.rate == 0} == {"PVM12", "PVM13", "PVM14"}


def test_the_categories_are_those_of_en_16931():
    assert {code: row.category for code, row in VAT_CODES.items()} == {
        "PVM1": "S",
        "PVM2": "S",
        "PVM3": "S",
        "PVM58": "S",
        "PVM5": "E",
        "PVM12": "G",
        "PVM13": "K",
        "PVM14": "Z",
        "PVM15": "AE",
        "PVM34": "O",
        "PVM100": "O",
    }


def test_the_table_has_only_codes_of_the_classifier():
    assert all(re.fullmatch(r"PVM\d{1,3}", code) and row.code == code for code, row in VAT_CODES.items())


@given(
    st.builds(
        Sale,
        seller=st.sampled_from(SellerStatus),
        destination=st.sampled_from(Destination),
        buyer=st.sampled_from(BuyerStatus),
        item=st.sampled_from(ItemKind),
        rate=st.sampled_from([D(rate) for rate in ("0", "5", "9", "12", "21", "25.5")]),
        day=st.sampled_from([IN_2025, IN_2026]),
        title=st.text(max_size=5),
        vat_code=st.sampled_from(["", *VAT_CODES, "PVM25", "PVM999", "x"]),
        gift_cards=st.sampled_from(["hold", "line"]),
        oss=st.booleans(),
        oss_code=st.sampled_from(["", "PVM100"]),
    )
)
def test_a_treatment_never_charges_another_rate_than_the_shop_did(sold):
    try:
        treatment = treat(sold)
    except Held:
        return
    assert (treatment.rate or 0) == sold.rate
    if treatment.code and treatment.code != sold.oss_code:
        assert VAT_CODES[treatment.code].valid_on(sold.day)
        assert VAT_CODES[treatment.code].rate == treatment.rate
