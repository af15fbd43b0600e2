"""Texts on their way out and in."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from oscar_lt_accounting.providers.kit.answers import read_json, write_json
from oscar_lt_accounting.providers.kit.texts import clean_answer, clean_payload, lines, one_line, shortened
from oscar_lt_accounting.providers.kit.xml_records import read_records, write_record
from tests.domain.makers import D

# Whatever Unicode has, halves of characters and controls included.
any_text = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)
payloads = st.recursive(
    st.none() | st.booleans() | st.integers() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Puodelis", "Puodelis"),
        (" Puodelis \t mėlynas\r\n", "Puodelis mėlynas"),
        ("A\x00B\x1fC\x7fD\x85E", "A B C D E"),
        ("A\u00a0\u2003B", "A B"),
        ("half \ud83d of it", "half of it"),
        ("no XML \ufffe\uffff here", "no XML here"),
        ("😀 stays", "😀 stays"),
        ("\x00", ""),
    ],
)
def test_one_line(text: str, cleaned: str) -> None:
    assert one_line(text) == cleaned


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("A\r\nB\rC\nD\u2028E", "A\nB\nC\nD\nE"),
        ("A  \n\t B", "A\nB"),
        ("\n\nA\n\nB\n", "A\n\nB"),
        ("A\x07B", "A B"),
    ],
)
def test_lines(text: str, cleaned: str) -> None:
    assert lines(text) == cleaned


@pytest.mark.parametrize(
    ("most", "cut"),
    [(0, "Žalias puodelis"), (15, "Žalias puodelis"), (14, "Žalias puodel…"), (8, "Žalias…"), (2, "Ž…"), (1, "Ž")],
)
def test_what_is_too_long_shows_that_it_was_cut(most: int, cut: str) -> None:
    assert one_line("Žalias  puodelis ", most) == cut
    assert shortened("Žalias puodelis", most) == cut


@given(any_text, st.integers(0, 30))
def test_a_cleaned_text_stays_as_it_is(text: str, most: int) -> None:
    for clean in (one_line, lines):
        cleaned = clean(text, most)

        assert clean(cleaned, most) == cleaned
        assert not most or len(cleaned) <= most
        cleaned.encode()
    assert "\n" not in one_line(text)


@given(payloads)
def test_json_form_and_xml_always_carry_it(payload: Any) -> None:
    assert read_json(write_json(payload)) == clean_payload(payload)
    form = {"a": payload} if isinstance(payload, str) else {}
    sent = parse_qs(urlencode(clean_payload(form)), keep_blank_values=True)
    assert sent == {name: [lines(value)] for name, value in form.items()}


@given(any_text)
def test_xml_carries_it(text: str) -> None:
    document = write_record("item", {"name": text, "code": "<&>"})

    etree.fromstring(document)
    (record,) = read_records([document.encode()], "item")
    assert record == {"name": lines(text), "code": "<&>"}


def test_keys_are_not_touched() -> None:
    assert read_json(write_json({"a": " x "}, keys={"secret": " \t "})) == {"a": "x", "secret": " \t "}
    assert write_json(None, keys={"k": 1}) == b'{"k":1}'
    assert write_json({"sum": D("1.10")}) == b'{"sum":1.10}'


@given(payloads)
def test_what_comes_in_can_be_kept(payload: Any) -> None:
    text = repr(clean_answer(payload))

    assert "\\x00" not in text
    assert "\\ud8" not in text
    assert clean_answer(clean_answer(payload)) == clean_answer(payload)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a\\u0000":"b\\u0000","c":["\\ud800","\\uDFFF"]}', {"a\ufffd": "b\ufffd", "c": ["\ufffd", "\ufffd"]}),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"\\\\u0000"', "\\u0000"),
    ],
)
def test_answers_are_cleaned_when_they_are_read(body: bytes, value: Any) -> None:
    assert read_json(body) == value
