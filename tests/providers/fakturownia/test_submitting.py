"""Making a document: the buyer first, once; refused, lost, or there already."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.domain.documents import CreditNote
from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Throttled, Uncertain, Unsupported
from oscar_lt_accounting.providers.base import Absent, Found, Inconclusive, Journal, Resumable
from tests.domain.makers import document
from tests.providers.fakturownia import DAY, LOOK, TAKEN, TOKEN, listed, made, mugs, refused
from tests.providers.scripted import lost
from tests.providers.server import answer, json_answer

CREATED = json_answer(made(), status="201 Created")
INVOICES, CLIENTS = "invoices.json", "clients.json"


def submit(account: Any, *replies: Any, **settings: Any) -> Any:
    account.said.on(INVOICES, *replies)
    return account.provider(**settings).submit(mugs(), account.journal)


def test_a_buyer_and_a_document(account: Any) -> None:
    remote = submit(account, CREATED)

    assert (remote.remote_id, remote.number, remote.differences(mugs())) == ("77", "5/3/2026", ())
    (client,) = account.said.payloads(CLIENTS)
    assert client["client"]["name"] == "Żółw Sp. z o.o."
    (sent,) = account.said.payloads(INVOICES)
    assert sent["invoice"]["client_id"] == 9
    assert sorted(account.journal.steps) == ["buyer", "invoice"]
    assert all(call.headers["Authorization"] == f"Bearer {TOKEN}" for call in account.said.calls)


def test_the_token_beside_the_payload(account: Any) -> None:
    account.said.on(
        f"clients.json?api_token={TOKEN.replace('/', '%2F')}&tax_no=5260250274&page=1&per_page=100", listed()
    )

    submit(account, CREATED, auth="token")

    assert account.said.payloads(INVOICES)[0]["api_token"] == TOKEN
    assert not any("Authorization" in call.headers for call in account.said.calls)


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (refused({"buyer_tax_no": ["- jest nieprawidłowy"]}), Rejected),
        (refused("Coś jest nie tak"), Rejected),
        (json_answer({"status": "error", "message": "no"}), Rejected),
        (json_answer({}), Uncertain),
        (json_answer({"id": "²"}, status="201 Created"), Uncertain),
        (json_answer([made()], status="201 Created"), Uncertain),
        (answer(b"<html></html>", status="422 Unprocessable Entity"), Uncertain),
        (answer(b"<html></html>", status="500 Internal Server Error"), Uncertain),
        (json_answer({"code": "error", "message": "slow down"}, status="429 Too Many Requests"), Throttled),
        (json_answer({"code": "error", "message": "who?"}, status="401 Unauthorized"), Misconfigured),
        (lost, Uncertain),
    ],
)
def test_what_answers_mean(account: Any, reply: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        submit(account, reply)

    assert (account.journal.unfinished == "invoice") == (error is Uncertain)


def test_a_refusal_is_told_without_the_buyer(account: Any) -> None:
    with pytest.raises(Rejected, match="buyer_name: - ••• jest zły"):
        submit(account, refused({"buyer_name": ["- Żółw Sp. z o.o. jest zły"]}))


def test_our_reference_is_there_already(account: Any) -> None:
    account.said.on(LOOK, listed(made(id=78, oid="100042-INV2"), made()))

    assert submit(account, refused(TAKEN["message"])).remote_id == "77"


@pytest.mark.parametrize("rows", [[], [made(oid="100042-INV2")], [made(kind="canceled")]])
def test_a_reference_that_is_there_and_not_shown_is_looked_for_again(account: Any, rows: list[Any]) -> None:
    account.said.on(LOOK, listed(*rows))

    with pytest.raises(Uncertain) as caught:
        submit(account, refused("oid is taken"))

    assert caught.value.code == "already_there"


def test_a_client_that_somebody_deleted_is_made_anew_the_next_time(account: Any) -> None:
    with pytest.raises(Rejected):
        submit(account, refused({"client_id": ["- does not exist"]}), CREATED)
    assert submit(account, CREATED).remote_id == "77"

    assert len(account.said.payloads(CLIENTS)) == 2


def test_what_is_not_made_is_refused_before_a_call(account: Any) -> None:
    credit = document(CreditNote, original_number="1", original_day=DAY)

    with pytest.raises(Unsupported):
        account.provider().submit(credit, Journal())

    assert account.said.calls == []


def test_a_buyer_in_doubt_is_looked_for_and_gone_on_with(account: Any) -> None:
    account.said.on(CLIENTS, lost)
    with pytest.raises(Uncertain):
        submit(account, CREATED)
    client = account.said.payloads(CLIENTS)[0]["client"]
    page = "clients.json?tax_no=5260250274&page=1&per_page=100"

    assert isinstance(account.provider().find(mugs(), account.journal), Absent)
    account.said.on(page, listed({**client, "id": 8, "city": "Kraków"}, {**client, "id": 12}, {**client, "id": 11}))
    assert isinstance(account.provider().find(mugs(), account.journal), Resumable)
    submit(account, CREATED)

    assert account.said.payloads(INVOICES)[0]["invoice"]["client_id"] == 11


@pytest.mark.parametrize(
    ("rows", "finding"),
    [
        ([made()], Found),
        ([made(price_gross="1.00")], Found),
        ([], Absent),
        ([made(oid="100042-INV2")], Absent),
        ([made(kind="proforma")], Absent),
        ([made(), made(id=78)], Inconclusive),
        ([made(id=number, oid=f"100042-INV{number}") for number in range(100)], Inconclusive),
    ],
)
def test_looking(account: Any, rows: list[Any], finding: type[Any]) -> None:
    account.said.on(LOOK, listed(*rows))

    found = account.provider().find(mugs(), Journal({"buyer": {"id": "9"}, "invoice": "started"}))

    assert type(found) is finding
    if isinstance(found, Found):
        assert bool(found.document.differences(mugs())) == (rows[0]["price_gross"] == "1.00")
