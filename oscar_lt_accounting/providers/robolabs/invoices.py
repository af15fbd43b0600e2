"""RoboLabs' invoices: made in one call, found by the shop's own number, changed as far as that is safe."""

from __future__ import annotations

import base64
import re
from abc import ABC
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from oscar_lt_accounting.domain.documents import Document, Payment, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Held, Rejected, Unsupported, gettext_noop
from oscar_lt_accounting.domain.pricing import Arithmetic
from oscar_lt_accounting.providers.base import (
    Absent,
    Finding,
    Found,
    Inconclusive,
    Journal,
    PollResult,
    Provider,
    Purpose,
)
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.fields import filled
from oscar_lt_accounting.providers.kit.needs import need_income, need_pdf
from oscar_lt_accounting.providers.kit.payments import is_entered
from oscar_lt_accounting.providers.kit.reading import Row, inner, remote_id, remote_pdf
from oscar_lt_accounting.providers.kit.rules import NotThereError, RefusedError
from oscar_lt_accounting.providers.robolabs import arithmetic, payload
from oscar_lt_accounting.providers.robolabs.client import RoboLabsClient, job_of, rows_in

_UNFINISHED = ("to_execute", "to_retry", "in_progress")
_LONGEST_LIST = 100
# Older jobs are asked for one by one.
_JOBS_LAST = timedelta(days=3)


class Invoices(Provider, ABC):
    """What RoboLabs does with one company's sales documents."""

    client: RoboLabsClient
    rules: payload.Rules

    def arithmetic(self, document: Document) -> Arithmetic:
        """The document's prices say which of the two are sent."""
        return arithmetic.GROSS if document.prices_include_vat else arithmetic.NET

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """One call; its answer is either the result or the number of a background job."""
        self.refuse_other_kinds(document)
        body = payload.invoice(self.with_rows(document), self.rules)
        result = self.client.result("create_invoice", body, writes=True)
        return _ours(document, job_of(result))

    def find(self, document: Document, journal: Journal) -> Finding:
        """By number, which is the shop's own; then among the jobs that may still bring it."""
        try:
            finding = self.look(document.full_number, Purpose.LOOK_UP)
            if isinstance(finding, Absent) and self._under_way(document):
                return Inconclusive(reason="a background job is under way")
        except AccountingError as error:
            return Inconclusive(reason=error.code, problem=error.problem)
        if isinstance(finding, Found) and finding.document.number != document.full_number:
            return Inconclusive(reason="another invoice was returned")
        return finding

    def look(self, number: str, purpose: Purpose) -> Finding:
        """The invoice with this number, or how surely it is not there."""
        try:
            data = self._data(number, purpose)
        except NotThereError:
            return Absent()
        except RefusedError as error:
            return Inconclusive(reason=error.said.words.code)
        if isinstance(data, dict) and data:
            return Found(document=payload.remote_document(data))
        return Inconclusive(reason="data") if data else Absent()

    def poll(self, remote: RemoteDocument) -> RemoteDocument:
        """Ask after the job; only its own final states count."""
        if not remote_id(remote.job):
            raise Rejected(gettext_noop("This document is in no queue of RoboLabs."), code="rejected")
        try:
            job = self.client.job(remote.job, Purpose.LOOK_UP)
        except RefusedError:
            raise verdicts.unreadable(writes=False) from None
        return self._became(remote, job)

    def poll_many(self, remotes: Sequence[RemoteDocument]) -> Iterator[tuple[RemoteDocument, PollResult]]:
        """Several jobs from one list, as far as it reaches; what it does not show is asked for alone."""
        jobs: dict[str, Row] = {}
        if len(remotes) > 1:
            since = datetime.fromtimestamp(self.http.epoch(), timezone.utc) - _JOBS_LAST
            listed = self.client.result("get_api_job_list", {"date_from": f"{since:%Y-%m-%d} 00:00:00"})
            jobs = {remote_id(job.get("job_id")): job for job in rows_in(listed)}
        for remote in remotes:
            if job := jobs.get(remote.job):
                try:
                    yield remote, self._became(remote, job)
                except Rejected as error:
                    yield remote, error
            else:
                yield from super().poll_many([remote])

    def _became(self, remote: RemoteDocument, job: Row) -> RemoteDocument:
        state = payload.job_state(job.get("state"))
        if state == "failed":
            raise self.client.failure(job)
        return replace(remote, job="" if state == "succeeded" else remote.job)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """All invoices of the days, in one call."""
        # robolabs.md §11 no. 23: whether the last day belongs to the period is not said.
        day_after = until + timedelta(days=1)
        period = {"invoice_date_from": since.isoformat(), "invoice_date_to": day_after.isoformat()}
        for data, _mark in self.client.ask("get_invoice_list", period, Purpose.READ_BACK):
            yield payload.remote_document(data)

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
        """RoboLabs' own PDF of the invoice."""
        try:
            asked = {"invoice_number": remote.number, "pdf": True}
            printed = remote_pdf(inner(self.client.result("get_invoice", asked, purpose=Purpose.FILE), "data", "pdf"))
        except RefusedError:
            printed = b""
        if not printed:
            raise Rejected(gettext_noop("RoboLabs has no PDF of this document yet. Try again later."), code="no_pdf")
        return printed

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Cancel the invoice; its number stays used."""
        self.client.do("cancel_invoice", {"number": remote.number})

    def update(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Day, due day, buyer and comment; other sums ask for a cancelling and a new invoice."""
        body = payload.update(document, self.rules)
        there = payload.remote_document(self._shown(document.full_number, Purpose.DOCUMENT))
        if (there.total, there.vat, there.currency) != (document.total, document.vat, document.currency):
            raise Unsupported(
                gettext_noop(
                    "RoboLabs does not say what becomes of an invoice's rows when they are sent again. Cancel or "
                    "credit the document and issue it anew."
                ),
                code="unsupported",
            )
        if job := job_of(self.client.result("update_invoice", body, writes=True)):
            return _ours(document, job)
        return payload.remote_document(self._shown(document.full_number, Purpose.LOOK_UP))

    def register_payment(self, remote: RemoteDocument, document: Document, payment: Payment) -> None:
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
        need_income(payment, system=self.name)
        there = self._shown(remote.number, Purpose.DOCUMENT).get("payments")
        rows = there if isinstance(there, list) else []
        if not is_entered(rows, payment, document, reference="ref", amount="amount", day="date"):
            paid = payload.payment(payment, document)
            self.client.do("update_invoice", {"number": remote.number, "add_payments": [paid]})

    def attach(self, remote: RemoteDocument, document: Document, name: str, content: bytes) -> None:
        """A PDF; sent twice it may be there twice."""
        need_pdf(content, name, system=self.name)
        body = {
            "invoice_number": remote.number,
            "file_name": re.sub(r"\.pdf$", "", name, flags=re.IGNORECASE),
            "file_data": base64.b64encode(content).decode(),
        }
        self.client.do("add_invoice_document", filled(body))

    def _data(self, number: str, purpose: Purpose) -> Any:
        return self.client.result("get_invoice", {"invoice_number": number}, purpose=purpose).get("data")

    def _shown(self, number: str, purpose: Purpose) -> Row:
        """The invoice with this number as RoboLabs tells it."""
        data = self._data(number, purpose)
        if isinstance(data, dict) and data.get("number") == number:
            return data
        raise Rejected(
            gettext_noop("RoboLabs has no invoice %(number)s. Look for it in RoboLabs."), code="rejected", number=number
        )

    def _under_way(self, document: Document) -> bool:
        """Whether a job that could still bring the document waits or runs, as far as the list tells.

        The list is cut at 100 rows and shows calls done at once too, so each state is asked for (robolabs.md §6.1).
        """
        since = f"{(document.day - timedelta(days=1)).isoformat()} 00:00:00"
        for state in _UNFINISHED:
            jobs = rows_in(self.client.result("get_api_job_list", {"date_from": since, "state": state}))
            if len(jobs) >= _LONGEST_LIST or any(job.get("endpoint") == "create_invoice" for job in jobs):
                return True
        return False


def _ours(document: Document, job: str) -> RemoteDocument:
    number = document.full_number
    return RemoteDocument(remote_id=number, number=number, reference=document.reference, job=job)
