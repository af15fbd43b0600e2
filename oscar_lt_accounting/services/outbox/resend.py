"""What people decide, and what is sent again when a cause was fixed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from oscar_lt_accounting.models import Integration, State, Submission, Warehouse
from oscar_lt_accounting.services.clock import CLOCK, Clock

#: Reasons a document is held for that a row of set-up can fix.
FIXED_BY_LINKS = ("no_link",)
FIXED_BY_VAT = ("vat_mapping",)
FIXED_BY_SERIES = ("series_missing", "number_missing")


def send_again(
    submission: Submission, *, actor: Any, reason: str = "", tries: int | None = None, clock: Clock = CLOCK
) -> bool:
    """Send a document again that was rejected or is on hold, built anew from the order; or hurry one that was put off.

    `tries` is the number of attempts the person saw; when there were more meanwhile, nothing is done.
    """
    now = clock.now()
    if submission.state == State.PENDING:
        return submission.hurry(actor=actor, now=now, tries=tries)
    return submission.retry(actor=actor, reason=reason, now=now, anew=True, tries=tries)


def send_all_again(submissions: Iterable[Submission], *, actor: Any, clock: Clock = CLOCK) -> int:
    """Send many again; returns how many really were."""
    return sum(send_again(submission, actor=actor, clock=clock) for submission in submissions)


def release(integration: Integration, codes: Collection[str], *, actor: Any = "mended", clock: Clock = CLOCK) -> int:
    """Send everything again that this integration put on hold for one of these reasons."""
    held = Submission.objects.filter(integration=integration, state=State.HELD, problem_code__in=codes)
    return send_all_again(held.iterator(), actor=actor, clock=clock)


def assign_warehouse(warehouse: Warehouse, *, actor: Any = "mended", clock: Clock = CLOCK) -> int:
    """Send everything that waited for this partner to have a warehouse."""
    if not warehouse.is_active:
        return 0
    without_warehouse = Submission.objects.filter(
        partner_key=str(warehouse.partner_id), warehouse__isnull=True, state=State.HELD, problem_code="no_warehouse"
    )
    found = 0
    for submission in without_warehouse:
        if submission.assign_warehouse(warehouse):
            found += submission.retry(actor=actor, now=clock.now(), anew=True)
    return found
