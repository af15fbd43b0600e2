"""XML as simulated systems read and write it: without a DOCTYPE, without depth, with what XML forbids left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn
from xml.parsers import expat
from xml.sax.saxutils import escape

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MOST_DEPTH = 16
# What XML 1.0 has no place for, however it is escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_AWKWARD = re.compile(f"[&<>]|{_IMPOSSIBLE.pattern}")


class XmlError(ValueError):
    """A text that is not the XML it should be."""


@dataclass
class Element:
    """An element: its name, its text and the elements inside."""

    name: str
    text: str = ""
    inside: list[Element] = field(default_factory=list)


def read(text: str) -> Element:
    """The root element of `text`; raises `XmlError` for a DOCTYPE, an attribute, or broken XML."""
    above: list[Element] = [Element("")]

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if attributes or len(above) > _MOST_DEPTH:
            raise XmlError(f"{name} has attributes or is too deep")
        element = Element(name)
        above[-1].inside.append(element)
        above.append(element)

    def characters(some: str) -> None:
        above[-1].text += some

    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: above.pop()
    parser.CharacterDataHandler = characters
    try:
        parser.Parse(text.encode(), True)
    except (expat.ExpatError, UnicodeError) as error:
        raise XmlError(str(error)) from None
    return above[0].inside[0]


def _refuse(*_doctype: object) -> NoReturn:
    raise XmlError("a DOCTYPE is refused")


def text_element(name: str, value: object) -> str:
    """An element with a text in it."""
    text = str(value)
    if _AWKWARD.search(text):
        text = escape(_IMPOSSIBLE.sub("", text))
    return f"<{name}>{text}</{name}>"


def element(name: str, *inside: str) -> str:
    """An element with elements in it."""
    return f"<{name}>{''.join(inside)}</{name}>"
