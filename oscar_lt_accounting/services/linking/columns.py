"""The columns of a file of links, and what their cells mean."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from oscar_lt_accounting.domain.errors import gettext_noop
from oscar_lt_accounting.services.linking.refusals import LinkRefused, impossible_units

#: In the order in which they are written; `title` is there for the reader only.
COLUMNS = ("warehouse", "sku", "title", "remote_id", "remote_code", "units", "sync_stock")
#: Without these a file says nothing.
NEEDED = ("sku", "remote_id")
#: Columns whose cells are texts, even when they look like numbers.
TEXTS = frozenset({"warehouse", "sku", "title", "remote_id", "remote_code"})
_SHIELD = "'"
_SIGNS = frozenset("=+-@")
_BREAKS = frozenset("\t\r\n")
_NUMBER = re.compile(r"[0-9]{1,30}([.,][0-9]{1,30})?")
_YES = frozenset({"1", "yes", "y", "true", "x", "taip", "t", "tiesa"})
_NO = frozenset({"0", "no", "n", "false", "ne", "netiesa"})


def shielded(text: str) -> str:
    """A text that no spreadsheet takes for a formula; `bare` gives it back exactly."""
    return _SHIELD + text if _needs_shield(text) else text


def written(value: object) -> str:
    """A value as a cell of a CSV file: numbers as they are, texts shielded."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    return format(value.normalize(), "f") if isinstance(value, Decimal) else shielded(str(value))


def bare(text: str) -> str:
    """What `shielded` was given; a text that needed no shield stays as it is."""
    return text[1:] if text.startswith(_SHIELD) and _needs_shield(text[1:]) else text


def _needs_shield(text: str) -> bool:
    if text[:1] == _SHIELD or text[:1] in _BREAKS:
        return True
    # Full-width and small forms of the signs start a formula, too.
    return unicodedata.normalize("NFKC", text.lstrip()[:1]) in _SIGNS


def units_of(text: str, sku: str) -> Decimal:
    """Accounting units per shop unit, with a point or a comma; raises `LinkRefused` when it is no number."""
    if not _NUMBER.fullmatch(text):
        raise impossible_units(sku)
    return Decimal(text.replace(",", "."))


def flag_of(text: str, sku: str) -> bool:
    """Yes or no, as people and spreadsheets write it in English and Lithuanian; raises `LinkRefused`."""
    word = text.casefold()
    if word not in _YES and word not in _NO:
        raise LinkRefused(
            gettext_noop("“%(given)s” in the column sync_stock of “%(sku)s” is neither yes nor no. Enter 1 or 0."),
            code="file_flag",
            given=text[:40],
            sku=sku,
        )
    return word in _YES
