"""Money received for an iTax invoice: entered once (itax.md §8.5, §9 job 6)."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Held, Uncertain, gettext_noop
from oscar_lt_accounting.providers.base import Purpose
from oscar_lt_accounting.providers.itax import payload
from oscar_lt_accounting.providers.itax.changes import Changes
from oscar_lt_accounting.providers.itax.client import own_id
from oscar_lt_accounting.providers.itax.reading import called
from oscar_lt_accounting.providers.kit.needs import need_income
from oscar_lt_accounting.providers.kit.reading import remote_number

_PAYMENTS = "payment_documents"


class Payments(Changes, ABC):
    """One company's payment documents."""

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """A payment document for the invoice, unless the same one is there already.

        Raises `Rejected` when iTax refuses, and `Uncertain` when nobody knows whether it was entered.
        """
        self.refuse_proformas(document)
        need_income(payment, system=self.name)
        client_id = own_id(self.client.one(f"invoices/{remote.remote_id}", purpose=Purpose.DOCUMENT).get("client_id"))
        if not client_id:
            raise Held(
                gettext_noop("iTax does not tell whose invoice %(number)s is. Enter its payment in iTax by hand."),
                code="unsupported",
                number=called(remote),
            )
        paid = replace(payment, remote_code=payment.remote_code or self.values["bank_account_id"])
        fields = payload.payment(paid, client_id, remote.remote_id, document)
        if not self._is_entered(fields, remote):
            self._enter(fields, remote)

    def _enter(self, fields: Mapping[str, Any], remote: RemoteDocument) -> None:
        try:
            self.client.create(_PAYMENTS, "payment_document", fields)
        except Uncertain:
            # Before anybody repeats it: it may be there already.
            if not self._was_entered(fields, remote):
                raise Uncertain(
                    gettext_noop(
                        "The answer to the payment for invoice %(number)s was lost. Enter it again in a few minutes: "
                        "it is looked up first."
                    ),
                    code="answer_lost",
                    number=called(remote),
                ) from None

    def _was_entered(self, fields: Mapping[str, Any], remote: RemoteDocument) -> bool:
        try:
            return self._is_entered(fields, remote)
        except AccountingError:
            return False

    def _is_entered(self, fields: Mapping[str, Any], remote: RemoteDocument) -> bool:
        """Whether the same payment is there; an ignored filter shows all payments, and all are looked at.

        Raises `Held` where iTax shows a payment that may be the same but not for which invoice it is.
        """
        wanted = {"invoice_id": str(fields["invoice_id"])}
        for row in self.client.all(_PAYMENTS, wanted, purpose=Purpose.LOOK_UP):
            if remote_number(row.get("amount")) != fields["amount"] or str(row.get("date")) != fields["date"]:
                continue
            if "invoice_id" not in row:
                raise Held(
                    gettext_noop(
                        "iTax has a payment of %(amount)s on %(day)s, but does not tell for which invoice. Check "
                        "whether it is for invoice %(number)s, and enter the payment in iTax if not."
                    ),
                    code="look_alike",
                    amount=fields["amount"],
                    day=fields["date"],
                    number=called(remote),
                )
            if str(row["invoice_id"]) == wanted["invoice_id"]:
                return True
        return False
