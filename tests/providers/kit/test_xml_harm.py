"""XML that means harm, and XML that is only odd (measurements.md §3.5)."""

from __future__ import annotations

import tracemalloc

import pytest

from oscar_lt_accounting.providers.kit.bounds import UnreadableError
from oscar_lt_accounting.providers.kit.xml_records import read_records, write_record

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
HOSTILE = {
    "billion laughs": f'<!DOCTYPE root [<!ENTITY a "aaaaaaaaaa">{LAUGHS}]><root><item><id>&j;</id></item></root>',
    "quadratic": '<!DOCTYPE root [<!ENTITY a "' + "a" * 10_000 + '">]><root><item>' + "&a;" * 1_000 + "</item></root>",
    "external file": '<!DOCTYPE root [<!ENTITY x SYSTEM "file:///etc/hostname">]><root><item><id>&x;</id></item></root>',
    "external DTD": '<!DOCTYPE root SYSTEM "http://127.0.0.1:9/d"><root><item/></root>',
    "plain DOCTYPE": "<!DOCTYPE root><root><item><id>1</id></item></root>",
    "laughs in an attribute": f'<!DOCTYPE root [<!ENTITY a "aaaaaaaaaa">{LAUGHS}]><root><item id="&j;"/></root>',
    "parameter entity": '<!DOCTYPE root [<!ENTITY % x SYSTEM "file:///etc/hostname"> %x;]><root><item/></root>',
    "attribute in the DTD": '<!DOCTYPE root [<!ATTLIST item id CDATA "7">]><root><item/></root>',
    "undefined entity": "<root><item><id>&nothing;</id></item></root>",
    "deep": "<root>" + "<a>" * 100 + "</a>" * 100 + "</root>",
    "very deep": "<root>" + "<a>" * 100_000,
    "a huge text": "<root><item><id>" + "x" * (11 << 20) + "</id></item></root>",
    "a record without an end": "<root><item>" + "<a/>" * 10_000 + "</item></root>",
    "a record of long texts": "<root><item>" + f"<a>{'x' * 100_000}</a>" * 110 + "</item></root>",
    "text without an end": "<root>" + ("x" * 1000 + "<!-- -->") * 11_000 + "</root>",
    "a zero byte": "<root><item>\0</item></root>",
    "truncated": "<root><item><id>1</id></item><item>",
    "a web page": "<html><body><p>503<br></body></html>",
    "another root": "<items><item/></items>",
    "two roots": "<root/><root/>",
    "nothing": "",
    "text": "login",
}


def read(text, *, piece=1000):
    data = text if isinstance(text, bytes) else text.encode()
    return list(read_records((data[i : i + piece] for i in range(0, len(data), piece)), "item"))


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("piece", [7, 65536])
def test_hostile_and_broken_xml_is_refused(name, piece):
    text = HOSTILE[name]
    if len(text) > 1_000_000 and piece < 100:
        piece = 4096
    with pytest.raises(UnreadableError):
        read(text, piece=piece)


@pytest.mark.parametrize("encoding", ["no-such-encoding", "UTF-16"])
def test_a_wrong_encoding_is_refused(encoding):
    with pytest.raises(UnreadableError):
        read(f'<?xml version="1.0" encoding="{encoding}"?><root><item><id>ą</id></item></root>')


def test_other_encodings_are_read():
    text = '<?xml version="1.0" encoding="windows-1257"?><root><item><kodas>ąžuolas</kodas></item></root>'
    assert read(text.encode("windows-1257")) == [{"kodas": "ąžuolas"}]


def test_elements_come_one_by_one_with_lists_inside():
    text = (
        HEAD + b"<root><!-- no --><?no no?><other><id>9</id></other><item><id> 1 </id><empty/>"
        b"<Stocks><Stock><WarehouseId>1</WarehouseId><Quantity>2.0000</Quantity></Stock></Stocks></item>"
        b"<item><item><id>inside</id></item></item></root>"
    )
    assert read(text) == [
        {"id": "1", "empty": "", "Stocks": [{"WarehouseId": "1", "Quantity": "2.0000"}]},
        {"item": [{}]},
    ]


def test_an_empty_root_has_nothing():
    assert read("<root/>") == []


def test_a_list_may_be_large_when_its_records_are_not():
    picture = b"<item><Nuotrauka>" + b"x" * (1 << 20) + b"</Nuotrauka></item>"
    assert sum(1 for _ in read_records([b"<root>", *[picture] * 30, b"</root>"], "item")) == 30


def test_a_record_is_given_out_before_the_next_one_comes():
    def export():
        yield b"<root><item><id>1</id></item><item>"
        raise AssertionError("read on without need")

    assert next(read_records(export(), "item")) == {"id": "1"}


def test_what_was_read_is_forgotten():
    def export(items):
        yield b"<root>"
        for number in range(items):
            yield f"<item><id>{number}</id><pavadinimas>{'x' * 300}</pavadinimas></item>".encode()
        yield b"</root>"

    def peak(items):
        tracemalloc.start()
        count = sum(1 for _ in read_records(export(items), "item"))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert count == items
        return most

    small = peak(200)
    assert peak(4000) < 2 * small + 100_000


def test_what_xml_forbids_is_left_out_and_the_rest_is_escaped():
    assert write_record("item", {"kodas": "a<b>&\x00\x0b\ud800c", "x": ""}) == (
        "<root><item><kodas>a&lt;b&gt;&amp;\nc</kodas><x></x></item></root>"
    )
