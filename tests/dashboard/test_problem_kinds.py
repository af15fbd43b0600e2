"""Every problem has a name, and leads to the screen that fixes it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

import oscar_lt_accounting
from oscar_lt_accounting.dashboard import problem_kinds
from oscar_lt_accounting.domain.errors import Problem
from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.page_urls import order_url, url_for
from oscar_lt_accounting.services.outbox import resend
from tests.dashboard.steps import page

HERE = Path(oscar_lt_accounting.__file__).parent
PAGES = "accounting-dashboard:accounting-"


def _codes():
    """All words of problems in the package's own source."""
    folders = [HERE / name for name in ("domain", "models", "services", "providers")]
    # These refuse at the screen, at the terminal or in a file's row; they never stop a document or a pull.
    aside = ("linking", "schedule.py", "prices.py")
    files = [path for folder in folders for path in folder.rglob("*.py") if not {*path.parts} & {*aside}]
    texts = [path.read_text() for path in files]
    words = re.compile(r'\b(?:default_|problem_)?code(?:: ClassVar\[str\])? ?= ?"([a-z0-9_]+)"')
    providers = {path.name for path in (HERE / "providers").iterdir() if path.is_dir()}
    return sorted({word for text in texts for word in words.findall(text)} - providers)


def test_every_problem_has_a_name():
    unnamed = [code for code in _codes() if code not in problem_kinds.PROBLEM_KINDS]
    assert not unnamed, "give these problems a name in dashboard/problem_kinds.py"


def test_the_reasons_after_which_documents_are_sent_by_themselves_are_known():
    assert set(problem_kinds.PROBLEM_KINDS) >= problem_kinds.SENT_BY_THEMSELVES
    for codes in (resend.FIXED_BY_LINKS, resend.FIXED_BY_VAT, resend.FIXED_BY_SERIES):
        assert set(codes) <= problem_kinds.SENT_BY_THEMSELVES


def test_a_word_nobody_has_named_is_shown_as_it_is():
    assert problem_kinds.problem_label("b1_fk_currency") == "B1 fk currency"
    assert problem_kinds.problem_label("no_link") == "Product not linked"


def _held(make, code):
    return make(State.HELD, problem=Problem(code=code, message="Something is missing. Complete it."))


def _screens(row):
    return {
        "no_link": f"{reverse(f'{PAGES}link-list')}?warehouse={row.warehouse_id}",
        "vat_mapping": reverse(f"{PAGES}integration-mappings", args=(row.integration_id,)),
        "series_missing": reverse(f"{PAGES}integration-mappings", args=(row.integration_id,)),
        "no_warehouse": reverse(f"{PAGES}integration-list"),
        "remote_id": f"{reverse(f'{PAGES}link-list')}?warehouse={row.warehouse_id}",
        "gift_card": reverse(f"{PAGES}integration-detail", args=(row.integration_id,)),
        "totals_disagree": reverse("dashboard:order-detail", kwargs={"number": row.order.number}),
    }


@pytest.mark.parametrize(
    "code", ["no_link", "vat_mapping", "series_missing", "no_warehouse", "remote_id", "gift_card", "totals_disagree"]
)
def test_the_page_leads_to_the_screen_that_fixes_it(visit, make, code):
    row = _held(make, code)
    text = visit("boss").get(page("detail", pk=row.pk)).content.decode()
    assert "Something is missing. Complete it." in text
    assert f'<a class="btn btn-light border" href="{_screens(row)[code]}">' in text
    if "/integrations/" not in _screens(row)[code]:  # which open the keys; their own tests open them
        assert visit("boss").get(_screens(row)[code]).status_code == 200


@pytest.mark.parametrize("code", ["no_link", "vat_mapping", "series_missing", "gift_card", "totals_disagree"])
def test_nobody_is_led_where_they_may_not_go(visit, make, code):
    row = _held(make, code)
    text = visit("keeper").get(page("detail", pk=row.pk)).content.decode()
    assert "Something is missing. Complete it." in text
    assert "btn-light border" not in text


def test_the_permission_to_go_there_is_enough(visit, make, people):
    row = _held(make, "no_link")
    people["keeper"].user_permissions.add(Permission.objects.get(codename="change_productlink"))
    text = visit("keeper").get(page("detail", pk=row.pk)).content.decode()
    assert _screens(row)["no_link"] in text
    assert "As soon as the cause is fixed, it is sent automatically." in text


def test_a_partner_may_open_the_order(visit, make):
    row = _held(make, "totals_disagree")
    text = visit("seller").get(page("detail", pk=row.pk)).content.decode()
    assert _screens(row)["totals_disagree"] in text
    assert "ask somebody who may change invoices to send it again" in text


@pytest.mark.parametrize("code", ["rejected", "own_fault", "ask_a_person", "", "nobody_knows_it"])
def test_some_problems_have_no_screen(people, make, code):
    row = _held(make, code) if code else make(State.HELD)
    assert problem_kinds.fix_link(people["boss"], row) is None


def test_a_document_without_an_integration_leads_to_none(people, make):
    row = _held(make, "gift_card")
    Submission.objects.filter(pk=row.pk).update(integration=None, warehouse=None)
    row.refresh_from_db()
    assert problem_kinds.fix_link(people["boss"], row) is None


def test_an_order_number_that_fits_no_address_has_no_link(people):
    assert order_url(people["boss"], "a/b") == ""


def test_without_oscar_s_order_pages_there_is_no_link(people, monkeypatch):
    from django.apps import apps

    def missing(label):
        raise LookupError(label)

    monkeypatch.setattr(apps, "get_app_config", missing)
    assert order_url(people["boss"], "1") == ""


def test_the_page_of_a_document_is_for_those_who_may_look(people, make):
    row = make(State.HELD)
    assert url_for(people["clerk"], "submission-detail", pk=row.pk) == page("detail", pk=row.pk)
    assert url_for(people["customer"], "submission-detail", pk=row.pk) == ""
