"""Which systems can be connected, and where people find what it takes."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from oscar_lt_accounting.dashboard.integrations.capability_labels import capability_labels
from oscar_lt_accounting.providers import providers
from oscar_lt_accounting.providers.base import Provider

#: The shop's setting with codes of systems that are offered although they are only for trying things out.
_ALSO = "OSCAR_LT_ACCOUNTING_ALSO_OFFERED"
# Sources: b1.md §2, itax.md §1, centas.md §1, robolabs.md §1 and §2.
_KEY_INSTRUCTIONS: dict[str, tuple[Promise, ...]] = {
    "b1": (
        _("Log in to B1.lt as an administrator and open Parametrai → Integracijos → API#2."),
        _("Press “+ Pridėti paslaugą”, choose an integration package and press “Išsaugoti”."),
        _("The window then shows the API key and the private key. Copy both."),
        _("For the e-commerce methods also add the e-shop integration there; the accountant sets it up in B1."),
    ),
    "itax": (
        _("Access is off by default in iTax. Log in and open Nustatymai → API raktai."),
        _("Make a new key, for this shop alone, and name it so that you know it again."),
        _("iTax shows the API password once, when the key is made. Copy it at once; a lost one needs a new key."),
    ),
    "centas": (
        _("Centas gives the API key of your company's project: ask its support for it."),
        _("The key begins with tk_ as a rule. Everybody who has it can read and enter documents, so keep it secret."),
    ),
    "robolabs": (
        _(
            "RoboLabs gives one API key for each company: ask its support, or the accountant who works "
            "with RoboLabs for you."
        ),
        _("The address is the one your company logs in at, such as https://company.robolabs.lt."),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Card:
    """One system to choose."""

    code: str
    name: str
    capabilities: list[str]


def offered_systems() -> dict[str, type[Provider]]:
    """The systems by code; the one in memory only where somebody tries things out."""
    with_memory = settings.DEBUG or "memory" in getattr(settings, _ALSO, ())
    return {code: provider for code, provider in providers().items() if with_memory or code != "memory"}


def cards() -> list[Card]:
    """The systems as cards, in the order of the registry."""
    return [
        Card(code=code, name=provider.name, capabilities=capability_labels(provider))
        for code, provider in offered_systems().items()
        if provider.is_offered
    ]


def key_instructions(code: str) -> tuple[Promise, ...]:
    """Where the keys are found in the accounting system, step by step; nothing for systems of other packages."""
    return _KEY_INSTRUCTIONS.get(code, ())
