"""Problems by what has to be fixed: one group for one cause, with how much waits for it and the fix."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import signing
from django.utils import timezone

from oscar_lt_accounting.dashboard.overview.problem_groups import cause_of, token
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.page_urls import page_url
from oscar_lt_accounting.services.overview import causes as causes_module
from oscar_lt_accounting.services.overview.causes import Cause, causes, sendable
from tests.dashboard.overview.conftest import REFUSED, no_link, vat
from tests.dashboard.overview.test_page import text_of


def headings(response):
    return [one.heading for one in response.context["groups"]]


def test_documents_that_wait_for_one_link_are_one_group(look, make, record):
    honey, tea = record("Medus"), record("Arbata")
    for _ in range(3):
        make(State.HELD, problem=no_link(honey))
    make(State.HELD, problem=no_link(tea))
    said = look()
    assert headings(said) == [
        f"3 documents wait for one link: “Medus” ({honey.partner_sku})",
        f"1 document waits for one link: “Arbata” ({tea.partner_sku})",
    ]
    assert f"“Medus” ({honey.partner_sku}) is not linked to a product of Vilnius." in text_of(said)
    assert "Once this is fixed, they are sent automatically." in text_of(said)


def test_one_product_in_two_warehouses_is_two_links(make, record, connect, people):
    problem = no_link(record())
    make(State.HELD, problem=problem)
    make(State.HELD, problem=problem, warehouse=connect("Kaunas", name="second"))
    assert [group.documents for group in causes(people["boss"]).groups] == [1, 1]


def test_vat_mappings_are_told_apart_by_their_rate_not_by_the_product(look, make):
    for rate in ("21 %", "21 %", "no VAT"):
        make(State.HELD, problem=vat(rate))
    assert headings(look()) == [
        "2 documents wait for one VAT mapping: 21 %",
        "1 document waits for one VAT mapping: no VAT",
    ]


def test_a_problem_that_names_nothing_is_still_a_group(look, make):
    make(State.HELD, problem=Problem(code="vat_mapping", message="A VAT code is missing."))
    make(State.HELD, problem=Problem(code="no_link", message="A link is missing."))
    make(State.REJECTED)
    assert set(headings(look())) == {
        "1 document: VAT code not mapped",
        "1 document: Product not linked",
        "1 document: no reason was noted",
    }


def test_each_partner_without_a_warehouse_is_one_cause(make, people):
    problem = Problem(code="no_warehouse", message="No warehouse.")
    for key in ("7", "7", "8"):
        make(State.HELD, integration=None, warehouse_id=None, partner_key=key, problem=problem)
    assert [(group.cause.words, group.documents) for group in causes(people["boss"]).groups] == [
        (("7",), 2),
        (("8",), 1),
    ]


def test_the_newest_sentence_speaks_for_a_mixed_group(look, make):
    make(State.REJECTED, problem=Problem(code="rejected", message="closed period"))
    make(State.REJECTED, problem=Problem(code="rejected", message="no such client"))
    said = text_of(look())
    assert "2 documents: Rejected by the accounting system" in said
    assert "The newest says: no such client" in said
    assert "closed period" not in said


def test_a_sentence_that_all_share_is_said_without_more_ado(look, make):
    make(State.REJECTED, problem=REFUSED)
    make(State.REJECTED, problem=REFUSED)
    assert "The newest says" not in text_of(look())


def test_a_group_tells_its_money_and_how_old_it_is(look, make):
    rows = [make(State.REJECTED, problem=REFUSED, total=Decimal("1000.10")) for _ in range(2)]
    Submission.objects.filter(pk=rows[0].pk).update(created_at=timezone.now() - timedelta(days=2))
    make(State.REJECTED, problem=REFUSED, total=Decimal("5.00"), currency="USD")
    said = text_of(look())
    assert "€2,000.20 · $5.00" in said
    assert "the oldest for 2 days" in said
    assert "orders of" not in said


def test_documents_not_made_yet_count_with_their_order_once(look, make):
    row = make(State.HELD, problem=REFUSED)
    Submission.objects.create(
        order=row.order, integration=row.integration, reference="second", state=State.HELD, sequence=2,
        problem_code="rejected", problem_detail=row.problem_detail,
    )  # fmt: skip
    said = look()
    assert said.context["groups"][0].group.documents == 2
    assert "orders of €24.20" in text_of(said)


def test_documents_of_what_may_be_in_the_books_are_only_shown(look, make, keeper):
    make(State.UNCERTAIN, problem=REFUSED)
    make(State.ISSUED, problem=Problem(code="recorded_differs", message="It differs."))
    said = look()
    assert "Send" not in text_of(said)
    assert "1 of them may already be in the accounting system" in text_of(said)
    assert "Look at 1 document" in text_of(said)
    for one in said.context["groups"]:
        assert keeper.get(one.url).context["total"] == 1


def test_who_may_decide_gets_the_button_and_who_may_not_does_not(look, make, visit):
    make(State.REJECTED, problem=REFUSED)
    assert "Send 1 again" in text_of(look())
    assert "Send 1 again" not in text_of(look(visit("clerk")))


def test_an_order_fixes_only_its_own_document(look, make, visit):
    problem = Problem(code="order_changed", message="The order changed.")
    row = make(State.HELD, problem=problem)
    assert look(visit("boss")).context["groups"][0].fix_link.url.endswith(f"/{row.order.number}/")
    make(State.HELD, problem=problem)
    assert look(visit("boss")).context["groups"][0].fix_link is None


def test_a_missing_link_is_fixed_on_the_screen_of_links(look, make, record, linker):
    honey = record()
    row = make(State.HELD, problem=no_link(honey))
    fix_link = look(linker).context["groups"][0].fix_link
    assert fix_link.url.endswith(f"/links/?warehouse={row.warehouse_id}&q={honey.partner_sku}")
    assert look().context["groups"][0].fix_link is None


def test_a_missing_mapping_is_fixed_on_its_screen(look, make, visit):
    make(State.HELD, problem=vat("21 %"))
    assert look(visit("boss")).context["groups"][0].fix_link is not None


def test_only_the_biggest_groups_are_shown_and_the_rest_is_counted(look, make):
    for number in range(22):
        make(State.HELD, problem=vat(f"{number} %"))
    make(State.HELD, problem=vat("3 %"))
    said = look()
    assert len(said.context["groups"]) == 20
    assert headings(said)[0] == "2 documents wait for one VAT mapping: 3 %"
    assert "There are 2 more causes with fewer documents." in text_of(said)


def test_it_is_said_when_there_are_more_than_were_looked_at(look, make, monkeypatch):
    monkeypatch.setattr(causes_module, "NEWEST", 2)
    oldest = make(State.REJECTED, problem=Problem(code="plan", message="old"))
    make(State.REJECTED, problem=REFUSED)
    assert "Only the newest" not in text_of(look())
    make(State.REJECTED, problem=REFUSED)
    said = look()
    assert "Only the newest 2 documents were checked" in text_of(said)
    assert "3 documents need attention." in text_of(said)
    assert oldest.problem_code not in [one.group.cause.code for one in said.context["groups"]]


def test_a_group_whose_newest_document_was_just_deleted_is_left_out(make, people):
    from oscar_lt_accounting.dashboard.overview.problem_groups import shown_groups

    row = make(State.REJECTED, problem=REFUSED)
    groups = causes(people["boss"]).groups
    row.delete()
    found = shown_groups(groups, people["boss"], integrations=[], warehouses={}, now=timezone.now(), rejected={})
    assert found == []


def test_a_cause_is_looked_up_again_exactly(make, record, people):
    honey, tea = record("Medus"), record("Arbata")
    rows = [make(State.HELD, problem=no_link(honey)) for _ in range(2)]
    make(State.HELD, problem=no_link(tea))
    group = causes(people["boss"]).groups[0]
    assert sendable(people["boss"], group.cause) == [row.pk for row in rows]
    assert sendable(people["seller"], group.cause) == [row.pk for row in rows]
    assert sendable(people["other seller"], group.cause) == []


def test_a_token_survives_the_way_there_and_back_and_cannot_be_made_up():
    cause = Cause(3, "no_link", ("1", "sku", "Ž-1"))
    assert cause_of(token(cause)) == cause
    for text in ("", "nonsense", token(cause)[:-1], signing.dumps([3, "no_link", []])):
        assert cause_of(text) is None


def test_pages_that_are_not_there_have_no_address():
    assert page_url("no-such-page") == ""
    assert page_url("submission-list", query={"state": ""}) == page_url("submission-list")


@pytest.mark.parametrize("values", [{"settings": {"limits": "nonsense"}}, {"provider": "gone"}])
def test_an_integration_that_cannot_be_used_does_not_break_the_page(look, connect, values):
    connect(**{"provider": "b1", **values})
    assert look().context["cards"][0].uses == []
