"""b1.md §4: what B1's refusals mean, each in words for the shop."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.errors import Misconfigured, Rejected, Throttled, Unavailable, Uncertain
from oscar_lt_accounting.providers.b1.client import B1Client, id_in, said
from oscar_lt_accounting.providers.kit.http_client import HttpClient
from tests.domain.makers import invoice
from tests.providers.b1 import KEY, ORDER, ROW, SALE, kind
from tests.providers.server import answer, json_answer


def refusal(desk, reply, **settings):
    """How the first call of a document ends."""
    desk.books.on(ORDER, reply)
    books = desk.provider(**settings)
    with pytest.raises((Rejected, Misconfigured, Unavailable, Uncertain)) as caught:
        books.submit(invoice(), desk.journal)
    return caught.value


def bad(payload, status="400 Bad Request"):
    return json_answer(payload, status=status)


@pytest.mark.parametrize(
    ("constraint", "told"),
    [
        ("1", "does not know the buyer"),
        ("2", "operation type"),
        ("3", "no such currency or no rate for the day"),
        ("4", "employee"),
        ("5", "document's status"),
        ("6", "no such VAT rate"),
        ("7", "buyer's address"),
        ("8", "warehouse"),
        ("10", "vehicle"),
        ("11", "payer"),
        ("12", "factoring"),
    ],
)
def test_a_constraint_of_the_database_is_explained(constraint, told, desk):
    text = f'update violates foreign key constraint "PARDAVIMAI_fk{constraint}"'

    error = refusal(desk, bad({"code": 400, "message": text}))

    assert (kind(error), error.code) == (Rejected, f"b1_fk{constraint}")
    assert told in str(error)


@pytest.mark.parametrize("constraint", ["9", "13", "99"])
def test_a_constraint_that_b1_does_not_explain_is_shown_as_it_is(constraint, desk):
    error = refusal(desk, bad({"message": f"violates foreign key constraint PARDAVIMAI_fk{constraint}"}))

    assert (kind(error), error.code) == (Rejected, "rejected")
    assert f"PARDAVIMAI_fk{constraint}" in str(error)


@pytest.mark.parametrize(
    "text", ["Failed to verify data", "Nepavyko patikrinti duomenis", "NEPAVYKO PATIKRINTI DUOMENŲ"]
)
def test_data_that_cannot_be_verified_are_names_and_countries(text, desk):
    error = refusal(desk, bad({"code": 400, "message": text}))

    assert (kind(error), error.code) == (Rejected, "b1_verify")
    assert "name and a country" in str(error)
    assert text in str(error)


@pytest.mark.parametrize("status", ["400 Bad Request", "402 Payment Required", "403 Forbidden", "200 OK"])
def test_an_unpaid_plan_rests_the_integration(status, desk):
    reply = json_answer({"code": 400, "message": "Company does not have enough funds"}, status=status)

    error = refusal(desk, reply)

    assert (kind(error), error.code) == (Misconfigured, "plan")
    assert "Company does not have enough funds" in str(error)


@pytest.mark.parametrize(
    "text",
    [
        "Viršytas užklausų limitas",
        "Užklausų skaičius išnaudotas",
        "Request limit reached",
        "The limit of requests is used up",
    ],
)
def test_a_used_up_plan_waits_until_tomorrow_in_vilnius(text, desk):
    error = refusal(desk, bad({"message": text}, status="400 Bad Request"))

    assert (kind(error), error.code) == (Throttled, "plan_used_up")


def test_a_good_answer_may_speak_of_money_and_limits(desk):
    books = desk.provider()
    for path in (ORDER, ROW, SALE):
        desk.books.on(path, json_answer({"data": {"id": 5}, "message": "You have enough funds, request limit 417"}))

    assert books.submit(invoice(), desk.journal).remote_id == "5"


def test_tomorrow_begins_at_midnight_in_vilnius(desk):
    # 1,700,000,000 is 2023-11-15 00:13:20 in Vilnius.
    assert refusal(desk, bad({"message": "Request limit"})).retry_after == 24 * 3600 - (13 * 60 + 20)


@pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Service Unavailable", "480 Partial", "408 T"])
def test_a_failure_that_only_speaks_of_a_request_is_a_doubt(status, desk):
    reply = bad({"message": "Įvyko klaida vykdant užklausą"}, status=status)

    assert type(refusal(desk, reply)) is Uncertain


@pytest.mark.parametrize(
    ("reply", "error", "code"),
    [
        (bad({"message": "No"}, "401 Unauthorized"), Misconfigured, "key_refused"),
        (bad({"message": "No"}, "403 Forbidden"), Misconfigured, "key_refused"),
        (answer(b"<html>challenge</html>", status="403 Forbidden"), Misconfigured, "key_refused"),
        (answer(b"<html>challenge</html>", status="401 Unauthorized"), Misconfigured, "key_refused"),
        (bad({"errors": {"headers": ["Wrong B1-Api-Key"]}}), Misconfigured, "key_refused"),
        (bad({"errors": {"headers": "Wrong time"}, "code": 400}), Misconfigured, "key_refused"),
        (answer(b"", status="301 Moved", headers=("Location: /x",)), Misconfigured, "redirected"),
        (bad({"message": "slow"}, "429 Too Many"), Throttled, "throttled"),
        (bad({"errors": {"headers": []}}), Rejected, "rejected"),
        (bad({"message": "No"}), Rejected, "rejected"),
        (bad({"message": "No"}, "405 Not Allowed"), Rejected, "rejected"),
        (bad({"message": "No"}, "422 Unprocessable"), Rejected, "rejected"),
        (bad({"message": "No"}, "404 Not Found"), Rejected, "rejected"),
        (json_answer({"code": 400, "message": "No"}), Rejected, "rejected"),
        (json_answer({"status": 400, "message": "No"}), Rejected, "rejected"),
        (json_answer({"code": "400", "message": "No"}), Rejected, "rejected"),
        (json_answer({"code": None, "status": 400, "message": "No"}), Rejected, "rejected"),
        (json_answer({"code": 401}), Misconfigured, "key_refused"),
        (json_answer({"errors": {"name": ["is empty"]}}), Rejected, "rejected"),
        (json_answer({"errors": ["is empty"]}), Rejected, "rejected"),
        (json_answer({"errors": "is empty"}), Rejected, "rejected"),
        (answer(b"<html></html>", status="400 Bad Request"), Uncertain, "answer_unreadable"),
        (answer(b"<html></html>", status="404 Not Found"), Uncertain, "answer_unreadable"),
        (answer(b"<html></html>"), Uncertain, "answer_unreadable"),
        (answer(b""), Uncertain, "answer_unreadable"),
        (answer(b'{"data":{"id":5'), Uncertain, "answer_unreadable"),
        (json_answer([]), Uncertain, "answer_unreadable"),
        (json_answer([{"id": 5}]), Uncertain, "answer_unreadable"),
        (json_answer("5"), Uncertain, "answer_unreadable"),
        (json_answer(None), Uncertain, "answer_unreadable"),
        (bad({"data": {"id": 5}}, "480 Partial"), Uncertain, "answer_unreadable"),
        (bad({"message": "x"}, "408 Timeout"), Uncertain, "failed_over_there"),
        (bad({"message": "x"}, "500 Oops"), Uncertain, "failed_over_there"),
        (json_answer({"code": 500, "message": "x"}), Uncertain, "failed_over_there"),
        (answer(b"<html></html>", status="502 Bad Gateway"), Uncertain, "failed_over_there"),
        (json_answer({"message": "Data saved successfully", "code": 200}), Uncertain, "no_id"),
        (json_answer({"data": {"id": True}}), Uncertain, "no_id"),
    ],
)
def test_what_came_back_on_the_first_call(reply, error, code, desk):
    got = refusal(desk, reply)

    assert (kind(got), got.code) == (error, code)
    assert str(got).endswith((".", "No", "empty", "[]", "–"))


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({"message": "No"}, "No"),
        ({"shortMessage": "Error"}, "Error"),
        ({"detail": "D"}, "D"),
        ({"error": "E"}, "E"),
        ({"message": "", "detail": "D"}, "D"),
        ({"message": "No", "detail": "D"}, "No"),
        ({"message": ["no", "text"], "error": "E"}, "E"),
        (
            {"errors": {"name": ["is empty", "is short"], "sum": "wrong"}},
            "name: is empty · name: is short · sum: wrong",
        ),
        ({"errors": ["first", 2]}, "first · 2"),
        ({"errors": "text"}, "text"),
        (
            {"errors": {"name": ["is empty"]}, "message": "Data validation failed"},
            "name: is empty · Data validation failed",
        ),
        ({"errors": ["No"], "message": "No"}, "No"),
        ({"errors": {}}, "–"),
        ({}, "–"),
    ],
)
def test_all_that_an_error_says_is_one_line(body, text):
    assert said(body) == text


def test_secrets_that_an_error_repeats_are_not_shown(desk):
    error = refusal(desk, bad({"message": f"Key {KEY} is 100% wrong"}))

    assert str(error) == "B1 rejected the document: Key *** is 100% wrong"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"data": {"id": 197}}, "197"),
        ({"data": {"id": "197"}}, "197"),
        ({"data": {"id": "0197"}}, "0197"),
        ({"data": 197}, "197"),
        ({"data": "197"}, "197"),
        ({"id": 197}, "197"),
        ({"data": {"id": None}, "id": 197}, "197"),
        ({"data": {}, "id": "197"}, "197"),
        ({"data": {"id": 197}, "id": 1}, "197"),
        ({"data": {"id": 0}}, ""),
        ({"data": {"id": "0"}}, ""),
        ({"data": {"id": -1}}, ""),
        ({"data": {"id": True}}, ""),
        ({"data": {"id": "²"}}, ""),
        ({"data": {"id": "٣"}}, ""),
        ({"data": {"id": " 5"}}, "5"),
        ({"data": {"id": ""}}, ""),
        ({"data": {"id": [5]}}, ""),
        ({"data": {"id": 10**40}}, ""),
        ({"data": {"id": "9" * 40}}, ""),
        ({"data": [5]}, ""),
        ({"data": None}, ""),
        ({}, ""),
    ],
)
def test_the_id_of_an_answer(body, found):
    assert id_in(body) == found


def comparing(date):
    """The clock difference that an answer with this Date header shows."""
    from oscar_lt_accounting.providers.kit.answers import Answer

    client = B1Client(
        HttpClient(hosts=(), epoch=lambda: 1_700_000_000), "https://b1.lt", auth="key", api_key="", private_key=""
    )
    client._compare_clocks(Answer(status=200, headers={"Date": date}, body=b""))
    return client.clock_difference


@pytest.mark.parametrize(
    ("date", "seconds"),
    [
        ("Tue, 14 Nov 2023 22:13:20 GMT", 0),
        ("Tue, 14 Nov 2023 22:15:20 GMT", 120),
        ("Tue, 14 Nov 2023 22:13:00 GMT", -20),
        ("Tue, 14 Nov 2023 22:13:20", 0),
        ("", None),
        ("yesterday", None),
        ("Tue, 14 Nov 99999 22:13:20 GMT", None),
        ("Tue, 14 Nov 2023 22:13:20 +99999999999999999999", None),
        ("Tue, 14 Nov 2023 22:13:20 +9999", None),
    ],
)
def test_clocks_are_compared_where_the_header_can_be_read(date, seconds):
    assert comparing(date) == seconds


def test_a_date_without_a_zone_is_no_local_time(monkeypatch):
    monkeypatch.setenv("TZ", "Europe/Vilnius")
    time.tzset()
    try:
        assert comparing("Tue, 14 Nov 2023 22:13:20 -0000") == 0
        assert comparing("Wed, 15 Nov 2023 00:13:20 +0200") == 0
    finally:
        monkeypatch.undo()
        time.tzset()


@given(st.text() | st.from_regex(r"\A[A-Z][a-z]{2}, \d{1,3} [A-Z][a-z]{2} \d{1,6} \d+:\d+:\d+ [+-]\d{1,25}\Z"))
def test_no_date_header_breaks_a_call(date):
    assert comparing(date) is None or isinstance(comparing(date), int)
