"""The rows of a document: VAT treatment, sums to the cent, links and mappings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from django.utils.translation import gettext as _

from oscar_lt_accounting.conf import conf
from oscar_lt_accounting.domain.documents import Buyer, InvoiceLine, LineKind
from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.domain.money import split
from oscar_lt_accounting.domain.sums import Item, ShippingPolicy, Sums, apportion, gross_first, net_first, vat_inside
from oscar_lt_accounting.domain.territory import Destination, destination
from oscar_lt_accounting.domain.vat import BuyerStatus, ItemKind, Sale, SellerStatus, Treatment, treat
from oscar_lt_accounting.models import Integration, ProductLink, Warehouse
from oscar_lt_accounting.providers.base import Provider
from oscar_lt_accounting.providers.capabilities import Capability
from oscar_lt_accounting.services.invoicing.buyers import vat_status
from oscar_lt_accounting.services.invoicing.orders import ChargeFacts, LineFacts, OrderFacts
from oscar_lt_accounting.services.invoicing.shares import Share

_STANDARD = ("PVM1", Decimal(21))
_ITEM_KINDS = {
    LineKind.GOODS: ItemKind.GOODS,
    LineKind.SERVICE: ItemKind.SERVICE,
    LineKind.GIFT_CARD: ItemKind.GIFT_CARD,
}


@dataclass
class _Draft:
    """A row before its sums are known."""

    kind: LineKind
    title: str
    item: Item
    gross_before_discount: Decimal
    quantity: Decimal = Decimal(1)
    sku: str = ""
    stockrecord_id: int | None = None
    order_line: int | None = None


@dataclass
class Rows:
    """Builds the rows of one document."""

    order: OrderFacts
    share: Share
    buyer: Buyer
    warehouse: Warehouse
    provider: Provider
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._mappings = list(self.integration.vat_mappings.all())

    @property
    def integration(self) -> Integration:
        """The accounting system the document goes to."""
        return self.warehouse.integration

    def build(self) -> tuple[InvoiceLine, ...]:
        """The rows, in the order of the order's lines, then delivery, then surcharges.

        Raises `Held` for anything that is not sure.
        """
        goods = [
            self._goods(line, gross, rate, code)
            for line, gross, (rate, code) in zip(self.share.lines, self.share.grosses, self.share.rates, strict=True)
        ]
        drafts = [*goods, *self._charges(goods)]
        links = self._links(drafts)
        sums = self._sums([draft.item for draft in drafts])
        return tuple(self._line(draft, links, amounts) for draft, amounts in zip(drafts, sums, strict=True))

    def _goods(self, line: LineFacts, gross: Decimal, rate: Decimal, code: str) -> _Draft:
        kind = self._kind(line)
        treatment = treat(
            Sale(
                seller=SellerStatus(conf.SELLER_VAT_STATUS),
                destination=self._destination(kind),
                buyer=vat_status(self.buyer),
                item=_ITEM_KINDS[kind],
                rate=rate,
                day=self.order.day,
                title=line.title,
                vat_code=code,
                gift_cards=self.integration.option("gift_cards", "hold"),
                oss=conf.OSS,
                oss_code=conf.OSS_VAT_CODE,
            )
        )
        self._note(treatment)
        return _Draft(
            kind=kind,
            title=line.title,
            sku=line.sku,
            quantity=Decimal(line.quantity),
            stockrecord_id=line.stockrecord_id,
            order_line=line.pk,
            item=Item(group=(treatment.code, treatment.rate), gross=gross, net=line.net),
            gross_before_discount=max(line.gross_before_discount, gross),
        )

    @staticmethod
    def _kind(line: LineFacts) -> LineKind:
        if line.product_class in conf.GIFT_CARD_CLASSES:
            return LineKind.GIFT_CARD
        return LineKind.GOODS if line.is_shipped else LineKind.SERVICE

    def _destination(self, kind: LineKind) -> Destination:
        """Where the supply ends: goods where they are delivered, services where the buyer is."""
        if kind is LineKind.SERVICE and self.buyer.address.country:
            return destination(self.buyer.address.country, self.buyer.address.postcode)
        return destination(self.order.country or "LT", self.order.postcode)

    def _note(self, treatment: Treatment) -> None:
        if treatment.text and treatment.text not in self.notes:
            self.notes.append(treatment.text)

    def _charges(self, goods: Sequence[_Draft]) -> list[_Draft]:
        """Delivery and surcharges carry the VAT of the goods they come with (lt-invoicing-facts §6)."""
        followed = [draft for draft in goods if draft.kind is not LineKind.GIFT_CARD]
        policy = ShippingPolicy(conf.SHIPPING_VAT_POLICY)
        if policy is ShippingPolicy.STANDARD and self._destination(LineKind.GOODS) is not Destination.LT:
            policy = ShippingPolicy.APPORTION_NET
        is_payer = SellerStatus(conf.SELLER_VAT_STATUS) is SellerStatus.PAYER
        standard: tuple[str, Decimal | None] = _STANDARD if is_payer else ("", None)
        drafts = []
        for charge in self.share.charges:
            if charge.gross < 0:
                self._fold(charge, followed)
                continue
            parts = apportion(
                charge.gross,
                [draft.item for draft in followed],
                policy if is_payer else ShippingPolicy.STANDARD,
                standard,
                [draft.gross_before_discount for draft in followed],
            )
            kind = LineKind.SHIPPING if charge.is_delivery else LineKind.SURCHARGE
            title = _("Delivery: %(name)s") % {"name": charge.name} if charge.is_delivery else charge.name
            drafts += [
                _Draft(
                    kind=kind,
                    title=title.rstrip(": "),
                    item=Item(group=group, gross=gross, net=_net(gross, group[1])),
                    gross_before_discount=gross,
                )
                for group, gross in parts
            ]
        return drafts

    def _fold(self, charge: ChargeFacts, followed: Sequence[_Draft]) -> None:
        """Take a charge below zero off the rows that it follows, in proportion, so that every system can take it.

        Each row carries its part at its own VAT rate. Raises `Held` where the rows are not worth that much.
        """
        parts = split(charge.gross, [draft.item.gross for draft in followed])
        lowered = [draft.item.gross + part for draft, part in zip(followed, parts, strict=True)]
        if not any(draft.item.gross for draft in followed) or min(lowered) < 0:
            raise Held(
                gettext_noop(
                    "Order %(order)s: “%(name)s” of %(amount)s is more than the goods that it would be taken off. "
                    "Correct the order, then send again."
                ),
                code="negative_charge",
                order=self.order.number,
                name=charge.name,
                amount=charge.gross,
            )
        for draft, part, gross in zip(followed, parts, lowered, strict=True):
            net = draft.item.net + _net(part, draft.item.group[1])
            draft.item = replace(draft.item, gross=gross, net=net)
        self.notes.append(f"{charge.name}: {charge.gross} {self.order.currency}")

    def _sums(self, items: Sequence[Item]) -> list[Sums]:
        # A system that takes the VAT out of the prices itself would not keep sums found the other way.
        keeps_net = not self.integration.prices_include_tax and not self.provider.can(Capability.VAT_FROM_GROSS)
        return (net_first(items) if keeps_net else None) or gross_first(items)

    def _links(self, drafts: Sequence[_Draft]) -> dict[int, ProductLink]:
        records = [draft.stockrecord_id for draft in drafts if draft.stockrecord_id]
        links = ProductLink.objects.filter(warehouse=self.warehouse, stockrecord_id__in=records)
        return {link.stockrecord_id: link for link in links}

    def _line(self, draft: _Draft, links: dict[int, ProductLink], sums: Sums) -> InvoiceLine:
        link = links.get(draft.stockrecord_id or 0)
        if link is None and draft.kind is LineKind.GOODS and self._links_required():
            raise self._unlinked(draft)
        code, rate = draft.item.group
        return InvoiceLine(
            kind=draft.kind,
            title=draft.title,
            sku=draft.sku,
            quantity=draft.quantity,
            net=sums.net,
            vat=sums.vat,
            gross=sums.gross,
            gross_before_discount=max(draft.gross_before_discount, sums.gross),
            rate=rate,
            vat_code=code,
            remote_vat=self._remote_vat(draft, rate),
            remote_id=link.remote_id if link else "",
            remote_code=link.remote_code if link else "",
            units=link.units if link else Decimal(1),
            order_line=draft.order_line,
        )

    def _links_required(self) -> bool:
        return bool(self.integration.option("require_links", self.provider.can(Capability.NEEDS_LINKS)))

    def _unlinked(self, draft: _Draft) -> Held:
        if draft.stockrecord_id is None:
            return Held(
                gettext_noop(
                    "“%(title)s” (%(sku)s) was deleted from the shop, so its accounting product is not known. Enter "
                    "this document in the accounting system by hand and cancel it in the shop."
                ),
                code="product_deleted",
                title=draft.title,
                sku=draft.sku,
            )
        return Held(
            gettext_noop(
                "“%(title)s” (%(sku)s) is not linked to a product of %(warehouse)s. Link it; everything that waits "
                "for it is then sent."
            ),
            code="no_link",
            title=draft.title,
            sku=draft.sku,
            warehouse=self.warehouse.name,
            stockrecord=draft.stockrecord_id,
        )

    def _remote_vat(self, draft: _Draft, rate: Decimal | None) -> str:
        where = self._destination(draft.kind).value
        who = "consumer" if vat_status(self.buyer) is BuyerStatus.CONSUMER else "business"
        candidates = [
            mapping
            for mapping in self._mappings
            if mapping.rate == rate and mapping.destination in (where, "any") and mapping.buyer in (who, "any")
        ]
        if candidates:
            closest = max(candidates, key=lambda mapping: (mapping.destination == where, mapping.buyer == who))
            return str(closest.remote_code)
        if self.provider.can(Capability.NEEDS_VAT_MAPPING):
            raise Held(
                gettext_noop(
                    "%(system)s has no VAT code for %(rate_msg)s (“%(title)s”). Add a VAT mapping to the integration; "
                    "everything that waits for it is then sent."
                ),
                code="vat_mapping",
                system=self.provider.name,
                rate_msg=gettext_noop("no VAT") if rate is None else f"{rate.normalize():f} %",
                title=draft.title,
            )
        return ""


def _net(gross: Decimal, rate: Decimal | None) -> Decimal:
    return gross - vat_inside(gross, rate)
