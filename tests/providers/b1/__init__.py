"""B1.lt: b1.md's own keys, its example order, and its answers."""

from __future__ import annotations

from typing import Any

from oscar_lt_accounting.domain.documents import Invoice, LineKind
from oscar_lt_accounting.domain.errors import Rejected
from oscar_lt_accounting.providers.kit.rules import RefusedError
from tests.domain.makers import D, invoice, row
from tests.providers.server import answer, json_answer

KEY = "11112222333344445555666677778888aaaabbbbccccddddeeeeffff00001111"
PRIVATE_KEY = "99998888777766665555444433332222ffffeeeeddddccccbbbbaaaa99998888"
ORDER, ROW = "e-commerce/orders/create", "e-commerce/order-items/create"
WRITE_OFF, SALE = "e-commerce/orders/create-write-off", "e-commerce/orders/create-sale"
DELETE, PRINT, CONFIG = "e-commerce/orders/delete", "shop/invoices/get", "e-commerce/config/get"

SAVED = json_answer({"message": "Data saved successfully", "data": {"id": 555}, "code": 200})
DONE = json_answer({"message": "OK", "code": 200})
THERE = json_answer({"message": "Order already exists", "data": {"id": 444}, "code": 409}, status="409 Conflict")
GONE = json_answer({"message": "Not found", "code": 404}, status="404 Not Found")
REFUSED = json_answer({"message": "Data validation failed", "code": 400}, status="400 Bad Request")
BROKEN = json_answer({"message": "Internal error", "code": 500}, status="500 Internal Server Error")
DOWN = answer(b"<html>503</html>", status="503 Service Unavailable")
PAGE = answer(b"<!DOCTYPE html><html>Just a moment</html>")
NO_KEY = json_answer({"message": "Unauthorized", "code": 401}, status="401 Unauthorized")
PDF = answer(b"%PDF-1.7 sale", headers=("Content-Type: application/pdf", "File-Name: INV000412.pdf"))


def mugs() -> Invoice:
    """b1.md §5.4: 24.20 + 18.72 + delivery 3.99 + fee 1.50 = 48.41."""
    return invoice(
        row("20.00", "4.20", quantity=D(2), remote_id="24"),
        row("15.47", "3.25", title="Lėkštė", sku="PLATE", remote_id=""),
        row("3.30", "0.69", title="Delivery", sku="", kind=LineKind.SHIPPING),
        row("1.24", "0.26", title="Cash on delivery", sku="", kind=LineKind.SURCHARGE),
    )


def remote(**data: Any) -> Any:
    """An answer that carries `data`."""
    return json_answer({"message": "OK", "data": data, "code": 200})


def kind(error: BaseException) -> type[BaseException]:
    """The domain's class of an error: B1's own refusal is a `Rejected`."""
    return Rejected if isinstance(error, RefusedError) else type(error)
