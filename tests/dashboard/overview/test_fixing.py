"""Fix and send all: what the buttons of a group do, and what they never do."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from oscar_lt_accounting.dashboard.overview.problem_groups import token
from oscar_lt_accounting.models import (
    AuditLine,
    CatalogueItem,
    Job,
    LinkChange,
    ProductLink,
    State,
    Submission,
    Warehouse,
)
from oscar_lt_accounting.services import jobs
from oscar_lt_accounting.services.overview.causes import Cause, causes
from tests.dashboard.overview.conftest import LINK, OVERVIEW, REFUSED, SEND, no_link
from tests.dashboard.overview.test_page import text_of
from tests.dashboard.steps import said


@pytest.fixture
def group(people):
    """What a form of the only group of this code sends."""

    def _group(code: str) -> dict[str, str]:
        [found] = [one for one in causes(people["boss"]).groups if one.cause.code == code]
        return {"group": token(found.cause)}

    return _group


@pytest.fixture
def held(make, record):
    """Two documents that wait for the link of one product."""
    honey = record("Medus")
    return honey, [make(State.HELD, problem=no_link(honey)) for _ in range(2)]


def item(home, code="PRK-1", **values):
    values = {"remote_id": f"id-{code}", "name": "Medus 500 g", "read_at": "2026-03-09T06:00Z", **values}
    return CatalogueItem.objects.create(warehouse=home, code=code, **values)


def states():
    return sorted(Submission.objects.values_list("state", flat=True))


def test_a_group_is_sent_again(keeper, make, group, people):
    rows = [make(State.REJECTED, problem=REFUSED), make(State.HELD, problem=REFUSED)]
    other = make(State.REJECTED, problem=no_problem())
    response = keeper.post(SEND, group("rejected"), follow=True)
    assert response.redirect_chain == [(OVERVIEW, 302)]
    assert said(response) == "2 documents are in the queue and are sent next."
    assert {Submission.objects.get(pk=row.pk).state for row in rows} == {"pending"}
    assert Submission.objects.get(pk=other.pk).state == State.REJECTED
    assert AuditLine.objects.filter(verb="retry", actor=people["keeper"]).count() == 2


def no_problem():
    from oscar_lt_accounting.domain.errors import Problem

    return Problem(code="plan", message="The plan is not paid.")


def test_a_second_click_sends_nothing_twice(keeper, make, group):
    make(State.REJECTED, problem=REFUSED)
    form = group("rejected")
    keeper.post(SEND, form)
    response = keeper.post(SEND, form, follow=True)
    assert "Nothing was sent: none of these documents waits for this any more." in said(response)
    assert AuditLine.objects.filter(verb="retry").count() == 1


@pytest.mark.parametrize("posted", [{}, {"group": "made up"}])
def test_a_made_up_group_does_nothing(keeper, linker, make, posted):
    make(State.REJECTED, problem=REFUSED)
    assert "Nothing was sent" in said(keeper.post(SEND, posted, follow=True))
    assert "Nothing was linked" in said(linker.post(LINK, posted, follow=True))
    assert states() == ["rejected"]


def test_what_may_be_in_the_books_is_never_sent(keeper, make, group):
    make(State.UNCERTAIN, problem=REFUSED)
    make(State.ISSUED, problem=REFUSED)
    keeper.post(SEND, group("rejected"))
    assert states() == ["issued", "uncertain"]
    make(State.REJECTED, problem=REFUSED)
    keeper.post(SEND, group("rejected"))
    assert states() == ["issued", "pending", "uncertain"]


@pytest.mark.parametrize("address", [SEND, LINK])
def test_nothing_happens_by_following_a_link(linker, held, address):
    assert linker.get(address).headers["location"] == OVERVIEW
    assert states() == ["held", "held"]


def test_the_buttons_need_the_csrf_token(people, held, group):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(people["boss"])
    for address in (SEND, LINK):
        assert client.post(address, group("no_link")).status_code == 403
    assert states() == ["held", "held"]


def many(row, number):
    columns = [field.attname for field in Submission._meta.concrete_fields if not field.primary_key]
    same = {name: getattr(row, name) for name in columns}
    Submission.objects.bulk_create(
        Submission(**{**same, "sequence": one + 2, "reference": f"{row.reference}-{one}"}) for one in range(number)
    )


def test_many_are_sent_in_the_background(keeper, make, group, people):
    many(make(State.REJECTED, problem=REFUSED), 50)
    form = group("rejected")
    response = keeper.post(SEND, form)
    [job] = Job.objects.all()
    assert response.headers["location"] == reverse("accounting-dashboard:accounting-job-detail", kwargs={"pk": job.pk})
    assert (job.kind, job.actor, len(job.params["submissions"])) == ("resend", people["keeper"], 51)
    assert states() == ["rejected"] * 51
    keeper.post(SEND, form)
    assert Job.objects.count() == 1
    jobs.run_due()
    assert states() == ["pending"] * 51


def test_fifty_are_sent_at_once(keeper, make, group):
    many(make(State.REJECTED, problem=REFUSED), 49)
    keeper.post(SEND, group("rejected"))
    assert states() == ["pending"] * 50
    assert not Job.objects.exists()


def test_the_form_is_on_the_page_for_those_who_may_link(linker, look, held):
    honey, _rows = held
    text = look(linker).content.decode()
    assert "Link and send all again" in text
    assert f"/catalogue/lookup/?warehouse={Warehouse.objects.get().pk}" in text
    assert f'for="id_{honey.pk}_typed"' in text
    assert "Link and send all again" not in look().content.decode()


def test_linking_sends_everything_that_waited(linker, held, group):
    honey, rows = held
    chosen = item(rows[0].warehouse)
    response = linker.post(LINK, {**group("no_link"), "item": chosen.pk, "units": "6", "sync_stock": "on"}, follow=True)
    assert f"“{honey.partner_sku}” is linked. 2 documents are in the queue and are sent next." in said(response)
    link = ProductLink.objects.get()
    assert (link.stockrecord_id, link.remote_id, link.remote_code, link.units, link.sync_stock) == (
        honey.pk, "id-PRK-1", "PRK-1", Decimal(6), True,
    )  # fmt: skip
    assert LinkChange.objects.get().actor == get_user_model().objects.get(username="linker")
    assert states() == ["pending", "pending"]
    assert "What needs attention" not in text_of(response)


def test_a_typed_code_and_a_problem_that_names_only_the_sku(linker, make, record, group):
    honey = record()
    row = make(State.HELD, problem=no_link(honey, named=False))
    item(row.warehouse)
    linker.post(LINK, {**group("no_link"), "typed": "PRK-1"})
    assert ProductLink.objects.get().stockrecord == honey
    assert states() == ["pending"]


def test_refused_documents_of_the_group_are_sent_too(linker, make, record, group):
    honey = record()
    row = make(State.REJECTED, problem=no_link(honey))
    item(row.warehouse)
    response = linker.post(LINK, {**group("no_link"), "typed": "PRK-1"}, follow=True)
    assert "1 document is in the queue" in said(response)
    assert states() == ["pending"]


@pytest.mark.parametrize(
    ("typed", "units", "sentence"),
    [
        ("XXX", "2", "No accounting product has the code"),
        ("", "2", "No accounting product was named"),
        ("PRK-1", "two", "Enter a number."),
        ("PRK-1", "-1", "must be above zero"),
    ],
)
def test_a_wrong_product_keeps_what_was_typed(linker, held, group, typed, units, sentence):
    item(held[1][0].warehouse)
    response = linker.post(LINK, {**group("no_link"), "typed": typed, "units": units})
    assert response.status_code == 200
    text = response.content.decode()
    assert sentence in text_of(response)
    assert f'value="{units}"' in text
    assert not typed or f'value="{typed}"' in text
    assert not ProductLink.objects.exists()
    assert states() == ["held", "held"]


def test_a_second_click_links_nothing_again(linker, held, group):
    item(held[1][0].warehouse)
    form = {**group("no_link"), "typed": "PRK-1"}
    linker.post(LINK, form)
    response = linker.post(LINK, form, follow=True)
    assert "Nothing was linked: no document waits for this link any more." in said(response)
    assert LinkChange.objects.count() == 1


def test_a_link_that_somebody_made_meanwhile_is_not_replaced(linker, held, group):
    honey, rows = held
    home = rows[0].warehouse
    item(home)
    ProductLink.objects.bulk_create([ProductLink(warehouse=home, stockrecord=honey, remote_id="theirs")])
    response = linker.post(LINK, {**group("no_link"), "typed": "PRK-1"})
    assert "is linked to theirs already" in text_of(response)
    assert ProductLink.objects.get().remote_id == "theirs"


@pytest.mark.parametrize(
    "words",
    [
        ("", "stockrecord", "1"),
        ("0", "stockrecord", "1"),
        ("home", "title", "Medus"),
        ("home", "stockrecord", "x"),
        ("home", "stockrecord", "999999"),
        ("home", "sku", "gone"),
    ],
)
def test_a_product_that_is_not_known_has_no_form(linker, look, make, record, words):
    row = make(State.HELD, problem=no_link(record()))
    home, name, value = words
    params = {name: value}
    Submission.objects.filter(pk=row.pk).update(
        problem_detail={"message": "x", "params": params}, warehouse=row.warehouse_id if home == "home" else None
    )
    [one] = look(linker).context["groups"]
    assert one.form is None
    cause = Cause(row.integration_id, "no_link", (str(row.warehouse_id) if home == "home" else home, name, value))
    response = linker.post(LINK, {"group": token(cause), "typed": "PRK-1"}, follow=True)
    assert "Nothing was linked" in said(response)


def test_a_warehouse_that_is_not_used_has_no_form(linker, look, held):
    Warehouse.objects.update(is_active=False)
    assert [one.form for one in look(linker).context["groups"]] == [None]


def test_a_stock_record_has_one_form_however_it_is_named(linker, look, make, record):
    honey = record()
    make(State.HELD, problem=no_link(honey))
    make(State.HELD, problem=no_link(honey, named=False))
    assert sorted(one.form is None for one in look(linker).context["groups"]) == [False, True]
