"""What waited for a link is sent when it is made."""

from __future__ import annotations

from typing import Any

import pytest

from oscar_lt_accounting.models import State, Submission
from oscar_lt_accounting.services.linking import links
from oscar_lt_accounting.services.linking.links import LinkRow, link, link_many
from tests.shop import Item


@pytest.fixture
def strict(connect):
    return connect(settings={"require_links": True})


@pytest.fixture
def held(shop, strict, outbox):
    """Places orders that wait for links."""

    def _held(*titles: str) -> Any:
        order = shop.place([Item("10.00", title=title) for title in titles])
        outbox.run(after=60)
        row = Submission.objects.get(order=order)
        assert (row.state, row.problem_code) == (State.HELD, "no_link")
        return row

    return _held


def records_of(submission: Any) -> list[Any]:
    return [line.stockrecord for line in submission.order.lines.order_by("pk")]


def test_what_waited_for_the_link_is_sent_and_nothing_else_is_disturbed(strict, held, outbox, boss):
    waiting, other = held("Mug"), held("Cup")
    (mug,) = records_of(waiting)
    link_many(strict, [LinkRow(stockrecord_id=mug.pk, remote_id="77")], actor=boss)
    waiting.refresh_from_db()
    other.refresh_from_db()
    assert (waiting.state, other.state) == (State.PENDING, State.HELD)
    assert waiting.audit_lines.first().actor == boss
    outbox.run(after=60)
    waiting.refresh_from_db()
    assert waiting.state == State.ISSUED


def test_an_order_that_waits_for_two_links_is_sent_after_both(strict, held, outbox):
    waiting = held("Mug", "Cup")
    for number, one in enumerate(records_of(waiting)):
        link(strict, one, remote_id=str(number))
        outbox.run(after=60)
        waiting.refresh_from_db()
    assert waiting.state == State.ISSUED


def test_what_a_provider_held_for_any_link_is_tried_again(strict, held, record):
    waiting = held("Mug")
    Submission.objects.update(problem_detail={"message": "Centas needs a code."})
    link(strict, record("OTHER"), remote_id="5")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.audit_lines.first().actor_name) == (State.PENDING, "mended")


def test_nothing_new_sends_nothing(strict, held):
    held("Mug")
    assert links.release_for(strict, []) == 0
    assert Submission.objects.get().state == State.HELD
