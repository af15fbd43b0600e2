from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import (
    DOCUMENT_KINDS,
    Address,
    Buyer,
    CreditNote,
    Document,
    InvoiceLine,
    LineKind,
    Payment,
)
from oscar_lt_accounting.domain.snapshot import freeze, thaw
from tests.domain.makers import COMPANY, invoice, row
from tests.domain.strategies import documents


def plain_values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [value_inside for item in value.values() for value_inside in plain_values(item)]
    if isinstance(value, list):
        return [value_inside for item in value for value_inside in plain_values(item)]
    return [value]


@given(documents())
def test_a_document_comes_back_from_json_as_it_was(made: Document):
    snapshot = freeze(made)

    back = thaw(json.loads(json.dumps(snapshot)))

    assert back == made
    assert type(back) is type(made)
    assert freeze(back) == snapshot


@given(documents())
def test_there_is_no_float_anywhere_in_a_snapshot(made: Document):
    assert {type(value_inside) for value_inside in plain_values(freeze(made))} <= {str, int, bool, type(None)}


def test_amounts_are_kept_digit_for_digit():
    line = freeze(invoice(row("10.00", "2.1000")))["document"]["lines"][0]

    assert (line["net"], line["vat"], line["gross"]) == ("10.00", "2.1000", "12.1000")


def test_a_snapshot_made_before_a_field_existed_gets_its_default():
    snapshot = freeze(invoice(warehouse="WH1"))
    del snapshot["document"]["warehouse"]

    assert thaw(snapshot) == invoice(warehouse="")


def test_a_field_that_no_longer_exists_is_passed_over():
    snapshot = freeze(invoice())
    snapshot["document"]["mood"] = "good"

    assert thaw(snapshot) == invoice()


def test_what_version_1_wrote_is_read_for_ever():
    kept = {
        "version": 1,
        "kind": "credit_note",
        "document": {
            "reference": "shop1:100045:1:cn",
            "shop_id": "shop1",
            "order_id": 45,
            "order_number": "100045",
            "day": "2026-01-15",
            "supply_day": "2026-01-14",
            "currency": "EUR",
            "buyer": {"name": "Jonas"},
            "lines": [
                {
                    "kind": kind,
                    "title": "Puodelis",
                    "quantity": "2",
                    "net": "10.00",
                    "vat": "2.10",
                    "gross": "12.10",
                    "gross_before_discount": "12.10",
                    "rate": "21",
                }
                for kind in ("goods", "service", "shipping", "surcharge", "gift_card")
            ],
            "payments": [{"method": "card", "amount": "60.50"}],
            "original_number": "INV1",
            "original_day": "2026-01-01",
        },
    }

    back = thaw(kept)

    line: dict[str, Any] = {
        "title": "Puodelis",
        "quantity": Decimal(2),
        "net": Decimal("10.00"),
        "vat": Decimal("2.10"),
        "gross": Decimal("12.10"),
        "gross_before_discount": Decimal("12.10"),
        "rate": Decimal(21),
    }
    unsaid: dict[str, Any] = {
        "sku": "",
        "unit": "vnt.",
        "vat_code": "",
        "remote_vat": "",
        "remote_id": "",
        "remote_code": "",
        "order_line": None,
    }
    nowhere = Address(name="", street="", city="", region="", postcode="", country="")
    assert back == CreditNote(
        reference="shop1:100045:1:cn",
        shop_id="shop1",
        order_id=45,
        order_number="100045",
        sequence=1,
        partner_key="",
        series="",
        number="",
        day=date(2026, 1, 15),
        supply_day=date(2026, 1, 14),
        due_day=None,
        currency="EUR",
        language="lt",
        prices_include_vat=True,
        warehouse="",
        buyer=Buyer(
            name="Jonas",
            is_company=False,
            company_code="",
            vat_code="",
            email="",
            phone="",
            address=nowhere,
            customer_code="",
        ),
        delivery=nowhere,
        lines=tuple(InvoiceLine(kind=kind, units=Decimal(1), **line, **unsaid) for kind in LineKind),
        payments=(Payment(method="card", amount=Decimal("60.50"), reference="", day=None, remote_code=""),),
        notes=(),
        rows=None,
        not_deducted=(),
        original_number="INV1",
        original_day=date(2026, 1, 1),
        original_remote_id="",
        reason="",
    )


@pytest.mark.parametrize("version", [0, 3, "1", None, [1]])
def test_a_snapshot_of_another_version_is_refused(version):
    with pytest.raises(ValueError, match="cannot read"):
        thaw({**freeze(invoice()), "version": version})


@pytest.mark.parametrize("kind", ["", "order", None, 1, ["invoice"], {}])
def test_a_snapshot_of_an_unknown_kind_is_refused(kind):
    with pytest.raises(ValueError, match="cannot read"):
        thaw({**freeze(invoice()), "kind": kind})


def test_an_empty_snapshot_is_refused():
    with pytest.raises(ValueError, match="cannot read"):
        thaw({})


JUNK: list[Any] = [None, True, 5, 1.5, "x", "", [], ["x"], [[]], {}, {"x": 1}, [0, [1], 0]]


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_a_document_that_is_something_else_is_damaged(junk):
    with pytest.raises(ValueError, match="damaged"):
        thaw({"version": 1, "kind": "invoice", "document": junk})


@pytest.mark.parametrize(
    ("field", "junk"),
    [
        ("reference", 5),
        ("reference", None),
        ("order_id", "45"),
        ("order_id", True),
        ("prices_include_vat", "true"),
        ("prices_include_vat", 1),
        ("day", "yesterday"),
        ("day", 20260115),
        ("day", None),
        ("due_day", 5),
        ("currency", "EURO"),
        ("buyer", None),
        ("buyer", []),
        ("buyer", {}),
        ("lines", None),
        ("lines", []),
        ("lines", "abc"),
        ("lines", {}),
        ("lines", {"a": 1}),
        ("lines", [None]),
        ("payments", [5]),
        ("notes", [5]),
        ("notes", "abc"),
    ],
)
def test_a_damaged_field_is_found(field, junk):
    snapshot = freeze(invoice(buyer=COMPANY))
    snapshot["document"][field] = junk

    with pytest.raises(ValueError, match=r"damaged|currency|without rows|Invalid isoformat"):
        thaw(snapshot)


@pytest.mark.parametrize(
    ("field", "junk"),
    [
        ("net", "ten"),
        ("net", 10.0),
        ("net", 10),
        ("net", None),
        ("net", [0, [1], 0]),
        ("net", "NaN"),
        ("net", "Infinity"),
        ("net", "11.00"),
        ("quantity", "0"),
        ("quantity", "NaN"),
        ("quantity", "Infinity"),
        ("units", "sNaN"),
        ("kind", "bribe"),
        ("kind", None),
        ("rate", 21),
        ("rate", []),
        ("rate", "NaN"),
    ],
)
def test_a_damaged_row_is_found(field, junk):
    snapshot = freeze(invoice())
    snapshot["document"]["lines"][0][field] = junk

    with pytest.raises(ValueError, match=r"."):
        thaw(snapshot)


def test_a_missing_field_without_a_default_is_found():
    for field in ("reference", "buyer", "lines", "day"):
        snapshot = freeze(invoice())
        del snapshot["document"][field]
        with pytest.raises(ValueError, match="damaged"):
            thaw(snapshot)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(documents(), st.data(), anything)
def test_any_damage_is_a_value_error_or_another_document(made, data, junk):
    snapshot = json.loads(json.dumps(freeze(made)))
    place: Any = snapshot["document"]
    key = data.draw(st.sampled_from(sorted(place)))
    if isinstance(place[key], dict) and data.draw(st.booleans()):
        place = place[key]
        key = data.draw(st.sampled_from(sorted(place)))
    elif isinstance(place[key], list) and place[key] and isinstance(place[key][0], dict):
        place = place[key][0]
        key = data.draw(st.sampled_from(sorted(place)))
    place[key] = junk

    try:
        back = thaw(snapshot)
    except ValueError:
        return
    assert type(back) is DOCUMENT_KINDS[snapshot["kind"]]
    json.dumps(freeze(back), allow_nan=False)
