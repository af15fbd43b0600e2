"""What can go wrong, named by the next step.

AccountingError
├── Held            we refuse to send: a person completes the set-up or the order
├── Misconfigured   key, company or address refused: the integration rests
├── Rejected        this document is refused: a person fixes it, the others go on
├── Unavailable     nothing happened in the accounting system: repeat later
│   └── Throttled   they ask to slow down: the whole integration waits
├── Uncertain       it may have happened in the accounting system: look before repeating
└── Unsupported     that system has no such ability: never retried
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar


def gettext_noop(message: str) -> str:
    """Mark a sentence for translation; it is translated where it is shown."""
    return message


@dataclass(frozen=True)
class Problem:
    """A sentence for a person, kept as template and values so that every reader gets their language.

    `message` is the English template (a gettext msgid with ``%(name)s`` places), `code` a stable word
    for filters and for the screen that fixes it.
    """

    code: str
    message: str
    params: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % dict(self.params) if self.params else self.message


class AccountingError(Exception):
    """The parent of all errors that this package raises on purpose."""

    default_code: ClassVar[str] = "accounting"

    def __init__(self, message: str, *, code: str = "", **params: Any) -> None:
        self.problem = Problem(
            code=code or self.default_code,
            message=message,
            params={name: str(value) for name, value in params.items()},
        )
        super().__init__(message)

    @property
    def code(self) -> str:
        """The stable word of the problem."""
        return self.problem.code

    def __str__(self) -> str:
        return str(self.problem)


class Held(AccountingError):
    """We refuse to send this document as it is; nothing was sent."""

    default_code = "held"


class Misconfigured(AccountingError):
    """The key, the company or the address is refused; the integration rests until a person fixes it."""

    default_code = "misconfigured"


class Rejected(AccountingError):
    """The accounting system refuses this document; a person fixes it, the others go on."""

    default_code = "rejected"


class Unavailable(AccountingError):
    """Nothing happened in the accounting system; repeat later, not before `retry_after` seconds when it is known."""

    default_code = "unavailable"

    def __init__(self, message: str, *, retry_after: int | None = None, code: str = "", **params: Any) -> None:
        super().__init__(message, code=code, **params)
        self.retry_after = retry_after


class Busy(Unavailable):
    """Another document of ours is at the same thing in the accounting system; this one waits for it."""

    default_code = "busy"


class Throttled(Unavailable):
    """The system's limit, or our share of it, is used up; nothing happened and the integration waits."""

    default_code = "throttled"


class Uncertain(AccountingError):
    """The request left and no readable answer came: it may have happened, so look before repeating."""

    default_code = "uncertain"


class Unsupported(AccountingError):
    """The accounting system has no such ability; the sentence names what to do instead."""

    default_code = "unsupported"
