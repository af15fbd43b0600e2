"""How iTax says no (itax.md §6, §12 no. 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators.toolkit.fault_replies import web_page
from oscar_lt_accounting.testing.simulators.toolkit.json_text import write_json
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply

# The words of the only error shown (itax.md §6).
BLANK = "turi būti užpildytas (-a)"
_BLANKS = ("cannot be missing", "cannot be null", "cannot be blank", "cannot be empty")
_TITLES = {
    301: "Moved Permanently",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    503: "Service Temporarily Unavailable",
}


class ITaxRefusalError(Exception):
    """A call that is refused; `body` is its JSON, None for a web page."""

    def __init__(self, status: int, message: str, body: Mapping[str, Any] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body

    def reply(self, *, inside: bool = False) -> Reply:
        """The refusal as it goes over the wire, `inside` a 200 with `error` if need be.

        Of the codes only invalid_resource is known; the others are ours.
        """
        if inside and self.status in (401, 404):
            body: Mapping[str, Any] | None = {"error": str(self).lower().replace(" ", "_"), "messages": {}}
        else:
            body = self.body
        if body is None:
            return web_page(self.status, str(self))
        return Reply(status=200 if inside else self.status, body=write_json(body), said=f"{self.status} {self}")


def bare(status: int) -> ITaxRefusalError:
    """A web page with nothing but a status."""
    return ITaxRefusalError(status, _TITLES[status])


def invalid(complaints: Iterable[tuple[str, str]], *, status: int = 422) -> ITaxRefusalError:
    """Fields that are wrong, with a sentence for each."""
    messages: dict[str, list[str]] = {}
    for path, sentence in complaints:
        messages.setdefault(path or "base", []).append(sentence)
    said = "; ".join(f"{path} {text}" for path, texts in messages.items() for text in texts)
    return ITaxRefusalError(status, said, {"error": "invalid_resource", "messages": messages})


def unknown(field: str) -> ITaxRefusalError:
    """A field that names a record which is not there."""
    return invalid([(field, "neegzistuoja")])


def misfilled(complaints: Iterable[tuple[str, str]]) -> ITaxRefusalError:
    """What a form complains of; rows of lines are named without their place."""
    return invalid((re.sub(r"_attributes(\[\d+\])?", "", path), _worded(sentence)) for path, sentence in complaints)


def _worded(sentence: str) -> str:
    if sentence in _BLANKS:
        return BLANK
    return "nežinomas laukas" if sentence == "is not known" else f"neteisinga reikšmė ({sentence})"
