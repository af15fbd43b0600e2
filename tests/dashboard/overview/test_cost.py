"""What the page costs: the same questions to the database however much there is."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from oscar_lt_accounting.models import Integration, RequestAccount, RequestSlot, State, StockPull, Submission
from oscar_lt_accounting.models.problems import problem_columns
from tests.dashboard.overview.conftest import OVERVIEW, REFUSED, no_link, vat
from tests.dashboard.overview.test_fixing import many


def queries(client):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(OVERVIEW).status_code == 200
    return len(caught)


@pytest.fixture
def ten(connect, shop, people):
    """Ten integrations with a plan, each with a warehouse whose last pull failed."""
    homes = [connect(f"P{number}", name=f"I{number}", provider="b1") for number in range(10)]
    now = timezone.now()
    for home in homes:
        home.partner.users.add(people["seller"])
        account = RequestAccount.objects.create(key=f"integration-{home.integration_id}", touched_at=now)
        RequestSlot.objects.create(account=account, purpose="document", started_at=now, counts_from=now)
        StockPull.objects.create(
            warehouse=home, started_at=now, finished_at=now, lease_until=now, **problem_columns(REFUSED)
        )
    return homes


@pytest.mark.parametrize("who", ["boss", "linker", "seller"])
def test_0_3_and_2000_documents_cost_the_same_with_ten_integrations(visit, linker, make, record, ten, who):
    client = linker if who == "linker" else visit(who)
    empty = queries(client)
    assert empty <= 25
    for home in ten[:3]:
        make(State.HELD, problem=no_link(record(partner=home.partner.name)), warehouse=home)
    few = queries(client)
    problems = [no_link(record(partner="P1"), named=False), vat("21 %"), REFUSED]
    for number, home in enumerate(ten):
        row = make(State.HELD, problem=problems[number % 3], warehouse=home)
        many(row, 150)
        many(make(State.ISSUED, warehouse=home, issued_at=timezone.now()), 50)
    assert Submission.objects.count() > 2000
    assert queries(client) == few <= 25


def test_one_integration_costs_no_more_than_ten(visit, connect):
    connect("A", name="A", provider="b1")
    client = visit("boss")
    one = queries(client)
    for number in range(9):
        connect(f"P{number}", name=f"I{number}", provider="b1")
    assert Integration.objects.count() == 10
    assert queries(client) == one


def test_the_people_of_these_tests_are_who_they_say(linker):
    assert get_user_model().objects.get(username="linker").has_perm("oscar_lt_accounting.change_productlink")


def test_no_key_and_no_document_is_read(visit, make):
    make(State.HELD, problem=REFUSED)
    with CaptureQueriesContext(connection) as caught:
        visit("boss").get(OVERVIEW)
    assert not [query["sql"] for query in caught if '"credentials"' in query["sql"] or '"snapshot"' in query["sql"]]
