"""The accounting systems we speak with, one package each, and their registry."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from oscar_lt_accounting.domain.errors import Misconfigured, gettext_noop

if TYPE_CHECKING:
    from oscar_lt_accounting.providers.base import Provider

ENTRY_POINTS = "oscar_lt_accounting.providers"
BUILT_IN = (
    "oscar_lt_accounting.providers.b1.provider:B1",
    "oscar_lt_accounting.providers.itax.provider:ITax",
    "oscar_lt_accounting.providers.centas.provider:Centas",
    "oscar_lt_accounting.providers.robolabs.provider:RoboLabs",
    "oscar_lt_accounting.providers.fakturownia.provider:Fakturownia",
    "oscar_lt_accounting.providers.memory.provider:Memory",
)


@cache
def providers() -> dict[str, type[Provider]]:
    """All providers by code: ours, then those of other packages (entry points of this package's group).

    A package cannot take the place of a built-in provider: its code is then ignored.
    """
    found: dict[str, type[Provider]] = {}
    for path in BUILT_IN:
        module, _, name = path.partition(":")
        provider: type[Provider] = getattr(import_module(module), name)
        found[provider.code] = provider
    for entry in entry_points(group=ENTRY_POINTS):
        provider = entry.load()
        found.setdefault(provider.code, provider)
    return found


def provider_class(code: str) -> type[Provider]:
    """The provider with this code; raises `Misconfigured` when no installed package has it."""
    try:
        return providers()[code]
    except KeyError:
        raise Misconfigured(
            gettext_noop("The accounting system “%(provider)s” is not installed."),
            code="provider",
            provider=code,
        ) from None
