"""B1's e-commerce methods: order, rows, write-off, sale; each step journaled, the whole resumable.

The order is known by the shop's own ids (a repeat is refused with its id), the rows are not; but nothing
is final before the sale, so an unconfirmed row is settled by taking the order back and starting over.
Source: b1.md §5.4, §7; class D of measurements.md §2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Rejected, Uncertain, gettext_noop
from oscar_lt_accounting.providers.b1 import payload
from oscar_lt_accounting.providers.b1.client import SYSTEM, B1Client, id_in
from oscar_lt_accounting.providers.base import Absent, Finding, Found, Inconclusive, Journal, Resumable
from oscar_lt_accounting.providers.kit.finding import created_id
from oscar_lt_accounting.providers.kit.rules import AlreadyThereError, NotThereError
from oscar_lt_accounting.providers.limits import Purpose

FINAL_STEP = "sale"


class Ecommerce:
    """One company's e-shop orders.

    `header_rate` is the VAT rate B1 charges on the order's own delivery and surcharge fields.
    """

    def __init__(self, client: B1Client, *, shop_id: str, header_rate: Decimal, write_off: bool) -> None:
        self._client = client
        self._shop_id = shop_id
        self._header_rate = header_rate
        self._write_off = write_off

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Order, rows, write-off, sale; from the first step the journal does not know as finished."""
        rows = payload.rows(document, self._header_rate)
        doubtful = journal.unfinished
        if journal.restart and (sold := self._sold(document, journal)):
            return sold
        if journal.restart or doubtful not in ("", "order", FINAL_STEP):
            self._take_back(document, journal)
        order = {"orderId": int(self._order(document, journal))}
        try:
            for position, row in enumerate(rows, start=1):
                self._step(journal, f"row {position}", "e-commerce/order-items/create", {**order, **row})
            if self._write_off:
                self._step(journal, "write-off", "e-commerce/orders/create-write-off", order)
        except Rejected:
            self._take_back(document, journal)
            raise
        self._sell(document, journal, str(order["orderId"]))
        return self._issued(document, journal)

    def find(self, document: Document, journal: Journal) -> Finding:
        """Only the sale can be unconfirmed for long; B1 returns its PDF by the shop's ids, or says it has none."""
        if journal.finished(FINAL_STEP) is not None:
            return Found(document=self._issued(document, journal))
        if journal.unfinished != FINAL_STEP:
            return Resumable()
        try:
            sold = self._sold(document, journal)
        except AccountingError as error:
            return Inconclusive(reason=error.code, problem=error.problem)
        return Found(document=sold) if sold else Absent()

    def printed(self, _remote: RemoteDocument, document: Document, purpose: Purpose) -> bytes | None:
        """The sale's PDF, None when B1 says that it has none."""
        ids = {"prefix": payload.shop_key(document, self._shop_id), "orderId": document.order_id}
        return self._client.printed("shop/invoices/get", ids, purpose)

    def _order(self, document: Document, journal: Journal) -> str:
        if known := journal.finished("order"):
            return str(known["id"])
        repeated = journal.was_tried("order")
        body = payload.order(document, self._shop_id, self._header_rate)
        try:
            with journal.trying("order"):
                created = created_id(id_in(self._client.write("e-commerce/orders/create", body)), system=SYSTEM)
        except AlreadyThereError as error:
            created = id_in(error.said.body)
            # The order is ours and still without rows only if our own earlier answer was lost.
            if not repeated or not created:
                journal.forget("order")
                journal.finish("already there")  # a person who sends again finds something to replace
                raise Uncertain(
                    gettext_noop(
                        "B1 already has an order with this shop's ids, and it is not known what is in it. Check B1's "
                        "E-prekyba: if the sale is in B1, enter its number; if not, send again."
                    ),
                    code="already_there",
                ) from None
        journal.finish("order", id=created)
        return created

    def _step(self, journal: Journal, step: str, path: str, body: Mapping[str, Any]) -> None:
        if journal.finished(step) is None:
            with journal.trying(step):
                self._client.write(path, body)
            journal.finish(step)

    def _sell(self, document: Document, journal: Journal, order_id: str) -> None:
        """The step that cannot be taken back. Refused when it was unconfirmed before, it stays unconfirmed."""
        tried = journal.was_tried(FINAL_STEP)
        try:
            self._step(journal, FINAL_STEP, "e-commerce/orders/create-sale", payload.sale(document, order_id))
        except Rejected:
            if not tried:
                self._take_back(document, journal)
                raise
            journal.start(FINAL_STEP)
            raise Uncertain(
                gettext_noop(
                    "B1 does not accept this sale again, so it is probably already in B1, though B1 returns no PDF "
                    "of it. Check in B1: if the sale is in B1, enter its number; if not, send again."
                ),
                code="sale_refused_again",
            ) from None

    def _take_back(self, document: Document, journal: Journal) -> None:
        """Delete the order with all its rows, so that the document can be started over."""
        ids = {"internalId": document.order_id, "shopId": payload.shop_key(document, self._shop_id)}
        journal.start("taking back")
        try:
            self._client.write("e-commerce/orders/delete", ids)
        except NotThereError:
            pass  # it was taken back before, and only the answer was lost
        except Rejected as refusal:
            raise Uncertain(
                gettext_noop(
                    "B1 has a part of this order and does not let it be taken back. Delete the order in B1's "
                    "E-prekyba, then send again."
                ),
                code="half_there",
            ) from refusal
        journal.clear()

    def _sold(self, document: Document, journal: Journal) -> RemoteDocument | None:
        """The sale, if B1 returns its PDF."""
        issued = self._issued(document, journal)
        return issued if self.printed(issued, document, Purpose.LOOK_UP) else None

    @staticmethod
    def _issued(document: Document, journal: Journal) -> RemoteDocument:
        order = journal.finished("order") or {}
        return RemoteDocument(
            remote_id=str(order.get("id", "")), number=document.full_number, reference=document.reference
        )
