"""Strict JSON in and out."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from oscar_lt_accounting.providers.kit.answers import Answer, UnreadableError, read_json, write_json
from oscar_lt_accounting.providers.kit.texts import clean_answer, clean_payload
from tests.domain.makers import D

UNREADABLE = {
    "nothing": b"",
    "blanks": b" \r\n",
    "not a number": b'{"total":NaN}',
    "infinity": b'{"total":Infinity}',
    "minus infinity": b"[-Infinity]",
    "a key given twice": b'{"id":1,"id":2}',
    "a key given twice, deeper": b'[{"a":{"id":1,"id":1}}]',
    "too large for any use": b"1e309",
    "forty digits before the point": b"1e40",
    "too small for any use": b"1e-40",
    "an exponent beyond counting": b"1e99999999999999999999",
    "a million of arrays": b"[" * 100_000,
    "closed again": b"[" * 100_000 + b"]" * 100_000,
    "a million of objects": b'{"a":' * 100_000,
    "too many digits": b"9" * 5000,
    "invalid UTF-8": b'{"name":"\xff"}',
    "Lithuanian of the nineties": '{"name":"Žąsis"}'.encode("cp1257"),
    "half of a character": b'"\xed\xa0\x80"',
    "UTF-16": '{"id":1}'.encode("utf-16"),
    "UTF-16 without a mark": '{"id":1}'.encode("utf-16-le"),
    "UTF-32": '{"id":1}'.encode("utf-32"),
    "cut": b'{"id":1',
    "two answers": b"{}{}",
    "a page": b"<!DOCTYPE html><html></html>",
    "single quotes": b"{'id':1}",
    "a trailing comma": b'{"id":1,}',
    "a comment": b"{} // ok",
    "a raw line break": b'"a\nb"',
    "NUL": b"\x00",
    "hexadecimal": b"0x10",
    "a leading zero": b"007",
    "a plus": b"+1",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_not_strict_json_is_unreadable(body):
    with pytest.raises(UnreadableError):
        read_json(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b'\xef\xbb\xbf{"id":1}', {"id": 1}),
        (b'{"total":24.280}', {"total": D("24.280")}),
        (b"0.1", D("0.1")),
        (b"-1.5e3", D("-1.5e3")),
        (b"1e39", D("1e39")),
        (b"1e-39", D("1e-39")),
        (b"0.0", D("0.0")),
        (b"12", 12),
        (b"null", None),
        (b'"\\u017d"', "Ž"),
        (b"9" * 40, int("9" * 40)),
    ],
)
def test_values_keep_every_digit(body, value):
    read = read_json(body)

    assert read == value
    assert repr(read) == repr(value)


def test_the_reason_does_not_repeat_the_answer():
    with pytest.raises(UnreadableError, match="not readable as JSON: JSONDecodeError") as caught:
        read_json(b"s3cret")

    assert "s3cret" not in repr(caught.value)
    assert caught.value.__suppress_context__


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(-1000, 1000, places=4),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


cut_json = st.tuples(json_values.map(write_json), st.integers(0, 60)).map(lambda drawn: drawn[0][: drawn[1]])


@given(st.binary() | cut_json)
@example(b"[" * 50_000)
def test_no_bytes_do_anything_but_be_read_or_be_unreadable(body):
    answer = Answer(status=200, headers={}, body=body)
    try:
        value = answer.json()
    except UnreadableError:
        return
    json.dumps(value, default=str, allow_nan=False)
    assert float not in types_in(value)


def types_in(value):
    if isinstance(value, dict):
        return {kind for item in value.values() for kind in types_in(item)}
    if isinstance(value, list):
        return {kind for item in value for kind in types_in(item)}
    return {type(value)}


@given(json_values)
def test_what_is_written_is_read_back_equal_but_for_what_was_cleaned(value):
    assert read_json(write_json(value)) == clean_answer(clean_payload(value))


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("24.20", b"24.20"),
        ("24.1999", b"24.1999"),
        ("0.00", b"0.00"),
        ("12.1000", b"12.1000"),
        ("-0.10", b"-0.10"),
        ("100", b"100"),
        ("12345678901234567890.12", b"12345678901234567890.12"),
    ],
)
def test_amounts_are_written_digit_for_digit(amount, written):
    assert write_json({"sum": Decimal(amount)}) == b'{"sum":' + written + b"}"


def test_texts_are_written_as_utf8_without_blanks_between():
    assert write_json({"name": "Žąsis / „ąžuolas“", "ok": [1, True, None]}) == (
        '{"name":"Žąsis / „ąžuolas“","ok":[1,true,null]}'.encode()
    )


def test_no_amount_is_no_amount():
    with pytest.raises(ValueError, match="JSON"):
        write_json({"sum": D("NaN")})


def test_an_answer_reads_its_own_body():
    assert Answer(status=200, headers={}, body=b'{"total":12.10}').json() == {"total": D("12.10")}


def test_an_answer_has_a_text_even_when_its_bytes_have_none():
    assert Answer(status=200, headers={}, body=b"\xc5\xbd \xff").text == "Ž \ufffd"
