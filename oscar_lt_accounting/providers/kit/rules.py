"""A system's verdict table: which of its answers means what.

A provider lists rules and says how its system words a refusal; the first rule that fits decides. What no rule
names is decided by the HTTP status, and what that leaves open is not understood: unconfirmed after a write. So a
framework's error or a proxy's page is never taken for a refusal, only what the table calls the system's own words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, NamedTuple

from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Rejected,
    Throttled,
    Unavailable,
    Uncertain,
    gettext_noop,
)
from oscar_lt_accounting.providers.kit import verdicts

_SHOWN = 500


class Words(NamedTuple):
    """How a system itself names what went wrong: its code, and its sentence. Both empty: it says nothing."""

    code: str = ""
    text: str = ""


NO_WORDS = Words()


def no_words(body: Any) -> Words:
    """For systems that say everything by HTTP status."""
    return NO_WORDS


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that an answer says. `body` is None and `readable` false where it is not in the system's format."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    readable: bool = True
    words: Words = NO_WORDS

    @property
    def own(self) -> bool:
        """Whether the system itself speaks of something that went wrong."""
        return any(self.words)


class RefusedError(Rejected):
    """The system's own refusal of what it was sent; `said` is the answer."""

    default_code = "rejected"
    said: Said = Said(status=0)


class NotThereError(RefusedError):
    """The system says in its own form that it has no such thing."""


class AlreadyThereError(RefusedError):
    """The system says in its own form that it has this already."""


@dataclass(frozen=True)
class Rule:
    """One row of the table: what an answer means, and which answers are meant. All given conditions must hold.

    `then` is the error, None for an answer that went well. `message` may use %(said)s (the system's own words,
    cleaned of secrets and of the buyer), %(their_code)s and %(status)s; empty means the kit's own sentence.
    `code` is our word for the problem. `retry_after` counts seconds; what the answer itself asks for goes before it.

    `status` and `their_code` are one value or several, `text` a pattern searched in the system's own sentence in
    whatever case; `own` asks whether the system itself speaks of an error, `writes` whether the call wrote.
    """

    then: type[AccountingError] | None
    message: str = ""
    _: KW_ONLY
    code: str = ""
    retry_after: int | Callable[[Said], int | None] | None = None
    status: int | Collection[int] = ()
    their_code: str | Collection[str] = ()
    text: str = ""
    own: bool | None = None
    writes: bool | None = None
    when: Callable[[Said], bool] | None = None

    def fits(self, said: Said, *, writes: bool) -> bool:
        """Whether this answer, to a call that `writes` or not, is meant."""
        statuses = {self.status} if isinstance(self.status, int) else self.status
        codes = {self.their_code} if self.their_code and isinstance(self.their_code, str) else self.their_code
        return (
            (not statuses or said.status in statuses)
            and (not codes or said.words.code in codes)
            and (not self.text or re.search(self.text, said.words.text, re.IGNORECASE) is not None)
            and self.own in (None, said.own)
            and self.writes in (None, writes)
            and (self.when is None or self.when(said))
        )

    def error(self, said: Said, *, writes: bool, redact: Callable[[str], str]) -> AccountingError | None:
        """What the answer means."""
        if self.then is None:
            return None
        if issubclass(self.then, Uncertain) and not writes:
            return verdicts.unreadable(writes=False)  # a question leaves no doubt behind
        if not self.message and self.then not in _DEFAULTS:
            return self._unnamed(said)
        message, code = _DEFAULTS.get(self.then, ("", ""))
        message = self.message or message
        options = {"retry_after": self._pause(said)} if issubclass(self.then, Unavailable) else {}
        error = self.then(message, code=self.code or code, **options, **_shown(message, said, redact))
        if isinstance(error, RefusedError):
            error.said = said
        return error

    def _unnamed(self, said: Said) -> AccountingError:
        """The kit's own sentence for what has no refusal in it."""
        if self.then is Throttled:
            return verdicts.throttled(self._pause(said))
        return verdicts.unreadable(writes=self.then is Uncertain)

    def _pause(self, said: Said) -> int | None:
        given = self.retry_after(said) if callable(self.retry_after) else self.retry_after
        asked = verdicts.asked_pause(said)
        return given if asked is None else asked


def judge(
    rules: Sequence[Rule], said: Said, *, writes: bool, redact: Callable[[str], str] = str
) -> AccountingError | None:
    """What an answer means; None where it went well.

    The rules decide in their order, then the HTTP status. What is left went well when it is readable and its
    status says so, and is not understood otherwise.
    """
    for rule in rules:
        if rule.fits(said, writes=writes):
            return rule.error(said, writes=writes, redact=redact)
    if verdict := verdicts.by_status(said, writes=writes):
        return verdict
    return None if said.readable and 200 <= said.status < 300 else verdicts.unreadable(writes=writes)


_REFUSED = gettext_noop("The accounting system refused it: %(said)s. Correct the document, then send again.")
_DEFAULTS: Mapping[type[AccountingError], tuple[str, str]] = {
    RefusedError: (_REFUSED, "rejected"),
    NotThereError: (gettext_noop("The accounting system has no such record: %(said)s."), "not_there"),
    AlreadyThereError: (gettext_noop("The accounting system has this already: %(said)s."), "already_there"),
    Misconfigured: (
        gettext_noop("The accounting system rejected the key: %(said)s. Check the key; the documents wait."),
        "key_refused",
    ),
}


def _shown(message: str, said: Said, redact: Callable[[str], str]) -> dict[str, str]:
    code, text = said.words
    values = {
        # Cleaned before it is cut, so that no half of a secret is left.
        "said": redact(text or code or str(said.status))[:_SHOWN],
        "their_code": redact(code),
        "status": str(said.status),
    }
    return {name: value for name, value in values.items() if f"%({name})s" in message}
