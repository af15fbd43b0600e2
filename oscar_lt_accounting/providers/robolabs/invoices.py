"""RoboLabs' invoices: made in one call, found by the shop's own number, changed as far as that is safe."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Held, Rejected, Unsupported, gettext_noop
from oscar_lt_accounting.providers.base import Absent, Finding, Found, Inconclusive
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.limits import Purpose
from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.providers.robolabs.client import RoboLabsClient, StatusError, job_of, rows_of
from oscar_lt_accounting.providers.robolabs.questions import Questions

IMPOSSIBLE_NUMBER = "OSCAR-CHECK-0"
_UNFINISHED = ("to_execute", "to_retry", "in_progress")
_LONGEST_LIST = 100


class Invoices:
    """One company's sales documents. `not_found` is the status that says that an invoice is not there."""

    def __init__(self, client: RoboLabsClient, questions: Questions, rules: payload.Rules, *, not_found: str) -> None:
        self._client = client
        self._questions = questions
        self._rules = rules
        self._not_found = not_found

    def submit(self, document: Document) -> RemoteDocument:
        """One call; its answer is either the result or the number of a background job."""
        body = payload.invoice(document, self._rules)
        try:
            result = self._client.call("create_invoice", body, writes=True)
        except StatusError as error:
            raise self._client.refusal(error) from None
        return self._ours(document, job=job_of(result))

    def find(self, document: Document) -> Finding:
        """By number, which is the shop's own; then among the jobs that may still bring it."""
        try:
            finding = self.look({"invoice_number": document.full_number}, Purpose.LOOK_UP)
            if isinstance(finding, Absent) and self._under_way(document):
                return Inconclusive(reason="a background job is under way")
        except AccountingError as error:
            return Inconclusive(reason=error.code, problem=error.problem)
        except StatusError as error:
            return Inconclusive(reason=error.status)
        if isinstance(finding, Found) and finding.document.number != document.full_number:
            return Inconclusive(reason="another invoice was returned")
        return finding

    def poll(self, remote: RemoteDocument) -> RemoteDocument:
        """Ask after the job; only its own final states count."""
        if not re.fullmatch("[0-9]{1,18}", remote.job):
            raise Rejected(gettext_noop("This document is in no queue of RoboLabs."), code="rejected")
        try:
            result = self._client.call(
                "get_api_job", {"api_job_id": int(remote.job)}, writes=False, purpose=Purpose.LOOK_UP
            )
        except StatusError:
            raise verdicts.unreadable(writes=False) from None
        data = result.get("data")
        if not isinstance(data, dict):
            raise verdicts.unreadable(writes=False)
        state = payload.job_state(data.get("state"))
        if state == "failed":
            raise Rejected(
                gettext_noop("RoboLabs refused the document: %(said)s"),
                code="rejected",
                said=self._client.redact(str(data.get("response_message") or data.get("state"))),
            )
        return RemoteDocument(
            remote_id=remote.remote_id,
            number=remote.number,
            reference=remote.reference,
            job="" if state == "succeeded" else remote.job,
        )

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """All invoices of the days, in one call."""
        # robolabs.md §11 no. 23: whether the last day belongs to the period is not said.
        day_after = until + timedelta(days=1)
        period = {"invoice_date_from": since.isoformat(), "invoice_date_to": day_after.isoformat()}
        try:
            result = self._questions.ask("get_invoice_list", period, Purpose.READ_BACK)
        except StatusError as error:
            raise self._client.refusal(error) from None
        for data in rows_of(result):
            if isinstance(data, dict):
                yield payload.remote_document(data)

    def pdf(self, remote: RemoteDocument) -> bytes:
        """RoboLabs' own print of the invoice."""
        try:
            result = self._client.call(
                "get_invoice",
                {"invoice_number": remote.number, "pdf": True},
                writes=False,
                purpose=Purpose.FILE,
            )
            data = result.get("data")
            text = str(data.get("pdf")) if isinstance(data, dict) else ""
            printed = base64.b64decode("".join(text.split()), validate=True)
        except (StatusError, ValueError):
            printed = b""
        if not printed.startswith(b"%PDF"):
            raise Rejected(gettext_noop("RoboLabs has no print of this document yet. Try again later."), code="no_pdf")
        return printed

    def cancel(self, remote: RemoteDocument) -> None:
        """Cancel the invoice; its number stays used."""
        self._client.do("cancel_invoice", {"number": remote.number})

    def update(self, document: Document) -> RemoteDocument:
        """Day, due day, buyer and comment; other sums ask for a cancelling and a new invoice."""
        body = payload.update(document, self._rules)
        there = payload.remote_document(self._shown(document.full_number, Purpose.DOCUMENT))
        if (there.total, there.vat, there.currency) != (document.total, document.vat, document.currency):
            raise Unsupported(
                gettext_noop(
                    "RoboLabs does not say what becomes of an invoice's rows when they are sent again. Cancel or "
                    "credit the document and issue it anew."
                ),
                code="unsupported",
            )
        try:
            job = job_of(self._client.call("update_invoice", body, writes=True))
        except StatusError as error:
            raise self._client.refusal(error) from None
        if job:
            return self._ours(document, job=job)
        return payload.remote_document(self._shown(document.full_number, Purpose.LOOK_UP))

    def pay(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
        """Money that came by another way than the bank, which tells RoboLabs itself; once, by its reference."""
        if not payment.remote_code:
            raise Held(
                gettext_noop(
                    "Map the payment method “%(method)s” to a payment journal of RoboLabs. Bank transfers need none: "
                    "they come with the bank's statement."
                ),
                code="setting",
                method=payment.method,
            )
        if payment.amount <= 0:
            raise Unsupported(
                gettext_noop("RoboLabs takes no repayments through its API. Enter the repayment over there."),
                code="unsupported",
            )
        if payload.is_paid(self._shown(remote.number, Purpose.DOCUMENT).get("payments"), payment, document):
            return
        paid = payload.payment(payment, document)
        self._client.do("update_invoice", {"number": remote.number, "add_payments": [paid]})

    def attach(self, remote: RemoteDocument, name: str, content: bytes) -> None:
        """A PDF; sent twice it may be there twice."""
        if not content.startswith(b"%PDF"):
            raise Held(
                gettext_noop("RoboLabs takes only PDF files, which “%(file)s” is not. Add the file over there."),
                code="unsupported",
                file=name,
            )
        body = {
            "invoice_number": remote.number,
            "file_name": re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE),
            "file_data": base64.b64encode(content).decode(),
        }
        self._client.do("add_invoice_document", {field: value for field, value in body.items() if value})

    def look(self, key: dict[str, Any], purpose: Purpose) -> Finding:
        """The invoice that `key` names, or how surely it is not there."""
        try:
            result = self._client.call("get_invoice", key, writes=False, purpose=purpose)
        except StatusError as error:
            if error.status == self._not_found:
                return Absent()
            return Inconclusive(reason=error.status)
        data = result.get("data")
        if isinstance(data, dict) and data:
            return Found(document=payload.remote_document(data))
        return Inconclusive(reason="data") if data else Absent()

    def _shown(self, number: str, purpose: Purpose) -> dict[str, Any]:
        """The invoice with this number as RoboLabs tells it."""
        try:
            data = self._client.call("get_invoice", {"invoice_number": number}, writes=False, purpose=purpose).get(
                "data"
            )
        except StatusError as error:
            raise self._client.refusal(error) from None
        if isinstance(data, dict) and data.get("number") == number:
            return data
        raise Rejected(
            gettext_noop("RoboLabs has no invoice %(number)s. Look for it over there."),
            code="rejected",
            number=number,
        )

    def _under_way(self, document: Document) -> bool:
        """Whether a job that could still bring the document waits or runs, as far as the list tells.

        The list is cut at 100 rows and shows calls done at once too, so each state is asked for (robolabs.md §6.1).
        """
        since = document.day - timedelta(days=1)
        for state in _UNFINISHED:
            result = self._client.call(
                "get_api_job_list",
                {"date_from": f"{since.isoformat()} 00:00:00", "state": state},
                writes=False,
                purpose=Purpose.LOOK_UP,
            )
            jobs = rows_of(result)
            if len(jobs) >= _LONGEST_LIST or any(
                isinstance(job, dict) and job.get("endpoint") == "create_invoice" for job in jobs
            ):
                return True
        return False

    @staticmethod
    def _ours(document: Document, *, job: str) -> RemoteDocument:
        return RemoteDocument(
            remote_id=document.full_number,
            number=document.full_number,
            reference=document.reference,
            job=job,
        )
