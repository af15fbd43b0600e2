"""What one account has at Fakturownia, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from oscar_lt_accounting.testing.simulators import toolkit as kit
from oscar_lt_accounting.testing.simulators.fakturownia.switches import FakturowniaSwitches


@dataclass(kw_only=True)
class Invoice(kit.Document):
    """A document of any kind; its `reference` is the oid, `state` the status, `token` opens it to everybody."""

    client_id: int
    token: str
    sell_day: str = ""
    payment_type: str = ""
    department_id: int | None = None
    description: str = ""


@dataclass(kw_only=True)
class Client(kit.Record):
    """A buyer (fakturownia.md §7)."""

    name: str
    company: bool = True
    first_name: str = ""
    last_name: str = ""
    tax_no: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    post_code: str = ""
    city: str = ""
    country: str = ""
    external_id: str = ""


@dataclass(kw_only=True)
class FakturowniaRecords(kit.Records[Invoice]):
    """Documents, buyers and departments of one account."""

    OTHERS: ClassVar[tuple[str, ...]] = ("clients",)
    documents: list[Invoice] = field(default_factory=list)
    clients: list[Client] = field(default_factory=list)
    departments: dict[str, str] = field(default_factory=dict)


Context = kit.Context[FakturowniaRecords, FakturowniaSwitches]
INVOICE = kit.columns(
    "id kind number oid?=reference status=state issue_date=day sell_date=sell_day currency price_net=net "
    "price_tax=vat price_gross=gross paid payment_type? payment_to?=due_day client_id buyer_name=buyer "
    "buyer_tax_no=buyer_vat_code warehouse_id?=warehouse department_id description? token"
)
POSITION = kit.columns("name=title code? product_id=product quantity price_net=net price_gross=gross")
CLIENT = kit.columns(
    "id name company first_name? last_name? tax_no? email? phone? street? post_code? city? country? external_id?"
)
PRODUCT = kit.columns(
    "id name code? ean_code?=barcode quantity_unit=unit price_net=price_without_vat price_gross=price_with_vat",
    limited=lambda product: int(not product.service),
    tax=lambda product: "zw" if product.vat_rate is None else f"{product.vat_rate:f}",
)


def told(record: Any, shown: Mapping[str, kit.Column], **more: Any) -> dict[str, Any]:
    """A record as it is answered; amounts are texts such as "9.0" (fakturownia.md §8)."""
    values = {**kit.show(record, shown), **more}
    return {name: _written(value) for name, value in values.items()}


def refused(message: Any, status: int = 422) -> kit.RefusalError:
    """A refusal in the system's own form."""
    return kit.RefusalError(str(message), status, {"code": "error", "message": message})


def _written(value: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    plain = f"{value.normalize():f}"
    return plain if "." in plain else f"{plain}.0"
