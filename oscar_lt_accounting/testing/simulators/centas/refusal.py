"""How Centas says no; nobody knows, so in several styles (centas.md §5, §11 no. 2 and 11)."""

from __future__ import annotations

from collections.abc import Iterable

from oscar_lt_accounting.testing.simulators.notation import write_json
from oscar_lt_accounting.testing.simulators.tampering import page
from oscar_lt_accounting.testing.simulators.wire import TEXT, XML, Reply

_EMPTY_ROOT = b'<?xml version="1.0" encoding="UTF-8"?>\n<root/>\n'


class CentasRefusalError(Exception):
    """A call that is refused; the sentence is for the log, and for the caller only in one style."""


def invalid(complaints: Iterable[tuple[str, str]]) -> CentasRefusalError:
    """Fields that are wrong."""
    return CentasRefusalError("; ".join(f"{path} {sentence}" for path, sentence in complaints))


def refused(sentence: str, style: str) -> Reply:
    """A refusal in one of the styles of the switches `refusals` and `key_refusal`."""
    said = f"refused: {sentence}"
    if style == "401":
        return Reply(status=401, body=b"Unauthorized", content_type=TEXT, said=said)
    if style == "400 text":
        return Reply(status=400, body=sentence.encode(), content_type=TEXT, said=said)
    if style == "200 page":
        return page(200, "Centas")
    if style == "500 empty":
        return Reply(status=500, content_type=TEXT, said=said)
    if style == "empty root":
        return Reply(body=_EMPTY_ROOT, content_type=XML, said=said)
    return Reply(body=write_json({"success": 0}), said=said)
