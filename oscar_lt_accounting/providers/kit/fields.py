"""Payloads as tables: which of our values stands in which of their fields.

A row names their field and reads our value; what is empty is left out, texts are cleaned and bounded. Where a
mapping is more than that, it is a function beside the table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass
from typing import Any, Generic, TypeVar

from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.providers.kit.texts import one_line, shortened

_Source = TypeVar("_Source")


@dataclass(frozen=True)
class Field(Generic[_Source]):
    """One of their fields: `read` takes our value from what is written.

    `max_length` is the number of characters the field takes (0: any): what is longer is cut with a visible mark,
    or held where `cut` is false. `label` is what people call the field; `required` holds a document without it.
    `keep` sends the field also when it is empty.
    """

    name: str
    read: Callable[[_Source], Any]
    _: KW_ONLY
    max_length: int = 0
    cut: bool = True
    label: str = ""
    required: bool = False
    keep: bool = False


class Fields(Generic[_Source]):
    """A table of fields of one of our things. `code` is the problem's word where a value is missing or too long."""

    def __init__(self, *fields: Field[_Source], code: str = "buyer_incomplete") -> None:
        self._fields = fields
        self._code = code

    def write(self, source: _Source, *, system: str) -> dict[str, Any]:
        """`source` in their fields; raises `Held` for what the accounting system `system` cannot take."""
        written: dict[str, Any] = {}
        for field in self._fields:
            value = self._value(field, source, system)
            if field.keep or not is_empty(value):
                written[field.name] = value
        return written

    def _value(self, field: Field[_Source], source: _Source, system: str) -> Any:
        value = field.read(source)
        if isinstance(value, str) and field.max_length:
            value = self._bounded(field, one_line(value), system)
        if field.required and is_empty(value):
            raise Held(
                gettext_noop(
                    "%(system)s needs this of every document, and the order has none: %(field_msg)s. Complete the "
                    "order, then send again."
                ),
                code=self._code,
                system=system,
                field_msg=field.label or field.name,
            )
        return value

    def _bounded(self, field: Field[_Source], text: str, system: str) -> str:
        if len(text) <= field.max_length or field.cut:
            return shortened(text, field.max_length)
        raise Held(
            gettext_noop(
                "%(field_msg)s: “%(given)s” is too long for %(system)s, which takes %(most)s characters. Shorten it in "
                "the order, then send again."
            ),
            code=self._code.replace("incomplete", "too_long"),
            field_msg=field.label or field.name,
            given=text,
            system=system,
            most=field.max_length,
        )


def is_empty(value: object) -> bool:
    """Whether there is nothing to send: no value, no text, no rows. Zero and false are something."""
    return value is None or value == "" or (isinstance(value, (list, tuple, dict)) and not value)


def filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """`fields` without the empty ones."""
    return {name: value for name, value in fields.items() if not is_empty(value)}
