"""XML in pieces: records one after another, and nothing that means harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.providers.kit import xml_records
from oscar_lt_accounting.providers.kit.bounds import UnreadableError
from oscar_lt_accounting.providers.kit.xml_records import Record, read_records, write_record

LIST = b"<root><item><id>1</id><Stocks><Stock><q>2</q></Stock><Stock/></Stocks></item><x/><item><id/></item></root>"


def read(body: bytes, size: int = 7, root: str = "root") -> list[Record]:
    return list(read_records((body[at : at + size] for at in range(0, len(body), size)), "item", root))


@given(st.integers(1, 120))
def test_records_in_pieces_of_any_size(size: int) -> None:
    assert read(LIST, size) == [{"id": "1", "Stocks": [{"q": "2"}, {}]}, {"id": ""}]


def test_another_root_where_it_is_asked_for() -> None:
    assert read(LIST.replace(b"root>", b"api>"), root="api") == read(LIST)


HOSTILE = {
    "another root": LIST.replace(b"root>", b"html>"),
    "a document type": b'<!DOCTYPE root [<!ENTITY a "b">]>' + LIST,
    "an entity that is nowhere": b"<root><item><id>&a;</id></item></root>",
    "40 kB of nesting": b"<root>" + b"<a>" * 14_000,
    "many elements": b"<root><item>" + b"<a/>" * 20_000,
    "a cut": LIST[:-7],
    "two roots": LIST + LIST,
    "JSON": b'{"success": 0}',
    "nothing": b"",
    "an encoding that nobody knows": b'<?xml version="1.0" encoding="nobody"?>' + LIST,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_list(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read(body, 4096)


def test_a_record_without_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_records, "_LARGEST_RECORD", 1000)

    with pytest.raises(UnreadableError):
        read(b"<root><item><id>" + b"x" * 2000)
    assert len(read(b"<root>" + b"<item><id>x</id></item>" * 500 + b"</root>")) == 500


@given(st.binary(max_size=80))
def test_whatever_comes_is_read_or_unreadable(body: bytes) -> None:
    try:
        read(body)
    except UnreadableError:
        return
    assert b"root" in body


def test_a_record_is_written_and_read_back() -> None:
    document = write_record("item", {"id": "1", "name": " A & B\x00 "}, "api")

    assert read(document.encode(), root="api") == [{"id": "1", "name": "A & B"}]
