"""What can be done in the background. Each kind may be begun anew at any moment without doing harm."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet
from oscar.core.loading import get_model

from oscar_lt_accounting.domain.errors import Held, gettext_noop
from oscar_lt_accounting.models import Job, StockPull, Submission, Trigger, Warehouse
from oscar_lt_accounting.services import stock
from oscar_lt_accounting.services.clock import LITHUANIA
from oscar_lt_accounting.services.linking import creating, matching
from oscar_lt_accounting.services.outbox import resend as resending
from oscar_lt_accounting.services.outbox.enqueue import Occasion, enqueue, known_partners
from oscar_lt_accounting.services.stock import prices

logger = logging.getLogger(__name__)
#: Products made between two reports.
_AT_ONCE = 5
Report = Callable[[int, int], None]
Result = Mapping[str, int]


def pull(job: Job, report: Report) -> Result:
    """Read the warehouse `warehouse`; `believe` accepts a suspicious answer."""
    report(0, 0)
    run = stock.pull(
        _warehouse(job), cause=StockPull.Cause.PERSON, actor=job.actor, believe=bool(job.params.get("believe"))
    )
    if run.problem_code:
        raise Held(run.problem_detail["message"], code=run.problem_code, **run.problem_detail["params"])
    return {name: getattr(run, name) for name in StockPull.COUNTS if getattr(run, name)}


def resend(job: Job, report: Report) -> Result:
    """Send the documents `submissions` (ids) again, as far as they still can be."""
    ids = list(job.params["submissions"])
    sent = 0
    for number, pk in enumerate(ids, start=1):
        submission = Submission.objects.select_related("integration").filter(pk=pk).first()
        sent += submission is not None and resending.send_again(submission, actor=job.actor)
        if number % 20 == 0 or number == len(ids):
            report(number, len(ids))
    return {"sent": sent, "left": len(ids) - sent}


def history(job: Job, report: Report) -> Result:
    """Make rows for the orders placed from the day `since` to the day `until`."""
    orders = orders_between(date.fromisoformat(job.params["since"]), date.fromisoformat(job.params["until"]))
    total, made = orders.count(), 0
    occasion = Occasion(Trigger.MANUAL, actor=job.actor, origin="job")
    for number, order in enumerate(orders.order_by("pk").iterator(), start=1):
        made += _enqueued(order, occasion)
        if number % 20 == 0 or number == total:
            report(number, total)
    return {"orders": total, "documents": made}


def orders_between(since: date, until: date) -> QuerySet[Any]:
    """The orders placed from the day `since` to the day `until`, days in Lithuania."""
    first = datetime.combine(since, time(), LITHUANIA)
    last = datetime.combine(until + timedelta(days=1), time(), LITHUANIA)
    orders: QuerySet[Any] = get_model("order", "Order").objects.filter(date_placed__gte=first, date_placed__lt=last)
    return orders


def _enqueued(order: Any, occasion: Occasion) -> int:
    try:
        return len(enqueue(order, occasion, known=known_partners(order.pk)))
    except IntegrityError:  # one order must not stop the others
        logger.exception("order %s could not be enqueued", order.pk)
        return 0


def match(job: Job, report: Report) -> Result:
    """Propose accounting products for what is not linked in the warehouse `warehouse`; links nothing."""
    report(0, 0)
    return asdict(matching.preview(_warehouse(job)))


def apply(job: Job, report: Report) -> Result:
    """Link what was suggested for the warehouse `warehouse` and is certain."""
    report(0, 0)
    return {"linked": matching.apply(_warehouse(job), job.actor)}


def price(job: Job, report: Report) -> Result:
    """Take prices and names over from the accounting system of the warehouse `warehouse`."""
    report(0, 0)
    return asdict(prices.apply(_warehouse(job), actor=job.actor))


def products(job: Job, report: Report) -> Result:
    """Make accounting products for the stock records `stockrecords` (ids), taxed with `remote_vat`, a few at a time."""
    warehouse, ids = _warehouse(job), list(job.params["stockrecords"])
    records = get_model("partner", "StockRecord").objects.filter(partner=warehouse.partner_id)
    made = failed = 0
    for start in range(0, len(ids), _AT_ONCE):
        report(start, len(ids))
        some = records.filter(pk__in=ids[start : start + _AT_ONCE])
        done = creating.create(warehouse, some, remote_vat=job.params["remote_vat"], actor=job.actor, most=_AT_ONCE)
        made, failed = made + len(done.made), failed + len(done.failed)
        if done.stopped is not None:
            raise Held(done.stopped.message, code=done.stopped.code, **done.stopped.params)
    return {"made": made, "failed": failed}


def _warehouse(job: Job) -> Warehouse:
    warehouse = Warehouse.objects.select_related("integration").filter(pk=job.params["warehouse"]).first()
    if warehouse is None:
        raise Held(gettext_noop("The warehouse was deleted meanwhile."), code="no_warehouse")
    return warehouse


KINDS: dict[str, Callable[[Job, Report], Result]] = {
    "pull": pull,
    "match": match,
    "apply": apply,
    "prices": price,
    "products": products,
    "resend": resend,
    "history": history,
}
#: Kinds that cannot say how far they are while they work, so that they are given longer before they count as dead.
SILENT = frozenset({"pull", "match", "apply", "prices"})
