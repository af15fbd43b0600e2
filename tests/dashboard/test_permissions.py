"""Who may look, and who may decide."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps

from oscar_lt_accounting.models import AuditLine, State, Submission
from tests.dashboard.steps import page, seen

LOOKING = ("list", "detail")
DECIDING = ("send", "confirm", "resend", "cancel", "send-many")
STATE = {"confirm": State.UNCERTAIN, "resend": State.UNCERTAIN}


def _open(client, row, name):
    return client.get(page(name) if name in ("list", "send-many") else page(name, pk=row.pk))


def _decide(client, row, name):
    data = seen(row, number="N1", reason="because", confirmation=row.order.number)
    if name == "send-many":
        return client.post(f"{page(name)}?scope=matching", data)
    return client.post(page(name, pk=row.pk), data)


def _untouched(row):
    state = row.state
    row.refresh_from_db()
    return row.state == state and not AuditLine.objects.filter(submission=row).exists()


@pytest.mark.parametrize("name", LOOKING)
@pytest.mark.parametrize(
    ("who", "status"),
    [("customer", 403), ("clerk", 200), ("keeper", 200), ("boss", 200), ("seller", 200), ("helper", 403)],
)
def test_staff_and_partners_look(visit, make, who, status, name):
    row = make(State.HELD)
    assert _open(visit(who), row, name).status_code == status


@pytest.mark.parametrize("who", ["", "former"])
@pytest.mark.parametrize("name", [*LOOKING, *DECIDING])
def test_strangers_are_asked_to_log_in(visit, make, who, name):
    row = make(STATE.get(name, State.HELD))
    client = visit(who)
    for response in (_open(client, row, name), _decide(client, row, name) if name in DECIDING else None):
        if response is not None:
            assert response.status_code == 302
            assert "/login/" in response["Location"]
    assert _untouched(row)


@pytest.mark.parametrize("name", DECIDING)
@pytest.mark.parametrize("who", ["customer", "clerk", "seller", "other seller", "helper"])
def test_only_staff_with_the_permission_decide(visit, make, who, name):
    row = make(STATE.get(name, State.HELD))
    client = visit(who)
    assert _open(client, row, name).status_code == 403
    assert _decide(client, row, name).status_code == 403
    assert _untouched(row)


@pytest.mark.parametrize("name", ["send", "confirm", "resend", "cancel"])
@pytest.mark.parametrize("who", ["keeper", "boss"])
def test_those_who_may_decide_do(visit, make, who, name, people):
    row = make(STATE.get(name, State.HELD))
    assert _decide(visit(who), row, name).status_code == 302
    assert AuditLine.objects.get(submission=row).actor == people[who]


@pytest.mark.parametrize("who", ["clerk", "seller"])
def test_who_may_look_but_not_decide_is_told_so(visit, make, who):
    row = make(State.HELD)
    response = _decide(visit(who), row, "send")
    assert response.status_code == 403
    assert "Can change submission" in response.content.decode()
    assert "Nothing was changed." in response.content.decode()


@pytest.mark.parametrize("state", [State.HELD, State.REJECTED, State.UNCERTAIN, State.PENDING])
@pytest.mark.parametrize("who", ["clerk", "seller"])
def test_who_may_not_decide_is_offered_no_buttons(visit, make, who, state):
    row = make(state)
    client = visit(who)
    for response in (_open(client, row, "detail"), _open(client, row, "list")):
        text = response.content.decode()
        assert response.status_code == 200
        assert 'method="post"' not in text.replace('<form id="logout_form" method="post"', "")
        assert 'name="chosen"' not in text


def test_partners_see_only_their_own_warehouses(visit, make, connect):
    kaunas = connect("Kaunas")
    own, others = make(State.ISSUED), make(State.ISSUED, warehouse=kaunas)
    without_warehouse = make(State.HELD)
    Submission.objects.filter(pk=without_warehouse.pk).update(warehouse=None)
    client = visit("seller")
    text = client.get(page("list")).content.decode()
    assert own.order.number in text
    assert others.order.number not in text
    assert without_warehouse.order.number not in text
    assert "memory Kaunas" not in text
    assert "Kaunas sandėlis" not in text
    assert client.get(page("detail", pk=own.pk)).status_code == 200
    assert client.get(page("detail", pk=others.pk)).status_code == 404
    assert client.get(page("detail", pk=without_warehouse.pk)).status_code == 404


def test_a_partner_does_not_see_the_other_documents_of_the_order(visit, make, connect):
    own = make(State.ISSUED)
    other = make(State.ISSUED, warehouse=connect("Kaunas"), remote_number="KN-77")
    Submission.objects.filter(pk=other.pk).update(order=own.order)
    text = visit("seller").get(page("detail", pk=own.pk)).content.decode()
    assert "Kaunas" not in text
    assert "The whole order" not in text
    assert "Kaunas" in visit("clerk").get(page("detail", pk=own.pk)).content.decode()


def test_a_partner_does_not_see_the_calls(visit, make):
    row = make(State.ISSUED)
    call = {"method": "POST", "address": "https://x", "status": 200, "milliseconds": 5, "request": "Q", "answer": "A"}
    row.attempts.create(purpose="send", outcome="issued", started_at=row.created_at, calls=[call])
    assert "https://x" not in visit("seller").get(page("detail", pk=row.pk)).content.decode()
    assert "https://x" in visit("clerk").get(page("detail", pk=row.pk)).content.decode()


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
def test_what_is_not_there_is_not_found(visit, shop, pk):
    assert visit("boss").get(page("detail", pk=pk)).status_code == 404
    assert visit("boss").post(page("cancel", pk=pk), {}).status_code == 404


def test_every_address_has_its_permission_and_its_prefix(db):
    config: Any = apps.get_app_config("accounting_dashboard")
    names = [pattern.name for pattern in config.get_urls()]
    assert all(name.startswith("accounting-") for name in names)
    assert set(names) == set(config.permissions_map)
