"""What a warehouse told, kept on disk until it is all there: it neither fills the memory nor is half believed."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import IO, Any

from oscar_lt_accounting.domain.goods import RemoteProduct, StockLevel
from oscar_lt_accounting.providers.kit.texts import one_line

_STEP = Decimal("0.0001")
_LONGEST_ID = 64
_MOST = Decimal(10) ** 13
_DEAREST = Decimal(10) ** 9
# PostgreSQL keeps no NUL in a text.
_NO_TEXT = re.compile("\x00")
_HALF = re.compile("[\ud800-\udfff]")
#: How many of the products that could not be read are named.
_MOST_NAMED = 20


@contextmanager
def spooling() -> Iterator[Spool]:
    """A spool whose file is gone at the end."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as file:
        yield Spool(file)


class Spool:
    """Stock levels in the order in which they came; two that disagree about a product make its quantity unknown."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        # Digests, since the texts of a large catalogue would take ten times as much.
        self._told: set[int] = set()
        self._again: dict[int, set[Decimal | None]] = {}
        self.count = 0
        self.skipped = 0
        self.skipped_products: list[str] = []

    def add(self, level: StockLevel) -> None:
        """Keep one; one without a usable id is only counted."""
        product = level.product
        remote_id = _text(product.remote_id, 0)
        if not remote_id or len(remote_id) > _LONGEST_ID or _is_broken(product):
            self._skip(remote_id, product)
            return
        available = _number(level.available, _MOST, ROUND_FLOOR)
        key = hash(remote_id)
        if key in self._told:
            self._again.setdefault(key, set()).add(available)
            return
        self._told.add(key)
        self.count += 1
        row = (
            remote_id,
            _code(product.code, 128),
            _code(product.barcode, 64),
            _text(product.name, 255),
            _text(product.unit, 32),
            _written(_number(product.price, _DEAREST, ROUND_HALF_UP)),
            product.price_includes_vat,
            _written(available),
        )
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _skip(self, remote_id: str, product: RemoteProduct) -> None:
        """Count a product that cannot be read; it was told all the same, so it is not gone."""
        self.skipped += 1
        self._told.add(hash(remote_id))
        if len(self.skipped_products) < _MOST_NAMED:
            name = product.code or product.name or product.remote_id
            self.skipped_products.append(one_line(_HALF.sub("\ufffd", name), 64) or "–")

    def told(self, remote_id: str) -> bool:
        """Whether a product was told."""
        return hash(remote_id) in self._told

    def chunks(self, size: int) -> Iterator[list[StockLevel]]:
        """Everything once more, `size` at a time."""
        self._file.seek(0)
        chunk: list[StockLevel] = []
        for line in self._file:
            chunk.append(self._level(json.loads(line)))
            if len(chunk) == size:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    def _level(self, row: list[Any]) -> StockLevel:
        remote_id, code, barcode, name, unit, price, includes_vat, available = row
        product = RemoteProduct(
            remote_id=remote_id,
            code=code,
            barcode=barcode,
            name=name,
            unit=unit,
            price=None if price is None else Decimal(price),
            price_includes_vat=includes_vat,
        )
        number = None if available is None else Decimal(available)
        at_odds = self._again.get(hash(remote_id), {number}) != {number}
        return StockLevel(product=product, available=None if at_odds else number)


def _is_broken(product: RemoteProduct) -> bool:
    """Whether a text of it was cut in the middle of a character, which neither files nor databases keep."""
    texts = (product.remote_id, product.code, product.barcode, product.name, product.unit)
    return any(_HALF.search(text) for text in texts)


def _text(given: str, longest: int) -> str:
    text = _NO_TEXT.sub("", given).strip()
    return text[:longest] if longest else text


def _code(given: str, longest: int) -> str:
    """A code is whole or nothing: half of one would be another product's."""
    text = _text(given, 0)
    return text if len(text) <= longest else ""


def _number(given: Decimal | None, most: Decimal, rounding: str) -> Decimal | None:
    if given is None or not given.is_finite() or abs(given) >= most:
        return None
    return given.quantize(_STEP, rounding=rounding)


def _written(number: Decimal | None) -> str | None:
    return None if number is None else str(number)
