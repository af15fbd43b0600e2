"""A guest who walks through Oscar's own checkout pages, and a shop that takes the money."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse
from oscar.apps.checkout.views import PaymentDetailsView
from oscar.apps.partner.strategy import Selector
from oscar.apps.payment.models import Source, SourceType

from tests.shop import GrossStrategy


class Counter:
    """The pieces a project adds to Oscar: prices with VAT, guests, and a payment."""

    def __init__(self, monkeypatch: Any, settings: Any) -> None:
        settings.OSCAR_ALLOW_ANON_CHECKOUT = True
        settings.ROOT_URLCONF = "tests.checkout.urls"
        monkeypatch.setattr(Selector, "strategy", lambda *_args, **_kwargs: GrossStrategy())
        monkeypatch.setattr(PaymentDetailsView, "handle_payment", _take_the_money)

    def buy(self, *products: Any) -> Any:
        """The page the guest sees at the end."""
        guest = Client()
        for product in products:
            added = guest.post(reverse("basket:add", kwargs={"pk": product.pk}), {"quantity": 1})
            assert added.status_code == 302, added.content
        for page, form in (
            ("index", {"username": "ona@example.com", "options": "anonymous"}),
            ("shipping-address", ADDRESS),
        ):
            answer = guest.post(reverse(f"checkout:{page}"), form)
            assert answer.status_code == 302, answer.content
        guest.get(reverse("checkout:shipping-method"), follow=True)
        return guest.post(reverse("checkout:preview"), {"action": "place_order"}, follow=True)


ADDRESS = {
    "first_name": "Ona",
    "last_name": "Onaitė",
    "line1": "Gedimino pr. 1",
    "line4": "Vilnius",
    "postcode": "01103",
    "country": "LT",
}


def _take_the_money(view: Any, order_number: Any, total: Any, **_: Any) -> None:
    card, _created = SourceType.objects.get_or_create(code="card", defaults={"name": "card"})
    view.add_payment_source(
        Source(source_type=card, currency=total.currency, amount_debited=Decimal(total.incl_tax), reference="P-1")
    )
    view.add_payment_event("paid", total.incl_tax)
