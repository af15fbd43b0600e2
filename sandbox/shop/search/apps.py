"""Oscar's search app, forked."""

from __future__ import annotations

from oscar.apps.search import apps


class SearchConfig(apps.SearchConfig):
    """Whoosh behind Oscar's pages."""

    name = "sandbox.shop.search"
