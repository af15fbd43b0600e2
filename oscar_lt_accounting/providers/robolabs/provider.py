"""RoboLabs: one call makes an invoice; it can be found by number, so a lost answer is settled by looking."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import (
    AccountingError,
    Rejected,
    gettext_noop,
)
from oscar_lt_accounting.providers import verdicts
from oscar_lt_accounting.providers.base import (
    Absent,
    Capability,
    CheckResult,
    Connection,
    Finding,
    Found,
    Inconclusive,
    Journal,
    Notebook,
    Provider,
    Setting,
)
from oscar_lt_accounting.providers.http import Door
from oscar_lt_accounting.providers.limits import Limit, Purpose
from oscar_lt_accounting.providers.robolabs import payload
from oscar_lt_accounting.providers.robolabs.client import RoboLabsClient, StatusError, job_of, rows_of

_IMPOSSIBLE_NUMBER = "OSCAR-CHECK-0"
_UNFINISHED = ("to_execute", "to_retry", "in_progress")
_LONGEST_LIST = 100


class RoboLabs(Provider):
    """RoboLabs, through its ROBO API 4.21."""

    code = "robolabs"
    name = "RoboLabs"
    hosts = (".robolabs.lt",)
    settings = (
        Setting(
            name="api_key",
            label=gettext_noop("API key"),
            secret=True,
            required=True,
            help=gettext_noop("Given by RoboLabs; it opens the books of one company."),
        ),
        Setting(
            name="journal",
            label=gettext_noop("Invoice journal"),
            pattern=r"[A-Za-z0-9_/-]{1,20}",
            help=gettext_noop("The series invoices are entered in, such as INV; empty means the series' own prefix."),
        ),
        Setting(
            name="location",
            label=gettext_noop("Warehouse location"),
            pattern=r"[A-Za-z0-9_/-]{1,5}",
            help=gettext_noop("At most five characters, such as WH; empty means the warehouse's code."),
        ),
        Setting(
            name="background",
            label=gettext_noop("Work in the background"),
            kind="flag",
            default=False,
            help=gettext_noop("Lets RoboLabs queue invoices; they are then asked after until they are done."),
        ),
        Setting(
            name="empty_partner_code",
            label=gettext_noop("Empty partner codes are allowed"),
            kind="flag",
            default=False,
            help=gettext_noop("Switch on when „Leisti tuščią partnerio kodą API“ is on in RoboLabs."),
        ),
        Setting(
            name="key_in_body",
            label=gettext_noop("Send the key in the body"),
            kind="flag",
            default=False,
            help=gettext_noop("Only for installations that refuse the key in the header."),
        ),
        Setting(
            name="not_found_status",
            label=gettext_noop("Status that means “not found”"),
            default="404",
            pattern=r"\d{3}",
            help=gettext_noop("What RoboLabs answers for an invoice it does not have; the connection check shows it."),
        ),
    )
    capabilities = frozenset(
        {
            Capability.FINDS_DOCUMENTS,
            Capability.BACKGROUND,
            Capability.READS_BACK,
            Capability.TAKES_NUMBERS,
            Capability.FOREIGN_CURRENCY,
            Capability.NEEDS_VAT_CODES,
            Capability.PROFORMAS,
            Capability.CREDIT_NOTES,
            Capability.CANCELS,
            Capability.PDF,
        }
    )
    limits = (Limit(10, 60), Limit(500, 3600))

    def __init__(self, connection: Connection, door: Door, notebook: Notebook | None = None) -> None:
        super().__init__(connection, door, notebook)
        self._client = RoboLabsClient(
            door,
            self.base_url,
            api_key=self.values["api_key"],
            key_in_body=self.values["key_in_body"],
        )
        self._rules = payload.Rules(
            journal=self.values["journal"],
            location=self.values["location"],
            background=self.values["background"],
            empty_partner_code=self.values["empty_partner_code"],
        )

    def check(self) -> Sequence[CheckResult]:
        """Whether the key opens the books, and how "not found" looks here."""
        try:
            self._ask("product_categories", {}, Purpose.SET_UP)
        except StatusError as error:
            raise self._client.key_refused(error) from None
        finding = self._look({"invoice_number": _IMPOSSIBLE_NUMBER}, Purpose.SET_UP)
        return (
            CheckResult(title=gettext_noop("Key"), ok=True, detail=gettext_noop("The key opens the books.")),
            CheckResult(
                title=gettext_noop("Looking for an invoice"),
                ok=isinstance(finding, Absent),
                detail=gettext_noop("An invoice that does not exist is recognised as missing.")
                if isinstance(finding, Absent)
                else gettext_noop(
                    "RoboLabs does not say clearly that an invoice is missing. Set the status that means “not found”."
                ),
            ),
        )

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """One call; its answer is either the result or the number of a background job."""
        self.refuse_other_kinds(document)
        body = payload.invoice(document, self._rules)
        try:
            result = self._client.call("create_invoice", body, writes=True)
        except StatusError as error:
            raise self._client.refusal(error) from None
        return self._ours(document, job=job_of(result))

    def find(self, document: Document, journal: Journal) -> Finding:
        """By number, which is the shop's own; then among the jobs that may still bring it."""
        try:
            finding = self._look({"invoice_number": document.full_number}, Purpose.LOOK_UP)
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
                said=self.door.redact(str(data.get("response_message") or data.get("state"))),
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
            result = self._ask("get_invoice_list", period, Purpose.LOOK_UP)
        except StatusError as error:
            raise self._client.refusal(error) from None
        for data in rows_of(result):
            if isinstance(data, dict):
                yield payload.remote_document(data)

    def pdf(self, remote: RemoteDocument, document: Document) -> bytes:
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

    def cancel(self, remote: RemoteDocument, document: Document) -> None:
        """Cancel the invoice; its number stays used."""
        try:
            self._client.call("cancel_invoice", {"number": remote.number, "execute_immediately": True}, writes=True)
        except StatusError as error:
            raise self._client.refusal(error) from None

    def _ask(self, method: str, body: dict[str, Any], purpose: Purpose) -> dict[str, Any]:
        return self._client.call(method, {**body, "execute_immediately": True}, writes=False, purpose=purpose)

    def _look(self, key: dict[str, Any], purpose: Purpose) -> Finding:
        try:
            result = self._client.call("get_invoice", key, writes=False, purpose=purpose)
        except StatusError as error:
            if error.status == self.values["not_found_status"]:
                return Absent()
            return Inconclusive(reason=error.status)
        data = result.get("data")
        if isinstance(data, dict) and data:
            return Found(document=payload.remote_document(data))
        return Inconclusive(reason="data") if data else Absent()

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
