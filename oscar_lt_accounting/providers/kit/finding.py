"""Looking for what is ours by its reference, and believing only ids that are ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.errors import Problem, Uncertain, gettext_noop
from oscar_lt_accounting.providers.findings import Absent, Finding, Found, Inconclusive
from oscar_lt_accounting.providers.kit.reading import POSITIVE, Row, remote_id, remote_text


def by_reference(
    rows: Sequence[Row],
    *,
    is_ours: Callable[[Row], bool],
    read: Callable[[Row], RemoteDocument],
    reference: str,
    system: str,
    full: int = 0,
    exact: bool = True,
) -> Finding:
    """What a question for our `reference` proved; every row is compared, whatever the system compared.

    Rows of others prove that an `exact` filter was ignored, and a page of `full` rows (0: no pages) may have cut
    ours off: then nothing is known.
    """
    ours = [row for row in rows if is_ours(row)]
    if len(ours) > 1:
        return Inconclusive(
            reason=f"{len(ours)} documents", problem=_several(ours, read, reference, system), for_a_person=True
        )
    if ours:
        return Found(document=read(ours[0]))
    if rows and exact:
        return Inconclusive(reason="other documents were returned")
    if full and len(rows) >= full:
        return Inconclusive(reason="a full page without ours")
    return Absent()


def _several(rows: Sequence[Row], read: Callable[[Row], RemoteDocument], reference: str, system: str) -> Problem:
    there = [read(row) for row in rows[:10]]
    return Problem(
        code="several_there",
        message=gettext_noop(
            "%(system)s has several documents with the shop reference %(reference)s: %(numbers)s. Delete those that "
            "are too many in %(system)s; the one that stays is taken over automatically."
        ),
        params={
            "system": system,
            "reference": reference,
            "numbers": ", ".join(remote_text(remote.number or remote.remote_id, 60) or "–" for remote in there),
        },
    )


def created_id(
    value: object, *, system: str, pattern: str = POSITIVE, read_back: Callable[[str], bool] | None = None
) -> str:
    """The id that a create answered, well-formed and, where `read_back` asks for it, found again.

    Raises `Uncertain`: what was created is looked for before anything is sent again.
    """
    made = remote_id(value, pattern)
    if made and (read_back is None or read_back(made)):
        return made
    raise Uncertain(
        gettext_noop("%(system)s accepted it but returned no usable id; it will be looked up."),
        code="no_id",
        system=system,
    )
