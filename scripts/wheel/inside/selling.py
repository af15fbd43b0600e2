"""A product, an integration, and an order placed on the pages of Oscar's own checkout."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import django
from django.conf import settings

PASSWORD = "a long enough passphrase"  # noqa: S105 - of a shop that is thrown away
#: Oscar's default currency is the pound and its default strategy knows no VAT: an export.
LONDON = {
    "first_name": "Jane",
    "last_name": "Doe",
    "line1": "1 Strand",
    "line4": "London",
    "postcode": "WC2N 5HR",
    "country": "GB",
}
VILNIUS = {**LONDON, "line1": "Gedimino pr. 1", "line4": "Vilnius", "postcode": "01103", "country": "LT"}


def browser(user: Any) -> Any:
    """A browser in which `user` is logged in."""
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def person(name: str, **values: Any) -> Any:
    """A user of the shop."""
    from django.contrib.auth import get_user_model

    return get_user_model().objects.create_user(name, f"{name}@example.com", PASSWORD, **values)


def product(sku: str, partner: str = "Vilnius") -> Any:
    """A product with a stock record of the partner."""
    from oscar.core.loading import get_model

    kind, _new = get_model("catalogue", "ProductClass").objects.get_or_create(name="Goods")
    owner, _new = get_model("partner", "Partner").objects.get_or_create(name=partner)
    made = get_model("catalogue", "Product").objects.create(product_class=kind, title=f"Product {sku}")
    get_model("partner", "StockRecord").objects.create(
        product=made, partner=owner, partner_sku=sku, price=Decimal("12.50"), num_in_stock=50
    )
    return made


def place() -> dict[str, Any]:
    """Where the simulator is, and what opens it."""
    found: dict[str, Any] = json.loads(Path("simulator.json").read_text(encoding="utf-8"))
    return found


def connect(partner: Any, **values: Any) -> Any:
    """The partner's warehouse at the simulator."""
    from django.utils import timezone

    from oscar_lt_accounting.models import Integration, Warehouse

    system = place()
    integration = Integration.objects.create(
        name="B1", provider="b1", base_url=system["url"], credentials=system["credentials"],
        settings={"mode": "e-commerce"}, is_active=True, start_date=timezone.localdate(), **values,
    )  # fmt: skip
    return Warehouse.objects.create(
        integration=integration, partner=partner, code=system["warehouse"], name="Vilnius", is_active=True
    )


def buy(customer: Any, *products: Any, address: dict[str, str] = LONDON) -> Any:
    """The order that the customer places."""
    from django.urls import reverse
    from oscar.core.loading import get_model

    for chosen in products:
        _expect(customer.post(reverse("basket:add", kwargs={"pk": chosen.pk}), {"quantity": 1}), 302)
    _expect(customer.post(reverse("checkout:shipping-address"), address), 302)
    customer.get(reverse("checkout:shipping-method"), follow=True)
    end = customer.post(reverse("checkout:preview"), {"action": "place_order"}, follow=True)
    _expect(end, 200)
    assert end.redirect_chain[-1][0].endswith(reverse("checkout:thank-you")), end.redirect_chain
    return get_model("order", "Order").objects.order_by("-pk")[0]


def hurry() -> None:
    """Make due what waits, such as for the payment that checkouts record after the order."""
    from django.utils import timezone

    from oscar_lt_accounting.models import Submission

    Submission.objects.filter(not_before__isnull=False).update(not_before=timezone.now())


def _expect(response: Any, status: int) -> None:
    assert response.status_code == status, (response.status_code, response.content.decode())


def main() -> None:
    """Set the shop up and sell one product."""
    from oscar.core.loading import get_model

    assert settings.OSCAR_DEFAULT_CURRENCY == "GBP"
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"]
    for code, name in (("GB", "United Kingdom"), ("LT", "Lithuania")):
        get_model("address", "Country").objects.create(
            iso_3166_1_a2=code, printable_name=name, name=name, is_shipping_country=True
        )
    sold = product("SKU-1")
    connect(sold.stockrecords.get().partner)
    buy(browser(person("jane")), sold)
    hurry()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
    django.setup()
    main()
