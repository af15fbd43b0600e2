"""The buyer's data of one document are fixed where they were refused; a preview shows what would be sent."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from oscar_lt_accounting.domain.errors import Held, Problem
from oscar_lt_accounting.models import AuditLine, State, Submission
from oscar_lt_accounting.models.problems import problem_columns
from oscar_lt_accounting.services.invoicing import corrections
from oscar_lt_accounting.services.invoicing.buyers import resolve_buyer
from oscar_lt_accounting.services.outbox.buyer_corrections import correct_buyer
from tests.dashboard.steps import page, said, seen
from tests.shop import Item

INCOMPLETE = Problem(code="buyer_incomplete", message="The order has no city. Complete it.")
AS_ORDERED = {
    "name": "Jonas Jonaitis", "company_code": "", "vat_code": "", "street": "Gedimino pr. 1", "city": "Vilnius",
    "postcode": "LT-01103", "country": "LT", "email": "jonas@example.com",
}  # fmt: skip


@pytest.fixture
def held(shop, connect):
    """A real order whose document was stopped."""
    connect()
    order = shop.place([Item("24.20")], number="A1")

    def _held(state=State.HELD, problem=INCOMPLETE, **values):
        row = Submission.objects.get(order=order)
        Submission.objects.filter(pk=row.pk).update(state=state, not_before=None, **problem_columns(problem), **values)
        row.refresh_from_db()
        return row

    return _held


def _correct(client, row, **values):
    return client.post(page("mend", pk=row.pk), seen(row, **{**AS_ORDERED, **values}), follow=True)


def test_the_form_has_what_the_order_says(keeper, held):
    text = keeper.get(page("detail", pk=held().pk)).content.decode()
    assert 'id="correct-buyer"' in text
    for value in (value for value in AS_ORDERED.values() if value):
        assert f'value="{value}"' in text
    assert '<details class="mb-3" open>' in text


@pytest.mark.parametrize("code", ["buyer_incomplete", "buyer_code", "buyer_too_long", "b1_verify", "rejected"])
@pytest.mark.parametrize("state", [State.HELD, State.REJECTED])
def test_it_is_offered_where_the_buyer_can_be_the_cause(keeper, held, code, state):
    text = keeper.get(page("detail", pk=held(state, Problem(code=code, message="No.")).pk)).content.decode()
    assert 'id="correct-buyer"' in text
    assert ('<details class="mb-3" open>' in text) is (code != "rejected")


@pytest.mark.parametrize(
    ("state", "code"), [(State.HELD, "no_link"), (State.ISSUED, "rejected"), (State.PENDING, "buyer_code")]
)
def test_it_is_not_offered_elsewhere(keeper, held, state, code):
    row = held(state, Problem(code=code, message="No."))
    assert 'id="correct-buyer"' not in keeper.get(page("detail", pk=row.pk)).content.decode()
    response = _correct(keeper, row, city="Kaunas")
    assert "Nothing was done" in said(response)
    row.refresh_from_db()
    assert (row.state, row.buyer_correction) == (state, {})


def test_corrected_data_are_kept_for_this_document_and_sent(keeper, held, people):
    row = held(State.REJECTED, snapshot={"version": 0}, attempt_count=2)
    response = _correct(keeper, row, name=" UAB Bitė ", company_code="304567891", city="Kaunas")
    assert "The buyer's data of order A1 were fixed" in said(response)
    row.refresh_from_db()
    assert row.state == State.PENDING
    assert row.snapshot is None
    assert row.buyer_correction == {"name": "UAB Bitė", "company_code": "304567891", "city": "Kaunas"}
    row.order.refresh_from_db()
    assert row.order.shipping_address.city == "Vilnius"


def test_the_audit_trail_has_the_names_of_the_fields_and_not_their_values(keeper, held, people):
    row = held()
    _correct(keeper, row, name="UAB Bitė", city="Kaunas")
    line = AuditLine.objects.get(verb="correct buyer")
    assert line.actor == people["keeper"]
    assert line.reason_text == "Fixed for this document: buyer's name, city."
    for one in AuditLine.objects.all():
        assert "Kaunas" not in f"{one.reason} {one.reason_detail}"
        assert "Bitė" not in f"{one.reason} {one.reason_detail}"
    text = keeper.get(page("detail", pk=row.pk)).content.decode()
    assert "Buyer&#x27;s data fixed" in text or "Buyer's data fixed" in text


def test_what_is_set_back_is_forgotten(keeper, held):
    row = held(buyer_correction={"city": "Kaunas"})
    assert 'value="Kaunas"' in keeper.get(page("detail", pk=row.pk)).content.decode()
    _correct(keeper, row)
    row.refresh_from_db()
    assert row.buyer_correction == {}
    assert AuditLine.objects.get(verb="correct buyer").reason_text == "Fixed for this document: city."


def test_sending_what_stayed_the_same_is_only_sending_again(keeper, held):
    row = held()
    _correct(keeper, row)
    row.refresh_from_db()
    assert row.state == State.PENDING
    assert [line.verb for line in AuditLine.objects.exclude(verb="enqueue")] == ["retry"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"country": "1T"}, "is not a code of two letters such as LT"),
        ({"country": "Lithuania"}, "at most 2 characters"),
        ({"vat_code": "LT123"}, "is not a VAT code of a state of the EU"),
        ({"email": "jonas"}, "Enter a valid email address."),
    ],
)
def test_data_that_cannot_be_right_are_shown_again(keeper, held, values, words):
    row = held()
    response = _correct(keeper, row, city="Kaunas", **values)
    text = response.content.decode()
    assert words in text
    assert 'value="Kaunas"' in text
    assert '<details class="mb-3" open>' in text
    row.refresh_from_db()
    assert (row.state, row.buyer_correction) == (State.HELD, {})


def test_a_double_click_corrects_once(keeper, held):
    row = held()
    _correct(keeper, row, city="Kaunas")
    response = _correct(keeper, row, city="Alytus")
    assert "Nothing was done" in said(response)
    row.refresh_from_db()
    assert row.buyer_correction == {"city": "Kaunas"}
    assert AuditLine.objects.filter(verb="correct buyer").count() == 1


@pytest.mark.parametrize("who", ["clerk", "seller", "customer"])
def test_only_those_who_decide_correct(visit, held, who):
    row = held()
    assert visit(who).post(page("mend", pk=row.pk), seen(row, **AS_ORDERED)).status_code == 403
    if who != "customer":
        assert 'id="correct-buyer"' not in visit(who).get(page("detail", pk=row.pk)).content.decode()
    assert Submission.objects.get().state == State.HELD


def test_a_forged_post_is_refused(people, held):
    row = held()
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["keeper"])
    assert client.post(page("mend", pk=row.pk), seen(row, **AS_ORDERED)).status_code == 403


def broken_resolver(order):
    raise Held("Nobody knows the buyer.", code="buyer_incomplete")


def test_where_the_shop_cannot_tell_the_buyer_the_page_is_still_there(keeper, held, settings):
    settings.OSCAR_LT_ACCOUNTING = {
        **settings.OSCAR_LT_ACCOUNTING, "BUYER_RESOLVER": "tests.dashboard.invoices.test_buyer_form.broken_resolver",
    }  # fmt: skip
    row = held()
    assert 'id="correct-buyer"' not in keeper.get(page("detail", pk=row.pk)).content.decode()
    assert "Nothing was done" in said(_correct(keeper, row))


def test_the_corrected_buyer_is_sent(outbox, keeper, held, memory_books):
    row = held()
    _correct(keeper, row, name="UAB Bitė", company_code="304567891", vat_code="lt 100001919017", postcode="44001")
    outbox.run_until_quiet()
    row.refresh_from_db()
    assert row.state == State.ISSUED
    buyer = row.document.buyer
    assert (buyer.name, buyer.is_company, buyer.company_code) == ("UAB Bitė", True, "304567891")
    assert buyer.address.postcode == "LT-44001"
    assert buyer.address.street == "Gedimino pr. 1"


@pytest.mark.parametrize(
    ("correction", "code"),
    [
        ({"name": ""}, "buyer_incomplete"),
        ({"country": "Lietuva"}, "buyer_incomplete"),
        ({"vat_code": "LT1"}, "buyer_code"),
    ],
)
def test_kept_data_that_cannot_be_right_hold_the_document(outbox, held, correction, code):
    row = held(buyer_correction=correction)
    row.retry(actor="test", now=outbox.clock.now(), anew=True)
    outbox.run(after=60)
    row.refresh_from_db()
    assert (row.state, row.problem_code) == (State.HELD, code)
    assert "A1" in row.problem_text


def test_a_code_of_a_land_without_such_codes_is_left_alone(held):
    buyer = resolve_buyer(held().order)
    corrected = corrections.corrected(buyer, {"country": "no", "vat_code": "NO 123"}, order="A1")
    assert (corrected.vat_code, corrected.address.country, corrected.address.postcode) == ("NO123", "NO", "LT-01103")
    assert corrections.corrected(buyer, {}, order="A1") is buyer


def _dry(client, row):
    return client.get(page("dry-run", pk=row.pk))


@pytest.mark.parametrize("state", [State.HELD, State.REJECTED])
def test_a_dry_run_shows_what_would_be_sent_and_keeps_nothing(outbox, keeper, held, state):
    row = held(state, buyer_correction={"city": "Kaunas"})
    assert page("dry-run", pk=row.pk) in keeper.get(page("detail", pk=row.pk)).content.decode()
    text = _dry(keeper, row).content.decode()
    assert "This is a preview: nothing is sent or kept." in text
    assert "24.20" in text
    assert "Kaunas" in text
    before = (row.state, row.snapshot)
    row.refresh_from_db()
    assert (row.state, row.snapshot) == before


def test_a_dry_run_says_what_would_hold_it(outbox, keeper, held):
    row = held(buyer_correction={"name": ""})
    text = _dry(keeper, row).content.decode()
    assert "It would be put on hold; nothing would be sent." in text
    assert "was deleted by hand" in text


def test_a_frozen_document_is_shown_as_it_is(keeper, make):
    text = _dry(keeper, make(State.PENDING, frozen=True)).content.decode()
    assert "exactly this is sent again" in text
    assert "UAB Bitė" in text
    damaged = make(State.PENDING, frozen=True)
    Submission.objects.filter(pk=damaged.pk).update(snapshot={"version": 99})
    assert "cannot be read" in _dry(keeper, damaged).content.decode()


@pytest.mark.parametrize("state", [State.ISSUED, State.SENDING, State.CANCELLED, State.UNCERTAIN])
def test_what_is_not_to_be_sent_has_no_dry_run(keeper, make, state):
    row = make(state)
    assert _dry(keeper, row)["Location"] == page("detail", pk=row.pk)
    assert page("dry-run", pk=row.pk) not in keeper.get(page("detail", pk=row.pk)).content.decode()


def test_partners_look_at_their_own_previews_only(outbox, visit, held):
    row = held()
    assert _dry(visit("seller"), row).status_code == 200
    assert _dry(visit("other seller"), row).status_code == 404


def test_a_dry_run_costs_the_same_for_few_and_many_lines(outbox, keeper, shop, connect):
    connect()

    def queries(lines):
        order = shop.place([Item("1.00") for _ in range(lines)])
        row = Submission.objects.get(order=order)
        with CaptureQueriesContext(connection) as caught:
            assert _dry(keeper, row).status_code == 200
        return len(caught)

    assert queries(1) == queries(6)


def test_the_page_of_a_document_costs_a_fixed_number_of_queries(keeper, held):
    row = held()
    with CaptureQueriesContext(connection) as caught:
        keeper.get(page("detail", pk=row.pk))
    assert len(caught) <= 16


def test_what_moved_on_while_it_was_corrected_stays(held, people):
    row = held()
    Submission.objects.filter(pk=row.pk).update(state=State.CANCELLED)
    assert not correct_buyer(row, {"city": "Kaunas"}, actor=people["keeper"])
    row.refresh_from_db()
    assert (row.state, row.buyer_correction) == (State.CANCELLED, {})
    assert not AuditLine.objects.filter(verb="correct buyer").exists()
