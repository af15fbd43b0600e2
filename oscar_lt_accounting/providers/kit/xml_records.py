"""XML as it comes: records read piece by piece without DTD, entities or network, written without what XML forbids.

Source: measurements.md §3.5 (which parser is safe, and how).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from lxml import etree

from oscar_lt_accounting.providers.kit.bounds import UnreadableError
from oscar_lt_accounting.providers.kit.texts import clean_payload

#: An element's texts by the names of its children; a child with children of its own is a list of records.
Record = dict[str, Any]
_DEEPEST = 16
# What one record may have before it ends: a product with its picture, but no flood.
_LARGEST_RECORD = 10 * 1024 * 1024
_MOST_ELEMENTS = 10_000


def read_records(chunks: Iterable[bytes], name: str, root: str = "root") -> Iterator[Record]:
    """The elements called `name` right below the element `root`; each is forgotten before the next is read.

    Raises `UnreadableError` for another root, a DOCTYPE, depth, a record without an end, and everything that is
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
                raise UnreadableError("too large")
            parser.feed(chunk)
            for event, element in _events(parser):
                depth += 1 if event == "start" else -1
                if event == "start":
                    count += 1
                    _examine(element, depth, count, root)
                elif depth == 1 and element.tag == name:
                    yield _record(element)
                if event == "end" and depth == 1:
                    _forget(element)
                    size = count = 0
        parser.close()
    except (etree.XMLSyntaxError, LookupError) as error:
        raise UnreadableError(type(error).__name__) from None


def _events(parser: etree.XMLPullParser) -> Iterator[tuple[str, Any]]:
    # The stubs know more kinds of events than these two.
    return cast("Iterator[tuple[str, Any]]", parser.read_events())


def write_record(name: str, fields: Mapping[str, str], root: str = "root") -> str:
    """A document `root` with one element `name` of cleaned texts in it."""
    document = etree.Element(root)
    element = etree.SubElement(document, name)
    for tag, value in fields.items():
        etree.SubElement(element, tag).text = clean_payload(value)
    return etree.tostring(document, encoding="unicode")


def _examine(element: Any, depth: int, count: int, root: str) -> None:
    if depth > _DEEPEST or count > _MOST_ELEMENTS:
        raise UnreadableError("too deep or too much")
    if depth == 1 and (element.tag != root or element.getroottree().docinfo.doctype):
        raise UnreadableError("another document")


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
