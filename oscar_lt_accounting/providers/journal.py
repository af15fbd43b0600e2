"""The finished steps of a document that takes several calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Unavailable

#: Steps that prepare a document and are no part of it: the buyer, and the clients of the same name that were there.
PREPARATIONS = frozenset({"buyer", "namesakes"})


class Journal:
    """The finished steps of a document that takes several calls.

    A step is started before its call and finished after its answer; a step that was started and never
    finished is unconfirmed. The outbox hands in one that is saved, and whose `start` renews the lease.
    """

    def __init__(self, steps: Mapping[str, Any] | None = None) -> None:
        self.steps: dict[str, Any] = dict(steps or {})

    def finished(self, step: str) -> dict[str, Any] | None:
        """What `step` left behind, or None when it was not finished."""
        entry = self.steps.get(step)
        return entry if isinstance(entry, dict) else None

    @property
    def unfinished(self) -> str:
        """The step that was started without being finished, or an empty text."""
        return next((step for step, entry in self.steps.items() if entry == "started"), "")

    def was_tried(self, step: str) -> bool:
        """Whether `step` was ever unconfirmed, also when it was later proven absent."""
        return self.steps.get(step) in ("started", "absent")

    @property
    def has_begun(self) -> bool:
        """Whether a part of the document itself may be in the accounting system."""
        return bool(self.steps.keys() - PREPARATIONS)

    @property
    def restart(self) -> bool:
        """Whether a person decided that what is in the accounting system must be replaced."""
        return "restart" in self.steps

    def start(self, step: str) -> None:
        """Note, durably, that the call of `step` is about to be made."""
        self.steps[step] = "started"
        self.save()

    def finish(self, step: str, **facts: Any) -> None:
        """Note what the answer to `step` said."""
        self.steps[step] = facts
        self.save()

    def absent(self, step: str) -> None:
        """Note that `step` was unconfirmed and was then looked for in vain; only in memory."""
        self.steps[step] = "absent"

    def forget(self, step: str) -> None:
        """Note that `step` was proven not to have happened."""
        self.steps.pop(step, None)
        self.save()

    @contextmanager
    def trying(self, step: str) -> Iterator[None]:
        """Make the call of `step` inside the block; it stays unconfirmed unless an error says that nothing happened.

        Whether something happened before stays remembered then.
        """
        tried = self.was_tried(step)
        self.start(step)
        try:
            yield
        except (Held, Misconfigured, Rejected, Unavailable):
            if tried:
                self.absent(step)
                self.save()
            else:
                self.forget(step)
            raise

    def clear(self) -> None:
        """Note that nothing of the document is in the accounting system any more."""
        self.steps.clear()
        self.save()

    def save(self) -> None:
        """Make the steps durable; nothing to do for a journal that is only held in memory."""
