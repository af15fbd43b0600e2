"""What the accounting system list: each list one question, and one that fails does not end the others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Unsupported, gettext_noop
from oscar_lt_accounting.providers.base import Capability, CheckResult, Choice, Provider

_LISTS: dict[str, tuple[Capability, str, Callable[[Provider], Sequence[Choice]]]] = {
    "warehouses": (Capability.LISTS_WAREHOUSES, gettext_noop("Warehouses"), lambda books: books.warehouses()),
    "vat_codes": (Capability.LISTS_VAT_CODES, gettext_noop("VAT codes"), lambda books: books.vat_codes()),
    "series": (Capability.LISTS_SERIES, gettext_noop("Series"), lambda books: books.series()),
    "payment_types": (Capability.LISTS_PAYMENT_TYPES, gettext_noop("Payments"), lambda books: books.payment_types()),
}


def read_lists(provider: Provider, results: list[CheckResult]) -> dict[str, tuple[Choice, ...]]:
    """The lists by name; what could not be read is in `results`.

    Raises `Misconfigured` when the key is refused after all: then nothing more is asked.
    """
    found: dict[str, tuple[Choice, ...]] = {}
    for name, (capability, title, ask) in _LISTS.items():
        if not provider.can(capability):
            continue
        try:
            found[name] = tuple(ask(provider))
        except Misconfigured:
            raise
        except Unsupported:
            continue
        except AccountingError as error:
            problem = error.problem
            results.append(CheckResult(title=title, ok=False, detail=problem.message, params=problem.params))
            continue
        results.append(_list_result(title, found[name]))
    return found


def _list_result(title: str, choices: tuple[Choice, ...]) -> CheckResult:
    names = ", ".join(
        choice.code if choice.name == choice.code else f"{choice.code} ({choice.name})" for choice in choices[:10]
    )
    return CheckResult(
        title=title,
        ok=True,
        detail=gettext_noop("In the accounting system: %(names)s.")
        if choices
        else gettext_noop("The list in the accounting system is empty."),
        params={"names": names} if choices else {},
    )
