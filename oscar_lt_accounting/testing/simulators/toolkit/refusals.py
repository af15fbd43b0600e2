"""A call that a system refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from oscar_lt_accounting.testing.simulators.toolkit.fault_replies import web_page
from oscar_lt_accounting.testing.simulators.toolkit.fields import Form, complaints
from oscar_lt_accounting.testing.simulators.toolkit.json_text import NotationError, read_json, write_json
from oscar_lt_accounting.testing.simulators.toolkit.wire import Reply

FoundT = TypeVar("FoundT")


class RefusalError(Exception):
    """A refused call: a sentence, a status, and the body in the system's own form where it has one."""

    def __init__(self, message: str, status: int = 400, body: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.body = body

    def reply(self, *, inside: bool = False) -> Reply:
        """The refusal as it goes over the wire, `inside` a 200 if need be; without a body it is a web page."""
        if self.body is None:
            return web_page(self.status, str(self))
        return Reply(status=200 if inside else self.status, body=write_json(self.body), said=f"{self.status} {self}")


def refuse_if(wrong: object, refusal: RefusalError) -> None:
    """Raise `refusal` when something is wrong."""
    if wrong:
        raise refusal


def first(found: Iterable[FoundT], refusal: RefusalError) -> FoundT:
    """The first of what was found; raises `refusal` when there is none."""
    for one in found:
        return one
    raise refusal


def read_body(body: bytes, refuse: Callable[[str], RefusalError]) -> Any:
    """A body as JSON; raises what `refuse` makes of the reason why it is none."""
    try:
        return read_json(body)
    except NotationError as error:
        raise refuse(str(error)) from None


def check_form(
    sent: Any, form: Form, context: Any, refuse: Callable[[list[tuple[str, str]]], RefusalError], *, path: str = ""
) -> None:
    """Raise what `refuse` makes of all complaints about `sent`; a switch `unknown_fields` may let unknown ones pass."""
    unknown = getattr(context.switches, "unknown_fields", "") == "ignored"
    if wrong := list(complaints(sent, form, context, path=path, unknown=unknown)):
        raise refuse(wrong)


def by_field(wrong: Iterable[tuple[str, str]], otherwise: str) -> dict[str, list[str]]:
    """Sentences by the path of their field; those about the whole go to `otherwise`."""
    found: dict[str, list[str]] = {}
    for path, sentence in wrong:
        found.setdefault(path or otherwise, []).append(sentence)
    return found


def in_words(wrong: Iterable[tuple[str, str]]) -> str:
    """All complaints as one sentence."""
    return "; ".join(f"{path} {sentence}" for path, sentence in wrong)
