"""Problems as the overview shows them: the sentence, how much waits, and where it is fixed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from oscar_lt_accounting.dashboard import problem_kinds
from oscar_lt_accounting.dashboard.links.forms import LinkForm
from oscar_lt_accounting.dashboard.overview.durations import elapsed
from oscar_lt_accounting.dashboard.permissions import may_link
from oscar_lt_accounting.models import Integration, Submission, Warehouse
from oscar_lt_accounting.page_urls import page_url
from oscar_lt_accounting.services.overview.causes import Cause, Group
from oscar_lt_accounting.services.overview.unlinked_records import unlinked_records

#: Groups on the page; the list of documents has the rest.
SHOWN = 20
_SALT = "oscar_lt_accounting.overview.cause"
_NEEDED = (
    "integration_id",
    "warehouse_id",
    "partner_key",
    "state",
    "problem_code",
    "problem",
    "problem_detail",
    "order__number",
)


@dataclass(frozen=True, kw_only=True)
class ShownGroup:
    """A group on the page; `token` names its cause in a form."""

    group: Group
    token: str
    heading: str
    sentence: str
    integration: str
    oldest: str
    fix_link: problem_kinds.FixLink | None
    url: str
    is_sent_by_itself: bool
    form: LinkForm | None = None

    @property
    def sums(self) -> list[tuple[str, Decimal]]:
        """Currencies and how much waits in each, with VAT."""
        return sorted(self.group.money.items())

    @property
    def not_sendable(self) -> int:
        """How many of its documents no button sends again."""
        return self.group.documents - self.group.sendable


def token(cause: Cause) -> str:
    """A cause as text that only we can have written."""
    return signing.dumps([cause.integration, cause.code, list(cause.words)], salt=_SALT)


def cause_of(text: str) -> Cause | None:
    """The cause that `token` wrote, None for anything else."""
    try:
        integration, code, words = signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
    return Cause(integration, code, tuple(words))


def shown_groups(
    groups: Sequence[Group],
    user: Any,
    *,
    integrations: Iterable[Integration],
    warehouses: Mapping[int, Warehouse],
    now: datetime,
    rejected: Mapping[Cause, LinkForm],
) -> list[ShownGroup]:
    """The groups for `user`, in two questions to the database; `rejected` are forms that were filled in wrongly."""
    names = {integration.pk: integration.name for integration in integrations}
    rows = Submission.objects.filter(pk__in=[group.newest for group in groups])
    newest = {row.pk: row for row in rows.select_related("order").only(*_NEEDED)}
    found = [
        _one(group, newest[group.newest], user, names.get(group.cause.integration or 0, ""), now)
        for group in groups
        if group.newest in newest
    ]
    return _with_forms(found, warehouses, rejected) if may_link(user) else found


def _one(group: Group, newest: Submission, user: Any, integration: str, now: datetime) -> ShownGroup:
    cause = group.cause
    return ShownGroup(
        group=group,
        token=token(cause),
        heading=_heading(group),
        sentence=newest.problem_text,
        integration=integration,
        oldest=elapsed(group.oldest, now),
        fix_link=_fix_link(group, newest, user),
        url=page_url("submission-list", query={"person": "on", "cause": cause.code, "integration": cause.integration}),
        is_sent_by_itself=problem_kinds.is_sent_by_itself(newest),
    )


def _with_forms(
    found: list[ShownGroup], warehouses: Mapping[int, Warehouse], rejected: Mapping[Cause, LinkForm]
) -> list[ShownGroup]:
    """A stock record has one form on the page, at its first group."""
    records = unlinked_records([one.group.cause for one in found], warehouses)
    forms: dict[int, LinkForm] = {}
    made = []
    for one in found:
        cause, form = one.group.cause, None
        record = records.get(cause)
        if record and record.pk not in forms:
            form = rejected.get(cause) or LinkForm(record=record, warehouse=warehouses[int(cause.words[0])])
            forms[record.pk] = form
        made.append(replace(one, form=form))
    return made


def _heading(group: Group) -> str:
    number, params = group.documents, group.params
    match group.cause.code:
        case "no_link" if params:
            what = _("“%(title)s” (%(sku)s)") % {"title": params.get("title", ""), "sku": params.get("sku") or "–"}
            words = ngettext(
                "%(count)d document waits for one link: %(what)s",
                "%(count)d documents wait for one link: %(what)s",
                number,
            )
        case "vat_mapping" if any(group.cause.words):
            what = " ".join(_(word) for word in group.cause.words if word)
            words = ngettext(
                "%(count)d document waits for one VAT mapping: %(what)s",
                "%(count)d documents wait for one VAT mapping: %(what)s",
                number,
            )
        case code:
            what = problem_kinds.problem_label(code) if code else _("no reason was noted")
            words = ngettext("%(count)d document: %(what)s", "%(count)d documents: %(what)s", number)
    return words % {"count": number, "what": what}


def _fix_link(group: Group, newest: Submission, user: Any) -> problem_kinds.FixLink | None:
    """The screen where it is fixed; an order's page fixes only one document."""
    code = group.cause.code
    if code == "no_link" and may_link(user):
        text = group.params.get("sku", "")
        return problem_kinds.FixLink(
            _("Open the product links"), page_url("link-list", query={"warehouse": group.warehouse, "q": text})
        )
    if group.documents > 1 and problem_kinds.PROBLEM_KINDS.get(code, ("", None))[1] is problem_kinds.ORDER:
        return None
    return problem_kinds.fix_link(user, newest)
