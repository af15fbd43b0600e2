"""Changing, switching, copying and deleting."""

from __future__ import annotations

import uuid

import pytest
from django.db import IntegrityError
from django.utils import timezone

from oscar_lt_accounting.dashboard.integrations import editing
from oscar_lt_accounting.models import AuditLine, Integration, State, StockPull
from tests.dashboard.steps import said
from tests.shop import Item


@pytest.fixture
def edit(chief, page, typed):
    def _edit(row, **changed):
        data = {**typed(chief.get(page("edit", row)).context["form"]), **changed}
        return chief.post(
            page("edit", row), {name: value for name, value in data.items() if value is not None}, follow=True
        )

    return _edit


@pytest.fixture
def ready(books, shop):
    """One that could be switched on."""
    books.warehouses.create(partner=shop.partner(), name="W", code="WH1")
    return books


@pytest.fixture
def turn(chief, page, typed):
    def _turn(row, **changed):
        data = {**typed(chief.get(page("switch", row)).context["form"]), "reason": "because", **changed}
        return chief.post(page("switch", row), data, follow=True)

    return _turn


def test_what_was_changed_is_saved_and_written_down(edit, robolabs):
    Integration.objects.filter(pk=robolabs.pk).update(settings={"limits": [[30, 60]], "gift_cards": "skip", "odd": 1})
    response = edit(
        robolabs,
        trigger="status",
        trigger_statuses=["Paid"],
        limits="60 / 60\n\n1000/86400",
        limits_share="50",
        due_days="0",
        document_day="order",
        pull_every="15",
        setting_journal="INV",
    )
    assert "is saved" in said(response)
    row = Integration.objects.get()
    assert (row.trigger, row.trigger_statuses, row.pull_every) == ("status", ["Paid"], 15)
    assert row.settings["limits"] == [[60, 60], [1000, 86400]]
    assert (row.settings["due_days"], row.settings["document_day"], row.settings["limits_share"]) == (0, "order", 50)
    assert (row.settings["journal"], row.settings["gift_cards"], row.settings["odd"]) == ("INV", "skip", 1)
    line = AuditLine.objects.get()
    assert line.verb == "edit"
    assert "Limits of requests" in line.reason
    assert dict(row.credentials) == {"api_key": "Slaptas-Raktas-1"}


def test_an_unchanged_form_changes_nothing(edit, robolabs):
    Integration.objects.filter(pk=robolabs.pk).update(settings={"limits": [[30, 60]], "due_days": 7})
    edit(robolabs, name="Robotas")
    before = Integration.objects.values().get()
    assert "Nothing was changed" in said(edit(robolabs))
    assert Integration.objects.values().get() == before
    assert AuditLine.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "Atmintis"}, "name"),
        ({"limits": "many"}, "limits"),
        ({"limits": "0 / 60"}, "limits"),
        ({"trigger": "status"}, "trigger_statuses"),
        ({"pull_every": "999999"}, "pull_every"),
        ({"setting_not_found_status": "4x"}, "setting_not_found_status"),
        ({"start_date": "yesterday"}, "start_date"),
    ],
)
def test_what_does_not_fit_is_told(edit, robolabs, books, values, field):
    response = edit(robolabs, **values)
    assert field in response.context["form"].errors
    assert not AuditLine.objects.exists()


def test_limits_that_cannot_be_read_are_shown_as_none(chief, page, robolabs):
    Integration.objects.filter(pk=robolabs.pk).update(settings={"limits": "many"})
    assert chief.get(page("edit", robolabs)).context["form"]["limits"].value() == ""
    Integration.objects.filter(pk=robolabs.pk).update(settings=[])
    assert chief.get(page("edit", robolabs)).status_code == 200


def test_while_it_is_switched_off_keys_may_be_missing(edit, robolabs):
    robolabs.credentials = {}
    robolabs.save()
    assert "is saved" in said(edit(robolabs, name="Be rakto"))
    Integration.objects.filter(pk=robolabs.pk).update(is_active=True)
    assert "“API key” is empty" in str(edit(robolabs, name="Su raktu").context["form"].errors)


def test_it_is_switched_on_and_off_with_a_reason(turn, ready):
    assert "is switched on" in said(turn(ready, start_date="2026-01-01"))
    row = Integration.objects.get()
    assert (row.is_active, str(row.start_date)) == (True, "2026-01-01")
    assert "is switched off" in said(turn(ready, reason="the accountant is away"))
    assert not Integration.objects.get().is_active
    assert list(AuditLine.objects.order_by("pk").values_list("verb", "reason", "actor_name")) == [
        ("resume", "because", "chief"),
        ("pause", "the accountant is away", "chief"),
    ]


def test_a_reason_is_needed(turn, ready, text):
    assert turn(ready, reason="").context["form"].errors["reason"]
    assert not Integration.objects.get().is_active


def test_a_status_is_needed_where_it_is_waited_for(turn, ready):
    assert turn(ready, trigger="status").context["form"].errors["trigger_statuses"]
    turn(ready, trigger="status", trigger_statuses=["Paid"])
    assert Integration.objects.get().trigger_statuses == ["Paid"]


def test_a_second_click_switches_nothing(chief, page, ready, typed):
    data = {**typed(chief.get(page("switch", ready)).context["form"]), "reason": "because"}
    chief.post(page("switch", ready), data)
    assert "Nothing was done" in said(chief.post(page("switch", ready), data, follow=True))
    assert Integration.objects.get().is_active
    assert AuditLine.objects.count() == 1


def test_it_is_not_switched_on_while_something_is_missing(turn, books, robolabs, shop, text):
    assert "No partner of the shop is connected" in text(turn(books))
    robolabs.warehouses.create(partner=shop.partner(), name="W")
    robolabs.credentials = {}
    robolabs.save()
    assert "“API key” is empty" in text(turn(robolabs))
    assert not Integration.objects.filter(is_active=True).exists()


def test_what_will_happen_is_told(chief, page, ready, text):
    Integration.objects.filter(pk=ready.pk).update(start_date="2026-01-01", is_test=True)
    words = text(chief.get(page("switch", ready)))
    assert "Orders of Vilnius placed from the first day on automatically become documents in Memory" in words
    assert "Orders placed since 2026-01-01" in words
    assert "Test mode: documents do not go into your real accounting" in words


def test_waiting_documents_are_told(chief, page, make, text):
    row = make(State.PENDING).integration
    assert "1 document waits from now on" in text(chief.get(page("switch", row)))
    assert "1 document is on its way or waits" in text(chief.get(page("detail", row)))
    Integration.objects.filter(pk=row.pk).update(is_active=False)
    assert "1 document that waits is sent" in text(chief.get(page("switch", row)))


@pytest.fixture
def copy(chief, page, typed):
    def _copy(row, **changed):
        data = {**typed(chief.get(page("duplicate", row)).context["form"]), **changed}
        return chief.post(page("duplicate", row), data, follow=True)

    return _copy


def test_a_copy_has_settings_and_mappings_and_no_more(copy, robolabs, shop):
    Integration.objects.filter(pk=robolabs.pk).update(
        settings={"journal": "INV"}, is_active=True, is_blocked=True, problem_code="key", pull_every=5
    )
    robolabs.warehouses.create(partner=shop.partner(), name="W")
    robolabs.vat_mappings.create(rate=21, remote_code="S")
    robolabs.payment_mappings.create(source_type="card", remote_code="B")
    robolabs.series.create(prefix="A")
    assert "is created and switched off" in said(copy(robolabs, name="Kaunas"))
    made = Integration.objects.get(name="Kaunas")
    assert (made.settings, made.pull_every, made.is_active, made.is_blocked) == ({"journal": "INV"}, 5, False, False)
    assert (made.problem_code, made.start_date, dict(made.credentials)) == ("", None, {})
    assert made.vat_mappings.get().remote_code == "S"
    assert made.payment_mappings.get().remote_code == "B"
    assert not made.warehouses.exists()
    assert not made.series.exists()
    assert AuditLine.objects.get(verb="duplicate").integration == made


def test_the_keys_go_along_only_to_the_same_address(copy, robolabs):
    response = copy(robolabs, name="Kitur", base_url="https://kita.robolabs.lt", with_keys="on")
    assert response.context["form"].errors["with_keys"]
    copy(robolabs, name="Ten pat", with_keys="on")
    assert dict(Integration.objects.get(name="Ten pat").credentials) == {"api_key": "Slaptas-Raktas-1"}
    assert Integration.objects.count() == 2


def test_a_copy_is_made_once(copy, robolabs):
    given = str(uuid.uuid4())
    for name in ("Kaunas", "Klaipėda"):
        copy(robolabs, uuid=given, name=name)
    assert Integration.objects.count() == 2
    assert copy(robolabs, name="Kaunas").context["form"].errors["name"]
    assert copy(robolabs, name="Kitas", base_url="x").context["form"].errors["base_url"]
    assert copy(robolabs, name="Kitas", uuid="x").context["form"].errors["uuid"]


def test_two_copies_at_the_same_moment_make_one(copy, robolabs, monkeypatch, page):
    def late(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(editing, "duplicate", late)
    assert copy(robolabs, name="Kaunas").redirect_chain[-1][0] == page("list")


def test_keys_that_cannot_be_opened_are_not_copied(copy, robolabs, settings):
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENCRYPTION_KEYS": ["A" * 43 + "="]}
    assert "cannot be opened" in str(copy(robolabs, name="Kaunas", with_keys="on").context["form"].errors)
    assert Integration.objects.count() == 1


def test_one_that_nothing_hangs_on_is_deleted_once(chief, page, robolabs, shop):
    robolabs.warehouses.create(partner=shop.partner(), name="W")
    address = page("delete", robolabs)
    assert "is deleted" in said(chief.post(address, follow=True))
    assert not Integration.objects.exists()
    assert chief.post(address).status_code == 404
    assert AuditLine.objects.get().reason == "Robotai"


def test_one_that_is_switched_on_is_not_deleted(chief, page, robolabs, text):
    Integration.objects.filter(pk=robolabs.pk).update(is_active=True)
    assert "Switch it off before you delete it" in text(chief.post(page("delete", robolabs), follow=True))
    assert Integration.objects.exists()


@pytest.mark.parametrize("what", ["document", "link", "pull"])
def test_what_hangs_on_it_keeps_it(chief, page, make, shop, text, what):
    row = make(State.ISSUED) if what == "document" else None
    if row:
        integration = row.integration
    else:
        integration = Integration.objects.create(name="Tuščia", provider="memory")
        warehouse = integration.warehouses.create(partner=shop.partner("Kaunas"), name="W")
        if what == "link":
            record = shop.product(Item("1.00")).stockrecords.get()
            warehouse.links.create(stockrecord=record, remote_id="1")
        else:
            StockPull.objects.create(warehouse=warehouse, started_at=timezone.now(), lease_until=timezone.now())
    Integration.objects.filter(pk=integration.pk).update(is_active=False)
    words = text(chief.post(page("delete", integration), follow=True))
    assert "It cannot be deleted" in words
    assert f"1 {'stock update' if what == 'pull' else 'product link' if what == 'link' else 'document'}" in words
    assert Integration.objects.filter(pk=integration.pk).exists()
