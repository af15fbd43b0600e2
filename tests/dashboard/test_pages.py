"""The list's pages: neighbours without gaps, and the same cost however long it is."""

from __future__ import annotations

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.models import State, Submission
from tests.dashboard.steps import page

NO_LINK = Problem(
    code="no_link",
    message=gettext_noop(
        "“%(title)s” (%(sku)s) is not linked to a product of %(warehouse)s. Link it; everything that waits for it is "
        "then sent."
    ),
    params={"title": "Medus", "sku": "SKU-1", "warehouse": "Vilnius"},
)


def _numbers(response):
    return [row.record.order.number for row in response.context["submissions"].rows]


@pytest.fixture
def look(keeper):
    def _look(**query):
        response = keeper.get(page("list"), query)
        assert response.status_code == 200
        return response

    return _look


@pytest.mark.parametrize("key", ["0", "1", "-1", "x", "9" * 30, "１", ""])
def test_a_page_that_makes_no_sense_is_the_first(look, make, key):
    row = make()
    assert _numbers(look(before=key)) == _numbers(look(after=key)) == [row.order.number]


def test_pages_follow_each_other_without_gaps(look, make, settings):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 3
    wanted = [make(State.ISSUED).order.number for _ in range(8)][::-1]
    make(State.HELD)
    first = look(state="issued")
    assert not first.context["newer"]
    seen, response = [_numbers(first)], first
    while response.context["older"]:
        response = look_at(look, response.context["older"])
        seen.append(_numbers(response))
    assert seen == [wanted[:3], wanted[3:6], wanted[6:]]
    back = look_at(look, response.context["newer"])
    assert _numbers(back) == wanted[3:6]
    assert _numbers(look_at(look, back.context["newer"])) == wanted[:3]
    assert "state=issued" in response.context["newer"]
    # Fewer than a page are newer: the newest page, whole.
    row = Submission.objects.filter(state=State.ISSUED).order_by("-pk")[2]
    assert _numbers(look(state="issued", after=row.pk)) == wanted[:3]
    assert first.context["total"] == 8


def look_at(look, query):
    return look(**dict(QueryDict(query).lists()))


def _queries(client, query=None):
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(page("list"), query or {}).status_code == 200
    return len(caught)


@pytest.mark.parametrize("who", ["boss", "keeper", "seller"])
@pytest.mark.parametrize("query", [{}, {"q": "a@b.lt", "person": "on", "state": "held", "since": "2020-01-01"}])
def test_the_page_costs_the_same_with_3_and_with_300_rows(visit, make, settings, who, query):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 50
    client = visit(who)
    for _ in range(3):
        make(State.HELD, problem=NO_LINK, email="a@b.lt")
    few = _queries(client, query)
    template = Submission.objects.latest("pk")
    _copies(template, 297)
    assert _queries(client, query) == few <= 12
    assert len(_numbers(client.get(page("list"), query))) == 50


def _copies(row, number):
    order = row.order
    model = type(order)
    fields = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    values = {name: getattr(order, name) for name in fields}
    orders = model.objects.bulk_create(model(**{**values, "number": f"C{k}"}) for k in range(number))
    columns = [field.attname for field in Submission._meta.concrete_fields if not field.primary_key]
    same = {name: getattr(row, name) for name in columns}
    Submission.objects.bulk_create(
        Submission(**{**same, "order_id": copy.pk, "reference": f"shop1-{copy.number}-1-invoice-1"}) for copy in orders
    )


def test_the_list_reads_no_documents(visit, make):
    make(State.ISSUED)
    with CaptureQueriesContext(connection) as caught:
        visit("boss").get(page("list"))
    assert not [query["sql"] for query in caught if '"snapshot"' in query["sql"] or '"journal"' in query["sql"]]
    assert not [query["sql"] for query in caught if '"credentials"' in query["sql"]]
