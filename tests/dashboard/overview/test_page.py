"""The overview: what it says of the integrations and warehouses, to whom."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from oscar_lt_accounting.dashboard.overview.durations import elapsed
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import (
    Integration,
    ProductLink,
    RequestAccount,
    RequestSlot,
    State,
    StockPull,
)
from oscar_lt_accounting.models.problems import problem_columns
from oscar_lt_accounting.services.overview.plan_usage import day_uses
from oscar_lt_accounting.services.requests import budget
from tests.dashboard.overview.conftest import LINK, OVERVIEW, REFUSED, SEND

AWAY = Problem(code="unreachable", message="%(system)s does not answer.", params={"system": "B1"})


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("\xa0", " ").split())


def card_of(response, number=0):
    return response.context["cards"][number]


@pytest.mark.parametrize(("who", "status"), [("", 302), ("customer", 403), ("former", 302), ("helper", 403)])
def test_who_may_not_look_is_stopped(visit, who, status):
    assert visit(who).get(OVERVIEW).status_code == status


@pytest.mark.parametrize("who", ["clerk", "keeper", "boss", "seller"])
def test_staff_and_partner_users_may_look(visit, who):
    assert visit(who).get(OVERVIEW).status_code == 200


@pytest.mark.parametrize(("who", "status"), [("", 302), ("clerk", 403), ("seller", 403)])
@pytest.mark.parametrize("address", [SEND, LINK])
def test_looking_is_not_fixing(visit, who, status, address):
    assert visit(who).post(address, {}).status_code == status


def test_sending_needs_another_permission_than_linking(visit):
    assert visit("keeper").post(SEND, {}).status_code == 302
    assert visit("keeper").post(LINK, {}).status_code == 403


def test_an_empty_shop_is_told_what_to_do_first(visit, shop, look):
    said = look(visit("boss"))
    assert "No accounting system is connected yet" in text_of(said)
    assert said.context["first_integration"] in said.content.decode()
    assert said.context["first_integration"].endswith("/")
    assert "<svg" not in said.content.decode()


def test_who_may_not_connect_is_told_to_ask(look, shop):
    said = look()
    assert not said.context["first_integration"]
    assert "Ask somebody who may change integrations" in text_of(said)


def test_everything_is_in_order(look, make):
    make(State.ISSUED, issued_at=timezone.now())
    said = look()
    assert said.context["summary"].level == "success"
    assert "Everything is in order." in text_of(said)
    assert "Working" in text_of(said)
    assert "What needs attention" not in text_of(said)


def test_waiting_documents_are_no_problem(look, make):
    make()
    make(State.SENDING)
    said = look()
    assert said.context["summary"].level == "success"
    assert "2 documents wait their turn." in text_of(said)
    assert [(one.words, one.number) for one in card_of(said).figures] == [
        ("waiting", 2),
        ("issued in the last 7 days", 0),
        ("need attention", 0),
    ]
    assert "The oldest unsent document waits for less than a minute." in text_of(said)


def test_the_age_of_the_oldest_unsent_document(look, make):
    row = make(State.HELD, problem=REFUSED)
    type(row).objects.filter(pk=row.pk).update(created_at=timezone.now() - timedelta(hours=3, minutes=5))
    make()
    assert "The oldest unsent document waits for 3 hours." in text_of(look())


def test_figures_lead_to_what_they_count(look, make, keeper):
    make()
    make(State.ACCEPTED)
    make(State.ISSUED, issued_at=timezone.now())
    make(State.ISSUED, issued_at=timezone.now() - timedelta(days=9))
    make(State.UNCERTAIN, not_before=timezone.now() + timedelta(hours=1))
    make(State.UNCERTAIN, problem=REFUSED)
    make(State.REJECTED, problem=REFUSED)
    make(State.CANCELLED)
    figures = {one.words: one for one in card_of(look()).figures}
    assert {words: one.number for words, one in figures.items()} == {
        "waiting": 2,
        "unconfirmed, being looked up": 1,
        "issued in the last 7 days": 1,
        "need attention": 2,
    }
    assert keeper.get(figures["waiting"].url).context["total"] == 2
    assert keeper.get(figures["need attention"].url).context["total"] == 2


def test_documents_without_an_integration_count_too(look, make):
    make(State.HELD, integration=None, warehouse_id=None, problem=Problem(code="no_warehouse", message="No home."))
    said = look()
    assert said.context["summary"].sentence == "1 document needs attention."
    assert said.context["groups"][0].integration == ""


def test_a_resting_integration_says_until_when_and_why(look, connect):
    home = connect()
    until = timezone.now() + timedelta(hours=1)
    Integration.objects.update(resting_until=until, **problem_columns(AWAY))
    said = text_of(look())
    assert "The accounting system cannot be reached: nothing is sent to memory Vilnius." in said
    assert "Paused" in said
    assert "because: B1 does not answer." in said
    Integration.objects.filter(pk=home.integration_id).update(problem="", problem_detail={}, problem_code="")
    assert "because" not in text_of(look())
    Integration.objects.update(resting_until=timezone.now() - timedelta(minutes=1))
    assert "Everything is in order." in text_of(look())


def test_a_blocked_integration_waits_for_a_person(look, make):
    make(State.HELD, problem=REFUSED)
    Integration.objects.update(is_blocked=True, **problem_columns(AWAY))
    said = look()
    assert card_of(said).state == "blocked"
    assert "Needs attention B1 does not answer." in text_of(said)
    assert said.context["summary"].notes == ["1 document needs attention."]
    Integration.objects.update(problem="", problem_detail={}, problem_code="")
    assert "check its keys" in text_of(look())


def test_switched_off_and_test_mode_are_said(look, connect):
    connect(is_active=False, is_test=True)
    said = look()
    assert card_of(said).state == "off"
    assert said.context["summary"].level == "secondary"
    assert "Test mode" in text_of(said)


def test_a_worker_that_does_not_run_is_not_in_order(look, make):
    row = make()
    type(row).objects.update(not_before=timezone.now() - timedelta(hours=2))
    said = look()
    assert card_of(said).state == "late"
    assert said.context["summary"].level == "warning"
    assert "accounting_deliver" in text_of(said)


def test_the_day_of_the_plan_is_shown_as_text_and_bar(look, connect):
    home = connect(provider="b1", settings={"limits": [[10, 86400]]})
    integration = home.integration
    account = RequestAccount.objects.create(key=f"integration-{integration.pk}", touched_at=timezone.now())
    now = timezone.now()
    RequestSlot.objects.bulk_create(
        RequestSlot(account=account, purpose="document", started_at=now, counts_from=now) for _ in range(4)
    )
    RequestSlot.objects.create(
        account=account, purpose="document", started_at=now - timedelta(days=2), counts_from=now - timedelta(days=2)
    )
    said = look()
    assert "4 of today's 10 requests are used." in text_of(said)
    assert '<progress class="accounting-use mb-2" max="10" value="4"' in said.content.decode()


def test_plans_are_counted_as_the_limiter_counts_them(shop, connect):
    shared = connect("A", provider="b1", settings={"limits_account": "both"}).integration
    other = connect("B", provider="b1", settings={"limits_account": "both"}).integration
    connect("C", provider="nobody")
    connect("D", provider="itax")
    account = RequestAccount.objects.create(key="both", touched_at=timezone.now())
    now = timezone.now()
    RequestSlot.objects.create(account=account, purpose="document", started_at=now, counts_from=now)
    rows = list(Integration.objects.all())
    found = day_uses(rows, now)
    assert [use for uses in found.values() for use in uses] == budget.day_uses(rows)
    assert [use.used for use in found[shared.pk] + found[other.pk]] == [1, 1]


def test_a_spent_plan_is_not_late(look, make, placed):
    row = make()
    type(row).objects.update(not_before=timezone.now() - timedelta(hours=2))
    Integration.objects.update(provider="b1", settings={"limits": [[0, 86400]]})
    assert card_of(look()).state == "working"


def _pull(home, **values):
    now = timezone.now()
    ago = values.pop("ago", timedelta(hours=2))
    return StockPull.objects.create(
        **{"warehouse": home, "started_at": now - ago, "finished_at": now, "lease_until": now, **values}
    )


def test_a_warehouse_tells_its_last_pull_and_what_went_wrong(look, connect):
    home = connect()
    assert "Last full stock update never" in text_of(look())
    _pull(home, is_complete=True)
    assert "Last full stock update 2 hours ago" in text_of(look())
    _pull(home, ago=timedelta(minutes=5), **problem_columns(AWAY))
    said = text_of(look())
    assert "Last full stock update 2 hours ago The last stock update failed: B1 does not answer." in said
    assert "The last stock update of Vilnius sandėlis failed." in said
    _pull(home, ago=timedelta(minutes=1), is_complete=True)
    assert "failed" not in text_of(look())


def test_stock_that_is_too_old_is_marked(look, connect):
    _pull(connect(), is_complete=True, ago=timedelta(days=3))
    assert "3 days ago too old" in text_of(look())
    StockPull.objects.all().delete()
    assert "too old" not in text_of(look())


def test_a_warehouse_that_is_not_used_says_so_and_does_not_count(look, connect):
    home = connect()
    _pull(home, **problem_columns(AWAY))
    type(home).objects.update(is_active=False)
    said = text_of(look())
    assert "Vilnius sandėlis (not in use)" in said
    assert "The last stock update of" not in said


def test_an_integration_without_a_warehouse_says_what_follows(look, connect):
    connect().delete()
    assert "No warehouse is connected to a partner yet" in text_of(look())


def test_how_much_is_linked(look, connect, record, linker, shop):
    home = connect("Kaunas", name="second")
    assert "The partner has no products." in text_of(look())
    first, _second, _third = [record(partner="Kaunas") for _ in range(3)]
    other = record()
    ProductLink.objects.create(warehouse=home, stockrecord=first, remote_id="1", units=Decimal(1))
    ProductLink.objects.create(warehouse=home, stockrecord=other, remote_id="2", units=Decimal(1))
    said = look(linker)
    assert "33.3 % (1 of 3)" in text_of(said)
    assert f"/links/?warehouse={home.pk}" in said.content.decode()


def test_partner_users_see_only_what_is_theirs(visit, make, connect, look):
    make(State.HELD, problem=REFUSED)
    kaunas = connect("Kaunas", name="second")
    make(State.REJECTED, warehouse=kaunas, problem=REFUSED)
    make(State.ISSUED, warehouse=kaunas, issued_at=timezone.now())
    mine, theirs = look(visit("seller")), look(visit("other seller"))
    assert [card.integration.name for card in mine.context["cards"]] == ["memory Vilnius"]
    assert [card.integration.name for card in theirs.context["cards"]] == ["second"]
    assert mine.context["chart"].issued == 0
    assert theirs.context["chart"].issued == 1
    for said in (mine, theirs):
        assert [one.group.documents for one in said.context["groups"]] == [1]
        assert "again</" not in said.content.decode()
        assert "Send" not in text_of(said)
    assert "Kaunas" not in text_of(mine)


def test_one_integration_of_two_partners_counts_for_each_its_own(visit, make, placed, shop, look):
    home = placed[1]
    kaunas = type(home).objects.create(
        integration=home.integration, partner=shop.partner("Kaunas"), code="K", name="Kauno sandėlis"
    )
    make(State.HELD, problem=REFUSED)
    make(State.HELD, problem=REFUSED, warehouse=kaunas)
    make(State.HELD, problem=REFUSED, warehouse=kaunas)
    assert look(visit("seller")).context["summary"].sentence == "1 document needs attention."
    assert look(visit("other seller")).context["summary"].sentence == "2 documents need attention."
    assert look(visit("boss")).context["summary"].sentence == "3 documents need attention."


def test_the_page_speaks_lithuanian_where_numbers_need_it(keeper, make):
    make(State.ISSUED, issued_at=timezone.now())
    with translation.override("lt"):
        response = keeper.get(OVERVIEW, headers={"accept-language": "lt"})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(seconds=5), "mažiau nei minutę"),
        (timedelta(minutes=1), "1 minutę"),
        (timedelta(hours=2), "2 valandas"),
        (timedelta(hours=11), "11 valandų"),
        (timedelta(days=3), "3 dienas"),
        (timedelta(days=15), "2 savaites"),
        (timedelta(days=70), "2 mėnesius"),
        (timedelta(days=800), "2 metus"),
    ],
)
def test_an_age_in_lithuanian(ago, said):
    now = timezone.now()
    with translation.override("lt"):
        assert elapsed(now - ago, now).replace("\xa0", " ") == said
