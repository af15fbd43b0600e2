"""What is missing or wrong on our side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches

from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.models import Integration, Numbering
from oscar_lt_accounting.providers.base import Capability, CheckResult, Choice, Provider


def failed_connection(problem: Problem) -> CheckResult:
    """The connection itself does not work."""
    return CheckResult(title=gettext_noop("Connection"), ok=False, detail=problem.message, params=problem.params)


def own_problems(integration: Integration, provider: Provider) -> Iterator[CheckResult]:
    """What is missing on our side."""
    if not integration.warehouses.filter(is_active=True).exists():
        yield CheckResult(
            title=gettext_noop("Warehouses"),
            ok=False,
            detail=gettext_noop("No partner of the shop is connected to a warehouse of this integration."),
        )
    if integration.numbering == Numbering.SHOP and not integration.series.filter(kind="invoice").exists():
        yield CheckResult(
            title=gettext_noop("Numbering"),
            ok=False,
            detail=gettext_noop("The shop numbers the documents, but there is no series for invoices."),
        )
    own = integration.numbering == Numbering.SHOP
    if not provider.can(Capability.TAKES_NUMBERS if own else Capability.NUMBERS_DOCUMENTS):
        yield CheckResult(
            title=gettext_noop("Numbering"),
            ok=False,
            detail=gettext_noop("%(system)s takes no numbers from the shop; let it number the documents itself.")
            if own
            else gettext_noop("%(system)s does not number documents; let the shop number them and add a series."),
            params={"system": provider.name},
        )
    if provider.can(Capability.NEEDS_VAT_MAPPING) and not integration.vat_mappings.exists():
        yield CheckResult(
            title=gettext_noop("VAT"),
            ok=False,
            detail=gettext_noop("No VAT rate of the shop is mapped to a VAT code of the accounting system."),
        )


def unknown_codes(integration: Integration, lists: Mapping[str, tuple[Choice, ...]]) -> Iterator[CheckResult]:
    """Codes of ours that the accounting system do not know; lists that could not be read prove nothing."""
    warehouses = integration.warehouses.filter(is_active=True).exclude(code="")
    yield from _unknown(
        lists.get("warehouses"),
        gettext_noop("Warehouses"),
        warehouses.values_list("name", "code"),
        gettext_noop(
            "The warehouse “%(ours)s” has the code %(code)s, which the accounting system does not have (known: "
            "%(known)s). Correct the code of the warehouse."
        ),
    )
    yield from _unknown(
        lists.get("vat_codes"),
        gettext_noop("VAT"),
        ((str(mapping), mapping.remote_code) for mapping in integration.vat_mappings.all()),
        gettext_noop(
            "The VAT mapping “%(ours)s” leads to %(code)s, which the accounting system does not have (known: "
            "%(known)s). Correct the VAT mapping."
        ),
    )
    if integration.numbering == Numbering.SHOP:
        yield from _unknown(
            lists.get("series"),
            gettext_noop("Numbering"),
            ((str(series), series.prefix) for series in integration.series.all()),
            gettext_noop(
                "The series “%(ours)s” begins with %(code)s, and the accounting system has no such series (known: "
                "%(known)s). Add it in the accounting system, or correct the series."
            ),
        )
    yield from _unknown(
        lists.get("payment_types"),
        gettext_noop("Payments"),
        integration.payment_mappings.values_list("source_type", "remote_code"),
        gettext_noop(
            "The payment method “%(ours)s” is mapped to %(code)s, which the accounting system does not have (known: "
            "%(known)s). Correct the payment mapping."
        ),
    )


def _unknown(
    known: tuple[Choice, ...] | None, title: str, given: Iterable[tuple[str, str]], message: str
) -> Iterator[CheckResult]:
    if not known:
        return
    codes = {choice.code: choice for choice in known}
    for name, code in given:
        if code in codes:
            continue
        near = [codes[one] for one in get_close_matches(code, codes, n=3, cutoff=0.5)] or list(known[:5])
        shown = ", ".join(f"{choice.code} ({choice.name})" for choice in near)
        yield CheckResult(
            title=title, ok=False, detail=message, params={"ours": name, "code": code or "–", "known": shown}
        )
