"""How iTax says no (itax.md §6, §12 no. 2)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from oscar_lt_accounting.testing.simulators import toolkit as kit

# The words of the only error shown (itax.md §6).
BLANK = "turi būti užpildytas (-a)"
UNKNOWN = "neegzistuoja"
_WORDS = {
    **dict.fromkeys(("cannot be missing", "cannot be null", "cannot be blank", "cannot be empty"), BLANK),
    "is not known": "nežinomas laukas",
    **{known: known for known in (BLANK, UNKNOWN)},
}
_TITLES = {400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 503: "Service Temporarily Unavailable"}


def bare(status: int) -> kit.RefusalError:
    """A web page with nothing but a status."""
    return kit.RefusalError(_TITLES[status], status)


def invalid(field: str, sentence: str = BLANK, status: int = 422) -> kit.RefusalError:
    """A field that is wrong, with a sentence."""
    return _resource([(field, sentence)], status)


def misfilled(complaints: Iterable[tuple[str, str]]) -> kit.RefusalError:
    """What a form complains of; rows of lines are named without their place."""
    return _resource(
        (re.sub(r"_attributes(\[\d+\])?", "", path), _WORDS.get(sentence, f"neteisinga reikšmė ({sentence})"))
        for path, sentence in complaints
    )


def _resource(complaints: Iterable[tuple[str, str]], status: int = 422) -> kit.RefusalError:
    wrong = list(complaints)
    body = {"error": "invalid_resource", "messages": kit.by_field(wrong, "base")}
    return kit.RefusalError(kit.in_words(wrong), status, body)
