"""How Centas says no; nobody knows, so in several styles (centas.md §5, §11 no. 2 and 11)."""

from __future__ import annotations

from collections.abc import Iterable

from oscar_lt_accounting.testing.simulators import toolkit as kit


def invalid(complaints: Iterable[tuple[str, str]]) -> kit.RefusalError:
    """Fields that are wrong; the sentence is for the log, and for the caller only in one style."""
    return kit.RefusalError(kit.in_words(complaints))


def refused(sentence: str, style: str) -> kit.Reply:
    """A refusal in one of the styles of the switches `refusals` and `key_refusal`."""
    said = f"refused: {sentence}"
    replies = {
        "401": kit.Reply(status=401, body=b"Unauthorized", content_type=kit.TEXT, said=said),
        "400 text": kit.Reply(status=400, body=sentence.encode(), content_type=kit.TEXT, said=said),
        "200 page": kit.web_page(200, "Centas"),
        "500 empty": kit.Reply(status=500, content_type=kit.TEXT, said=said),
        "empty root": kit.Reply(body=f"{kit.xml.HEAD}<root/>\n".encode(), content_type=kit.XML, said=said),
        "success 0": kit.Reply(body=kit.write_json({"success": 0}), said=said),
    }
    return replies[style]
