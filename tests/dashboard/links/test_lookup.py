"""The look-up box: from what was pulled, in few questions, for those who may link."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dashboard.links.conftest import page_url


@pytest.fixture
def ask(linker, warehouse):
    def _ask(q="", **more):
        return linker.get(page_url("catalogue-lookup"), {"warehouse": warehouse.pk, "q": q, **more})

    return _ask


def _texts(response):
    return [result["text"] for result in response.json()["results"]]


def test_products_are_found_by_code_bar_code_and_words(ask, item):
    wanted = item("PRK-1", name="Liepų medus", barcode="4770001")
    item("PRK-2", name="Kava")
    for text in ("PRK-1", "4770001", "liepų", "medus liepų"):
        assert ask(text).json() == {
            "results": [{"id": wanted.pk, "text": "PRK-1 · Liepų medus · 4770001"}],
            "pagination": {"more": False},
        }


def test_nothing_typed_shows_the_first_by_code(ask, item):
    item("B"), item("A"), item("", remote_id="0")
    assert _texts(ask()) == ["0", "A", "B"]


def test_what_is_gone_is_not_offered(ask, item):
    item("PRK-1", gone_at="2026-01-01T00:00Z")
    assert _texts(ask("PRK")) == _texts(ask()) == []


def test_other_warehouses_are_not_mixed_in(ask, item, connect):
    item("K-1", warehouse=connect("Kaunas"))
    assert _texts(ask("K-1")) == []


def test_many_come_in_pages_until_the_last(ask, item, monkeypatch):
    for number in range(45):
        item(f"P{number:02d}", name="Medus")
    first, third = ask("medus"), ask("medus", page=3)
    assert len(_texts(first)) == 20
    assert first.json()["pagination"]["more"]
    assert len(_texts(third)) == 5
    assert not third.json()["pagination"]["more"]
    assert _texts(ask("medus", page="nonsense")) == _texts(first)
    monkeypatch.setattr("oscar_lt_accounting.dashboard.links.lookup._LAST_PAGE", 2)
    assert not ask("medus", page=99).json()["pagination"]["more"]
    assert _texts(ask("medus", page=99)) == _texts(ask("medus", page=2))


def test_strange_texts_are_no_fault(ask, item):
    item("PRK-1")
    for text in ("\0", "x" * 1000, "%", "' OR 1=1"):
        assert ask(text).status_code == 200


def test_a_warehouse_is_needed(ask):
    assert ask(warehouse="").status_code == ask(warehouse="999").status_code == 404


def test_few_questions(ask, item):
    item("PRK-1")
    with CaptureQueriesContext(connection) as caught:
        ask("PRK")
    told = [query["sql"] for query in caught if "auth_" not in query["sql"] and "django_session" not in query["sql"]]
    assert len(told) <= 3


@pytest.mark.parametrize(("who", "status"), [("", 302), ("seller", 403), ("keeper", 403), ("boss", 200)])
def test_only_those_who_link_look_up(visit, warehouse, who, status):
    assert visit(who).get(page_url("catalogue-lookup"), {"warehouse": warehouse.pk}).status_code == status
