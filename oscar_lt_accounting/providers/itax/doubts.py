"""After a lost answer: what became of an invoice, asked of iTax; changes nothing over there."""

from __future__ import annotations

from collections.abc import Sequence

from oscar_lt_accounting.domain.documents import Document
from oscar_lt_accounting.domain.errors import AccountingError, Problem, gettext_noop
from oscar_lt_accounting.providers.base import Finding, Found, Inconclusive, Journal, Resumable
from oscar_lt_accounting.providers.itax import facts
from oscar_lt_accounting.providers.itax.buyers import BUYER, Buyers
from oscar_lt_accounting.providers.itax.client import RefusedError
from oscar_lt_accounting.providers.itax.facts import INVOICE, NEVER, POSTING, REMOVAL
from oscar_lt_accounting.providers.itax.looking import Looking, Row
from oscar_lt_accounting.providers.itax.payload import kind_of


class Doubts:
    """Settles what the journal leaves open. `posted` is two-step, at-once or never."""

    def __init__(self, buyers: Buyers, looking: Looking, *, posted: str) -> None:
        self._buyers = buyers
        self._looking = looking
        self._posted = posted

    def find(self, document: Document, journal: Journal) -> Finding:
        """What is known of the step in doubt; an invoice of ours that is not registered is gone on with."""
        try:
            if journal.unfinished == BUYER:
                return self._buyers.find(document, journal)
            if journal.unfinished == REMOVAL:
                return Resumable()
            return self._look(document, journal)
        except AccountingError as error:
            return Inconclusive(reason=error.code, problem=error.problem)
        except RefusedError as error:
            return Inconclusive(reason=error.code)

    def _look(self, document: Document, journal: Journal) -> Finding:
        made = journal.finished(INVOICE)
        if made is not None:
            record = self._looking.record(kind_of(document), str(made["id"]))
            if record is not None:
                return self._state_of(record, document, journal)
            for step in (INVOICE, POSTING):  # somebody deleted it
                journal.steps.pop(step, None)
        rows: Sequence[Row] | Finding = self._looking.ours(document)
        if not rows and journal.unfinished == INVOICE:
            rows = self._looking.among_the_buyers(document, self._buyers.known(document, journal))
        if isinstance(rows, Finding):
            return rows
        if len(rows) > 1:
            return Inconclusive(reason=f"{len(rows)} invoices", problem=_several(rows), for_a_person=True)
        # Without any row the call that makes the invoice was never begun.
        return self._state_of(rows[0], document, journal) if rows else Resumable()

    def _state_of(self, record: Row, document: Document, journal: Journal) -> Finding:
        remote = facts.read(record, document, self._buyers.known(document, journal))
        counts = self._posted == NEVER or not kind_of(document).registers
        if counts or facts.is_registered(record, self._posted):
            return Found(document=remote)
        journal.steps.pop(POSTING, None)
        facts.note(remote, journal, registered=False)
        return Resumable()


def _several(rows: Sequence[Row]) -> Problem:
    return Problem(
        code="several_there",
        message=gettext_noop(
            "iTax has several invoices with our reference: %(numbers)s. Delete those that are too many over there; the "
            "one that stays is taken over by itself."
        ),
        params={"numbers": ", ".join(str(row.get("number") or row.get("id") or "–") for row in rows)},
    )
