"""iTax over the wire: HTTP Basic, wrapped JSON, pages, and a 503 that says "too fast" as well as "down".

Sources: itax.md §3 (login), §4 (transport), §5 (limits), §6 (envelope).
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable, gettext_noop
from oscar_lt_accounting.providers.base import HttpClient, Purpose
from oscar_lt_accounting.providers.kit import verdicts
from oscar_lt_accounting.providers.kit.answers import UnreadableError
from oscar_lt_accounting.providers.kit.authentication import Basic
from oscar_lt_accounting.providers.kit.finding import created_id
from oscar_lt_accounting.providers.kit.http_client import MEGABYTE
from oscar_lt_accounting.providers.kit.paging import MOST_PAGES, Page
from oscar_lt_accounting.providers.kit.reading import Row, inner, record, remote_id, said_in
from oscar_lt_accounting.providers.kit.rest_client import JSON, RestClient
from oscar_lt_accounting.providers.kit.rules import NotThereError, RefusedError, Rule, Words

_PAUSE_AFTER_503 = 5
_LARGEST_PAGE = "1000"
_REFUSED = gettext_noop("iTax rejected the document: %(said)s")
# itax.md §6: an error has whatever status; these say more than any body.
_TELLING = frozenset(range(200, 300)) | (frozenset(range(400, 500)) - {401, 403, 408, 429})
RULES = (
    # itax.md §5: too fast, or down. A write with this answer may have landed and is unconfirmed.
    Rule(
        Throttled,
        gettext_noop("iTax is too busy or out of order (503); everything waits a moment."),
        status=503,
        writes=False,
        retry_after=_PAUSE_AFTER_503,
    ),
    # itax.md §6: of the codes only invalid_resource is known; these would be its siblings inside a 200.
    Rule(
        Misconfigured,
        gettext_noop("iTax rejected the key (%(said)s). Check the key and its rights in iTax; the documents wait."),
        code="key_refused",
        status=_TELLING,
        their_code=("unauthorized", "forbidden"),
    ),
    Rule(RefusedError, _REFUSED, status=_TELLING, own=True),
    Rule(NotThereError, _REFUSED, code="rejected", status=404),
)


def describe(body: Any) -> Words:
    """iTax's code of an error and its Lithuanian messages by the fields they are about."""
    error = inner(body, "error")
    return Words(said_in(error) or "–", said_in(body.get("messages"))) if error else Words()


def own_id(value: object) -> str:
    """An id as iTax writes them, a whole number (itax.md §4); empty for anything else."""
    return remote_id(value) if isinstance(value, int) else ""


def said_by(error: RefusedError) -> str:
    """What iTax said, without secrets and personal data."""
    return error.problem.params["said"]


class ITaxClient(RestClient):
    """Calls iTax's resources by name and id."""

    def __init__(
        self,
        http: HttpClient,
        base_url: str,
        *,
        username: str,
        password: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        super().__init__(
            http,
            base_url,
            authentication=Basic(username, password),
            rules=RULES,
            describe=describe,
            # itax.md §10.2: without the content type iTax misreads the parameters.
            headers={"Content-Type": JSON, "Accept": JSON},
            max_bytes=64 * MEGABYTE,
            pause=pause,
        )

    def one(self, path: str, *, purpose: Purpose = Purpose.LOOK_UP) -> Row:
        """One record, by resource and id; raises `RefusedError` when there is none, which proves little."""
        return _record(self.get(path, purpose=purpose), writes=False)

    def page(self, resource: str, filters: Mapping[str, str], *, purpose: Purpose = Purpose.LOOK_UP) -> Page:
        """One page of records and the number of pages; `per_page` and `page` are filters like any other."""
        asked = {"per_page": _LARGEST_PAGE, "page": "1", **filters}
        with verdicts.understood(writes=False):
            answer = record(self.get(resource, asked, purpose=purpose))
            rows, pagination = answer["response"], answer.get("pagination")
            pages = pagination.get("pages") if isinstance(pagination, dict) else 1
            if not isinstance(rows, list) or not isinstance(pages, int) or pages > MOST_PAGES:
                raise UnreadableError("no page")
            return Page(rows=[record(row) for row in rows], pages=pages)

    def pages(self, resource: str, filters: Mapping[str, str], *, purpose: Purpose = Purpose.LOOK_UP) -> Iterator[Page]:
        """All pages, in the order of the ids unless the filters say otherwise, with the pauses iTax asks for."""
        number, last = 1, 1
        while number <= last:
            asked = {"sort": "id", "direction": "asc", **filters, "page": str(number)}
            page = self.patiently(lambda asked=asked: self.page(resource, asked, purpose=purpose))  # type: ignore[misc]
            yield page
            number, last = number + 1, page.pages or 1

    def all(
        self, resource: str, filters: Mapping[str, str] | None = None, *, purpose: Purpose = Purpose.SET_UP
    ) -> Iterator[Row]:
        """All records, page by page in the order of their ids, so that a moving list loses none."""
        for page in self.pages(resource, filters or {}, purpose=purpose):
            yield from page.rows

    def create(self, resource: str, root: str, fields: Mapping[str, Any]) -> Row:
        """The created record, whose id is one; raises `Uncertain` where nobody can tell what was created."""
        with verdicts.understood(writes=True):
            made = record(self._created(resource, root, fields)["response"])
        created_id(own_id(made.get("id")), system="iTax")
        return made

    def send(self, path: str, root: str, fields: Mapping[str, Any]) -> None:
        """Have iTax do something that makes no record we know."""
        with verdicts.understood(writes=True):
            self._created(path, root, fields)["response"]

    def change(self, path: str, root: str, fields: Mapping[str, Any]) -> Row:
        """The changed record."""
        return _record(self.put(path, json={root: fields}), writes=True)

    def remove(self, path: str) -> None:
        """Delete a record; raises `RefusedError` also where there is no such record."""
        with verdicts.understood(writes=True):
            self.delete(path)["response"]

    def print_of(self, version: str, invoice_id: str) -> bytes | None:
        """The PDF of an invoice; `version` is the API version whose address prints (itax.md §8.7)."""
        printing = copy.copy(self)
        printing.base_url = f"{self.base_url.rpartition('/')[0]}/{version}"
        try:
            return printing.pdf("downloads.pdf", {"document": "invoice", "id": invoice_id})
        except Unavailable as error:
            if error.code != "answer_unreadable":
                raise
            return None

    def _created(self, path: str, root: str, fields: Mapping[str, Any]) -> Any:
        try:
            return self.post(path, json={root: fields})
        except NotThereError:
            # Whoever answers 404 to a new record is not iTax, or iTax is not at this address.
            raise verdicts.unreadable(writes=True) from None


def _record(body: Any, *, writes: bool) -> Row:
    with verdicts.understood(writes=writes):
        found = record(body["response"])
        if not own_id(found.get("id")):
            raise UnreadableError("no id")
        return found
