"""B1's ids of the tax office's VAT codes; they differ between companies (b1.md §5.9)."""

from __future__ import annotations

from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.providers.b1.lists import Lists
from oscar_lt_accounting.providers.base import Purpose, RemoteIds

CLASSIFICATIONS = "reference-book/vat-classifications/list"
_KIND = "vat_code"


class VatCodes:
    """One company's VAT classifications; each is asked for once and noted."""

    def __init__(self, lists: Lists, remote_ids: RemoteIds) -> None:
        self._lists = lists
        self._remote_ids = remote_ids

    def id_of(self, code: str, title: str) -> str:
        """B1's id of a code that the row `title` needs, an empty text for none; raises `Held`."""
        code = code.upper()
        if not code:
            return ""
        if known := self._remote_ids.known(_KIND, code):
            return known
        for record in self._lists.all(CLASSIFICATIONS, purpose=Purpose.DOCUMENT):
            if record.get("id") and record.get("code"):
                self._remote_ids.learn(_KIND, str(record["code"]).upper(), str(record["id"]))
        if known := self._remote_ids.known(_KIND, code):
            return known
        raise Held(
            gettext_noop(
                "B1 has no VAT classification “%(vat)s”, which “%(title)s” needs. Add it in B1, or map the VAT rate "
                "to a code that B1 has, then send again."
            ),
            code="vat_mapping",
            vat=code,
            title=title,
        )

    def forget(self, code: str) -> None:
        """The id we noted may be gone in B1."""
        self._remote_ids.forget(_KIND, code.upper())
