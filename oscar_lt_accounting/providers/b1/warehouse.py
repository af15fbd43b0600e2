"""B1's warehouse methods: buyer, header, rows, read back; each step journaled, the whole resumable.

A sale is in the accounts from its header on, and no proven call takes it back, so an unfinished one is always
gone on with. Its number is the shop's own: B1 refuses it a second time, and it is found again by it.
What is there is read before anything is added to a sale that was left unfinished.
Source: b1.md §5.6, §7, §11.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import AccountingError, Rejected, Unavailable, Uncertain, gettext_noop
from oscar_lt_accounting.providers.b1 import sales
from oscar_lt_accounting.providers.b1.buyers import Buyers
from oscar_lt_accounting.providers.b1.client import SYSTEM, B1Client, id_in
from oscar_lt_accounting.providers.b1.lists import Lists, where
from oscar_lt_accounting.providers.b1.vat import VatCodes
from oscar_lt_accounting.providers.base import Absent, Finding, Found, Inconclusive, Journal, Resumable
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.buyers import BUYER
from oscar_lt_accounting.providers.kit.finding import created_id
from oscar_lt_accounting.providers.kit.products import typed_id
from oscar_lt_accounting.providers.kit.reading import Row, remote_number
from oscar_lt_accounting.providers.limits import Purpose

HEADER = "header"
SALES, ROWS = "warehouse/sales/list", "warehouse/sale-items/list"
# b1.md §4.4: what B1 says of a series and number that are used, in English.
_TAKEN = ("already registered", "already exists")
_ENOUGH_OLDER = 100


class Warehouse:
    """One company's sales, entered by the warehouse methods."""

    def __init__(self, client: B1Client, lists: Lists, buyers: Buyers, vat_codes: VatCodes, rules: sales.Rules) -> None:
        self._client = client
        self._lists = lists
        self._buyers = buyers
        self._vat_codes = vat_codes
        self._rules = rules

    def submit(self, document: Document, journal: Journal) -> RemoteDocument:
        """Buyer, header, rows; from the first step that is not known as finished. Then the sale is read back."""
        rows = sales.rows(document, self._rules)
        # Nothing is called for a document that cannot be expressed.
        sales.header(document, "1", self._rules)
        self._buyers.payload(document)
        classifications = [self._vat_codes.id_of(row.vat_code, row.title) for row in rows]
        if journal.unfinished:
            self._settle(document, journal)
        resumed = journal.finished(HEADER) is not None
        client_id = self._buyers.id_of(document, journal)
        sale_id = self._header(document, journal, client_id)
        if resumed or "adopted" in (journal.finished(HEADER) or {}):
            self._recount(document, journal, rows, sale_id)
        for position, (row, classification) in enumerate(zip(rows, classifications, strict=True), start=1):
            if journal.finished(f"row {position}") is None:
                self._add(document, journal, f"row {position}", row, sale_id, classification)
        return self._read_back(document, journal)

    def find(self, document: Document, journal: Journal) -> Finding:
        """What became of the unconfirmed step; whatever is there already is gone on with."""
        try:
            match journal.unfinished:
                case "":
                    return self._nothing_in_doubt(document, journal)
                case step if step == BUYER:
                    return self._buyers.find(document, journal)
                case step if step == HEADER:
                    return self._look_for_header(document, journal)
                case step:
                    return self._look_for_row(document, journal, step)
        except AccountingError as error:
            return Inconclusive(reason=error.code, problem=error.problem)

    def recorded(self, since: date, until: date) -> Iterator[RemoteDocument]:
        """Sales from the newest backwards, until many in a row are older than the days asked for.

        The filter by day goes by a doubtful name (b1.md §3.1), so it is not used.
        """
        older = 0
        for record in self._lists.all(SALES, purpose=Purpose.READ_BACK, newest_first=True):
            day = sales.day_of(record)
            older = older + 1 if day and day < since else 0
            if day and since <= day <= until and record.get("isSale") is not False:
                yield sales.recorded(record)
            if older >= _ENOUGH_OLDER:
                return

    def printed(self, remote: RemoteDocument, _document: Document, purpose: Purpose) -> bytes | None:
        """The sale's PDF, None when B1 says that it has none."""
        sale = typed_id(remote.remote_id, "id", system=SYSTEM)
        return self._client.printed("warehouse/invoices/get-sale", {"id": sale}, purpose)

    # -- the steps -----------------------------------------------------------------------------------

    def _header(self, document: Document, journal: Journal, client_id: str, *, again: bool = True) -> str:
        if known := journal.finished(HEADER):
            return str(known["id"])
        repeated = journal.was_tried(HEADER) or journal.restart
        body = sales.header(document, client_id, self._rules)
        try:
            with journal.trying(HEADER):
                created = created_id(id_in(self._client.write("warehouse/sales/create", body)), system=SYSTEM)
        except Rejected as error:
            if error.code == "b1_fk1" and again:
                # The buyer we noted is gone in B1: look once more.
                self._buyers.forget(document, journal)
                return self._header(document, journal, self._buyers.id_of(document, journal), again=False)
            taken = any(words in str(error).lower() for words in _TAKEN)
            if not (taken or repeated):
                raise
            return self._adopt(document, journal, client_id, error if repeated else None, taken=taken)
        journal.finish(HEADER, id=created)
        return created

    def _adopt(
        self, document: Document, journal: Journal, client_id: str, repeated: Rejected | None, *, taken: bool
    ) -> str:
        """The sale that has our number: ours only if we may have made it and it says what ours says."""
        if repeated is None:
            raise Rejected(
                gettext_noop(
                    "B1 already has a sale with the number %(number)s, and the shop did not create it. Correct the "
                    "series' next number, then build the document anew."
                ),
                code="number_taken",
                number=document.full_number,
            )
        record = self._numbered(document)
        if record and not _others(sales.remote_document(record, document, client_id), document):
            journal.finish(HEADER, id=str(record["id"]), adopted=True)
            return str(record["id"])
        if record or taken:
            raise self._half_there(document)
        raise repeated

    def _add(
        self, document: Document, journal: Journal, step: str, row: sales.SaleRow, sale_id: str, classification: str
    ) -> None:
        classified = {"vatClassificationId": int(classification)} if classification else {}
        try:
            with journal.trying(step):
                self._client.write(
                    "warehouse/sale-items/create-simple", {"saleId": int(sale_id), **row.body, **classified}
                )
        except Rejected as error:
            self._vat_codes.forget(row.vat_code)  # the id we noted may be gone in B1
            raise Rejected(
                gettext_noop(
                    "B1 rejected “%(title)s”: %(said)s. Sale %(number)s is in B1 without all its rows. Fix the cause "
                    "and send again, and it will be completed; or delete it in B1."
                ),
                code="half_there",
                title=row.title,
                said=str(error),
                number=document.full_number,
            ) from error
        journal.finish(step)

    def _read_back(self, document: Document, journal: Journal) -> RemoteDocument:
        header = journal.finished(HEADER) or {}
        record = self._sale(str(header.get("id")), document)
        if record is None:
            raise Uncertain(
                gettext_noop("B1 accepted the sale, but does not list it yet; it will be looked up."),
                code="look_inconclusive",
                reason="–",
            )
        return sales.remote_document(record, document, self._buyers.known(document, journal))

    # -- what is there -------------------------------------------------------------------------------

    def _nothing_in_doubt(self, document: Document, journal: Journal) -> Finding:
        done = [step for step in journal.steps if step.startswith("row ") and journal.finished(step) is not None]
        if journal.finished(HEADER) is None or len(done) < len(document.rows or ()):
            return Resumable()
        return Found(document=self._read_back(document, journal))

    def _look_for_header(self, document: Document, journal: Journal) -> Finding:
        record = self._numbered(document)
        if record:
            remote = sales.remote_document(record, document, self._buyers.known(document, journal))
            if _others(remote, document):
                return Found(document=remote)  # somebody else's sale: a person looks at it
            journal.steps[HEADER] = {"id": str(record["id"]), "adopted": True}
            return Resumable()
        if self._lists.proves_absence(SALES, "number", document.number):
            return Absent()
        return Inconclusive(reason="the list of sales cannot be asked by number")

    def _look_for_row(self, document: Document, journal: Journal, step: str) -> Finding:
        sale_id = str((journal.finished(HEADER) or {}).get("id"))
        there = self._rows(sale_id)
        before = int(step.removeprefix("row ")) - 1
        if not sales.same_rows(there, sales.rows(document, self._rules)):
            record = self._sale(sale_id, document)
            if record is None:
                return Inconclusive(reason="the sale is not listed")
            return Found(document=sales.remote_document(record, document, ""))
        if len(there) > before:
            for position in range(1, len(there) + 1):
                journal.steps[f"row {position}"] = {}
            return Resumable()
        if len(there) == before and (there or self._lists.proves_absence(ROWS, "saleId", int(sale_id))):
            return Absent()
        return Inconclusive(reason="the list of rows is not complete")

    def _settle(self, document: Document, journal: Journal) -> None:
        """A step that is still unconfirmed when we are asked to go on: only a proof lets us."""
        if not isinstance(self.find(document, journal), Resumable):
            raise Uncertain(
                gettext_noop("A part of the document is still unconfirmed; it will be looked up again."),
                code="answer_lost",
            )

    def _recount(self, document: Document, journal: Journal, ours: Sequence[sales.SaleRow], sale_id: str) -> None:
        """Compare the rows in B1 with ours before one more is added."""
        there = self._rows(sale_id)
        finished = [position for position in range(1, len(ours) + 1) if journal.finished(f"row {position}") is not None]
        if not sales.same_rows(there, ours):
            raise self._half_there(document)
        if len(there) < len(finished):
            raise Unavailable(
                gettext_noop("B1 does not list all rows of the sale yet; it will be asked again."), code="no_answer"
            )
        for position in range(len(finished) + 1, len(there) + 1):
            journal.finish(f"row {position}")

    def _rows(self, sale_id: str) -> list[Row]:
        rows = list(self._lists.all(ROWS, where("saleId", int(sale_id)), purpose=Purpose.LOOK_UP))
        if any(str(row.get("saleId")) != sale_id for row in rows):
            raise verdicts.unreadable(writes=False)  # the question was ignored
        return sorted(rows, key=lambda row: remote_number(row.get("id")) or 0)

    def _numbered(self, document: Document) -> Row | None:
        rows = self._lists.some(SALES, where("number", document.number))
        return next((row for row in rows if sales.is_numbered(row, document) and row.get("id")), None)

    def _sale(self, sale_id: str, document: Document) -> Row | None:
        rows = self._lists.some(SALES, where("number", document.number))
        return next((row for row in rows if str(row.get("id")) == sale_id), None)

    @staticmethod
    def _half_there(document: Document) -> Uncertain:
        return Uncertain(
            gettext_noop(
                "B1 has a sale with the number %(number)s whose buyer or rows are not those of this document. Delete "
                "it in B1, then send again; or enter its number if it is right."
            ),
            code="half_there",
            number=document.full_number,
        )


def _others(remote: RemoteDocument, document: Document) -> bool:
    """Whether a sale with our number is somebody else's; its sums grow with its rows and tell nothing."""
    return bool({"day", "buyer_name", "currency"} & set(remote.differences(document)))
