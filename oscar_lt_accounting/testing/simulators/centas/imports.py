"""XML that comes in the form field `data` (centas.md §6.3, §6.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from oscar_lt_accounting.testing.simulators.centas import xml
from oscar_lt_accounting.testing.simulators.centas.books import Office
from oscar_lt_accounting.testing.simulators.centas.refusal import CentasRefusalError, invalid
from oscar_lt_accounting.testing.simulators.fields import Form, complaints

RecordT = TypeVar("RecordT")


def records(
    office: Office, sent: Mapping[str, str], name: str, read: Callable[[Office, xml.Element], RecordT]
) -> tuple[int, list[RecordT]]:
    """How many elements of this name the XML has, and those that can be read; raises `CentasRefusalError`.

    One that cannot be read refuses them all, or by a switch is only left out (centas.md §9 no. 16).
    """
    if not sent.get("data"):
        raise CentasRefusalError("data cannot be missing")
    try:
        root = xml.read(sent["data"])
    except xml.XmlError as error:
        raise CentasRefusalError(f"data is not XML: {error}") from None
    if root.name != "root":
        raise CentasRefusalError(f"the first element must be root, not {root.name}")
    found = [element for element in root.inside if element.name == name]
    readable = []
    for element in found:
        try:
            readable.append(read(office, element))
        except CentasRefusalError:
            if office.switches.misread == "refused":
                raise
    return len(found), readable


def fields_of(element: xml.Element, form: Form, lists: tuple[str, ...] = ()) -> dict[str, str]:
    """The texts inside an element, checked by a form; the elements named in `lists` are left out."""
    leaves = [inner for inner in element.inside if inner.name not in lists]
    deep = [(inner.name, "must be a text") for inner in leaves if inner.inside]
    names = [inner.name for inner in element.inside]
    twice = [(name, "is there twice") for name in dict.fromkeys(names) if names.count(name) > 1]
    fields = {inner.name: inner.text.strip() for inner in leaves}
    # An empty element says nothing, as the empty grupe1 of the sample.
    told = {name: value for name, value in fields.items() if value or name not in form}
    wrong = [*deep, *twice, *complaints(told, form)]
    if wrong:
        raise invalid((f"{element.name}.{path}", sentence) for path, sentence in wrong)
    return told
