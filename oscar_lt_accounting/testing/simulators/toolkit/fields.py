"""Strict forms: which fields a call may have, and of which kind each must be."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

# A complaint is the path of a field and a sentence about it.
Complaints = Iterator[tuple[str, str]]
# What a kind is told: the value, its path, and the `Context` of the call.
Kind = Callable[[Any, str, Any], Complaints]


@dataclass(frozen=True)
class Field:
    """One field of a form: its kind, whether it must be there, whether it may be null."""

    kind: Kind
    required: bool = True
    nullable: bool = False


Form = Mapping[str, Field]


def optional(kind: Kind, *, nullable: bool = False) -> Field:
    """A field that may be left out."""
    return Field(kind, required=False, nullable=nullable)


def form(names: str, *more: Form, kinds: Mapping[str, Kind] | None = None) -> Form:
    """Fields as a table of `name:kind`, together with those of other forms; without a kind it is a text.

    `?` behind a name: may be left out, `~`: may be null. `kinds` are those of the system, beside `COMMON_KINDS`.
    """
    all_kinds = {**COMMON_KINDS, **(kinds or {})}
    found = {field: made for other in more for field, made in other.items()}
    for name, optional, nullable, kind in re.findall(r"([^\s?~:]+)(\??)(~?)(?::(\w+))?(?:\s+|$)", names):
        found[name] = Field(all_kinds[kind or "text"], required=not optional, nullable=bool(nullable))
    return found


def complaints(payload: Any, form: Form, context: Any = None, *, path: str = "", unknown: bool = False) -> Complaints:
    """Everything that is wrong with `payload`; `unknown` lets fields pass that the form does not have."""
    if not isinstance(payload, dict):
        yield path, "must be an object"
        return
    for name, field in form.items():
        here = f"{path}.{name}" if path else name
        if name not in payload:
            if field.required:
                yield here, "cannot be missing"
        elif payload[name] is None:
            if not field.nullable:
                yield here, "cannot be null"
        else:
            yield from field.kind(payload[name], here, context)
    for name in payload:
        if name not in form and not unknown:
            yield (f"{path}.{name}" if path else str(name)), "is not known"


def text(*, most: int = 0, pattern: str = "", empty: bool = False) -> Kind:
    """A text with something in it unless `empty` is fine, at most `most` characters long."""

    def kind(value: Any, path: str, _context: Any) -> Complaints:
        if not isinstance(value, str):
            yield path, "must be a text"
        elif not value.strip() and not empty:
            yield path, "cannot be blank"
        elif most and len(value) > most:
            yield path, f"cannot be longer than {most} characters"
        elif pattern and not re.fullmatch(pattern, value):
            yield path, "has a wrong form"

    return kind


def whole(*, least: int | None = None, as_text: bool = False) -> Kind:
    """A whole number; `as_text` also takes its digits as a text."""

    def kind(value: Any, path: str, _context: Any) -> Complaints:
        if as_text and isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            yield path, "must be a whole number"
        elif least is not None and value < least:
            yield path, f"cannot be less than {least}"

    return kind


def number(
    *, places: int | None = None, above: int | None = None, least: int | None = None, as_text: bool = False
) -> Kind:
    """A number with at most `places` decimals; `as_text` also takes it as a text."""

    def kind(value: Any, path: str, _context: Any) -> Complaints:
        amount = decimal(value, as_text=as_text)
        if amount is None:
            yield path, "must be a number"
        elif places is not None and amount != round(amount, places):
            yield path, f"cannot have more than {places} decimals"
        elif (above is not None and amount <= above) or (least is not None and amount < least):
            yield path, "is too small"

    return kind


def digits(*, places: int, above: int | None = None, least: int | None = None, numbers: bool = False) -> Kind:
    """An amount as a text with a dot, without an exponent; `numbers` also takes a JSON number."""
    right = number(places=places, above=above, least=least)

    def kind(value: Any, path: str, context: Any) -> Complaints:
        if numbers and isinstance(value, (int, Decimal)) and not isinstance(value, bool):
            value = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if not isinstance(value, str) or not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,8})?", value):
            yield path, "must be an amount as a text with a dot"
        else:
            yield from right(Decimal(value), path, context)

    return kind


def decimal(value: Any, *, as_text: bool = False) -> Decimal | None:
    """A JSON number as `Decimal`, None when it is none or out of any sensible range."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal, str) if as_text else (int, Decimal)):
        return None
    try:
        amount = Decimal(value)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < 10**15 else None


def anything(_value: Any, _path: str, _context: Any = None) -> Complaints:
    """Whatever is sent."""
    yield from ()


def nothing_known(_value: Any, path: str, _context: Any = None) -> Complaints:
    """A field whose values nobody knows, so that any is refused."""
    yield path, "has values that are not known"


def known(among: Callable[[Any], Collection[Any]], sentence: str, *, of: Callable[[Any], Any] = str) -> Kind:
    """The key of something that is there, which the `Context` of the call tells; `of` makes the key of the value."""

    def kind(value: Any, path: str, context: Any) -> Complaints:
        if of(value) not in among(context):
            yield path, sentence

    return kind


def both(first: Kind, second: Kind) -> Kind:
    """What `first` takes, and then `second`."""

    def kind(value: Any, path: str, context: Any) -> Complaints:
        found = list(first(value, path, context))
        yield from found or second(value, path, context)

    return kind


def by(choose: Callable[[Any], Kind]) -> Kind:
    """The kind that the `Context` of the call chooses, as by a switch."""

    def kind(value: Any, path: str, context: Any) -> Complaints:
        yield from choose(context)(value, path, context)

    return kind


def flag(value: Any, path: str, _context: Any = None) -> Complaints:
    """A JSON boolean."""
    if not isinstance(value, bool):
        yield path, "must be true or false"


def one_of(choices: Collection[Any]) -> Kind:
    """One of `choices`, of the same type."""

    def kind(value: Any, path: str, _context: Any) -> Complaints:
        if not any(type(value) is type(choice) and value == choice for choice in choices):
            yield path, "must be one of " + ", ".join(str(choice) for choice in choices)

    return kind


def day(value: Any, path: str, _context: Any = None) -> Complaints:
    """A day as YYYY-MM-DD."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value) or not _fits(date, value):
        yield path, "must be a date as YYYY-MM-DD"


def day_in(form: str) -> Kind:
    """A day in exactly one form, as `datetime.strptime` has them."""

    def kind(value: Any, path: str, _context: Any) -> Complaints:
        if not isinstance(value, str) or not read_day(value, form):
            yield path, f"must be a day in the form {form}"

    return kind


def read_day(value: str, form: str) -> str:
    """The day as YYYY-MM-DD; empty when it has not this form."""
    try:
        read = datetime.strptime(value, form)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return ""
    return read.date().isoformat() if read.strftime(form) == value else ""


def moment(value: Any, path: str, _context: Any = None) -> Complaints:
    """A moment as YYYY-MM-DD HH:MM:SS."""
    fits = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", value)
    if not fits or not _fits(datetime, value):
        yield path, "must be a time as YYYY-MM-DD HH:MM:SS"


def base64_text(value: Any, path: str, _context: Any = None) -> Complaints:
    """Bytes as base64 text."""
    try:
        base64.b64decode(value if isinstance(value, str) else "", validate=True)
    except (binascii.Error, ValueError):
        value = ""
    if not value or not isinstance(value, str):
        yield path, "must be base64"


def block(form: Form) -> Kind:
    """An object with its own form."""

    def kind(value: Any, path: str, context: Any) -> Complaints:
        yield from complaints(value, form, context, path=path)

    return kind


def many(form: Form, *, least: int = 0) -> Kind:
    """A list of objects of one form."""

    def kind(value: Any, path: str, context: Any) -> Complaints:
        if not isinstance(value, list):
            yield path, "must be a list"
            return
        if len(value) < least:
            yield path, "cannot be empty"
        for i, item in enumerate(value):
            yield from complaints(item, form, context, path=f"{path}[{i}]")

    return kind


def list_of(item: Kind) -> Kind:
    """A list of values of one kind; a wrong one is named by the list."""

    def kind(value: Any, path: str, context: Any) -> Complaints:
        if not isinstance(value, list):
            yield path, "must be a list"
            return
        for one in value:
            yield from item(one, path, context)

    return kind


def _fits(kind: type[date], value: str) -> bool:
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True


COMMON_KINDS: Mapping[str, Kind] = {
    "text": text(),
    "any_text": text(empty=True),
    "any": anything,
    "flag": flag,
    "bit": one_of((0, 1)),
    "day": day,
    "moment": moment,
    "base64": base64_text,
    "whole": whole(),
    "id": whole(least=1),
    "number": number(),
    "not_negative": number(least=0),
    "positive": number(above=0),
    "money": number(places=2, least=0),
    "paid": number(places=2, above=0),
    "currency": text(pattern="[A-Z]{3}"),
    "country": text(pattern="[A-Z]{2}"),
}
