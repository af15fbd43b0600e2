"""Oscar's list of orders with the documents' badges in it."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.template import Context, Template, TemplateSyntaxError
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape

from oscar_lt_accounting import page_urls
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.services.oscar_pages.document_status import OrderDocumentStatus
from oscar_lt_accounting.templatetags.accounting_orders import status_badge
from tests.dashboard.steps import page
from tests.oscar_pages.conftest import order_list, order_page

DIFFERS = Problem(code="recorded_differs", message="They differ.")


def row_of(text, order):
    """The part of the page from the order's number to the next row."""
    return text.split(f'href="{escape(order_page(order))}">{escape(order.number)}</a>', 1)[1].split("</tr>", 1)[0]


@pytest.mark.parametrize(
    ("state", "values", "words"),
    [
        (State.ISSUED, {}, "1 document issued"),
        (State.ISSUED, {"problem": DIFFERS}, "1 document needs attention"),
        (State.PENDING, {}, "1 document waiting"),
        (State.HELD, {}, "1 document needs attention"),
        (State.CANCELLED, {}, "Cancelled"),
    ],
)
def test_each_order_says_how_its_documents_stand(visit, make, state, values, words):
    row = make(state, **values)
    text = visit("boss").get(order_list()).content.decode()
    badge = row_of(text, row.order)
    assert words in badge
    assert f'href="{page("list")}?q={row.order.number}"' in badge
    assert text.count("accounting-state ") == 1


def test_the_most_urgent_document_of_an_order_is_the_one_that_is_told(visit, make, connect):
    row = make(State.ISSUED)
    kaunas = connect("Kaunas")
    Submission.objects.filter(pk=make(State.HELD, warehouse=kaunas).pk).update(order=row.order)
    badge = row_of(visit("boss").get(order_list()).content.decode(), row.order)
    assert "1 document needs attention" in badge
    assert "issued" not in badge


def test_orders_without_documents_have_no_badge(visit, placed):
    text = visit("boss").get(order_list()).content.decode()
    assert placed[0].number in text
    assert "accounting-state " not in text


def test_an_empty_list_is_shown(visit, shop):
    text = visit("boss").get(order_list()).content.decode()
    assert "No orders found." in text
    assert f"{page('list')}?person=on" in text


def test_the_way_to_what_needs_a_person(visit, make):
    make(State.HELD)
    assert f"{page('list')}?person=on" in visit("boss").get(order_list()).content.decode()


def test_partner_users_see_the_badges_of_their_own_warehouses(visit, make, connect):
    row = make(State.ISSUED)
    kaunas = connect("Kaunas")
    Submission.objects.filter(pk=make(State.HELD, warehouse=kaunas).pk).update(order=row.order)
    template = row.order.basket.lines.first().stockrecord
    row.order.lines.create(
        partner=template.partner, title="Medus", quantity=1, line_price_incl_tax=1, line_price_excl_tax=1,
        line_price_before_discounts_incl_tax=1, line_price_before_discounts_excl_tax=1, num_allocated=0,
    )  # fmt: skip
    badge = row_of(visit("seller").get(order_list()).content.decode(), row.order)
    assert "1 document issued" in badge
    assert "person" not in badge


def test_the_badges_cost_one_query_however_many_orders_there_are(visit, make, settings):
    settings.OSCAR_DASHBOARD_ITEMS_PER_PAGE = 50
    client = visit("boss")
    for _ in range(3):
        make(State.ISSUED)
    few = _taken(client)
    for _ in range(12):
        make(State.ISSUED)
    assert _taken(client) == few == 1


def _taken(client):
    with CaptureQueriesContext(connection) as caught:
        assert client.get(order_list()).status_code == 200
    return len([query for query in caught if "oscar_lt_accounting_" in query["sql"]])


def test_hostile_numbers_stay_text(make, visit, monkeypatch):
    # Oscar's own address of an order takes no such number, so the page itself cannot be asked.
    row = make(State.ISSUED, number="A-<b>")
    html = render('{% accounting_badges orders %}<a href="/x">{{ orders.0.number }}</a>{% endaccounting_badges %}', row)
    assert html == '<a href="/x">A-&lt;b&gt;</a>'
    statuses = render(
        "{% accounting_standings orders as all %}{% accounting_order_badge orders.0 all|standing_of:orders.0 %}", row
    )
    assert "A-&lt;b&gt;" in statuses
    assert "<b>" not in statuses


def render(words, *rows, user=None, who="boss"):
    boss = user or get_user_model().objects.get(username=who)
    text = "{% load accounting_orders %}" + words
    return Template(text).render(Context({"orders": [row.order for row in rows], "user": boss}))


@pytest.mark.parametrize(
    ("tag", "filter_name"), [("accounting_order_statuses", "status_of"), ("accounting_standings", "standing_of")]
)
def test_a_copied_table_uses_the_two_tags(make, visit, placed, tag, filter_name):
    row = make(State.ISSUED)
    words = (
        f"{{% {tag} orders as all %}}"
        f"{{% for order in orders %}}[{{% accounting_order_badge order all|{filter_name}:order %}}]{{% endfor %}}"
    )
    assert "1 document issued" in render(words, row)
    row.order = placed[0]
    assert "".join(render(words, row).split()) == "[]"


def test_nothing_is_said_to_those_who_may_not_look(make, visit):
    row = make(State.ISSUED)
    words = (
        "{% accounting_order_statuses orders as all %}{{ all|length }}"
        "{% accounting_order_badge orders.0 all|status_of:orders.0 %}"
        "{% accounting_attention_list %}{% accounting_person_list %}"
    )
    assert render(words, row, who="customer").strip() == "0"
    text = "{% load accounting_orders %}" + words
    assert Template(text).render(Context({"orders": [row.order]})).strip() == "0"


def test_the_block_tag_needs_to_know_the_orders():
    with pytest.raises(TemplateSyntaxError, match="the orders of the page"):
        Template("{% load accounting_orders %}{% accounting_badges %}{% endaccounting_badges %}")


def test_without_our_dashboard_there_are_no_badges(make, people, monkeypatch):
    row = make(State.ISSUED)

    def gone(label):
        raise LookupError(label)

    with monkeypatch.context() as without:
        without.setattr(apps, "get_app_config", gone)
        assert page_urls.url_for(people["boss"], "submission-list") == ""
        words = "{% accounting_badges orders %}as Oscar has it{% endaccounting_badges %}"
        assert render(words, row, user=people["boss"]) == "as Oscar has it"


def test_pages_that_do_not_exist_have_no_address(people):
    assert page_urls.url_for(people["boss"], "no-such-page") == ""
    assert page_urls.reverse_or_empty("no:such") == ""
    with pytest.raises(NoReverseMatch):
        reverse("no:such")


def test_several_are_counted():
    badge = status_badge(OrderDocumentStatus(waiting=2))
    assert badge["word"] == "2 documents waiting"
