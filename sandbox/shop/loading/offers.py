"""Offers for everybody and vouchers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from oscar.core.loading import get_model

from sandbox.demo import files

_EVERYTHING = "Viskas, išskyrus dovanų kuponus"


def load() -> None:
    """Add the offers and vouchers that are missing."""
    wanted = files.offers()
    offers = {row["name"]: _offer(row, "Site") for row in wanted["offers"]}
    for row in wanted["offers"]:
        # Without this a voucher would discount the free product once more, and the discounts shown
        # would be more than the discount given.
        offers[row["name"]].combinations.add(*(offers[name] for name in row.get("only_with", ())))
    now = timezone.now()
    for row in wanted["vouchers"]:
        voucher, created = get_model("voucher", "Voucher").objects.get_or_create(
            code=row["code"],
            defaults={
                "name": row["name"],
                "usage": "Multi-use",
                "start_datetime": now - timedelta(days=1),
                "end_datetime": now + timedelta(days=3650),
            },
        )
        if created:
            voucher.offers.add(_offer(row, "Voucher"))


def _offer(row: dict[str, Any], offer_type: str) -> Any:
    model = get_model("offer", "ConditionalOffer")
    found = model.objects.filter(name=row["name"]).first()
    if found:
        return found
    goods = _range(row.get("category"))
    kind, value = row["condition"]
    condition = get_model("offer", "Condition").objects.create(range=goods, type=kind, value=Decimal(value))
    kind, value = row["benefit"]
    benefit = get_model("offer", "Benefit").objects.create(
        # Oscar refuses a range on benefits about shipping.
        range=None if kind.startswith("Shipping") else goods,
        type=kind,
        value=value and Decimal(value),
    )
    return model.objects.create(
        name=row["name"],
        description=row.get("text", ""),
        offer_type=offer_type,
        exclusive=False,
        condition=condition,
        benefit=benefit,
        priority=row["priority"],
    )


def _range(category: str | None) -> Any:
    model, categories = get_model("offer", "Range"), get_model("catalogue", "Category")
    if category:
        goods, created = model.objects.get_or_create(name=categories.objects.get(code=category).name)
        if created:
            goods.included_categories.add(categories.objects.get(code=category))
        return goods
    goods, created = model.objects.get_or_create(name=_EVERYTHING, defaults={"includes_all_products": True})
    if created:
        goods.excluded_categories.add(categories.objects.get(code="kuponai"))
    return goods
