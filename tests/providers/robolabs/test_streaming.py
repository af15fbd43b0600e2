"""A list as it arrives: the rows, and what the envelope says besides."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import Rejected, Throttled, Unavailable
from oscar_lt_accounting.providers.kit.answers import read_json
from oscar_lt_accounting.providers.kit.bounds import UnreadableError
from oscar_lt_accounting.providers.kit.streams import RowStream
from tests.domain.makers import D
from tests.providers.robolabs import said

ROWS = [{"code": "A", "qty_on_hand": 5.25, "name": "Ąžuolas"}, {"code": "B", "qty_on_hand": 2, "tags": [1, {"a": 2}]}]


def text_answer(text: str) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(text), text.encode())


def read(text: str, *, pieces: int = 7) -> tuple[list[dict[str, Any]], Any]:
    body = text.encode()
    envelope = RowStream((body[start : start + pieces] for start in range(0, len(body), pieces)), "result", "data")
    return [row for row, _mark in envelope.rows()], envelope.rest


def test_rows_and_the_rest_in_whatever_order_they_come() -> None:
    for result in ({"status_code": "200", "data": ROWS}, {"data": ROWS, "status_code": "200"}):
        rows, rest = read(json.dumps({"jsonrpc": "2.0", "id": None, "result": result}))
        assert rows == [
            {"code": "A", "qty_on_hand": D("5.25"), "name": "Ąžuolas"},
            {"code": "B", "qty_on_hand": 2, "tags": [1, {"a": 2}]},
        ]
        assert rest == {"jsonrpc": "2.0", "id": None, "result": {"status_code": "200", "data": [None, None]}}


@pytest.mark.parametrize(
    "envelope",
    [
        {"result": {"code": 200, "data": {"api_job_id": 7}}},
        {"result": {"data": None}},
        {"result": {"data": [1, "a", None, []]}},
        {"error": {"message": "No", "data": {"a": 1}}},
        {"result": {"status_code": 403, "error": "No"}},
        [{"result": {"data": ROWS}}],
    ],
)
def test_what_has_no_rows(envelope: Any) -> None:
    assert read(json.dumps(envelope)) == ([], read_json(json.dumps(envelope).encode()))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>",
        '{"result": {"data": [{"code": "A"',
        '{"result": {"data": [{"code": "A", "code": "B"}]}}',
        '{"result": {"status_code": 200, "status_code": 500}}',
        '{"result": {"data": [NaN]}}',
        '{"result": {"data": [{"code": "\\ud800"}]}} trailing',
    ],
)
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(UnreadableError):
        read(text)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (said("429", [], error="per minute"), Throttled),
        (said("400", [], error="no such warehouse"), Rejected),
        (said("200", {"a": 1}), Unavailable),
        (said("200", "none"), Unavailable),
        (b"HTTP/1.1 503 Down\r\nContent-Length: 4\r\n\r\nDown", Unavailable),
    ],
)
def test_a_warehouse_that_is_not_told(firm, reply, error) -> None:
    firm.books.on("products", reply)
    with pytest.raises(error):
        list(firm.provider().stock_levels("WH"))


def test_each_row_has_a_fingerprint_that_changes_with_it(firm) -> None:
    firm.books.on("products", said("200", ROWS), said("200", [{**ROWS[0], "name": "Kitas"}, ROWS[1]]))

    first, second = (list(firm.provider().stock_levels("WH")) for _ in range(2))

    assert first[0].fingerprint != second[0].fingerprint
    assert first[1].fingerprint == second[1].fingerprint != ""


def test_a_warehouse_without_products(firm) -> None:
    firm.books.on("products", said("200", None))
    assert not list(firm.provider().stock_levels("WH"))


def test_an_answer_that_breaks_off_is_told_as_far_as_it_came(firm) -> None:
    whole = json.dumps({"result": {"status_code": 200, "data": [*ROWS, {"code": "C"}]}})
    firm.books.on("products", text_answer(whole[: whole.index('"C"')]))
    levels = firm.provider().stock_levels("WH")
    assert next(levels).product.code == "A"
    with pytest.raises(Unavailable):
        list(levels)
