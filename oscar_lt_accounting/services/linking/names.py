"""Products with similar names: suggestions for a person, and the look-up box."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import Case, IntegerField, Q, Value, When
from oscar.core.loading import get_model
from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

from oscar_lt_accounting.models import CatalogueItem, LinkProposal, Warehouse
from oscar_lt_accounting.services.linking.states import taken
from oscar_lt_accounting.services.linking.writing import batches

#: Stock records whose names are compared in one preview, because it is slow.
MOST = 2000
_LIKE_ENOUGH = 75
_KEPT = 3
_CANDIDATES = 50
_RAREST = 4
_COMMON = 1000
_MOST_WORDS = 8
_PAGE = 2000


def propose(warehouse: Warehouse, records: Sequence[int]) -> int:
    """Suggest products with names like those of these stock records; returns for how many there are any."""
    titles = dict(_titles(records))
    index = _Index(warehouse, {word for title in titles.values() for word in title.split()})
    found = 0
    for batch in batches(titles.items(), _PAGE):
        proposals = []
        for record, title in batch:
            alike = index.like(title)
            found += bool(alike)
            proposals += [
                LinkProposal(
                    warehouse=warehouse,
                    stockrecord_id=record,
                    item_id=item,
                    reason=LinkProposal.Reason.NAME,
                    score=int(score),
                )
                for item, score in alike
            ]
        LinkProposal.objects.bulk_create(proposals, ignore_conflicts=True)
    return found


def similar(warehouse: Warehouse, text: str, limit: int = 10) -> list[CatalogueItem]:
    """Accounting products whose code, bar code or name contain every word of `text`; equal codes first."""
    words = text.split()[:_MOST_WORDS]
    if not words:
        return []
    text = text.strip()
    items = CatalogueItem.objects.filter(warehouse=warehouse, gone_at__isnull=True)
    for word in words:
        items = items.filter(_containing(word))
    rank = Case(
        When(Q(code=text) | Q(barcode=text) | Q(remote_id=text), then=Value(0)),
        When(code__istartswith=text, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return list(items.order_by(rank, "name", "pk")[:limit])


def _containing(word: str) -> Q:
    wanted = Q(remote_id=word)
    # SQLite compares only ASCII letters without regard to their case.
    for variant in {word} if word.isascii() else {word, word.lower(), word.upper(), word.capitalize()}:
        wanted |= Q(code__icontains=variant) | Q(barcode__icontains=variant) | Q(name__icontains=variant)
    return wanted


def _titles(records: Sequence[int]) -> Iterator[tuple[int, str]]:
    """The words of each stock record's product; a variant without a title has its parent's."""
    for batch in batches(records, _PAGE):
        rows = get_model("partner", "StockRecord").objects.filter(pk__in=batch).order_by("pk")
        for record, own, parent in rows.values_list("pk", "product__title", "product__parent__title"):
            if title := default_process(own or parent or ""):
                yield record, title


class _Index:
    """The names in a warehouse's catalogue that share a word with the wanted ones, by word."""

    def __init__(self, warehouse: Warehouse, words: set[str]) -> None:
        followed = taken(warehouse)
        self.names: dict[int, str] = {}
        self.having: dict[str, list[int]] = defaultdict(list)
        items = CatalogueItem.objects.filter(warehouse=warehouse, gone_at__isnull=True).exclude(name="").order_by("pk")
        for pk, remote_id, name in items.values_list("pk", "remote_id", "name").iterator(_PAGE):
            if remote_id in followed:
                continue
            name = default_process(name)
            shared = words.intersection(name.split())
            for word in shared:
                self.having[word].append(pk)
            if shared:
                self.names[pk] = name

    def like(self, title: str) -> list[tuple[int, float]]:
        """The products most like `title` and how much, of 100, best first."""
        candidates = {pk: self.names[pk] for pk in self._candidates(title)}
        alike = process.extract(title, candidates, scorer=fuzz.token_sort_ratio, limit=_KEPT, score_cutoff=_LIKE_ENOUGH)
        return [(pk, score) for _name, score, pk in alike]

    def _candidates(self, title: str) -> Iterable[int]:
        """Products that share most of the rarest words."""
        words = sorted((word for word in set(title.split()) if word in self.having), key=self._frequency)
        shared: Counter[int] = Counter()
        for word in words[:_RAREST]:
            shared.update(islice(self.having[word], _COMMON))
        return [pk for pk, _count in shared.most_common(_CANDIDATES)]

    def _frequency(self, word: str) -> tuple[int, str]:
        return len(self.having[word]), word
