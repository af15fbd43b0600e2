"""Documents that need attention, by what has to be fixed for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.models.submissions import WAITING_FOR_A_PERSON

#: So many of the newest documents are examined; the page says when there are more.
NEWEST = 5000
_VAT_WORDS = ("rate_msg", "vat", "given", "destination")


class Cause(NamedTuple):
    """What has to be fixed: `words` tell apart what one problem code can mean."""

    integration: int | None
    code: str
    words: tuple[str, ...] = ()


class _Row(NamedTuple):
    pk: int
    integration_id: int | None
    warehouse_id: int | None
    partner_key: str
    state: str
    problem_code: str
    problem_detail: dict[str, Any]
    total: Decimal | None
    currency: str
    created_at: datetime
    order_id: int
    order__currency: str
    order__total_incl_tax: Decimal


@dataclass
class Group:
    """The documents that wait for one cause.

    `newest` is the id of the newest one and `detail` its problem; `is_mixed` says that others have another
    sentence. `sendable` can be sent again by a button, `doubtful` only after somebody looked, the rest is in
    the accounting system and differs. `money` is with VAT by currency; `is_estimate` says that orders were added up
    where no document was made yet.
    """

    cause: Cause
    newest: int
    warehouse: int | None
    detail: dict[str, Any]
    oldest: datetime
    documents: int = 0
    sendable: int = 0
    doubtful: int = 0
    is_mixed: bool = False
    is_estimate: bool = False
    money: dict[str, Decimal] = field(default_factory=dict)
    _orders: set[int] = field(default_factory=set)

    @property
    def params(self) -> dict[str, str]:
        """The values of the newest document's problem."""
        params: dict[str, str] = self.detail.get("params", {})
        return params

    def add(self, row: _Row) -> None:
        """Count a document in."""
        self.documents += 1
        self.sendable += row.state in WAITING_FOR_A_PERSON
        self.doubtful += row.state == State.UNCERTAIN
        self.is_mixed |= row.problem_detail != self.detail
        self.oldest = min(self.oldest, row.created_at)
        if row.total is not None:
            self._charge(row.currency, row.total)
        elif row.order_id not in self._orders:
            self._orders.add(row.order_id)
            self.is_estimate = True
            self._charge(row.order__currency, row.order__total_incl_tax)

    def _charge(self, currency: str, amount: Decimal) -> None:
        self.money[currency] = self.money.get(currency, Decimal(0)) + amount


@dataclass(frozen=True, kw_only=True)
class Causes:
    """The groups, most documents first; `examined` is how many documents they are made of."""

    groups: list[Group]
    examined: int


def causes(user: Any) -> Causes:
    """What the newest documents that `user` may see wait for, with one question to the database."""
    groups: dict[Cause, Group] = {}
    examined = 0
    rows = Submission.objects.visible_to(user).needing_a_person().order_by("-pk")[:NEWEST]
    for values in rows.values_list(*_Row._fields).iterator():
        row = _Row(*values)
        cause = Cause(row.integration_id, row.problem_code, _words(row))
        if cause not in groups:
            groups[cause] = Group(cause, row.pk, row.warehouse_id, row.problem_detail, row.created_at)
        groups[cause].add(row)
        examined += 1
    return Causes(groups=sorted(groups.values(), key=lambda one: (-one.documents, one.oldest)), examined=examined)


def sendable(user: Any, cause: Cause) -> list[int]:
    """The ids of the documents that can be sent again once `cause` was fixed, oldest first, as it is now."""
    rows = Submission.objects.visible_to(user).filter(
        state__in=WAITING_FOR_A_PERSON, integration=cause.integration, problem_code=cause.code
    )
    found = rows.order_by("-pk")[:NEWEST].values_list(*_Row._fields).iterator()
    return sorted(row.pk for row in map(_Row._make, found) if _words(row) == cause.words)


def _words(row: _Row) -> tuple[str, ...]:
    params = row.problem_detail.get("params", {})
    match row.problem_code:
        case "no_link":
            return (str(row.warehouse_id or ""), *_product(params))
        case "vat_mapping":
            return tuple(str(params.get(name, "")) for name in _VAT_WORDS)
        case "no_warehouse":
            return (row.partner_key,)
    return ()


def _product(params: dict[str, str]) -> tuple[str, str]:
    """What names the product: its stock record, else its SKU, else only its title."""
    name = next((name for name in ("stockrecord", "sku", "title") if params.get(name)), "")
    return name, str(params.get(name, ""))
