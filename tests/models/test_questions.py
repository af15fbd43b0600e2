"""What rows answer when they are asked: who may see them, who must act, how often one may call."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model

from oscar_lt_accounting.domain.errors import Misconfigured, Problem
from oscar_lt_accounting.models import Attempt, AuditLine, Integration, State, Submission
from oscar_lt_accounting.models.records import audit_line, lines_of
from oscar_lt_accounting.models.submissions import LIVE
from oscar_lt_accounting.providers.limits import Limit
from oscar_lt_accounting.services.invoicing.routing import IGNORED
from tests.models.moves import put_into
from tests.shop import Item

PROBLEM = Problem(code="away", message="The accounting system is away.")


@pytest.fixture
def row(shop: Any, connect: Any, outbox: Any) -> Submission:
    connect()
    shop.place([Item("12.10")])
    return Submission.objects.get()


@pytest.fixture
def integration(connect: Any) -> Integration:
    return connect().integration


@pytest.mark.parametrize("state", list(State))
def test_the_machinery_attends_to_what_is_alive_and_due(row: Submission, clock: Any, state: State) -> None:
    put_into(row, state, clock.now())
    assert Submission.objects.due(clock.now()).exists() == (state in LIVE)
    assert not Submission.objects.due(clock.now() - timedelta(seconds=1)).exists()
    Submission.objects.update(not_before=None)
    assert not Submission.objects.due(clock.now()).exists()


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("waits", [True, False])
@pytest.mark.parametrize("code", ["", "recorded_differs"])
def test_a_row_and_a_query_agree_on_who_needs_a_person(
    row: Submission, clock: Any, state: State, waits: bool, code: str
) -> None:
    put_into(row, state, clock.now())
    Submission.objects.update(problem_code=code, not_before=clock.now() if waits else None)
    row = Submission.objects.get()
    assert row.needs_a_person == Submission.objects.needing_a_person().exists()
    assert row.waits_for_a_person <= row.needs_a_person
    assert Submission.objects.unsent().exists() == (state not in (State.ISSUED, State.CANCELLED))


def test_who_sees_what(row: Submission, shop: Any) -> None:
    people = get_user_model().objects
    boss = people.create_superuser("boss", "boss@example.com", "x")
    boss.is_staff = False
    seller = people.create_user("seller", "seller@example.com")
    shop.partner().users.add(seller)
    seen = [
        Submission.objects.visible_to(user).count()
        for user in (people.create_user("staff", is_staff=True), boss, seller, people.create_user("other"))
    ]
    assert seen == [1, 1, 1, 0]


def test_an_attempt_knows_how_long_it_took(row: Submission, clock: Any) -> None:
    attempt = Attempt(submission=row, purpose="send", started_at=clock.now())
    assert attempt.duration is None
    attempt.finished_at = clock.now() + timedelta(seconds=2)
    assert attempt.duration == timedelta(seconds=2)
    assert str(attempt).startswith("2026-03-09")


def test_the_audit_trail_is_read_from_the_beginning(row: Submission) -> None:
    user = get_user_model().objects.create_user("ona", "ona@example.com")
    audit_line("noted", actor=user, reason="by hand", submission=row).save()
    audit_line("stopped", actor="worker", problem=PROBLEM, submission=row).save()
    assert [line.verb for line in lines_of(row)] == ["enqueue", "noted", "stopped"]
    first, second, third = lines_of(row)
    assert (str(first), str(second)) == ("placed: enqueue", "ona: noted")
    assert (second.reason_text, third.reason_text, third.reason) == ("by hand", PROBLEM.message, PROBLEM.message)
    assert str(AuditLine(verb="x")) == "–: x"


@pytest.mark.parametrize(
    ("provider", "name"), [("b1", "B1.lt"), ("robolabs", "RoboLabs"), ("memory", "Memory"), ("gone", "gone")]
)
def test_a_provider_that_is_not_installed_keeps_its_code(integration: Integration, provider: str, name: str) -> None:
    integration.provider = provider
    assert integration.provider_name == name


def test_limits_are_the_providers_or_the_shops(integration: Integration) -> None:
    assert integration.limits() == integration.provider_class.limits
    integration.settings = {"limits": [[5, 60], ["7", "3600"]]}
    assert integration.limits() == (Limit(5, 60), Limit(7, 3600))
    integration.settings = {"limits": []}
    assert integration.limits() == ()


@pytest.mark.parametrize("limits", [7, "5/60", [5, 60], [["a", "b"]], [[1]], [None], [[1, 2, 3]], {"5": 60}])
def test_limits_that_cannot_be_read(integration: Integration, limits: Any) -> None:
    integration.settings = {"limits": limits}
    with pytest.raises(Misconfigured):
        integration.limits()


@pytest.mark.parametrize("settings", [None, [], "text", 7])
def test_settings_that_are_no_dictionary_are_as_none(integration: Integration, settings: Any) -> None:
    integration.settings = settings
    assert integration.option("gift_cards", "hold") == "hold"
    assert integration.limits() == integration.provider_class.limits
    assert integration.connect().code == "memory"


def test_the_longest_rest_wins(integration: Integration, clock: Any) -> None:
    late, early = clock.now() + timedelta(hours=2), clock.now() + timedelta(hours=1)
    for until in (early, late, early):
        integration.rest(until, PROBLEM, failures=5)
    integration = Integration.objects.get()
    assert (integration.resting_until, integration.failures, integration.problem_code) == (late, 5, "away")


def test_one_worker_tries_whether_the_books_are_back(integration: Integration, clock: Any) -> None:
    integration.rest(clock.now(), PROBLEM, failures=5)
    until = clock.now() + timedelta(minutes=1)
    assert [integration.take_probe(clock.now(), until) for _ in range(3)] == [True, False, False]
    integration.wake()
    integration = Integration.objects.get()
    assert (integration.failures, integration.resting_until, integration.problem) == (0, None, "")


def test_saving_an_integration_wakes_it(integration: Integration, clock: Any) -> None:
    integration.block(PROBLEM)
    integration = Integration.objects.get()
    integration.name = "Kitos"
    integration.save()
    assert not Integration.objects.get().is_blocked


def test_rows_are_called_by_names_that_people_know(row: Submission) -> None:
    assert str(row) == row.reference
    assert row.warehouse is not None
    assert str(row.warehouse) == "Vilnius sandėlis"
    assert repr(IGNORED) == "IGNORED"
