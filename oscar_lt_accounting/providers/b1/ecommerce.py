"""B1's e-commerce methods: order, rows, write-off, sale; each step journaled, the whole resumable.

The order is known by the shop's own ids (a repeat is refused with its id), the rows are not; but nothing
is final before the sale, so a row in doubt is settled by taking the order back and starting over.
Source: b1.md §5.4, §7; class D of measurements.md §2.1.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Misconfigured,
    Rejected,
    Unavailable,
    Uncertain,
    gettext_noop,
)
from oscar_lt_accounting.providers.b1 import payload
from oscar_lt_accounting.providers.b1.client import AlreadyThereError, B1Client, NotThereError, remote_id
from oscar_lt_accounting.providers.base import Absent, Finding, Found, Inconclusive, Journal, Resumable
from oscar_lt_accounting.providers.limits import Purpose

FINAL_STEP = "sale"


class Ecommerce:
    """One company's e-shop orders.

    `header_rate` is the VAT rate B1 charges on the order's own delivery and fee fields.
    """

    def __init__(self, client: B1Client, *, shop_id: str, header_rate: Decimal, write_off: bool) -> None:
        self._client = client
        self._shop_id = shop_id
        self._header_rate = header_rate
        self._write_off = write_off

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Order, rows, write-off, sale; from the first step the journal does not know as finished."""
        lines = payload.rows(document, self._header_rate)
        doubtful = journal.unfinished
        if journal.restart and (sold := self._sold(document, journal)):
            return sold
        if journal.restart or doubtful not in ("", "order", FINAL_STEP):
            self._take_back(document, journal)
        order_id = self._order(document, journal)
        try:
            for position, line in enumerate(lines, start=1):
                self._step(journal, f"row {position}", "e-commerce/order-items/create", payload.row(line, order_id))
            if self._write_off:
                self._step(journal, "write-off", "e-commerce/orders/create-write-off", {"orderId": int(order_id)})
        except Rejected:
            self._take_back(document, journal)
            raise
        self._sell(document, journal, order_id)
        return self._issued(document, journal)

    def _sell(self, document: Document, journal: Journal, order_id: str) -> None:
        """The step that cannot be taken back. Refused when it was in doubt before, it stays in doubt."""
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
                    "B1 refuses to make this sale again, so it is probably there already, though B1 does not print "
                    "it. Look in B1: if the sale is there, enter its number; if not, send again."
                ),
                code="sale_refused_again",
            ) from None

    def find(self, document: Document, journal: Journal) -> Finding:
        """Only the sale can be in doubt for long; B1 prints it by the shop's ids, or says it has none."""
        if journal.finished(FINAL_STEP) is not None:
            return Found(document=self._issued(document, journal))
        if journal.unfinished != FINAL_STEP:
            return Resumable()
        try:
            sold = self._sold(document, journal)
        except AccountingError as error:
            return Inconclusive(reason=error.code, problem=error.problem)
        return Found(document=sold) if sold else Absent()

    def _order(self, document: Document, journal: Journal) -> str:
        if known := journal.finished("order"):
            return str(known["id"])
        repeated = journal.was_tried("order")
        body = payload.order(document, self._shop_id, self._header_rate)
        try:
            answer = self._call(journal, "order", "e-commerce/orders/create", body)
            created = remote_id(answer)
        except AlreadyThereError as known_there:
            # The order is ours and still without rows only if our own earlier answer was lost.
            if not repeated or not known_there.remote_id:
                journal.forget("order")
                journal.finish("already there")  # a person who sends again finds something to replace
                raise Uncertain(
                    gettext_noop(
                        "B1 already has an order with this shop's ids, and it is not known what is in it. Look in "
                        "B1's E-prekyba: if the sale is there, enter its number; if not, send again."
                    ),
                    code="already_there",
                ) from None
            created = known_there.remote_id
        except NotThereError as error:
            raise self._no_method(error) from None
        if not created:
            raise Uncertain(
                gettext_noop("B1 took the order without telling its id; it will be asked again."), code="no_id"
            )
        journal.finish("order", id=created)
        return created

    def _step(self, journal: Journal, step: str, path: str, body: dict[str, Any]) -> None:
        if journal.finished(step) is not None:
            return
        try:
            self._call(journal, step, path, body)
        except (AlreadyThereError, NotThereError) as error:
            raise self._no_method(error) from None
        journal.finish(step)

    def _call(self, journal: Journal, step: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        tried = journal.was_tried(step)
        journal.start(step)
        try:
            return self._client.call(path, body, writes=True)
        except (Unavailable, Misconfigured, Rejected, NotThereError):
            # Nothing happened now; whether something happened before stays remembered.
            if tried:
                journal.absent(step)
                journal.save()
            else:
                journal.forget(step)
            raise

    @staticmethod
    def _no_method(error: Exception) -> Rejected:
        return Rejected(
            gettext_noop("B1 does not know the order or the method (%(answer)s)."),
            code="rejected",
            answer="409" if isinstance(error, AlreadyThereError) else "404",
        )

    def _take_back(self, document: Document, journal: Journal) -> None:
        """Delete the order with all its rows, so that the document can be started over."""
        ids = {
            "internalId": document.order_id,
            "shopId": payload.shop_key(document, self._shop_id),
        }
        journal.start("taking back")
        try:
            self._client.call("e-commerce/orders/delete", ids, writes=True)
        except NotThereError:
            pass  # it was taken back before, and only the answer was lost
        except (Rejected, AlreadyThereError) as refusal:
            raise Uncertain(
                gettext_noop(
                    "B1 has a part of this order and does not let it be taken back. Delete the order in B1's "
                    "E-prekyba, then send again."
                ),
                code="half_there",
            ) from refusal
        journal.clear()

    def _sold(self, document: Document, journal: Journal) -> RemoteDocument | None:
        """The sale, if B1 can print it."""
        return self._issued(document, journal) if self.printed(document, Purpose.LOOK_UP) else None

    def printed(self, document: Document, purpose: Purpose) -> bytes | None:
        """The sale's PDF, None when B1 says that it has none."""
        ids = {
            "prefix": payload.shop_key(document, self._shop_id),
            "orderId": document.order_id,
        }
        return self._client.file("shop/invoices/get", ids, purpose=purpose)

    @staticmethod
    def _issued(document: Document, journal: Journal) -> RemoteDocument:
        order = journal.finished("order") or {}
        return RemoteDocument(
            remote_id=str(order.get("id", "")),
            number=document.full_number,
            reference=document.reference,
        )
