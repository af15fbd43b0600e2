"""The list: what it shows, what it finds, and what it costs."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from django.utils import translation

from oscar_lt_accounting.domain.errors import Problem, gettext_noop
from oscar_lt_accounting.models import Integration, State, Submission
from tests.dashboard.steps import page, said

NO_LINK = Problem(
    code="no_link",
    message=gettext_noop(
        "“%(title)s” (%(sku)s) is not linked to a product of %(warehouse)s. Link it; everything that waits for it is "
        "then sent."
    ),
    params={"title": "Medus", "sku": "SKU-1", "warehouse": "Vilnius"},
)
REFUSED = Problem(code="rejected", message="B1 rejected the document: %(said)s", params={"said": "closed period"})
DIFFERS = Problem(code="recorded_differs", message="The accounting system recorded this document differently.")


def _numbers(response):
    return [row.record.order.number for row in response.context["submissions"].rows]


@pytest.fixture
def look(keeper):
    def _look(**query):
        response = keeper.get(page("list"), query)
        assert response.status_code == 200
        return response

    return _look


def test_a_row_says_everything_at_a_glance(look, make):
    row = make(State.ISSUED, number="100500", remote_number="VIL00017")
    text = look().content.decode()
    for shown in ("100500", "Vilnius sandėlis", "memory Vilnius", "Invoice", "€24.20", "Issued", "VIL00017"):
        assert shown in text
    assert f'href="{page("detail", pk=row.pk)}"' in text
    assert "1 document" in text


def test_the_state_is_a_word_and_an_icon_beside_its_colour(look, make):
    make(State.REJECTED, problem=REFUSED)
    text = look().content.decode()
    assert '<i class="fas fa-times" aria-hidden="true"></i> Rejected' in text
    assert "needs attention" in text
    assert "B1 rejected the document: closed period" in text


def test_newest_first(look, make):
    numbers = [make(State.ISSUED).order.number for _ in range(3)]
    assert _numbers(look()) == numbers[::-1]


def test_an_empty_shop_is_told_when_invoices_come(look, shop):
    response = look()
    text = response.content.decode()
    assert "No invoices yet. They appear here when an order is placed." in text
    assert "No accounting system is connected yet" in text
    assert "Show all" not in text


def test_a_connected_shop_is_not_told_to_connect(look, connect):
    connect()
    assert "No accounting system is connected yet" not in look().content.decode()


def test_a_filter_without_a_match_offers_the_way_back(look, make):
    make()
    text = look(q="nowhere").content.decode()
    assert "Nothing matches these filters." in text
    assert f'<a href="{page("list")}">Show all</a>' in text
    assert "No invoices yet" not in text


def test_states_are_counted_and_chosen(look, make):
    for state in (State.ISSUED, State.ISSUED, State.HELD, State.REJECTED, State.UNCERTAIN, State.CANCELLED):
        make(state)
    response = look()
    counts = {pill["label"]: pill["count"] for pill in response.context["pills"]}
    assert counts == {
        "All": 6,
        "Needs attention": 3,
        "Waiting": 0,
        "Sending": 0,
        "In progress": 0,
        "Issued": 2,
        "Rejected": 1,
        "Unconfirmed": 1,
        "On hold": 1,
        "Cancelled": 1,
    }
    assert look(state="held").context["total"] == 1
    assert look(state=["held", "issued"]).context["total"] == 3
    assert len(_numbers(look(state=["held", "issued"]))) == 3


def test_what_needs_a_person(look, make):
    held = make(State.HELD)
    make(State.UNCERTAIN, not_before=datetime(2030, 1, 1, tzinfo=timezone.utc))
    doubted = make(State.UNCERTAIN)
    make(State.ISSUED)
    wrong = make(State.ISSUED, problem=DIFFERS)
    response = look(person="on")
    assert _numbers(response) == [wrong.order.number, doubted.order.number, held.order.number]
    assert response.context["total"] == 3
    assert response.content.decode().count("needs attention") >= 3
    both = look(person="on", state="issued")
    assert (_numbers(both), both.context["total"]) == ([wrong.order.number], 1)


@pytest.mark.parametrize("narrowing", [{}, {"since": "2020-01-01"}])
def test_the_counts_agree_with_the_rows(look, make, narrowing):
    for state in State:
        make(state)
        make(state, problem=DIFFERS)
    make(State.UNCERTAIN, not_before=datetime(2030, 1, 1, tzinfo=timezone.utc))
    assert look(**narrowing).context["total"] == Submission.objects.count()
    needing = Submission.objects.needing_a_person()
    assert look(**narrowing, person="on").context["total"] == needing.count()
    for state in State:
        response = look(**narrowing, person="on", state=state.value)
        assert response.context["total"] == needing.filter(state=state).count() == len(_numbers(response))


def test_pills_keep_the_other_filters_and_count_within_them(look, make, connect):
    kaunas = connect("Kaunas")
    make(State.HELD)
    make(State.HELD, warehouse=kaunas)
    response = look(warehouse=str(kaunas.pk), state="issued")
    held = next(pill for pill in response.context["pills"] if pill["label"] == "On hold")
    assert held["count"] == 1
    assert f"warehouse={kaunas.pk}" in held["query"]
    assert "state=held" in held["query"]


def test_by_integration_warehouse_and_cause(look, make, connect):
    kaunas = connect("Kaunas")
    here, there = make(State.HELD, problem=NO_LINK), make(State.REJECTED, problem=REFUSED, warehouse=kaunas)
    assert _numbers(look(warehouse=str(kaunas.pk))) == [there.order.number]
    assert _numbers(look(integration=str(here.integration_id))) == [here.order.number]
    assert _numbers(look(cause="no_link")) == [here.order.number]
    text = look().content.decode()
    assert "Product not linked (1)" in text
    assert "Rejected by the accounting system (1)" in text


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-03-09", "", "b"),
        ("", "2026-03-08", "a"),
        ("2026-03-08", "2026-03-08", "a"),
        ("2026-03-08", "2026-03-09", "ba"),
        ("2026-03-10", "", ""),
    ],
)
def test_by_the_days_of_the_shop(look, make, since, until, found):
    # One minute before and at midnight in Vilnius.
    make(number="a", placed_at=datetime(2026, 3, 8, 21, 59, tzinfo=timezone.utc))
    make(number="b", placed_at=datetime(2026, 3, 8, 22, 0, tzinfo=timezone.utc))
    assert "".join(_numbers(look(since=since, until=until))) == found


@pytest.mark.parametrize(
    "text", ["A-100-Z", "a-100-z", "shop1-A-100-Z-", "vil00017", "id-77", " A-100-Z ", "ONA@example.com", "00017"]
)
def test_search_finds(look, make, text):
    make(State.ISSUED)
    wanted = make(State.ISSUED, number="A-100-Z", remote_number="VIL00017", remote_id="id-77", email="ona@example.com")
    assert _numbers(look(q=text)) == [wanted.order.number]


@pytest.mark.parametrize("text", ["example.com", "UAB Bitė", "id-7", "100%", "_"])
def test_search_does_not_look_into_documents_or_guess(look, make, text):
    make(State.ISSUED, number="A-100-Z", remote_id="id-77", email="ona@example.com")
    assert _numbers(look(q=text)) == []


@pytest.mark.parametrize(
    "query",
    [
        {"state": "nonsense"},
        {"since": "31.12.2026"},
        {"integration": "999999"},
        {"warehouse": "x' OR 1=1"},
        {"cause": "nothing"},
        {"q": "x" * 200},
        {"q": "a\x00b"},
    ],
)
def test_a_filter_that_makes_no_sense_is_said_and_left_out(look, make, query):
    make()
    response = look(**query)
    text = response.content.decode()
    assert "Some of the filter could not be understood" in text
    assert response.context["total"] == 1
    assert 'value="matching"' not in text


def test_boxes_are_only_beside_what_can_be_sent_again(look, make):
    put_off = Problem(code="unreachable", message="Out of reach.")
    rows = [make(State.HELD), make(State.REJECTED), make(State.PENDING, problem=put_off)]
    for state in (State.PENDING, State.ISSUED, State.UNCERTAIN, State.ACCEPTED, State.SENDING, State.CANCELLED):
        make(state)
    text = look().content.decode()
    assert text.count('name="chosen"') == 3
    for row in rows:
        assert f'name="chosen" value="{row.pk}"' in text


def test_nothing_to_send_again_no_buttons(look, make):
    make(State.ISSUED)
    assert 'name="scope"' not in look().content.decode()
    make(State.HELD)
    assert 'name="scope"' in look().content.decode()
    assert 'name="scope"' not in look(state="issued").content.decode()


def test_hostile_texts_are_escaped(look, make, connect):
    evil = "<script>alert(1)</script>"
    place = connect("Kaunas", name=f"{evil}books")
    type(place).objects.filter(pk=place.pk).update(name=f"{evil}place")
    problem = Problem(code=f"{evil}code", message="They said %(said)s", params={"said": evil})
    make(State.REJECTED, warehouse=place, number=f"{evil}9", remote_number=evil, problem=problem)
    text = look(q=evil).content.decode()
    assert evil not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 6


def test_the_page_is_there_in_lithuanian(keeper, make):
    make(State.REJECTED, problem=REFUSED)
    with translation.override("lt"):
        response = keeper.get(page("list"), headers={"accept-language": "lt"})
    assert response.status_code == 200
    assert '<html lang="lt"' in response.content.decode()
    assert "24,20" in response.content.decode()


def test_integrations_that_cannot_be_opened_do_not_break_the_page(visit, make):
    row = make(State.HELD)
    Integration.objects.filter(pk=row.integration_id).update(provider="gone")
    assert visit("boss").get(page("list")).status_code == 200
    assert visit("boss").get(page("detail", pk=row.pk)).status_code == 200


def test_back_from_sending_nothing(keeper, make):
    make(State.HELD)
    response = keeper.get(page("send-many"), {"scope": "chosen", "state": "held"}, follow=True)
    assert response.redirect_chain == [(f"{page('list')}?state=held", 302)]
    assert "Tick at least one document first." in said(response)
