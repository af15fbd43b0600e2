"""Whole warehouses: what the shop knows after a pull, and what it never believes."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from oscar.apps.catalogue.models import ProductClass
from oscar.apps.partner.models import StockAlert, StockRecord

from oscar_lt_accounting.domain.errors import Busy, Misconfigured, Unavailable
from oscar_lt_accounting.models import CatalogueItem, Integration, StockPull, Warehouse
from oscar_lt_accounting.services import stock
from oscar_lt_accounting.services.stock import runs
from oscar_lt_accounting.signals import stock_pulled

AWAY = Unavailable("The accounting system is away.", code="no_answer")


def counts(run: StockPull) -> dict[str, int]:
    return {name: getattr(run, name) for name in StockPull.COUNTS if getattr(run, name)}


def in_stock(record: StockRecord) -> int | None:
    record.refresh_from_db()
    return record.num_in_stock


def test_a_pull_fills_the_catalogue_and_the_shop(stocked: Any) -> None:
    stocked.put("1", "7.9", code="A-1", barcode="4770001", unit="vnt.", price=Decimal("12.34567"))
    record = stocked.sell("1")
    run = stocked.pull()
    assert (run.is_complete, run.problem_code, counts(run)) == (True, "", {"seen": 1, "new": 1, "changed": 1})
    assert in_stock(record) == 7
    item = stocked.item("1")
    assert (item.code, item.barcode, item.unit) == ("A-1", "4770001", "vnt.")
    assert (item.available, item.price) == (Decimal("7.9000"), Decimal("12.3457"))


def test_a_second_pull_of_the_same_writes_nothing(stocked: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        stocked.put(str(number), number)
        stocked.sell(str(number))
    stocked.pull()
    with CaptureQueriesContext(connection) as captured:
        run = stocked.pull()
    assert counts(run) == {"seen": 30}
    written = [one["sql"] for one in captured if one["sql"].startswith(("UPDATE", "INSERT"))]
    assert not [sql for sql in written if "partner_stockrecord" in sql or "catalogueitem" in sql]
    assert len(captured) < 25


@pytest.mark.parametrize(
    ("available", "units", "expected"),
    [
        ("12", "6", 2),
        ("11.9999", "6", 1),
        ("5", "0.5", 10),
        ("1", "0.3333", 3),
        ("-3", "1", 0),
        ("0", "1", 0),
        (None, "1", 42),
        ("3000000000", "1", 42),
    ],
)
def test_quantities_become_whole_units_of_the_shop(stocked: Any, available: Any, units: str, expected: int) -> None:
    stocked.put("1", available)
    record = stocked.sell("1", here=42, units=Decimal(units))
    stocked.pull()
    assert in_stock(record) == expected


def test_what_is_below_zero_or_unknown_is_counted(stocked: Any) -> None:
    stocked.put("1", -3)
    stocked.put("2", None)
    stocked.sell("1", here=0)
    run = stocked.pull()
    assert (run.clamped, run.unknown) == (1, 1)


def test_records_that_never_said_a_number_learn_one(stocked: Any) -> None:
    stocked.put("1", 4)
    record = stocked.sell("1", here=None)
    stocked.pull()
    assert in_stock(record) == 4


def test_untracked_unsynced_and_foreign_records_are_left_alone(stocked: Any, shop: Any) -> None:
    for remote_id in "123":
        stocked.put(remote_id, 4)
    untracked = stocked.sell("1", here=9)
    ProductClass.objects.update(track_stock=False)
    other_class = ProductClass.objects.create(name="sekama", slug="sekama", track_stock=True)
    unsynced = stocked.sell("2", here=9, sync_stock=False)
    foreign = stocked.sell("3", here=9)
    for record in (unsynced, foreign):
        record.product.product_class = other_class
        record.product.save()
    StockRecord.objects.filter(pk=foreign.pk).update(partner=shop.partner("Kaunas"))
    stocked.pull()
    assert [in_stock(record) for record in (untracked, unsynced, foreign)] == [9, 9, 9]


def test_children_are_tracked_as_their_parent_says(stocked: Any) -> None:
    stocked.put("1", 4)
    record = stocked.sell("1", here=9)
    child = record.product
    parent = type(child).objects.create(structure="parent", title="Marškiniai", product_class=child.product_class)
    type(child).objects.filter(pk=child.pk).update(structure="child", parent=parent, product_class=None)
    stocked.pull()
    assert in_stock(record) == 4


def test_reservations_are_never_touched(stocked: Any) -> None:
    stocked.put("1", 4)
    record = stocked.sell("1", here=9)
    StockRecord.objects.filter(pk=record.pk).update(num_allocated=3)
    stocked.pull()
    record.refresh_from_db()
    assert (record.num_in_stock, record.num_allocated) == (4, 3)


def test_a_missing_product_is_unknown_not_sold_out(stocked: Any) -> None:
    stocked.put("1", 4)
    stocked.put("2", 5)
    record = stocked.sell("1")
    stocked.pull()
    stocked.remove("1")
    run = stocked.pull()
    assert (run.gone, in_stock(record)) == (1, 4)
    assert stocked.item("1").gone_at == run.started_at
    stocked.put("1", 2)
    stocked.pull()
    assert (stocked.item("1").gone_at, in_stock(record)) == (None, 2)


def test_only_a_complete_read_says_that_something_is_gone(stocked: Any, breaks_off: Any) -> None:
    for remote_id in "123":
        stocked.put(remote_id, 4)
    records = [stocked.sell(remote_id) for remote_id in "123"]
    stocked.pull()
    for remote_id in "123":
        stocked.put(remote_id, 9)
    with breaks_off(AWAY, after=2):
        run = stocked.pull()
    assert (run.is_complete, run.problem_code, run.gone) == (False, "no_answer", 0)
    assert [in_stock(record) for record in records] == [9, 9, 4]


@pytest.mark.parametrize(("left", "code"), [(0, "stock_empty"), (9, "stock_shrunken")])
def test_an_answer_that_is_much_too_small_changes_nothing(stocked: Any, left: int, code: str) -> None:
    for number in range(20):
        stocked.put(str(number), 5)
    records = [stocked.sell(str(number)) for number in range(20)]
    stocked.pull()
    for number in range(left, 20):
        stocked.remove(str(number))
    for number in range(left):
        stocked.put(str(number), 6)
    run = stocked.pull()
    assert (run.is_complete, run.problem_code, run.changed) == (False, code, 0)
    assert "20" in run.problem_text
    assert "Vilnius sandėlis" in run.problem_text
    assert {in_stock(record) for record in records} == {5}
    assert not CatalogueItem.objects.filter(gone_at__isnull=False).exists()
    assert stocked.pull(believe=True).is_complete


def test_a_few_products_may_go_as_they_like(stocked: Any) -> None:
    for number in range(19):
        stocked.put(str(number), 5)
    stocked.pull()
    for number in range(1, 19):
        stocked.remove(str(number))
    assert stocked.pull().gone == 18


def test_a_warehouse_that_is_sold_out_at_once_is_not_believed(stocked: Any) -> None:
    for number in range(20):
        stocked.put(str(number), 5)
    records = [stocked.sell(str(number)) for number in range(20)]
    stocked.pull()
    for number in range(17):
        stocked.put(str(number), 0)
    run = stocked.pull()
    assert (run.problem_code, run.changed) == ("stock_emptied", 0)
    assert {in_stock(record) for record in records} == {5}
    stocked.put("0", 1)  # four fifths are believed
    assert stocked.pull().is_complete
    assert sum(in_stock(record) == 0 for record in records) == 16


def test_a_first_pull_of_an_empty_warehouse_is_complete(stocked: Any) -> None:
    assert stocked.pull().is_complete


def test_products_without_a_usable_id_are_counted(stocked: Any) -> None:
    stocked.put("x" * 65, 4)
    stocked.put("1", 4, code="k" * 200, name="n" * 300)
    run = stocked.pull()
    assert (run.seen, run.skipped) == (1, 1)
    item = stocked.item("1")
    assert (item.code, len(item.name)) == ("", 255)


def test_alerts_of_oscar_fire(stocked: Any, django_capture_on_commit_callbacks: Any) -> None:
    stocked.put("1", 4)
    record = stocked.sell("1", here=9)
    StockRecord.objects.filter(pk=record.pk).update(low_stock_threshold=5)
    stocked.pull()
    assert StockAlert.objects.get().stockrecord == record
    before = StockRecord.objects.get(pk=record.pk).date_updated
    stocked.put("1", 40)
    stocked.pull()
    assert StockAlert.objects.get().status == StockAlert.CLOSED
    assert StockRecord.objects.get(pk=record.pk).date_updated > before


@pytest.mark.parametrize(("signals", "told"), [("all", 2), ("alerts", 1)])
def test_who_listens_to_saved_stock_records_is_told(
    stocked: Any, settings: Any, signals: str, told: int, caplog: Any
) -> None:
    from django.db.models.signals import post_save

    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "STOCK_SIGNALS": signals}
    stocked.put("1", 4)
    stocked.put("2", 4)
    stocked.sell("1")
    StockRecord.objects.filter(pk=stocked.sell("2").pk).update(low_stock_threshold=5)
    heard: list[Any] = []

    def listen(instance: Any, update_fields: Any, **_: Any) -> None:
        heard.append((instance.num_in_stock, sorted(update_fields)))
        raise ValueError("a listener of the shop fails")

    post_save.connect(listen, sender=StockRecord)
    try:
        run = stocked.pull()
    finally:
        post_save.disconnect(listen, sender=StockRecord)
    assert heard == [(4, ["date_updated", "num_in_stock"])] * told
    assert run.is_complete
    assert "failed after stock record" in caplog.text


def test_other_apps_hear_of_a_pull_even_if_one_of_them_fails(
    stocked: Any, django_capture_on_commit_callbacks: Any, caplog: Any
) -> None:
    heard: list[StockPull] = []

    def listen(pull: StockPull, **_: Any) -> None:
        heard.append(pull)
        raise ValueError("a listener of the shop fails")

    stock_pulled.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            run = stocked.pull()
    finally:
        stock_pulled.disconnect(listen)
    assert heard == [run]
    assert "failed after a stock update" in caplog.text


def test_two_pulls_of_a_warehouse_never_run_at_once(stocked: Any) -> None:
    def another() -> None:
        with pytest.raises(Busy, match="being updated"):
            stock.pull(stocked.warehouse, context=stocked.outbox.context)

    stocked.books.read = another
    assert stocked.pull().is_complete
    assert StockPull.objects.count() == 1


def test_a_pull_whose_process_died_is_written_down_by_the_next(stocked: Any) -> None:
    clock = stocked.outbox.clock
    dead = runs.begin(stocked.warehouse, clock)
    assert stocked.pull(after=601).is_complete
    dead.refresh_from_db()
    assert (dead.problem_code, dead.is_complete) == ("pull_interrupted", False)


def test_a_pull_that_was_given_up_writes_nothing_any_more(stocked: Any) -> None:
    stocked.put("1", 4)
    record = stocked.sell("1", here=9)
    stocked.books.read = lambda: StockPull.objects.update(finished_at=stocked.outbox.clock.now())
    stocked.pull()
    assert in_stock(record) == 9
    assert not CatalogueItem.objects.exists()


def test_a_record_that_is_deleted_meanwhile_is_passed_over(stocked: Any, monkeypatch: Any) -> None:
    stocked.put("1", 4)
    stocked.put("2", 4)
    records = [stocked.sell("1"), stocked.sell("2")]
    renewer = runs.renewer

    def deleting(run: Any, clock: Any) -> Any:
        renew = renewer(run, clock)

        def renew_and_delete() -> None:
            renew()
            if CatalogueItem.objects.exists():
                records[0].delete()

        return renew_and_delete

    monkeypatch.setattr(runs, "renewer", deleting)
    assert stocked.pull().changed == 1


def test_a_run_ends_once(stocked: Any) -> None:
    run = stocked.pull()
    runs.end(run, stocked.outbox.clock, complete=False)
    run.refresh_from_db()
    assert run.is_complete


@pytest.mark.parametrize(
    ("error", "code"), [(Misconfigured("No.", code="key_refused"), "key_refused"), (ValueError("our own"), "own_fault")]
)
def test_what_goes_wrong_is_kept_with_its_sentence(stocked: Any, monkeypatch: Any, error: Exception, code: str) -> None:
    def refuse(*_: Any) -> Any:
        raise error

    monkeypatch.setattr("oscar_lt_accounting.providers.memory.provider.Memory.stock_levels", refuse)
    run = stocked.pull()
    assert (run.is_complete, run.problem_code) == (False, code)
    integration = Integration.objects.get()
    assert not integration.is_blocked  # documents may still go


def test_a_database_that_goes_away_decides_nothing(stocked: Any) -> None:
    def gone() -> None:
        raise OperationalError

    stocked.books.read = gone
    with pytest.raises(OperationalError):
        stocked.pull()
    stocked.books.read = lambda: None
    assert StockPull.objects.get().finished_at is None
    assert stocked.pull(after=601).is_complete


def test_time_comes_by_the_integrations_clock(stocked: Any) -> None:
    clock = stocked.outbox.clock
    Integration.objects.update(pull_every=60)
    assert list(stock.due(clock.now())) == [stocked.warehouse]
    stocked.pull()
    assert not stock.due(clock.now() + timedelta(minutes=59))
    assert stock.due(clock.now() + timedelta(minutes=61))
    for change in ({"pull_every": 0}, {"is_active": False}, {"is_blocked": True}):
        Integration.objects.update(**{"pull_every": 60, "is_active": True, "is_blocked": False, **change})
        assert not stock.due(clock.now() + timedelta(days=9))


class TestCommand:
    """`accounting_pull_stock`."""

    def test_it_pulls_what_is_in_use(self, stocked: Any, capsys: Any) -> None:
        stocked.put("1", 4)
        call_command("accounting_pull_stock")
        assert "Vilnius sandėlis: 1 seen, 1 new" in capsys.readouterr().out
        assert StockPull.objects.get().cause == StockPull.Cause.PERSON

    def test_one_warehouse_though_its_integration_is_off(self, stocked: Any) -> None:
        Integration.objects.update(is_active=False)
        call_command("accounting_pull_stock", warehouse=[stocked.warehouse.pk])
        call_command("accounting_pull_stock")
        assert StockPull.objects.count() == 1

    def test_what_is_due(self, stocked: Any, capsys: Any) -> None:
        call_command("accounting_pull_stock", due=True)
        call_command("accounting_pull_stock", due=True, warehouse=[stocked.warehouse.pk])
        assert [run.cause for run in StockPull.objects.all()] == [StockPull.Cause.SCHEDULE]

    def test_a_pull_that_stopped_fails_the_command(self, stocked: Any, breaks_off: Any, capsys: Any) -> None:
        with breaks_off(AWAY, after=0), pytest.raises(CommandError, match="1 warehouses"):
            call_command("accounting_pull_stock")
        assert "The accounting system is away." in capsys.readouterr().err

    def test_a_warehouse_that_is_being_read_is_no_failure(self, stocked: Any, capsys: Any) -> None:
        runs.begin(stocked.warehouse, stocked.outbox.clock)
        call_command("accounting_pull_stock")
        assert "is being updated at this moment" in capsys.readouterr().out

    def test_an_unknown_warehouse(self, db: Any) -> None:
        with pytest.raises(CommandError, match="no warehouse 7"):
            call_command("accounting_pull_stock", warehouse=[7])


def test_the_task_pulls_and_passes_over_what_is_being_read(stocked: Any, connect: Any) -> None:
    from oscar_lt_accounting.tasks import pull_stock

    other = connect("Kaunas")
    pull_stock()
    assert StockPull.objects.count() == 2
    pull_stock(warehouse_id=other.pk)
    pull_stock(integration_id=other.integration_id)
    assert StockPull.objects.filter(warehouse=other).count() == 3
    runs.begin(other, stocked.outbox.clock)
    pull_stock(warehouse_id=other.pk)
    assert StockPull.objects.filter(warehouse=other).count() == 4
    assert Warehouse.objects.get(pk=other.pk).sold_read_at is not None
