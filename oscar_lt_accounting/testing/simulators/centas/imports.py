"""XML that comes in the form field `data` (centas.md §6.3, §6.5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.centas.records import Context
from oscar_lt_accounting.testing.simulators.centas.refusals import invalid
from oscar_lt_accounting.testing.simulators.toolkit import xml

RecordT = TypeVar("RecordT")


def records(
    context: Context, sent: Mapping[str, str], name: str, read: Callable[[Context, xml.Element], RecordT]
) -> tuple[int, list[RecordT]]:
    """How many elements of this name the XML has, and those that can be read; raises `kit.RefusalError`.

    One that cannot be read refuses them all, or by a switch is only left out (centas.md §9 no. 16).
    """
    kit.refuse_if(not sent.get("data"), kit.RefusalError("data cannot be missing"))
    try:
        root = xml.read(sent["data"])
    except xml.XmlError as error:
        raise kit.RefusalError(f"data is not XML: {error}") from None
    kit.refuse_if(root.name != "root", kit.RefusalError(f"the first element must be root, not {root.name}"))
    found = [element for element in root.inside if element.name == name]
    readable = []
    for element in found:
        try:
            readable.append(read(context, element))
        except kit.RefusalError:
            if context.switches.misread == "refused":
                raise
    return len(found), readable


def fields_of(element: xml.Element, form: kit.Form, lists: tuple[str, ...] = ()) -> dict[str, str]:
    """The texts inside an element, checked by a form; the elements named in `lists` are left out."""
    texts = [inner for inner in element.inside if inner.name not in lists]
    deep = [(inner.name, "must be a text") for inner in texts if inner.inside]
    names = [inner.name for inner in element.inside]
    twice = [(name, "is there twice") for name in dict.fromkeys(names) if names.count(name) > 1]
    fields = {inner.name: inner.text.strip() for inner in texts}
    # An empty element says nothing, as the empty grupe1 of the sample.
    told = {name: value for name, value in fields.items() if value or name not in form}
    wrong = [*deep, *twice, *kit.complaints(told, form)]
    kit.refuse_if(wrong, invalid((f"{element.name}.{path}", sentence) for path, sentence in wrong))
    return told
