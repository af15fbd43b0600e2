"""Payloads as tables, and the settings and products that several systems share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import Buyer, LineKind, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Misconfigured, Uncertain
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Absent, Finding, Found, Inconclusive, Setting
from oscar_lt_accounting.providers.kit import settings
from oscar_lt_accounting.providers.kit.fields import Field, Fields, filled, is_empty
from oscar_lt_accounting.providers.kit.finding import by_reference, created_id
from oscar_lt_accounting.providers.kit.products import (
    known_by_code,
    need_code,
    price_as,
    product_of,
    typed_id,
    vat_percent,
)
from tests.domain.makers import COMPANY, D, row

SYSTEM = "Plain Books"
TABLE: Fields[Buyer] = Fields(
    Field("title", lambda buyer: buyer.name, max_length=12, cut=False, required=True, label="name"),
    Field("town", lambda buyer: buyer.address.city, max_length=5),
    Field("company", lambda buyer: buyer.is_company),
    Field("mail", lambda buyer: buyer.email),
    Field("phone", lambda buyer: buyer.phone, keep=True),
)


def test_a_table_is_written() -> None:
    buyer = replace(COMPANY, name=" UAB \t Klientas ", address=replace(COMPANY.address, city="Marijampolė"))

    assert TABLE.write(buyer, system=SYSTEM) == {
        "title": "UAB Klientas",
        "town": "Mari…",
        "company": True,
        "phone": "",
    }


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        ("", "buyer_incomplete", r"^Plain Books needs this .* has none: name\. Complete"),
        (" \t", "buyer_incomplete", "has none: name"),
        ("UAB Klientas ir Ko", "buyer_too_long", r"^name: “UAB Klientas ir Ko” is too long for Plain Books, .* 12 "),
    ],
)
def test_what_the_table_cannot_express_is_held(name: str, code: str, sentence: str) -> None:
    with pytest.raises(Held, match=sentence) as caught:
        TABLE.write(replace(COMPANY, name=name), system=SYSTEM)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("value", "empty"), [(None, True), ("", True), ([], True), ({}, True), (0, False), (False, False)]
)
def test_what_is_empty(value: Any, empty: bool) -> None:
    assert is_empty(value) is empty
    assert filled({"a": value}) == ({} if empty else {"a": value})


SETTINGS: Mapping[str, Setting] = {
    setting.name: setting
    for setting in (
        settings.api_key("key", "In Plain Books."),
        settings.delivery_product(),
        settings.surcharge_product(pattern=settings.CODE),
        settings.rounding_product(),
        settings.currency(),
        settings.language("lang", (("lt", "Lithuanian"), ("en", "English")), "lt"),
        settings.location(),
        settings.flag("on", "Switched on", default=True),
    )
}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("key", "anything", ""),
        ("delivery_product_id", "15", "A"),
        ("surcharge_product_id", "A 1", " A"),
        ("rounding_product_id", "15", "0"),
        ("currency", "EUR", "eur"),
        ("lang", "en", "de"),
        ("location", "WH", " WH"),
        ("on", False, "no"),
    ],
)
def test_shared_settings(name: str, good: Any, bad: Any) -> None:
    assert SETTINGS[name].read(good) == good
    with pytest.raises(Misconfigured):
        SETTINGS[name].read(bad)
    assert SETTINGS[name].secret is (name == "key")


@pytest.mark.parametrize(("surcharge", "used"), [("", "1"), ("2", "2")])
def test_products_of_services(surcharge: str, used: str) -> None:
    values = {"d": "1", "s": surcharge}

    assert settings.service_products(values, delivery="d", surcharge="s") == {
        LineKind.SHIPPING: "1",
        LineKind.SURCHARGE: used,
    }


SERVICES = {LineKind.SHIPPING: "7", LineKind.SURCHARGE: ""}


@pytest.mark.parametrize(
    ("kind", "linked", "product", "code"),
    [
        (LineKind.GOODS, "5", "5", ""),
        (LineKind.SHIPPING, "", "7", ""),
        (LineKind.SHIPPING, "5", "5", ""),
        (LineKind.GOODS, "", "", "no_link"),
        (LineKind.SURCHARGE, "", "", "no_link"),
        (LineKind.GOODS, "A", "", "remote_id"),
    ],
)
def test_the_product_of_a_row(kind: LineKind, linked: str, product: str, code: str) -> None:
    line = replace(row(), kind=kind)
    if not code:
        assert product_of(line, linked, SERVICES, system=SYSTEM, pattern=r"\d+") == product
        return
    with pytest.raises(Held, match=r"Plain Books.*“Puodelis”|“Puodelis”.*Plain Books") as caught:
        product_of(line, linked, SERVICES, system=SYSTEM, pattern=r"\d+")
    assert caught.value.code == code


def test_typed_ids() -> None:
    assert typed_id("007", "warehouse", system=SYSTEM) == 7
    for text in ("", "0", "A", "7 ", "²"):
        with pytest.raises(Held, match="Plain Books wants an id for warehouse"):
            typed_id(text, "warehouse", system=SYSTEM)


WANTED = RemoteProduct(remote_id="", code="A", name="Puodelis", price=D("12.10"), price_includes_vat=True)


def there(*codes: str) -> list[RemoteProduct]:
    return [RemoteProduct(remote_id=str(number), code=code) for number, code in enumerate(codes, 1)]


def test_a_product_is_known_by_its_code() -> None:
    assert need_code(WANTED, system=SYSTEM) == "A"
    assert known_by_code(there("B", " A "), WANTED, system=SYSTEM) == RemoteProduct(remote_id="2", code=" A ")
    assert known_by_code(there("B", "a"), WANTED, system=SYSTEM) is None
    with pytest.raises(Held, match="Plain Books has 2 products with the code A"):
        known_by_code(there("A", "A"), WANTED, system=SYSTEM)
    with pytest.raises(Held, match="Plain Books needs a code for “Puodelis”"):
        need_code(replace(WANTED, code=""), system=SYSTEM)


@pytest.mark.parametrize(
    ("given_", "rate"), [("21", D(21)), ("5.5", D("5.5")), ("PVM1", D(21)), ("pvm2", D(9)), ("", None), ("0", D(0))]
)
def test_vat_percentages(given_: str, rate: Decimal | None) -> None:
    assert vat_percent(given_, system=SYSTEM) == rate


@pytest.mark.parametrize("given_", ["abc", "121", "-5", "٣"])
def test_what_is_no_percentage(given_: str) -> None:
    with pytest.raises(Held, match=f"“{given_}” is set"):
        vat_percent(given_, system=SYSTEM)


@pytest.mark.parametrize(
    ("includes", "gross", "rate", "price"),
    [
        (True, True, None, "12.10"),
        (True, False, D(21), "10.0000"),
        (False, True, D(21), "14.6410"),
        (False, False, None, "12.10"),
        (None, False, D(21), "12.10"),
        (True, False, None, None),
    ],
)
def test_prices(includes: bool | None, gross: bool, rate: Decimal | None, price: str | None) -> None:
    found = price_as(replace(WANTED, price_includes_vat=includes), rate, gross=gross, decimals=4)

    assert (None if found is None else str(found)) == price


@given(st.decimals(0, 10_000, places=2), st.sampled_from([D(21), D(9), D(5), D(0)]))
def test_a_price_comes_back(price: Decimal, rate: Decimal) -> None:
    net = price_as(replace(WANTED, price=price), rate, gross=False, decimals=4)
    assert net is not None
    back = price_as(replace(WANTED, price=net, price_includes_vat=False), rate, gross=True, decimals=2)
    assert back == price


def find(rows: list[dict[str, Any]], **options: Any) -> Finding:
    return by_reference(
        rows,
        is_ours=lambda row: row.get("oid") == "R1",
        read=lambda row: RemoteDocument(remote_id=str(row["id"]), number=row.get("number", "")),
        reference="R1",
        system=SYSTEM,
        **options,
    )


OURS, OTHER = {"id": 1, "oid": "R1", "number": "A1"}, {"id": 2, "oid": "R12"}


def test_finding_by_reference() -> None:
    assert find([]) == Absent()
    assert find([OURS]) == Found(document=RemoteDocument(remote_id="1", number="A1"))
    assert find([OTHER, OURS], exact=False) == Found(document=RemoteDocument(remote_id="1", number="A1"))


def test_a_filter_that_was_ignored_or_cut_off_proves_nothing() -> None:
    assert find([OTHER]) == Inconclusive(reason="other documents were returned")
    assert find([OTHER] * 3, exact=False, full=3) == Inconclusive(reason="a full page without ours")
    assert find([OTHER] * 2, exact=False, full=3) == Absent()
    assert find([], full=3) == Absent()


def test_several_are_for_a_person() -> None:
    finding = find([OURS, {**OURS, "id": 3, "number": ""}])

    assert isinstance(finding, Inconclusive)
    assert finding.for_a_person
    assert finding.problem is not None
    assert str(finding.problem).startswith("Plain Books has several documents with the shop reference R1: A1, 3.")


def test_ids_of_what_was_created() -> None:
    assert created_id(7, system=SYSTEM) == "7"
    assert created_id("7", system=SYSTEM, read_back=lambda made: made == "7") == "7"
    assert created_id("ab-1", system=SYSTEM, pattern=r"[a-z0-9-]+") == "ab-1"


@pytest.mark.parametrize("value", [None, 0, "", "x", True, [7], {"id": 7}])
def test_an_id_that_is_none_is_a_doubt(value: object) -> None:
    with pytest.raises(Uncertain, match=r"^Plain Books accepted it") as caught:
        created_id(value, system=SYSTEM)
    assert caught.value.code == "no_id"


def test_an_id_that_is_not_found_again_is_a_doubt() -> None:
    with pytest.raises(Uncertain):
        created_id(7, system=SYSTEM, read_back=lambda made: False)
