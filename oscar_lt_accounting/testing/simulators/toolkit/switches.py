"""How a simulated system reads what its documents leave open; the defaults are the strictest reading."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from decimal import InvalidOperation
from typing import Any, Literal, get_args, get_origin, get_type_hints


class SwitchError(ValueError):
    """There is no such switch, or it has no such position."""


@dataclass
class Switches:
    """The open readings of one system; each subclass names them as fields."""

    def turn(self, name: str, value: Any) -> None:
        """Set one switch from a JSON or form value; raises `SwitchError`."""
        kinds = get_type_hints(type(self))
        if name not in kinds:
            raise SwitchError(f"There is no switch {name!r}.")
        setattr(self, name, _position(name, value, kinds[name]))

    def positions(self) -> dict[str, Any]:
        """All switches as they stand, for JSON."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def choices(cls, name: str) -> tuple[str, ...]:
        """The positions of a switch, as texts; nothing when it is a free number or list."""
        kind = get_type_hints(cls)[name]
        if kind is bool:
            return ("True", "False")
        return tuple(str(choice) for choice in get_args(kind)) if get_origin(kind) is Literal else ()


def _position(name: str, value: Any, kind: Any) -> Any:
    if get_origin(kind) is Literal:
        found = [choice for choice in get_args(kind) if str(choice) == str(value)]
    elif kind is bool:
        found = [choice for choice in (True, False) if str(choice).lower() == str(value).lower()]
    elif get_origin(kind) is tuple:
        listed = value if isinstance(value, (list, tuple)) else str(value).replace(",", " ").split()
        found = [tuple(_number(item, get_args(kind)[0]) for item in listed)]
    else:
        found = [_number(value, kind)]
    if not found or found[0] is None or (isinstance(found[0], tuple) and None in found[0]):
        raise SwitchError(f"{name} cannot be {value!r}.")
    return found[0]


def _number(value: Any, kind: Any) -> Any:
    try:
        return kind(str(value))
    except (ValueError, InvalidOperation):
        return None
