"""A page of the dashboard: its address, its view, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

#: The sections of the dashboard: each is a package with a module `pages` that has a tuple `PAGES`.
SECTIONS = ("overview", "invoices", "integrations", "links", "stock", "jobs", "audit", "orders")


@dataclass(frozen=True)
class Page:
    """`name` follows ``accounting-`` in the URL's name; `permissions` are as Oscar's permissions maps have them.

    `view` is the dotted name of the class below `oscar_lt_accounting.dashboard`. It is imported when the URLs are
    made and not when Django starts, because most processes of a shop never show the dashboard.
    """

    route: str
    name: str
    view: str
    permissions: Any

    @property
    def url_name(self) -> str:
        """The URL's whole name, which must be the only one of its kind in the dashboard."""
        return f"accounting-{self.name}"

    @property
    def attribute(self) -> str:
        """The attribute of the dashboard's configuration by which a shop replaces the view."""
        return f"{self.name.replace('-', '_')}_view"

    @property
    def view_path(self) -> str:
        """The whole dotted name of our own view."""
        return f"oscar_lt_accounting.dashboard.{self.view}"


def all_pages() -> dict[str, Page]:
    """Every section's pages by their URL's name."""
    modules = [import_module(f"oscar_lt_accounting.dashboard.{section}.pages") for section in SECTIONS]
    return {page.url_name: page for module in modules for page in module.PAGES}
