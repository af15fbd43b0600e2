"""What people decide, and what is sent again when a cause was fixed."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Held, Rejected
from oscar_lt_accounting.models import ProductLink, State, Submission, VatMapping, Warehouse
from oscar_lt_accounting.providers.memory.books import Fault
from oscar_lt_accounting.services.outbox import resend
from tests.shop import Item


def test_a_refused_document_is_built_anew_and_sent_again(owed, outbox, memory_books, admin_user):
    row = owed()
    memory_books.faults = [Fault(Rejected("bad buyer"))]
    outbox.run()
    row.refresh_from_db()
    assert resend.send_again(row, actor=admin_user, reason="address corrected", clock=outbox.clock)
    row.refresh_from_db()
    assert (row.state, row.snapshot, row.problem_code) == (State.PENDING, None, "")
    outbox.run()
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert row.audit_lines.filter(verb="retry", actor=admin_user, reason="address corrected").exists()


def test_many_are_sent_again_at_once(shop, connect, outbox, clock, memory_books, admin_user):
    connect(settings={"limits": []})
    for _ in range(12):
        shop.place([Item("1.00")])
    Submission.objects.update(not_before=clock.now())
    memory_books.faults = [Fault(Rejected("no"))] * 12
    outbox.run()
    assert resend.send_all_again(Submission.objects.all(), actor=admin_user, clock=clock) == 12
    assert resend.send_all_again(Submission.objects.filter(state=State.ISSUED), actor=admin_user, clock=clock) == 0
    outbox.run()
    assert Submission.objects.filter(state=State.ISSUED).count() == 12


def test_an_issued_or_doubtful_document_is_not_sent_again(owed, outbox, admin_user):
    row = owed()
    outbox.run()
    row.refresh_from_db()
    assert not resend.send_again(row, actor=admin_user, clock=outbox.clock)


def test_a_row_that_was_put_off_can_be_hurried(shop, connect, outbox, clock, memory_books, admin_user):
    connect(settings={"limits": []})
    shop.place([Item("1.00")])
    row = Submission.objects.get()
    assert outbox.run() == 0
    assert resend.send_again(row, actor=admin_user, clock=clock)
    outbox.run()
    row.refresh_from_db()
    assert row.state == State.ISSUED


def test_a_cancelled_document_is_never_sent(owed, outbox, memory_books, admin_user):
    row = owed()
    assert row.cancel(actor=admin_user, reason="a test order")
    outbox.run(after=100_000)
    assert not memory_books.documents
    assert not row.cancel(actor=admin_user, reason="twice")


def test_one_missing_link_is_fixed_once_and_everything_goes(shop, connect, outbox, clock, memory_books):
    warehouse = connect(settings={"limits": [], "require_links": True})
    first = shop.place([Item("1.00", title="Žvakė")])
    record = first.lines.get().stockrecord
    for _ in range(4):
        basket = shop.basket([])
        basket.add_product(record.product, 1)
        shop.place_basket(basket)
    Submission.objects.update(not_before=clock.now())
    outbox.run()
    assert Submission.objects.filter(state=State.HELD, problem_code="no_link").count() == 5
    assert all("Žvakė" in row.problem_text for row in Submission.objects.all())
    ProductLink.objects.create(warehouse=warehouse, stockrecord=record, remote_id="77", remote_code="ZV")
    Submission.objects.update(not_before=clock.now())
    outbox.run()
    assert Submission.objects.filter(state=State.ISSUED).count() == 5
    assert {line.remote_id for document in memory_books.documents.values() for line in document.lines} == {"77"}


def test_a_partner_without_a_warehouse_is_told_and_then_served(shop, connect, outbox, clock, memory_books):
    connect("Vilnius", settings={"limits": []})
    shop.place([Item("1.00"), Item("2.00", partner=shop.partner("Kaunas"))])
    Submission.objects.update(not_before=clock.now())
    outbox.run()
    without_warehouse = Submission.objects.get(partner_key=str(shop.partner("Kaunas").pk))
    assert (without_warehouse.state, without_warehouse.problem_code, without_warehouse.integration) == (
        State.HELD,
        "no_warehouse",
        None,
    )
    assert "Kaunas" in without_warehouse.problem_text
    vilnius = Warehouse.objects.get()
    Warehouse.objects.create(integration=vilnius.integration, partner=shop.partner("Kaunas"), name="Kauno", code="K")
    Submission.objects.filter(state=State.PENDING).update(not_before=clock.now())
    outbox.run()
    without_warehouse.refresh_from_db()
    assert (without_warehouse.state, without_warehouse.warehouse_name) == (State.ISSUED, "Kauno")
    assert memory_books.total() == without_warehouse.order.total_incl_tax


def test_a_missing_vat_code_is_fixed_once(owed, outbox, memory_books, monkeypatch):
    from oscar_lt_accounting.providers.base import Capability
    from oscar_lt_accounting.providers.memory.provider import Memory

    monkeypatch.setattr(Memory, "capabilities", Memory.capabilities | {Capability.NEEDS_VAT_MAPPING})
    row = owed()
    outbox.run()
    row.refresh_from_db()
    assert (row.state, row.problem_code) == (State.HELD, "vat_mapping")
    VatMapping.objects.create(integration=row.integration, rate=21, remote_code="15198")
    Submission.objects.update(not_before=outbox.clock.now())
    outbox.run()
    row.refresh_from_db()
    assert row.state == State.ISSUED
    assert next(iter(memory_books.documents.values())).lines[0].remote_vat == "15198"


@pytest.mark.parametrize("error", [Held("odd", code="no_link"), Held("odd", code="buyer_incomplete")])
def test_only_what_waits_for_that_cause_is_released(owed, outbox, memory_books, error):
    row = owed()
    memory_books.faults = [Fault(error)]
    outbox.run()
    assert resend.release(row.integration, resend.FIXED_BY_LINKS, clock=outbox.clock) == (error.code == "no_link")
