"""Texts made fit to travel: cleaned here on their way out, whoever writes them, and on their way in.

A name that was pasted from a document brings tabs, line breaks and invisible characters with it; systems refuse
them, print them as boxes, or compare them with what they kept without them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

#: What stands where a text was cut.
CUT = "…"
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters, halves of characters, and the two code points that XML has no place for.
_UNFIT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"[^\S\n]+")
_BLANKS_AROUND_LINES = re.compile(r" ?\n ?")
_ANY_BLANKS = re.compile(r"\s+")
_HALVES_AND_NUL = re.compile("[\x00\ud800-\udfff]")


def one_line(text: str, most: int = 0) -> str:
    """`text` in one line, without control characters and runs of blanks.

    `most` is the number of characters the field takes (0: any); what is longer ends with a visible mark.
    """
    return shortened(_ANY_BLANKS.sub(" ", _UNFIT.sub(" ", text)).strip(), most)


def lines(text: str, most: int = 0) -> str:
    """`text` as `one_line` makes it, but with its line breaks."""
    text = _BLANKS.sub(" ", _UNFIT.sub(" ", _LINE_ENDS.sub("\n", text)))
    return shortened(_BLANKS_AROUND_LINES.sub("\n", text).strip(), most)


def shortened(text: str, most: int) -> str:
    """`text` in at most `most` characters (0: any), with a visible mark where it was cut."""
    if not 0 < most < len(text):
        return text
    return text[: most - len(CUT)].rstrip() + CUT if most > len(CUT) else text[:most]


def clean_payload(payload: Any) -> Any:
    """`payload` with every text in it cleaned; what `write_json`, forms and XML send."""
    if isinstance(payload, str):
        return lines(payload)
    if isinstance(payload, Mapping):
        return {name: clean_payload(value) for name, value in payload.items()}
    if isinstance(payload, (list, tuple)):
        return [clean_payload(value) for value in payload]
    return payload


def clean_answer(answer: Any) -> Any:
    """`answer` without NUL and halves of characters, which no database keeps; keys are cleaned, too."""
    if isinstance(answer, str):
        return _HALVES_AND_NUL.sub("\ufffd", answer)
    if isinstance(answer, dict):
        return {clean_answer(name): clean_answer(value) for name, value in answer.items()}
    if isinstance(answer, list):
        return [clean_answer(value) for value in answer]
    return answer
