"""Whatever Fakturownia answers, only the domain's errors come out, and never an invented document."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from oscar_lt_accounting.domain.documents import RemoteDocument
from oscar_lt_accounting.domain.goods import RemoteProduct
from oscar_lt_accounting.providers.base import Connection, Found, Journal
from oscar_lt_accounting.providers.fakturownia.provider import Fakturownia
from oscar_lt_accounting.providers.kit.answers import Answer
from tests.providers.fakturownia import TAKEN, made, mugs
from tests.providers.http_clients import AnsweringHttpClient
from tests.providers.test_hostile_answers import anything, headers, outcome, statuses

SALE = mugs()
PRODUCT = {"id": 5, "name": "A", "code": "A", "stock_level": "9.0", "limited": 1, "price_gross": "1.0"}
RECORDED: list[Any] = [made(), [made()], [], TAKEN, {"id": 9}, [PRODUCT], {"code": "success", "message": "ok"}]


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """A recorded answer with one value replaced, or cut, or anything else."""
    whole = json.loads(json.dumps(draw(st.sampled_from(RECORDED))))
    record = whole[0] if isinstance(whole, list) and whole else whole
    if isinstance(record, dict) and draw(st.booleans()):
        record[draw(st.sampled_from(sorted(record)))] = draw(anything)
    if draw(st.integers(0, 5)) == 0:
        whole = draw(anything)
    body = json.dumps(whole).encode()
    return body[: draw(st.integers(0, len(body)))] if draw(st.integers(0, 5)) == 0 else body


given_answers = st.lists(st.builds(Answer, status=statuses, headers=headers, body=bodies()), min_size=1, max_size=5)


def provider(answers: list[Answer]) -> tuple[Fakturownia, AnsweringHttpClient]:
    http = AnsweringHttpClient(answers)
    connection = Connection(base_url="https://demo.fakturownia.pl", credentials={"api_token": "key-key"})
    return Fakturownia(connection, http), http


@given(answers=given_answers)
def test_submitting(answers: list[Answer]) -> None:
    books, http = provider(answers)
    journal = Journal()

    issued = outcome(lambda: books.submit(SALE, journal))

    json.dumps(journal.steps)
    if issued is not None:
        assert int(issued.remote_id) > 0
        assert http.requests[-1].writes or issued.reference == SALE.reference


@given(answers=given_answers, steps=st.sampled_from([{}, {"buyer": "started"}, {"invoice": "started"}]))
def test_finding(answers: list[Answer], steps: dict[str, Any]) -> None:
    books, http = provider(answers)

    finding = outcome(lambda: books.find(SALE, Journal(steps)))

    assert not any(request.writes for request in http.requests)
    if isinstance(finding, Found):
        assert finding.document.reference == SALE.reference
        finding.document.differences(SALE)


@given(answers=given_answers)
def test_the_rest(answers: list[Answer]) -> None:
    wanted = RemoteProduct(remote_id="", code="A", name="A", price=Decimal(1))
    printed = outcome(lambda: provider(answers)[0].pdf(RemoteDocument(remote_id="77"), SALE))
    assert printed is None or printed.startswith(b"%PDF")
    for result in outcome(lambda: provider(answers)[0].check()) or ():
        assert result.detail % dict(result.params)
    for remote in outcome(lambda: list(provider(answers)[0].recorded(date(2026, 3, 1), date(2026, 3, 31)))) or ():
        assert remote.total is None or remote.total == round(remote.total, 2)
    for level in outcome(lambda: list(provider(answers)[0].stock_levels("1"))) or ():
        assert level.product.remote_id
        assert level.available is None or level.available.is_finite()
    product = outcome(lambda: provider(answers)[0].create_product(wanted, "23"))
    assert product is None or int(product.remote_id) > 0
