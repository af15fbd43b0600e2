"""Every page of the dashboard, empty and full, wide and narrow, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from oscar_lt_accounting.dashboard.pages import all_pages
from oscar_lt_accounting.testing.simulators import RoboLabsSimulator
from tests.stories.rows import fill
from tests.stories.stage import HEIGHT, NARROW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
#: Addresses that are no pages: they only change something, or answer with a file or with JSON.
NO_PAGES = {
    "audit-links-file": "a file",
    "audit-list-file": "a file",
    "catalogue-lookup": "JSON",
    "integration-wake": "changes",
    "job-state": "JSON",
    "link-apply": "changes",
    "link-bulk": "changes",
    "link-create-preview": "follows a form",
    "link-export": "a file",
    "link-import-errors": "a file",
    "link-match": "changes",
    "link-picture": "a picture",
    "link-set": "changes",
    "link-unlink": "follows a form",
    "order-enqueue": "changes",
    "overview-mend-link": "changes",
    "overview-send": "changes",
    "planner-apply": "changes",
    "pull-now": "changes",
    "submission-acknowledge": "changes",
    "submission-cancel": "changes",
    "submission-confirm": "changes",
    "submission-mend": "changes",
    "submission-resend": "changes",
    "submission-send": "changes",
    "submission-send-anyway": "changes",
}
#: Pages that look different with a query.
QUERIES = {
    "integration-create": [f"?system={code}" for code in ("b1", "centas", "itax", "robolabs")],
    "submission-list": ["?q=nothing"],
    "submission-send-many": ["?scope=matching"],
    "link-list": ["?q=nothing"],
}


def patterns():
    dashboard: Any = apps.get_app_config("accounting_dashboard")
    return dashboard.get_urls()


def addresses(stage, found):
    """All pages that can be opened with what there is."""
    for pattern in patterns():
        name = pattern.name.removeprefix("accounting-")
        if name in NO_PAGES:
            continue
        wanted: list[dict[str, Any]] = [{}]
        if pattern.pattern.converters:
            wanted = [words for key, words in found.items() if key.split()[0] == name.split("-")[0]]
        for words in wanted:
            for query in ["", *QUERIES.get(name, [])]:
                yield name, stage.page(name, **words) + query


def test_what_is_left_out_exists():
    names = {pattern.name.removeprefix("accounting-") for pattern in patterns()}
    assert NO_PAGES.keys() | QUERIES.keys() <= names
    assert {name.removeprefix("accounting-") for name in all_pages()} <= names


@pytest.mark.parametrize("is_full", [False, True], ids=["empty", "full"])
def test_nobody_is_shut_out(tell, shop, connected, bookkeeper, is_full):
    found = {}
    if is_full:
        simulator = RoboLabsSimulator()
        found = fill(shop, connected(simulator), simulator, bookkeeper)
    stage = tell("pages", bookkeeper)
    wrong = []
    kept = set()
    for name, address in addresses(stage, found):
        wrong += faults_of(stage, address)
        if is_full and name not in kept:
            stage.keep_page(name)
            kept.add(name)
    assert wrong == []


def faults_of(stage, address):
    answer = stage.open(address)
    wrong = [] if answer.status in (200, 202) else [f"{address}: {answer.status}"]
    for width in (stage.tab.viewport_size["width"], NARROW):
        stage.tab.set_viewport_size({"width": width, "height": HEIGHT})
        wrong += [f"{address} at {width}: {fault}" for fault in stage.faults_here()]
    stage.tab.set_viewport_size({"width": 1280, "height": HEIGHT})
    return wrong
