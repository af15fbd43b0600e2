"""Oscar's own index, where Haystack looks for it."""

from oscar.apps.search.search_indexes import ProductIndex

__all__ = ["ProductIndex"]
