"""Oscar's own offers, vouchers and surcharges."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone
from oscar.apps.checkout.surcharges import FlatCharge
from oscar.apps.offer.models import Benefit, Condition, ConditionalOffer, Range
from oscar.apps.voucher.models import Voucher
from oscar.core.prices import Price

from tests.shop import net_of

_numbers = count(1)


def offer(kind: str, value: str | None = None, *, priority: int = 0, by_voucher: bool = False) -> ConditionalOffer:
    """An offer on everything in the shop; without a voucher it applies to every basket."""
    number = next(_numbers)
    everything = None
    if not kind.startswith("Shipping"):
        everything = Range.objects.create(name=f"Viskas {number}", includes_all_products=True)
    condition_range = everything or Range.objects.create(name=f"Viskas {number}", includes_all_products=True)
    return ConditionalOffer.objects.create(
        name=f"Akcija {number}",
        offer_type=ConditionalOffer.VOUCHER if by_voucher else ConditionalOffer.SITE,
        condition=Condition.objects.create(type=Condition.COUNT, value=1, range=condition_range),
        benefit=Benefit.objects.create(type=kind, value=value and Decimal(value), range=everything),
        priority=priority,
        max_basket_applications=1 if kind != Benefit.MULTIBUY else None,
    )


def voucher(kind: str, value: str | None = None) -> Voucher:
    """A code that the customer typed in."""
    number = next(_numbers)
    now = timezone.now()
    made = Voucher.objects.create(
        name=f"Kuponas {number}",
        code=f"KUPONAS{number}",
        start_datetime=now - timedelta(days=1),
        end_datetime=now + timedelta(days=1),
    )
    made.offers.add(offer(kind, value, by_voucher=True))
    return made


class Surcharge(FlatCharge):
    """A fee of the whole order."""

    def __init__(self, name: str, gross: str, rate: Decimal = Decimal(21)) -> None:
        super().__init__(excl_tax=net_of(Decimal(gross), rate), incl_tax=Decimal(gross))
        self.name = name
        self.code = name.lower()


class Surcharges(list[Any]):
    """Oscar's applied surcharges as `place_order` takes them: a list with a total."""

    def __init__(self, *charges: Surcharge) -> None:
        super().__init__(_Applied(charge) for charge in charges)

    @property
    def total(self) -> Price:
        return Price(
            "EUR",
            excl_tax=sum((one.price.excl_tax for one in self), Decimal(0)),
            incl_tax=sum((one.price.incl_tax for one in self), Decimal(0)),
        )


class _Applied:
    def __init__(self, surcharge: Surcharge) -> None:
        self.surcharge = surcharge
        self.price = Price("EUR", excl_tax=surcharge.excl_tax, incl_tax=surcharge.incl_tax)
