"""Staff, customers and their address books."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, Permission
from django.db.models import Q
from oscar.core.compat import get_user_model
from oscar.core.loading import get_model

from sandbox.demo import files

PASSWORD = "demo"
CLERKS = "Shop clerks"
# A staff user without permissions of models is shut out of Oscar's dashboard (oscar-facts §9).
_CLERK_APPS = (
    "address",
    "catalogue",
    "communication",
    "customer",
    "flatpages",
    "offer",
    "order",
    "partner",
    "payment",
    "reviews",
    "shipping",
    "voucher",
)


def load() -> int:
    """Add the people who are missing; the number added."""
    users = get_user_model().objects
    password = make_password(PASSWORD)
    added = 0
    for person in files.people():
        if person["role"] == "guest" or users.filter(email=person["email"]).exists():
            continue
        user = users.create(
            username=person["key"],
            email=person["email"],
            first_name=person["first_name"],
            last_name=person["last_name"],
            password=password,
            is_staff=person["role"] in {"superuser", "clerk"},
            is_superuser=person["role"] == "superuser",
        )
        _admit(user, person)
        if "address" in person:
            get_model("address", "UserAddress").objects.create(
                user=user, is_default_for_shipping=True, **address_fields(person)
            )
        added += 1
    return added


def address_fields(person: dict[str, Any]) -> dict[str, Any]:
    """The person's address in the words of Oscar's address models."""
    place = dict(person["address"])
    country = place.pop("country")
    return {**place, "country_id": country, "first_name": person["first_name"], "last_name": person["last_name"]}


def clerks() -> Group:
    """The group of the shop's clerks: Oscar's dashboard, and reading the accounting system."""
    group, created = Group.objects.get_or_create(name=CLERKS)
    if created:
        books = Q(content_type__app_label="oscar_lt_accounting", codename__startswith="view_")
        group.permissions.set(Permission.objects.filter(Q(content_type__app_label__in=_CLERK_APPS) | books))
    return group


def _admit(user: Any, person: dict[str, Any]) -> None:
    if person["role"] == "clerk":
        user.groups.add(clerks())
    elif person["role"] == "warehouse":
        user.user_permissions.add(Permission.objects.get(codename="dashboard_access"))
        get_model("partner", "Partner").objects.get(code=person["partner"]).users.add(user)
