"""Find the accounting products of stock records: look first, then link what is certain or what a person chose."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from oscar_lt_accounting.domain.identifiers import comparable_code
from oscar_lt_accounting.models import CatalogueItem, LinkChange, LinkProposal, ProductLink, Warehouse
from oscar_lt_accounting.services.linking import names, refusals
from oscar_lt_accounting.services.linking.links import LinkRow, link_many
from oscar_lt_accounting.services.linking.states import has_link, stock_records, taken
from oscar_lt_accounting.services.linking.writing import batches

Reason = LinkProposal.Reason
#: Products that are listed when a code or bar code names many.
_MOST_EACH = 10
_PAGE = 2000
_HOW = {Reason.CODE: LinkChange.How.CODE, Reason.BARCODE: LinkChange.How.BARCODE}
_GTIN_LENGTHS = (8, 12, 13, 14)


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What matching found, in stock records; all but `linked` were without a link in this warehouse.

    `by_code` and `by_barcode` are certain, `ambiguous` and `by_name` need attention, `unlinked` got no suggestion.
    """

    by_code: int
    by_barcode: int
    ambiguous: int
    by_name: int
    unlinked: int
    linked: int


@dataclass
class Accepted:
    """How many suggestions became links, and which did not: SKU and sentence."""

    linked: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


def preview(warehouse: Warehouse, *, most_names: int = names.MOST) -> Preview:
    """Suggest products for the stock records without a link; replaces what was suggested before and links nothing.

    Similar names are looked for only for the first `most_names` stock records for which nothing else was found.
    """
    LinkProposal.objects.filter(warehouse=warehouse).delete()
    index = CatalogueIndex(warehouse)
    unlinked = stock_records(warehouse).filter(~has_link(warehouse)).order_by("pk")
    unlinked = unlinked.values_list("pk", "partner_sku", "product__upc")
    claims, left = [], []
    for record, sku, upc in unlinked.iterator(_PAGE):
        claim = index.claim(record, sku, upc or "")
        if claim:
            claims.append(claim)
        else:
            left.append(record)
    disputed = _disputed(claims)
    counts = {False: {Reason.CODE: 0, Reason.BARCODE: 0}, True: {Reason.CODE: 0, Reason.BARCODE: 0}}
    for claim in claims:
        counts[claim.record in disputed][claim.reason] += 1
    _propose(warehouse, claims, disputed)
    by_name = names.propose(warehouse, left[:most_names])
    return Preview(
        by_code=counts[False][Reason.CODE],
        by_barcode=counts[False][Reason.BARCODE],
        ambiguous=sum(counts[True].values()),
        by_name=by_name,
        unlinked=len(left) - by_name,
        linked=stock_records(warehouse).filter(has_link(warehouse)).count(),
    )


def apply(
    warehouse: Warehouse, actor: Any = None, *, reasons: Collection[LinkProposal.Reason] = (Reason.CODE, Reason.BARCODE)
) -> int:
    """Link what was suggested by an equal code or bar code and is still so; returns how many.

    Ambiguous suggestions and those by name are never applied, whatever `reasons` say. `actor` is a user or a name.
    """
    linked = 0
    for reason, how in _HOW.items():
        if reason in reasons:
            linked += link_many(warehouse, _certain(warehouse, reason), actor=actor, how=how, replace=False).linked
    _forget_settled(warehouse)
    return linked


def accept(proposals: Iterable[LinkProposal], actor: Any = None) -> Accepted:
    """Link what a person chose among the suggestions, for whatever reason they were made."""
    done = Accepted()
    ids = [proposal.pk for proposal in proposals]
    chosen: dict[int, list[LinkProposal]] = defaultdict(list)
    for batch in batches(ids, _PAGE):
        rows = LinkProposal.objects.filter(pk__in=batch).select_related("warehouse", "item", "stockrecord")
        for proposal in rows.order_by("pk"):
            if proposal.item.gone_at:
                refusal = refusals.vanished(proposal.stockrecord.partner_sku, str(proposal.item))
                done.refused.append((proposal.stockrecord.partner_sku, refusal.sentence))
            else:
                chosen[proposal.warehouse_id].append(proposal)
    for some in chosen.values():
        warehouse = some[0].warehouse
        rows_wanted = [
            _row(one.stockrecord_id, one.stockrecord.partner_sku, one.item.remote_id, one.item.code) for one in some
        ]
        result = link_many(warehouse, rows_wanted, actor=actor, how=LinkChange.How.PROPOSAL, replace=False)
        done.linked += result.linked
        done.refused += [(row.sku, refusal.sentence) for row, refusal in result.refused]
        _forget_settled(warehouse)
    return done


class _Claim(NamedTuple):
    """What a stock record could be by an equal code or bar code; a lower `rank` is the better reason."""

    record: int
    reason: LinkProposal.Reason
    rank: int
    items: list[int]
    is_ambiguous: bool


class CatalogueIndex:
    """A warehouse's catalogue by code and by bar code, read once; products that are linked are on it, but not free."""

    def __init__(self, warehouse: Warehouse) -> None:
        followed = taken(warehouse)
        self.taken: set[int] = set()
        self.codes: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.barcodes: dict[str, list[int]] = defaultdict(list)
        items = CatalogueItem.objects.filter(warehouse=warehouse, gone_at__isnull=True).order_by("pk")
        for pk, remote_id, code, barcode in items.values_list("pk", "remote_id", "code", "barcode").iterator(_PAGE):
            if remote_id in followed:
                self.taken.add(pk)
            if code := comparable_code(code):
                self.codes[code.casefold()].append((pk, code))
            if barcode := comparable(barcode):
                self.barcodes[barcode].append(pk)

    def claim(self, record: int, sku: str, upc: str) -> _Claim | None:
        """By exact code, else by the code in other letters, else by bar code."""
        sku = comparable_code(sku)
        alike = self.codes.get(sku.casefold(), ())
        exact = [pk for pk, code in alike if code == sku]
        items = exact or [pk for pk, _code in alike]
        if free := self._free(items):
            return _Claim(record, Reason.CODE, 0 if exact else 1, free, len(items) > 1)
        by_barcode = self.barcodes.get(comparable(upc), [])
        if free := self._free(by_barcode):
            return _Claim(record, Reason.BARCODE, 2, free, len(by_barcode) > 1 or bool(items))
        return None

    def _free(self, items: Iterable[int]) -> list[int]:
        return [pk for pk in items if pk not in self.taken]


def comparable(barcode: str) -> str:
    """A bar code in the form in which two are compared; empty when there is none."""
    bare = "".join(barcode.split()).replace("-", "")
    # GS1: the same article number is written with 8, 12, 13 or 14 digits, filled with zeros from the left.
    return bare.zfill(14) if bare.isdecimal() and len(bare) in _GTIN_LENGTHS else bare


def _disputed(claims: Iterable[_Claim]) -> set[int]:
    """Stock records whose product is not certain: it has a namesake, or another has an equal or better claim to it."""
    claimants: dict[int, list[_Claim]] = defaultdict(list)
    disputed = set()
    for claim in claims:
        if claim.is_ambiguous:
            disputed.add(claim.record)
        for item in claim.items:
            claimants[item].append(claim)
    for rivals in claimants.values():
        best = min(claim.rank for claim in rivals)
        winners = [claim for claim in rivals if claim.rank == best]
        disputed.update(claim.record for claim in rivals if claim.rank > best or len(winners) > 1)
    return disputed


def _propose(warehouse: Warehouse, claims: Iterable[_Claim], disputed: Collection[int]) -> None:
    proposals = (
        LinkProposal(
            warehouse=warehouse,
            stockrecord_id=claim.record,
            item_id=item,
            reason=claim.reason,
            is_ambiguous=claim.record in disputed,
        )
        for claim in claims
        for item in claim.items[:_MOST_EACH]
    )
    for batch in batches(proposals, _PAGE):
        # Somebody else may be looking at the same warehouse at the same moment.
        LinkProposal.objects.bulk_create(batch, ignore_conflicts=True)


def _certain(warehouse: Warehouse, reason: LinkProposal.Reason) -> Iterator[LinkRow]:
    """The rows to be linked, a page at a time; what is no longer equal since it was suggested is left out."""
    last = 0
    proposals = LinkProposal.objects.filter(
        ~has_link(warehouse, "stockrecord"),
        warehouse=warehouse,
        reason=reason,
        is_ambiguous=False,
        item__gone_at__isnull=True,
    )
    facts = ("pk", "stockrecord_id", "stockrecord__partner_sku", "stockrecord__product__upc")
    theirs = ("item__remote_id", "item__code", "item__barcode")
    while page := list(proposals.filter(pk__gt=last).order_by("pk").values_list(*facts, *theirs)[:_PAGE]):
        last = page[-1][0]
        for _pk, record, sku, upc, remote_id, code, barcode in page:
            if reason == Reason.CODE:
                equal = comparable_code(sku).casefold() == comparable_code(code).casefold()
            else:
                equal = comparable(upc or "") == comparable(barcode)
            if equal:
                yield _row(record, sku, remote_id, code)


def _row(record: int, sku: str, remote_id: str, code: str) -> LinkRow:
    return LinkRow(stockrecord_id=record, sku=sku, remote_id=remote_id, remote_code=code)


def _forget_settled(warehouse: Warehouse) -> None:
    """Forget suggestions for stock records that have a link, and of products that are taken."""
    owners = ProductLink.objects.filter(warehouse=warehouse, sync_stock=True, remote_id=OuterRef("item__remote_id"))
    settled = has_link(warehouse, "stockrecord") | Exists(owners)
    LinkProposal.objects.filter(settled, warehouse=warehouse).delete()
