"""Payments at Centas: told apart by our own number, which its list tells again (centas.md §8, job 6)."""

from __future__ import annotations

from contextlib import closing

from oscar_lt_accounting.domain.documents import Document, Payment
from oscar_lt_accounting.domain.errors import Uncertain, gettext_noop
from oscar_lt_accounting.providers.base import Purpose
from oscar_lt_accounting.providers.centas import payload, xml
from oscar_lt_accounting.providers.centas.client import CentasClient


class Payments:
    """One company's payments."""

    def __init__(self, client: CentasClient, rules: payload.Rules) -> None:
        self._client = client
        self._rules = rules

    def enter(self, document: Document, paid: Payment) -> None:
        """A payment, unless Centas' list has its number already.

        Raises `Uncertain` when Centas counts otherwise and its list does not have it afterwards either (TV-C5).
        """
        fields = payload.payment(document, paid, self._rules)
        key = fields["RefNr"]
        if self._is_there(key):
            return
        told = self._client.take_in("payments/import", xml.leaves("Payment", fields), purpose=Purpose.DOCUMENT)
        counted = (told.get("payments_found_xml"), told.get("payments_created"))
        if counted != (1, 1) and not self._is_there(key):
            raise Uncertain(
                gettext_noop(
                    "Centas took the payment for order %(order)s without saying that it entered it. Look at the "
                    "payments over there."
                ),
                code="answer_unreadable",
                order=document.order_number,
            )

    def _is_there(self, key: str) -> bool:
        with closing(self._client.records("payments/export", "Payment", purpose=Purpose.LOOK_UP)) as payments:
            return any(record.get("RefNr") == key for record in payments)
