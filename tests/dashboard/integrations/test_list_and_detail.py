"""The list and an integration's own page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from oscar_lt_accounting.dashboard.integrations.capability_labels import LABELS
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import AuditLine, Integration
from scripts.tables import LABELS as TABLE
from tests.dashboard.steps import said


def test_an_empty_list_says_what_to_do_next(visit, page, people, text):
    assert "Connect an accounting system" in text(visit("chief").get(page("list")))
    assert "Ask somebody who has the permission" in text(visit("clerk").get(page("list")))


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({}, "Switched off"),
        ({"is_active": True}, "Switched on"),
        ({"is_active": True, "is_blocked": True}, "Needs attention"),
        ({"is_active": True, "resting_until": timezone.now() + timedelta(hours=1)}, "Paused"),
        ({"is_active": True, "resting_until": timezone.now() - timedelta(hours=1)}, "Switched on"),
    ],
)
def test_the_state_is_told_in_a_word(chief, page, robolabs, text, values, word):
    Integration.objects.filter(pk=robolabs.pk).update(**values)
    assert word in text(chief.get(page("list")))
    assert word in text(chief.get(page("detail", robolabs)))


def test_the_set_up_is_told(chief, page, robolabs, text):
    assert "every 60 minutes" in text(chief.get(page("detail", robolabs)))
    Integration.objects.filter(pk=robolabs.pk).update(
        trigger="status", trigger_statuses=["Paid"], pull_every=0, start_date="2026-01-02", base_url=""
    )
    words = text(chief.get(page("detail", robolabs)))
    for expected in ("When the order reaches a status: Paid", "only by hand", "2026-01-02", "own"):
        assert expected in words


@pytest.mark.parametrize(("keys", "word"), [({"api_key": "k"}, "stored"), ({}, "not entered")])
def test_whether_a_key_is_stored_is_told(chief, page, robolabs, text, keys, word):
    robolabs.credentials = keys
    robolabs.save()
    assert f"API key {word}" in text(chief.get(page("detail", robolabs)))


def test_a_key_that_cannot_be_opened_is_told(chief, page, robolabs, text, settings):
    settings.OSCAR_LT_ACCOUNTING = {**settings.OSCAR_LT_ACCOUNTING, "ENCRYPTION_KEYS": ["A" * 43 + "="]}
    assert "stored, but cannot be opened" in text(chief.get(page("detail", robolabs)))
    assert "the encryption key that opens it is missing" in text(chief.get(page("keys", robolabs)))


def test_steps_that_are_not_done_are_told(chief, page, robolabs):
    done = {step.name: step.is_done for step in chief.get(page("detail", robolabs)).context["steps"]}
    assert done == {
        "create": True,
        "keys": True,
        "test": False,
        "warehouses": False,
        "mappings": False,
        "dry-run": False,
        "switch": False,
    }


def test_mappings_are_done_only_when_nothing_is_missing(chief, page, robolabs, books, shop):
    def mapped(row):
        return {step.name: step.is_done for step in chief.get(page("detail", row)).context["steps"]}["mappings"]

    assert mapped(books) is None
    books.vat_mappings.create(rate=21, remote_code="S")
    assert mapped(books) is True
    robolabs.vat_mappings.create(rate=21, remote_code="S")
    robolabs.warehouses.create(partner=shop.partner(), name="W")
    assert mapped(robolabs) is False


def test_a_test_counts_until_the_keys_are_entered_anew(chief, page, robolabs):
    def step(name):
        return {step.name: step for step in chief.get(page("detail", robolabs)).context["steps"]}[name]

    AuditLine.objects.create(integration=robolabs, verb="check", to_state="fault")
    assert "found something to fix" in step("test").remark
    AuditLine.objects.create(integration=robolabs, verb="check", to_state="ok")
    assert step("test").is_done
    AuditLine.objects.create(integration=robolabs, verb="rehearse", to_state="fault")
    assert "preview found something" in step("dry-run").remark
    AuditLine.objects.create(integration=robolabs, verb="keys")
    assert not step("test").is_done


def test_one_that_waits_for_a_person_is_woken_once(chief, page, robolabs):
    robolabs.block(Problem(code="key", message="The key is rejected."))
    assert "The key is rejected." in chief.get(page("detail", robolabs)).content.decode()
    assert chief.get(page("wake", robolabs)).status_code == 302
    assert Integration.objects.get().is_blocked
    assert "tries again" in said(chief.post(page("wake", robolabs), follow=True))
    assert not Integration.objects.get().is_blocked
    assert "works already" in said(chief.post(page("wake", robolabs), follow=True))
    assert AuditLine.objects.filter(verb="wake").count() == 1


def test_the_cards_use_the_words_of_the_documentation():
    with override("en"):
        assert {ability: str(word) for ability, word in LABELS.items()} == TABLE


def test_the_memory_system_is_offered_only_for_trying_things_out(chief, page, settings):
    def offered():
        return [card.code for card in chief.get(page("create")).context["cards"]]

    assert "memory" not in offered()
    assert {"b1", "itax", "centas", "robolabs"} <= set(offered())
    assert "fakturownia" not in offered(), "until a seller in Poland is known"
    assert chief.get(page("create"), {"system": "memory"}).status_code == 404
    settings.OSCAR_LT_ACCOUNTING_ALSO_OFFERED = ["memory"]
    assert "memory" in offered()
