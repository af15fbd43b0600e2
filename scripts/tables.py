"""Writes what each system can into README.md and docs/capabilities.md: `python -m scripts.tables`.

The table is made from the code: the registry gives the systems, a setting called `mode` their columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oscar_lt_accounting.domain.errors import Misconfigured
from oscar_lt_accounting.providers import providers
from oscar_lt_accounting.providers.base import Capability, Connection, HttpClient, Provider, Setting

ROOT = Path(__file__).resolve().parent.parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "capabilities.md")
BEGIN, END = "<!-- capabilities:begin -->", "<!-- capabilities:end -->"
YES, NO = "✓", "–"

LABELS = {
    Capability.REFUSES_DUPLICATES: "rejects a reference that it already has",
    Capability.FINDS_DOCUMENTS: "can be asked for a document after a lost answer",
    Capability.RESUMES: "goes on in the middle of several calls",
    Capability.BACKGROUND: "works in the background and is asked later",
    Capability.READS_BACK: "lists its documents, to be compared with the shop's",
    Capability.NUMBERS_DOCUMENTS: "numbers the documents itself",
    Capability.TAKES_NUMBERS: "takes the shop's numbers",
    Capability.FOREIGN_CURRENCY: "documents in other currencies than the euro",
    Capability.VAT_FROM_GROSS: "takes the VAT out of prices that include it",
    Capability.NEEDS_LINKS: "needs a link for every product",
    Capability.NEEDS_VAT_MAPPING: "needs its own VAT codes to be mapped",
    Capability.NEEDS_VAT_CODES: "needs the tax office's VAT codes",
    Capability.PROFORMAS: "proforma invoices",
    Capability.RECEIPTS: "receipts",
    Capability.CREDIT_NOTES: "credit notes",
    Capability.CANCELS: "cancels documents",
    Capability.UPDATES: "changes issued documents",
    Capability.FINDS_BUYERS: "finds buyers or makes them",
    Capability.REGISTERS_PAYMENTS: "takes payments",
    Capability.PDF: "gives the PDF",
    Capability.ATTACHES_FILES: "takes files for a document",
    Capability.EMAILS: "sends the document by e-mail",
    Capability.STOCK: "stock of a whole warehouse",
    Capability.STOCK_OF_ITEMS: "stock of single products",
    Capability.LISTS_WAREHOUSES: "lists its warehouses",
    Capability.LISTS_VAT_CODES: "lists its VAT codes",
    Capability.LISTS_SERIES: "lists its series",
    Capability.LISTS_PAYMENT_TYPES: "lists its payment types",
    Capability.LISTS_CATEGORIES: "lists its product categories",
    Capability.LISTS_PRODUCTS: "lists its products",
    Capability.CREATES_PRODUCTS: "creates products",
    Capability.UPDATES_PRODUCTS: "changes products",
    Capability.WRITES_OFF: "writes goods off without a sale",
}

#: What a required setting is given: the first of these that it takes.
_DUMMIES: tuple[Any, ...] = ("1", "dummy", "0" * 32, "https://dummy.example", "dummy@dummy.example", 1, True)


def columns() -> dict[str, Provider]:
    """Each built-in system in each of its modes, by its title; nothing optional is switched on."""
    return {title: books for provider in _built_in() for title, books in _modes(provider)}


def table() -> str:
    """One row for each ability, one column for each system and mode."""
    systems = columns()
    head = [f"| | {' | '.join(systems)} |", f"| --- |{' :-: |' * len(systems)}"]
    return "\n".join([*head, *(_row(ability, systems.values()) for ability in Capability)])


def with_table(page: str) -> str:
    """`page` with the table as it is now between its two marks."""
    before, begin, rest = page.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"a page without {BEGIN} and {END}")
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _row(ability: Capability, systems: Any) -> str:
    cells = (YES if books.can(ability) else NO for books in systems)
    return f"| {LABELS[ability]} | {' | '.join(cells)} |"


def _built_in() -> Iterator[type[Provider]]:
    for code, provider in providers().items():
        if code != "memory" and provider.is_offered and provider.__module__.startswith("oscar_lt_accounting."):
            yield provider


def _modes(provider: type[Provider]) -> Iterator[tuple[str, Provider]]:
    choices = next((setting.choices for setting in provider.settings if setting.name == "mode"), ())
    if not choices:
        yield provider.name, _connected(provider)
    for mode, label in choices:
        yield f"{provider.name} {label[:1].lower()}{label[1:]}", _connected(provider, mode=mode)


def _connected(provider: type[Provider], **chosen: str) -> Provider:
    needed = [setting for setting in provider.settings if setting.required and setting.name not in chosen]
    credentials = {setting.name: str(_dummy(setting)) for setting in needed if setting.secret}
    settings = {setting.name: _dummy(setting) for setting in needed if not setting.secret}
    connection = Connection(
        base_url=provider.default_base_url or "https://dummy.example",
        credentials=credentials,
        settings={**settings, **chosen},
    )
    return provider(connection, HttpClient(hosts=provider.hosts))


def _dummy(setting: Setting) -> Any:
    for value in (*(choice for choice, _label in setting.choices), *_DUMMIES):
        try:
            return setting.read(value)
        except Misconfigured:
            continue
    raise ValueError(f"no dummy value fits the setting {setting.name}; add one to _DUMMIES")


def main() -> None:
    """Write the table into its pages."""
    for page in PAGES:
        page.write_text(with_table(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
