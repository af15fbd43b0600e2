"""A shop in which every page of the dashboard has something to show."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.domain.snapshot import freeze
from oscar_lt_accounting.models import CatalogueItem, Job, State, StockPull, Submission, Warehouse
from oscar_lt_accounting.models.problems import problem_columns
from oscar_lt_accounting.models.records import audit_line
from oscar_lt_accounting.services import jobs
from oscar_lt_accounting.services.linking import links, matching
from oscar_lt_accounting.services.stock.pulling import _SENTENCES
from oscar_lt_accounting.testing.simulators import Simulator
from tests.dashboard.steps import make_document
from tests.shop import Item, Shop

REFUSED = Problem(code="rejected", message="RoboLabs rejected the document: %(said)s", params={"said": "uždarytas"})
SHRUNKEN = Problem(
    code="stock_shrunken",
    message=_SENTENCES["stock_shrunken"],
    params={"system": "RoboLabs", "now": "3", "warehouse": "Vilnius", "before": "100"},
)
CALL = {"method": "POST", "address": "https://books.example/invoice", "status": 200, "milliseconds": 5, "request": "{}"}
STATES = (State.HELD, State.REJECTED, State.UNCERTAIN, State.ISSUED)


def fill(shop: Shop, home: Warehouse, simulator: Simulator[Any, Any], actor: Any) -> dict[str, dict[str, Any]]:
    """Three of everything; returns what the addresses of the pages need, by the page's name."""
    records = _goods(shop, home, simulator, actor)
    order_documents = [_order_document(shop, home, state, number) for number, state in enumerate(STATES, start=1)]
    audit_line("retry", submission=order_documents[0], actor=actor, reason="the period is open again").save()
    _attempts(order_documents[1])
    pull = _doubted(home)
    job = _jobs(home, actor)
    integration = home.integration
    integration.vat_mappings.create(rate=21, remote_code="PVM1")
    integration.payment_mappings.create(source_type="card", remote_code="BANK")
    integration.series.create(prefix="ROB")
    found: dict[str, dict[str, Any]] = {
        "integration": {"pk": integration.pk},
        "job": {"pk": job.pk},
        "link": {"pk": records[0].pk},
        "pull": {"pk": pull.pk},
    }
    return found | {
        f"submission {order_document.state}": {"pk": order_document.pk} for order_document in order_documents
    }


def _goods(shop: Shop, home: Warehouse, simulator: Simulator[Any, Any], actor: Any) -> list[Any]:
    titles = ("Medus", "Arbata", "Žvakė")
    records = [shop.product(Item("12.10", title=title)).stockrecords.get() for title in titles]
    at = timezone.now() - timedelta(hours=2)
    items = [
        CatalogueItem.objects.create(
            warehouse=home, remote_id=f"r{one.pk}", code=f"PRK-{one.pk}", name=one.product.title, read_at=at
        )
        for one in records
    ]
    StockPull.objects.create(warehouse=home, is_complete=True, started_at=at, finished_at=at, lease_until=at)
    links.link(home, records[0], remote_id=items[0].remote_id, remote_code=items[0].code, actor=actor)
    matching.preview(home)
    return records


def _order_document(shop: Shop, home: Warehouse, state: str, number: int) -> Submission:
    order = shop.place([Item("24.20")], number=f"T{number:05}")
    order.accounting_submissions.all().delete()
    frozen = state != State.HELD
    document = make_document(order.number)
    columns: dict[str, Any] = {} if state == State.ISSUED else problem_columns(REFUSED)
    if state == State.ISSUED:
        columns |= {"issued_at": timezone.now(), "remote_number": "ROB00001"}
    return Submission.objects.create(
        order=order,
        integration=home.integration,
        warehouse=home,
        partner_key=str(home.partner_id),
        warehouse_name=home.name,
        reference=f"shop1-{order.number}-{home.partner_id}-invoice-1",
        state=state,
        snapshot=freeze(document) if frozen else None,
        total=document.total if frozen else None,
        currency="EUR" if frozen else "",
        **columns,
    )


def _attempts(order_document: Submission) -> None:
    order_document.attempts.create(purpose="send", outcome="rejected", started_at=timezone.now(), calls=[CALL])


def _doubted(home: Warehouse) -> StockPull:
    at = timezone.now() - timedelta(hours=1)
    return StockPull.objects.create(
        warehouse=home, started_at=at, finished_at=at, lease_until=at, **problem_columns(SHRUNKEN)
    )


def _jobs(home: Warehouse, actor: Any) -> Job:
    jobs.start("match", {"warehouse": home.pk}, actor=actor)
    jobs.run_due()
    jobs.start("apply", {"warehouse": home.pk}, actor=actor)
    return jobs.start("resend", {"submissions": []}, actor=actor)
