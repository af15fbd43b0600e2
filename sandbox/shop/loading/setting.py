"""What a shop needs before it has goods: countries, warehouses, kinds of events."""

from __future__ import annotations

from django.contrib.sites.models import Site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from oscar.core.loading import get_model

from sandbox.demo import files
from sandbox.demo.pictures import missing_picture
from sandbox.shop.configuration import settings

_PAYMENT_EVENTS = ("Promised", "Settled", "Refunded")
_SHIPPING_EVENTS = ("Shipped", "Returned")


def load(host: str) -> None:
    """Prepare the shop that answers at `host`."""
    Site.objects.update_or_create(pk=settings.SITE_ID, defaults={"domain": host, "name": settings.OSCAR_SHOP_NAME})
    for position, row in enumerate(files.countries()):
        get_model("address", "Country").objects.get_or_create(
            iso_3166_1_a2=row["code"],
            defaults={
                "iso_3166_1_a3": row["alpha3"],
                "iso_3166_1_numeric": row["numeric"],
                "printable_name": row["name"],
                "name": row["name"],
                "display_order": max(100 - position, 1) if row["code"] in {"LT", "LV", "EE", "PL"} else 0,
                "is_shipping_country": True,
            },
        )
    for code, name in files.WAREHOUSES.items():
        get_model("partner", "Partner").objects.get_or_create(code=code, defaults={"name": name})
    for name in _PAYMENT_EVENTS:
        get_model("order", "PaymentEventType").objects.get_or_create(name=name)
    for name in _SHIPPING_EVENTS:
        get_model("order", "ShippingEventType").objects.get_or_create(name=name)
    if not default_storage.exists(settings.OSCAR_MISSING_IMAGE_URL):
        default_storage.save(settings.OSCAR_MISSING_IMAGE_URL, ContentFile(missing_picture()))
