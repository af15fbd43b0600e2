"""How B1 says no (b1.md §4.2, §4.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oscar_lt_accounting.testing.simulators import toolkit as kit

NOT_VERIFIED = "Failed to verify data"
CONSTRAINT = 'update or insert violates foreign key constraint "PARDAVIMAI_fk{}"'
_ERROR: dict[str, Any] = {"shortMessage": "Error"}


def misfilled(complaints: Iterable[tuple[str, str]]) -> kit.RefusalError:
    """Fields that are wrong."""
    wrong = [(path or "body", sentence) for path, sentence in complaints]
    errors = {"message": "Validation error", "errors": kit.by_field(wrong, "body")}
    return kit.RefusalError(kit.in_words(wrong), 400, {"code": 400, **_ERROR, **errors})


def invalid(field: str, sentence: str) -> kit.RefusalError:
    """A field that is wrong."""
    return misfilled([(field, sentence)])


def headers(status: int, sentence: str) -> kit.RefusalError:
    """A key or a signature that is wrong."""
    errors = {"message": "Headers are not valid", "errors": {"headers": [sentence]}}
    return kit.RefusalError(sentence, status, {"code": status, **_ERROR, **errors})


def short(status: int, message: str) -> kit.RefusalError:
    """A refusal in two fields, with `status`."""
    return kit.RefusalError(message, status, {"status": status, "message": message})


def coded(status: int, message: str, **more: Any) -> kit.RefusalError:
    """A refusal in two fields, with `code`, and what else it tells."""
    return kit.RefusalError(message, status, {"message": message, **more, "code": status})


def unchangeable() -> kit.RefusalError:
    """The record cannot be changed or deleted any more (b1.md §4.2, 405)."""
    return short(405, "The operation cannot be changed or deleted")
