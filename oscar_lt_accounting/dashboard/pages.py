"""A page of the dashboard: its address, its view, and who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

#: The rooms that have pages of their own: each has a module `pages` with a tuple `PAGES`.
ROOMS = ("overview", "integrations", "links", "stock", "jobs", "audit", "onorder")


@dataclass(frozen=True)
class Page:
    """`name` follows ``accounting-`` in the URL's name; `permissions` are as Oscar's permissions maps have them."""

    route: str
    name: str
    view: type[Any]
    permissions: Any

    @property
    def url_name(self) -> str:
        """The URL's whole name, which must be the only one of its kind in the dashboard."""
        return f"accounting-{self.name}"


def all_pages() -> dict[str, Page]:
    """Every room's pages by their URL's name."""
    modules = [import_module(f"oscar_lt_accounting.dashboard.{room}.pages") for room in ROOMS]
    return {page.url_name: page for module in modules for page in module.PAGES}
