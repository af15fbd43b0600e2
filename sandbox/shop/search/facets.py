"""What is searched before the visitor asks for anything."""

from __future__ import annotations

from haystack.query import SearchQuerySet
from oscar.apps.search.facets import FacetMunger

__all__ = ["FacetMunger", "base_sqs"]


def base_sqs() -> SearchQuerySet:
    """All public products in the order they were added.

    Oscar filters with terms that are scored, so the few products with variants always come first;
    `narrow` filters without a score.
    """
    return SearchQuerySet().narrow("is_public:true").narrow("structure:standalone OR structure:parent")
