"""What it takes to open a company's accounting system, without any database object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from oscar_lt_accounting.domain.errors import Misconfigured, gettext_noop


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A field a provider asks for when it is connected.

    `secret` ones are kept encrypted in the integration's credentials, the others in its settings.
    `kind` is text, choice, flag or number; label and help are gettext msgids.
    """

    name: str
    label: str
    help: str = ""
    kind: str = "text"
    secret: bool = False
    required: bool = False
    default: Any = ""
    choices: tuple[tuple[str, str], ...] = ()
    pattern: str = ""

    def read(self, value: Any) -> Any:
        """`value` as this field wants it; raises `Misconfigured` with a sentence when it does not fit."""
        if value in (None, ""):
            if self.required:
                raise self._refusal(gettext_noop("“%(label_msg)s” is empty. Fill it in and save the integration."))
            return self.default
        if self.kind == "flag":
            fits = isinstance(value, bool)
        elif self.kind == "number":
            fits = isinstance(value, int) and not isinstance(value, bool)
        else:
            fits = isinstance(value, str) and (not self.pattern or re.fullmatch(self.pattern, value) is not None)
            if self.choices:
                fits = fits and value in {choice for choice, _label in self.choices}
        if not fits:
            raise self._refusal(
                gettext_noop("“%(label_msg)s” has a value that cannot be used. Correct it in the integration.")
            )
        return value

    def _refusal(self, message: str) -> Misconfigured:
        return Misconfigured(message, code="setting", label_msg=self.label, name=self.name)


@dataclass(frozen=True, kw_only=True)
class Connection:
    """Where a company's accounting system is and how to get in, without any database object."""

    base_url: str = ""
    credentials: Mapping[str, str] = field(default_factory=dict, repr=False)
    settings: Mapping[str, Any] = field(default_factory=dict)
