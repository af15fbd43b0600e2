"""XML as it comes: read piece by piece without DTD, entities or network, written without what XML forbids.

Source: measurements.md §3.5 (which parser is safe, and how).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from lxml import etree

#: An element's texts by the names of its children; a child with children of its own is a list of records.
Record = dict[str, Any]
_DEEPEST = 16
# What one record may have before it ends: a product with its picture, but no flood.
_LARGEST_RECORD = 10 * 1024 * 1024
_MOST_ELEMENTS = 10_000
# What XML 1.0 has no place for, however it is escaped.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class XmlError(ValueError):
    """An answer that is not the XML it should be, or that means harm."""


def records(chunks: Iterable[bytes], name: str) -> Iterator[Record]:
    """The elements called `name` right below `root`; each is forgotten before the next is read.

    Raises `XmlError` for another root, a DOCTYPE, depth, a record without an end, and everything that is
    broken or stops too early.
    """
    parser = etree.XMLPullParser(
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    depth = size = count = 0
    try:
        for chunk in chunks:
            size += len(chunk)
            if size > _LARGEST_RECORD:
                raise XmlError("too large")
            parser.feed(chunk)
            for event, element in _events(parser):
                depth += 1 if event == "start" else -1
                if event == "start":
                    count += 1
                    _examine(element, depth, count)
                elif depth == 1 and element.tag == name:
                    yield _record(element)
                if event == "end" and depth == 1:
                    _forget(element)
                    size = count = 0
        parser.close()
    except (etree.XMLSyntaxError, LookupError) as error:
        raise XmlError(type(error).__name__) from None


def _events(parser: etree.XMLPullParser) -> Iterator[tuple[str, Any]]:
    # The stubs know more kinds of events than these two.
    return cast("Iterator[tuple[str, Any]]", parser.read_events())


def leaves(name: str, fields: Mapping[str, str]) -> str:
    """A document `root` with one element of texts in it."""
    root = etree.Element("root")
    element = etree.SubElement(root, name)
    for tag, value in fields.items():
        etree.SubElement(element, tag).text = _IMPOSSIBLE.sub("", value)
    return etree.tostring(root, encoding="unicode")


def _examine(element: Any, depth: int, count: int) -> None:
    if depth > _DEEPEST or count > _MOST_ELEMENTS:
        raise XmlError("too deep or too much")
    if depth == 1 and (element.tag != "root" or element.getroottree().docinfo.doctype):
        raise XmlError("another document")


def _forget(element: Any) -> None:
    element.clear()
    parent = element.getparent()
    while element.getprevious() is not None:
        del parent[0]


def _record(element: Any) -> Record:
    found: Record = {}
    for child in element:
        found[child.tag] = [_record(inner) for inner in child] if len(child) else (child.text or "").strip()
    return found
