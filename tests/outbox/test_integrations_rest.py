"""When the accounting system is out of reach, or only a person can fix the connection."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable
from oscar_lt_accounting.models import Integration, State, Submission
from oscar_lt_accounting.providers.memory.books import Fault, books
from oscar_lt_accounting.providers.memory.provider import Memory
from oscar_lt_accounting.services.outbox import backoff
from tests.shop import Item

DOWN = Fault(Unavailable("down", code="unreachable"))


@pytest.fixture
def queue(shop, connect, clock, outbox):
    """Ten documents waiting for one integration."""
    warehouse = connect(settings={"limits": []})
    for _ in range(10):
        shop.place([Item("1.00")])
    Submission.objects.update(not_before=clock.now())
    return warehouse.integration


def test_after_some_failures_in_a_row_the_integration_is_left_alone(queue, outbox, memory_books):
    memory_books.faults = [DOWN] * 100
    assert outbox.run() == backoff.FAILURES_BEFORE_REST
    queue.refresh_from_db()
    assert queue.failures == backoff.FAILURES_BEFORE_REST
    assert queue.resting_until > outbox.clock.now()
    assert queue.problem_code == "unreachable"
    assert outbox.run(after=1) == 0
    assert Submission.objects.filter(attempt_count=0).count() == 5


def test_one_document_tries_whether_the_books_are_back(queue, outbox, memory_books):
    memory_books.faults = [DOWN] * (backoff.FAILURES_BEFORE_REST + 1)
    outbox.run()
    queue.refresh_from_db()
    Submission.objects.filter(state=State.PENDING).update(not_before=outbox.clock.now())
    assert outbox.run(after=backoff.rest(queue.failures).total_seconds() + 1) == 1
    queue.refresh_from_db()
    assert queue.failures == backoff.FAILURES_BEFORE_REST + 1
    Submission.objects.filter(state=State.PENDING).update(not_before=outbox.clock.now())
    assert outbox.run(after=backoff.rest(queue.failures).total_seconds() + 1) == 10
    queue.refresh_from_db()
    assert (queue.failures, queue.resting_until, queue.problem_code) == (0, None, "")
    assert len(memory_books.documents) == 10


def test_only_one_worker_takes_the_probe(queue, outbox, memory_books):
    from datetime import timedelta

    memory_books.faults = [DOWN] * 5
    outbox.run()
    now = outbox.clock.now() + timedelta(hours=2)
    until = now + timedelta(minutes=5)
    assert queue.take_probe(now, until)
    assert not queue.take_probe(now, until)


def test_a_refused_key_blocks_the_integration_and_its_documents_wait_untouched(queue, outbox, memory_books):
    memory_books.faults = [Fault(Misconfigured("bad key", code="key_refused"))]
    assert outbox.run() == 1
    queue.refresh_from_db()
    assert queue.is_blocked
    assert queue.problem_code == "key_refused"
    assert outbox.run(after=1_000_000) == 0
    assert set(Submission.objects.values_list("state", flat=True)) == {State.PENDING}
    queue.save()  # somebody fixed it
    outbox.run()
    assert Submission.objects.filter(state=State.ISSUED).count() == 10


def test_malformed_settings_block_with_a_sentence(queue, outbox, memory_books):
    Integration.objects.update(settings={"behaves_as": "z"})
    outbox.run()
    queue.refresh_from_db()
    assert queue.is_blocked
    assert "Behaves as" in queue.problem_text


@pytest.mark.parametrize("limits", ["many", [[1]], [["a", "b"]], 5])
def test_malformed_limits_block_with_a_sentence(queue, outbox, memory_books, limits):
    Integration.objects.update(settings={"limits": limits})
    outbox.run()
    queue.refresh_from_db()
    assert queue.is_blocked
    assert "limits" in queue.problem_text
    assert not memory_books.documents


def test_a_provider_that_is_not_installed_blocks(queue, outbox):
    Integration.objects.update(provider="gone")
    outbox.run()
    queue.refresh_from_db()
    assert (queue.is_blocked, queue.problem_code) == (True, "provider")


def test_throttling_lets_the_whole_integration_wait_and_counts_no_failure(queue, outbox, memory_books):
    memory_books.faults = [Fault(Throttled("slow", retry_after=600))]
    assert outbox.run() == 1
    queue.refresh_from_db()
    assert queue.failures == 0
    assert outbox.run(after=599) == 0
    outbox.run(after=2)
    assert len(memory_books.documents) == 10


def test_switched_off_its_documents_wait(queue, outbox, memory_books):
    Integration.objects.update(is_active=False)
    assert outbox.run(after=100) == 0
    Integration.objects.update(is_active=True)
    assert outbox.run() == 10


def test_a_broken_integration_does_not_delay_another(shop, connect, clock, outbox, memory_books):
    connect("Vilnius", settings={"limits": [], "books": "broken"})
    connect("Kaunas", settings={"limits": [], "books": "fine"})
    books("broken").faults = [DOWN] * 1000
    for _ in range(8):
        shop.place([Item("1.00"), Item("2.00", partner=shop.partner("Kaunas"))])
    Submission.objects.update(not_before=clock.now())
    outbox.run()
    assert len(books("fine").documents) == 8
    assert not books("broken").documents


def test_time_that_goes_on_during_a_pass_stops_nothing(queue, outbox, memory_books, clock, monkeypatch):
    Integration.objects.update(settings={"limits": [[100, 60]]})
    standing = type(clock).now

    def ticking(self):
        self.advance(0.001)
        return standing(self)

    monkeypatch.setattr(type(clock), "now", ticking)
    outbox.run()
    assert len(memory_books.documents) == 10


def test_only_restricts_the_worker_to_one_integration(shop, connect, clock, outbox, memory_books):
    from oscar_lt_accounting.services.outbox.worker import Worker

    connect("Vilnius", settings={"limits": [], "books": "one"})
    other = connect("Kaunas", settings={"limits": [], "books": "two"})
    shop.place([Item("1.00"), Item("2.00", partner=shop.partner("Kaunas"))])
    Submission.objects.update(not_before=clock.now())
    assert Worker(context=outbox.context, only=[other.integration_id], parallel=False).run() == 1
    assert (len(books("one").documents), len(books("two").documents)) == (0, 1)


def test_after_a_rest_a_cheap_question_comes_before_a_document_is_risked(queue, outbox, memory_books, monkeypatch):
    asked = []

    def probe(self):
        asked.append(len(memory_books.faults))
        if len(asked) == 1:
            raise Unavailable("still away")

    monkeypatch.setattr(Memory, "probe", probe)
    memory_books.faults = [DOWN] * backoff.FAILURES_BEFORE_REST
    for _ in range(60):
        outbox.run(after=30)
        if asked:
            break
    assert asked == [0]
    assert not memory_books.documents, "no document is risked while the question is not answered"

    outbox.run(after=7200)

    assert len(asked) == 2
    assert len(memory_books.documents) == 10
