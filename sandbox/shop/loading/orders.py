"""Places the demo orders the way the checkout does: basket, offers, delivery, surcharges, payment, order."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from oscar.core.compat import get_user_model
from oscar.core.loading import get_class, get_model

from sandbox.demo import files
from sandbox.shop.buyers import Company
from sandbox.shop.checkout.mixins import OrderPlacementMixin
from sandbox.shop.loading.people import address_fields
from sandbox.shop.models import DemoOrder
from sandbox.shop.vat import Supply

NO_DELIVERY = "no-shipping-required"


class _Placement(OrderPlacementMixin):
    """The checkout's way of writing an order, told beforehand what a visitor would choose."""

    def __init__(self, payment: str, company: Company | None) -> None:
        self._payment, self._company = payment, company

    def chosen_payment(self) -> str:
        return self._payment

    def buying_company(self) -> Company | None:
        return self._company


def load() -> int:
    """Place the orders whose kind is missing; the number placed."""
    known = set(DemoOrder.objects.values_list("kind", flat=True))
    people = {person["key"]: person for person in files.people()}
    missing = [row for row in files.orders() if row["kind"] not in known]
    for row in missing:
        with transaction.atomic():
            order = place(row, people[row["who"]])
            DemoOrder.objects.create(kind=row["kind"], order=order)
    return len(missing)


def by_kind(kind: str) -> Any:
    """The demo order of `kind`, e.g. "two-warehouses"."""
    return DemoOrder.objects.select_related("order").get(kind=kind).order


def place(row: dict[str, Any], person: dict[str, Any]) -> Any:
    """Place one order of the file for `person`, and lead it through its later statuses."""
    user = _user(person)
    company = _company(person) if row.get("company") else None
    address = None
    if row["delivery"]:
        address = get_model("order", "ShippingAddress")(**address_fields(person))
    place_of_supply = person["address"] if address else {"country": "LT", "postcode": ""}
    supply = Supply.to(place_of_supply["country"], place_of_supply["postcode"], company["vat_code"] if company else "")
    basket = _basket(row, user, supply)
    method = _method(row, basket, user, address)
    charge = method.calculate(basket)
    applicator = get_class("checkout.applicator", "SurchargeApplicator")(context={"payment_method": row["payment"]})
    surcharges = applicator.get_applicable_surcharges(basket, shipping_charge=charge)
    total = get_class("checkout.calculators", "OrderTotalCalculator")().calculate(basket, charge, surcharges)

    placement = _Placement(row["payment"], company)
    basket.freeze()
    placement.handle_payment(row["number"], total)
    guest = {} if user.is_authenticated else {"guest_email": person["email"]}
    order = placement.place_order(
        order_number=row["number"],
        user=user,
        basket=basket,
        shipping_address=address,
        shipping_method=method,
        shipping_charge=charge,
        order_total=total,
        surcharges=surcharges,
        **guest,
    )
    basket.submit()
    for status in row.get("then", ()):
        order.set_status(status)
    return order


def _company(person: dict[str, Any]) -> Company:
    company = person["company"]
    return Company(name=company["name"], code=company["code"], vat_code=company["vat_code"])


def _user(person: dict[str, Any]) -> Any:
    if person["role"] == "guest":
        return AnonymousUser()
    return get_user_model().objects.get(email=person["email"])


def _basket(row: dict[str, Any], user: Any, supply: Supply) -> Any:
    basket = get_model("basket", "Basket").objects.create(owner=user if user.is_authenticated else None)
    basket.strategy = get_class("partner.strategy", "Selector")().strategy(supply=supply)
    products = get_model("catalogue", "Product").objects.in_bulk([sku for sku, _ in row["lines"]], field_name="code")
    for sku, quantity in row["lines"]:
        chosen = row.get("options", {}).get(sku, {})
        options = [
            {"option": get_model("catalogue", "Option").objects.get(code=code), "value": value}
            for code, value in chosen.items()
        ]
        basket.add_product(products[sku], quantity, options)
    if "voucher" in row:
        basket.vouchers.add(get_model("voucher", "Voucher").objects.get(code=row["voucher"]))
    get_class("offer.applicator", "Applicator")().apply(basket, user)
    return basket


def _method(row: dict[str, Any], basket: Any, user: Any, address: Any | None) -> Any:
    repository = get_class("shipping.repository", "Repository")()
    wanted = row["delivery"] or NO_DELIVERY
    for method in repository.get_shipping_methods(basket, user=user, shipping_addr=address):
        if method.code == wanted:
            return method
    raise ValueError(f"order {row['number']}: no delivery by {wanted}")
