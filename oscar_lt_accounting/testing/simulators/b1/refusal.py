"""How B1 says no (b1.md §4.2, §4.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from oscar_lt_accounting.testing.simulators.toolkit.json_text import write_json
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply

NOT_VERIFIED = "Failed to verify data"
CONSTRAINT = 'update or insert violates foreign key constraint "PARDAVIMAI_fk{}"'


class B1RefusalError(Exception):
    """A call that B1 refuses; `body` is its JSON in one of the shapes seen."""

    def __init__(self, status: int, message: str, body: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.status = status
        self.body = body

    def reply(self, *, inside: bool = False) -> Reply:
        """The refusal as it goes over the wire, `inside` a 200 if need be."""
        return Reply(
            status=200 if inside else self.status,
            body=write_json(self.body),
            said=f"{self.status} {self}",
        )


def invalid(complaints: Iterable[tuple[str, str]]) -> B1RefusalError:
    """Fields that are wrong."""
    errors: dict[str, list[str]] = {}
    for path, sentence in complaints:
        errors.setdefault(path or "body", []).append(sentence)
    message = "; ".join(f"{path} {text}" for path, texts in errors.items() for text in texts)
    return B1RefusalError(
        400, message, {"code": 400, "shortMessage": "Error", "message": "Validation error", "errors": errors}
    )


def headers(status: int, sentence: str) -> B1RefusalError:
    """A key or a signature that is wrong."""
    body = {
        "code": status,
        "shortMessage": "Error",
        "message": "Headers are not valid",
        "errors": {"headers": [sentence]},
    }
    return B1RefusalError(status, sentence, body)


def short(status: int, message: str) -> B1RefusalError:
    """A refusal in two fields, with `status`."""
    return B1RefusalError(status, message, {"status": status, "message": message})


def coded(status: int, message: str, **more: Any) -> B1RefusalError:
    """A refusal in two fields, with `code`, and what else it tells."""
    return B1RefusalError(status, message, {"message": message, **more, "code": status})


def unknown_order() -> B1RefusalError:
    """There is no such order."""
    return short(404, "Order was not found")


def unchangeable() -> B1RefusalError:
    """The record cannot be changed or deleted any more (b1.md §4.2, 405)."""
    return short(405, "The operation cannot be changed or deleted")
