"""The rows of a file that somebody hands in: CSV or XLSX, small enough, and nothing in it is ever evaluated.

django-import-export reads a sheet to its end before it can be counted, tells no row numbers once a row was
blank, and drops the signs it defuses; what it builds on is used directly.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Literal

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.services.linking.columns import COLUMNS, NEEDED, bare
from oscar_lt_accounting.services.linking.refusals import LinkRefused

Format = Literal["csv", "xlsx"]
MEGABYTE = 1024 * 1024
LARGEST = 20 * MEGABYTE
MOST_ROWS = 50_000
_LARGEST_UNPACKED = 64 * MEGABYTE
_WIDEST = 32
_LAST_ROW = 1_048_576
_DELIMITERS = ";,\t"
# Excel and openpyxl read what is no XML character from such a word (ECMA-376, ST_Xstring).
_WORD = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_XML = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
# What zipfile, lxml, expat and openpyxl raise on broken files.
_BROKEN = (zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, ArithmeticError,
           SyntaxError, OSError, EOFError, RuntimeError)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One row: its number as spreadsheets count, its cells by column, and what is wrong with it as a whole."""

    number: int
    cells: dict[str, str]
    fault: LinkRefused | None = None


class _Odd(str):
    """A cell that holds neither a text nor a number."""

    __slots__ = ()


def read(content: bytes, file_format: Format, *, needed: Sequence[str] = NEEDED) -> list[Line]:
    """The rows below the heading, without blank ones; raises `LinkRefused` when nothing of the file can be used."""
    if len(content) > LARGEST:
        raise LinkRefused(
            gettext_noop("The file is larger than %(most)s MB. Split it into several files and import them in turn."),
            code="file_large",
            most=LARGEST // MEGABYTE,
        )
    rows = _workbook(content) if file_format == "xlsx" else _table(content)
    heading = next(rows, (1, ()))[1]
    places = _places(heading, needed)
    lines: list[Line] = []
    for number, row in rows:
        if not any(text.strip() for text in row):
            continue
        if len(lines) == MOST_ROWS:
            raise LinkRefused(
                gettext_noop("The file has more than %(most)s rows. Split it into several files; nothing was done."),
                code="file_long",
                most=MOST_ROWS,
            )
        lines.append(_line(number, row, places, len(heading)))
    return lines


def released_first(wanted: Mapping[int, str], held: Mapping[str, int]) -> list[int]:
    """The keys of `wanted`, each after the one that lets its product go; `held` says which has a product now."""
    order: dict[int, None] = {}
    for key in wanted:
        chain: dict[int, None] = {}
        waits: int | None = key
        while waits is not None and waits not in order and waits not in chain:
            chain[waits] = None
            waits = held.get(wanted[waits])
        order.update(dict.fromkeys(reversed(chain)))
    return list(order)


def _places(heading: Sequence[str], needed: Sequence[str]) -> dict[str, int]:
    names = [name.strip().lower().replace(" ", "_") for name in heading]
    if missing := [name for name in needed if name not in names]:
        raise LinkRefused(
            gettext_noop(
                "The first row does not name the columns %(columns)s. Export the links and fill that file in; its "
                "first row must stay."
            ),
            code="file_columns",
            columns=", ".join(missing),
        )
    if twice := [name for name in COLUMNS if names.count(name) > 1]:
        raise LinkRefused(
            gettext_noop("The first row names the columns %(columns)s more than once. Remove those that are too many."),
            code="file_columns",
            columns=", ".join(twice),
        )
    return {name: names.index(name) for name in COLUMNS if name in names}


def _line(number: int, row: Sequence[str], places: dict[str, int], width: int) -> Line:
    cells = {name: row[place] if place < len(row) else "" for name, place in places.items()}
    read_as = {name: bare(text) for name, text in cells.items()}
    if any(row[width:]):
        return Line(number, read_as, _shifted())
    for name, text in cells.items():
        if isinstance(text, _Odd) and name != "title":
            return Line(number, read_as, _odd(name))
        if _UNKEEPABLE.search(text):
            return Line(number, read_as, _unreadable())
    return Line(number, read_as)


def _shifted() -> LinkRefused:
    message = gettext_noop(
        "The row has more cells than the first row has columns, so it is not sure which is which. Put cells that hold "
        "the delimiter into quotes."
    )
    return LinkRefused(message, code="file_shifted")


def _odd(column: str) -> LinkRefused:
    message = gettext_noop(
        "The cell in the column %(column)s holds a date, a time or an error of the spreadsheet. Format the column as "
        "text and type the value again."
    )
    return LinkRefused(message, code="file_odd", column=column)


def _unreadable() -> LinkRefused:
    message = gettext_noop("The row holds characters that cannot be stored. Type its cells again.")
    return LinkRefused(message, code="file_characters")


# -- CSV -----------------------------------------------------------------------------------------------


def _table(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    # Python 3.10's csv stops at a NUL; its place is taken by something else that cannot be stored.
    text = _decoded(content).replace("\x00", "\ud800")
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    try:
        for number, row in enumerate(reader, start=1):
            yield number, row
    except csv.Error:
        raise LinkRefused(
            gettext_noop(
                "The file cannot be read after row %(row)s; perhaps a quote is not closed there. Nothing was done. "
                "Save it as CSV once more, or as XLSX."
            ),
            code="file_broken",
            row=number,
        ) from None


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1257"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LinkRefused(
        gettext_noop("The letters of the file cannot be read. Save it as “CSV UTF-8” and import it again."),
        code="file_encoding",
    )


def _delimiter(text: str) -> str:
    """The delimiter with which the heading has the most columns; Lithuanian spreadsheets write semicolons."""
    start = text[: 64 * 1024]
    return max(
        _DELIMITERS,
        key=lambda delimiter: len(next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), ())),
    )


# -- XLSX ----------------------------------------------------------------------------------------------


def xml_text(text: str) -> str:
    """`text` as a workbook may hold it: what is no XML character is written as a word."""
    return _NO_XML.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _workbook(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    import openpyxl  # large, and needed for nothing else

    try:
        _refuse_bombs(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        rows: Iterable[Sequence[Any]] = book.worksheets[0].iter_rows(max_row=_LAST_ROW, max_col=_WIDEST)
        gap: Sequence[Any] | None = None
        for number, row in enumerate(rows, start=1):
            if row is gap:  # openpyxl fills a gap with the same tuple, a million times if need be
                continue
            cells = _trimmed([_text(cell) for cell in row])
            gap = None if cells else row
            yield number, cells
    except _BROKEN:
        raise LinkRefused(
            gettext_noop("The file is no XLSX workbook, or it is damaged. Save it as XLSX or CSV and import it again."),
            code="file_broken",
        ) from None


def _refuse_bombs(content: bytes) -> None:
    """Raise `LinkRefused` for what unpacks to too much, or brings definitions of its own along."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        # zipfile never unpacks more of a member than it declares.
        if sum(member.file_size for member in archive.infolist()) > _LARGEST_UNPACKED:
            raise LinkRefused(
                gettext_noop(
                    "The workbook unpacks to more than %(most)s MB. Copy the columns that are needed into a new "
                    "workbook and import that."
                ),
                code="file_large",
                most=_LARGEST_UNPACKED // MEGABYTE,
            )
        for member in archive.infolist():
            if member.filename.endswith((".xml", ".rels")) and _defines(archive.read(member)):
                raise ValueError(member.filename)


def _defines(part: bytes) -> bool:
    return b"<!DOCTYPE" in part or b"\x00" in part[:100]


def _trimmed(row: list[str]) -> Sequence[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _text(cell: Any) -> str:
    """A cell's value as it would stand in a CSV file."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, (date, time, timedelta)) or cell.data_type == "e":
        return _Odd(value)
    return _WORD.sub(lambda found: chr(int(found[1], 16)), str(value))
