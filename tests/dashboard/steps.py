"""What the tests of the pages do over and over."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from oscar_lt_accounting.domain.documents import Address, Buyer, Document, Invoice, InvoiceLine, LineKind
from oscar_lt_accounting.models import Submission


def page(name: str, **kwargs: Any) -> str:
    return reverse(f"accounting-dashboard:accounting-submission-{name}", kwargs=kwargs or None)


def seen(row: Submission, **more: Any) -> dict[str, Any]:
    """What a form of the row's page sends."""
    return {"seen_state": row.state, "seen_attempts": row.attempt_count, **more}


def said(response: Any) -> str:
    """The messages the person is shown next."""
    return " ".join(str(message) for message in response.context["messages"])


def make_document(order_number: str, **values: Any) -> Document:
    line = InvoiceLine(
        kind=LineKind.GOODS,
        title=values.pop("title", "Medus"),
        sku="SKU-1",
        quantity=Decimal(2),
        net=Decimal("20.00"),
        vat=Decimal("4.20"),
        gross=Decimal("24.20"),
        gross_before_discount=Decimal("26.20"),
        rate=Decimal(21),
        vat_code="PVM1",
        remote_code="PRK-1",
    )
    return Invoice(
        **{
            "reference": f"shop1-{order_number}-1-invoice-1",
            "shop_id": "shop1",
            "order_id": 1,
            "order_number": order_number,
            "day": timezone.localdate(),
            "supply_day": timezone.localdate(),
            "currency": "EUR",
            "buyer": Buyer(name="UAB Bitė", is_company=True, address=Address(city="Vilnius", country="LT")),
            "lines": (line,),
            **values,
        }
    )
