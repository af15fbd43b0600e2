"""The two last steps of an iTax invoice: registering it, or deleting it where it came out wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from oscar_lt_accounting.domain.documents import Document, RemoteDocument
from oscar_lt_accounting.domain.errors import Held, Misconfigured, Rejected, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import Journal
from oscar_lt_accounting.providers.itax.client import ITaxClient, RefusedError
from oscar_lt_accounting.providers.itax.facts import POSTING, REMOVAL, called
from oscar_lt_accounting.providers.itax.looking import Looking
from oscar_lt_accounting.providers.itax.payload import kind_of


class Registering:
    """Registers and deletes in one company's books, a step of the journal each."""

    def __init__(self, client: ITaxClient, looking: Looking) -> None:
        self._client = client
        self._looking = looking

    def register(self, remote: RemoteDocument, document: Document, journal: Journal) -> RemoteDocument:
        """Have iTax count the invoice; a number it gets only now is taken over.

        Raises `Rejected` when iTax refuses, and `Unavailable` when somebody deleted the invoice meanwhile.
        """
        done = journal.finished(POSTING)
        if done is None:
            done = {"number": str(self._registered(remote, document, journal).get("number") or "")}
            journal.finish(POSTING, **done)
        return replace(remote, number=done["number"] or remote.number)

    def delete(self, remote: RemoteDocument, document: Document, journal: Journal) -> None:
        """Delete an invoice that is not registered; one that is gone already is as good.

        Raises `Held` when iTax refuses.
        """
        kind = kind_of(document)
        journal.start(REMOVAL)
        try:
            self._client.delete(f"{kind.resource}/{remote.remote_id}")
        except RefusedError as error:
            journal.forget(REMOVAL)
            if self._looking.record(kind, remote.remote_id) is not None:
                raise Held(
                    gettext_noop(
                        "Invoice %(number)s is wrong and not registered, but iTax does not let us delete it: %(said)s. "
                        "Delete it over there, then send again."
                    ),
                    code="rejected",
                    number=called(remote),
                    said=self._client.words_of(error),
                ) from None
        except (Unavailable, Misconfigured):
            journal.forget(REMOVAL)
            raise
        else:
            journal.forget(REMOVAL)

    def _registered(self, remote: RemoteDocument, document: Document, journal: Journal) -> dict[str, Any]:
        kind = kind_of(document)
        journal.start(POSTING)
        try:
            record = self._client.update(f"{kind.resource}/{remote.remote_id}", kind.root, {"posted": True})
            said = "posted: false" if record.get("posted") is False else ""
        except RefusedError as error:
            journal.forget(POSTING)  # nothing happened, so nothing is in doubt
            found = self._looking.record(kind, remote.remote_id)
            if found is None:
                journal.clear()
                raise _deleted(remote) from None
            record, said = found, "" if found.get("posted") is True else self._client.words_of(error)
        except (Unavailable, Misconfigured):
            journal.forget(POSTING)
            raise
        if said:
            journal.forget(POSTING)
            raise Rejected(
                gettext_noop(
                    "iTax made invoice %(number)s but does not register it: %(said)s. Mend the cause over there, then "
                    "send again; the same invoice is gone on with."
                ),
                code="not_registered",
                number=called(remote),
                said=said,
            )
        return record


def _deleted(remote: RemoteDocument) -> Unavailable:
    return Unavailable(
        gettext_noop("Invoice %(number)s was deleted in iTax before it was registered; it will be made anew."),
        code="deleted_there",
        number=called(remote),
    )
