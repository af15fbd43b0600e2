"""What no parser ever sees: numbers of 5,000 digits, 40 kB of brackets, endless texts; also in a stream."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.providers.kit import streams
from oscar_lt_accounting.providers.kit.answers import read_json, write_json
from oscar_lt_accounting.providers.kit.bounds import DEEPEST, UnreadableError, check_json
from oscar_lt_accounting.providers.kit.streams import RowStream
from tests.domain.makers import D

HOSTILE = {
    "a number of 5,000 digits": b'{"a":' + b"9" * 5000 + b"}",
    "a fraction of 5,000 digits": b"[0." + b"1" * 5000 + b"]",
    "an exponent of 5,000 digits": b"[1e" + b"9" * 5000 + b"]",
    "40 kB of lists": b"[" * 40_000,
    "40 kB of lists, closed": b"[" * 20_000 + b"]" * 20_000,
    "40 kB of objects": b'{"a":' * 8_000,
    "brackets behind an escaped quote": b'["\\"",' + b"[" * 40_000,
    "brackets behind escaped backslashes": b'["\\\\\\\\",' + b"[" * 40_000,
    "brackets behind a quote outside of a text": b'[\\"' + b"[" * 40_000,
    "an endless text": b'["' + b"x" * 40_000_000,
    "a number in a row": b'{"data":[{"a":1},{"a":' + b"9" * 5000 + b"}]}",
    "lists in a row": b'{"data":[{"a":' + b"[" * 40_000,
    "lists around the rows": b'{"data":[' + b"[" * 40_000,
    "objects before the rows": b'{"other":' * 8_000,
    "closed more often than opened": b'{"data":[]}' + b"]" * 40_000,
    "a row without an end": b'{"data":[{"a":"' + b"x" * 40_000_000,
    "an envelope without an end": b'{"other":"' + b"x" * 40_000_000,
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_whole(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        read_json(body)


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_it_is_refused_in_a_stream(body: bytes) -> None:
    pieces = (body[start : start + 65536] for start in range(0, len(body), 65536))

    with pytest.raises(UnreadableError):
        list(RowStream(pieces, "data").rows())


# Half a gigabyte is room for Python and one row, not for an answer that grows.
_CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (600 * 1024 * 1024,) * 2)
from oscar_lt_accounting.providers.kit.answers import UnreadableError, read_json
from oscar_lt_accounting.providers.kit.streams import RowStream
sent = 0
def pieces():
    global sent
    for piece in (eval(sys.argv[1])):
        sent += len(piece)
        yield piece
count = 0
try:
    for row, mark in RowStream(pieces(), "data").rows():
        count += 1
except UnreadableError as error:
    print("unreadable", sent // 2**20, count)
else:
    print("read", sent // 2**20, count)
"""


def in_a_child(pieces: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, pieces], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        ("[b'[' * 65536] * 100_000", ["unreadable", "0", "0"]),
        ("[b'{\"data\":[{\"a\":'] + [b'9' * 65536] * 100_000", ["unreadable", "16", "0"]),
        ('[b\'{"data":[{"a":"\'] + [b\'x\' * 65536] * 100_000', ["unreadable", "16", "0"]),
        ("[b'{\"other\":['] + [b'1,' * 32768] * 100_000", ["unreadable", "8", "0"]),
        ("[b' ' * 65536] * 100_000", ["unreadable", "8", "0"]),
        ("[b'{\"data\":['] + [b'{\"a\":\"' + b'x' * 65536 + b'\"},'] * 10_000 + [b'{}]}']", ["read", "625", "10001"]),
    ],
)
def test_a_stream_takes_no_more_memory_than_a_row(pieces: str, read: list[str]) -> None:
    assert in_a_child(pieces) == read


def test_what_is_just_deep_enough_is_read() -> None:
    assert read_json(b"[" * DEEPEST + b"]" * DEEPEST)
    with pytest.raises(UnreadableError, match="deep"):
        read_json(b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1))


def test_digits_in_texts_are_texts() -> None:
    assert read_json(b'["' + b"9" * 5000 + b'"]') == ["9" * 5000]
    assert read_json(b'["\\"' + b"[" * 5000 + b'"]') == ['"' + "[" * 5000]


def test_a_shorter_bound_for_texts() -> None:
    check_json(b'["' + b"x" * 10 + b'"]', longest_text=10)
    with pytest.raises(UnreadableError, match="text"):
        check_json(b'["' + b"x" * 11 + b'"]', longest_text=10)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)
rows = st.lists(st.dictionaries(st.sampled_from(["a", "data", 'q"', "\\"]), json_values, max_size=3), max_size=4)


@given(rows=rows, other=json_values, size=st.integers(1, 40), first=st.booleans(), mixed=st.booleans())
def test_a_stream_reads_what_a_parser_reads(rows: Any, other: Any, size: int, first: bool, mixed: bool) -> None:
    listed = [*rows, 1, None, [{"a": 1}]] if mixed else rows
    inside = {"data": listed, "other": other} if first else {"other": other, "data": listed}
    body = json.dumps({"x": {"data": [{"no": 1}]}, "result": inside}).encode()
    stream = RowStream((body[start : start + size] for start in range(0, len(body), size)), "result", "data")

    found = list(stream.rows())

    assert [row for row, _mark in found] == read_json(json.dumps(rows).encode())
    whole = read_json(body)
    whole["result"]["data"] = [None if isinstance(one, dict) else one for one in whole["result"]["data"]]
    assert stream.rest == whole


@given(st.binary(max_size=60) | json_values.map(write_json).map(lambda body: body[: len(body) // 2]))
def test_whatever_comes_is_read_or_unreadable(body: bytes) -> None:
    for place in ((), ("data",)):
        stream = RowStream([body[:7], body[7:]], *place)
        try:
            list(stream.rows())
        except UnreadableError:
            continue
        read_json(body)


def test_a_bare_list() -> None:
    stream = RowStream([b'[{"a":1.50},', b'{"b":[{}]}]'])

    assert [row for row, _mark in stream.rows()] == [{"a": D("1.50")}, {"b": [{}]}]
    assert stream.rest == [None, None]


def test_the_fingerprint_is_over_the_raw_bytes() -> None:
    (first, second, third) = (
        mark for _row, mark in RowStream([b'{"data":[{"a":1}, {"a":1},{"a": 1}]}'], "data").rows()
    )

    assert first == second
    assert first != third


@pytest.mark.parametrize(
    "body",
    [
        b'{"data":[{"a":1}',
        b'{"data":[{"a":1}]',
        b'{"data":[{"a":1}]} trailing',
        b'{"data":[{"a":1,"a":2}]}',
        b'{"data":[{"a":1}],"data":[{"b":1}]}',
        b'{"data":[{"a":NaN}]}',
        b'{"data":[{"a":1} {"b":1}]}',
        b'{"data":[{"a":1},]}',
        b'{"data":[{"a":1}}',
        b"<html>",
        b"",
    ],
)
def test_what_is_no_strict_json(body: bytes) -> None:
    with pytest.raises(UnreadableError):
        list(RowStream([body], "data").rows())


def test_rows_under_a_name_that_is_written_in_another_way_are_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    for body in (b'{"d\\u0061ta":[{"a":1}]}', b'{"data":[{"a":1}],"d\\u0061ta":[]}'):
        with pytest.raises(UnreadableError):
            list(RowStream([body], "data").rows())
    monkeypatch.setattr(streams, "LARGEST_REST", 10)
    with pytest.raises(UnreadableError, match="too large"):
        list(RowStream([b'{"other":[{"a":1}]}'], "data").rows())
