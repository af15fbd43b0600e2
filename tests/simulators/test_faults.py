"""What our providers make of each planned mishap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from oscar_lt_accounting.domain.errors import AccountingError, Misconfigured, Rejected, Throttled, Uncertain
from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Absent, Connection, Found, Inconclusive, Journal, Resumable
from oscar_lt_accounting.providers.robolabs.provider import RoboLabs
from oscar_lt_accounting.testing.simulators import KINDS, B1Simulator, RoboLabsSimulator
from tests.simulators.samples import CREATE
from tests.simulators.speaking import b1_provider, held, http, robolabs_provider
from tests.simulators.worked import PRODUCTS, order_1

CONFIG = "e-commerce/config/get"
ROW, SELL = "e-commerce/order-items/create", "e-commerce/orders/create-sale"


@pytest.fixture
def shop(robolabs: RoboLabsSimulator) -> RoboLabsSimulator:
    robolabs.seed(*PRODUCTS)
    return robolabs


def invoice() -> Any:
    return order_1(linked=False, series="INV", number="00001")


def provider_in_a_hurry(simulator: RoboLabsSimulator) -> RoboLabs:
    connection = Connection(base_url=simulator.url, credentials=simulator.credentials(), settings={"location": "WH"})
    return RoboLabs(connection, http(simulator.now, call_deadline=0.4))


def outcome(submit: Callable[[], Any]) -> str:
    """The class of the error and its code, or "issued"."""
    try:
        submit()
    except AccountingError as error:
        # The kit tells a refusal in a class of its own below the public one.
        public = next(kind for kind in type(error).__mro__ if kind.__module__ == AccountingError.__module__)
        return f"{public.__name__} {error.code}"
    return "issued"


# What each mishap means to our provider, and how many invoices the system holds after it.
MET = [
    ("lost_answer", {}, "Uncertain answer_lost", 1),
    ("lost_answer", {"saved": False}, "Uncertain answer_lost", 0),
    ("cut", {}, "Uncertain answer_lost", 0),
    ("server_error", {}, "Uncertain failed_over_there", 0),
    ("server_error", {"saved": True, "status": 502}, "Uncertain failed_over_there", 1),
    ("unavailable", {}, "Uncertain failed_over_there", 0),
    ("unavailable", {"saved": True}, "Uncertain failed_over_there", 1),
    ("throttled", {}, "Throttled throttled", 0),
    ("too_many", {"seconds": 30}, "Throttled throttled", 0),
    ("refused", {"message": "Ne taip"}, "Rejected rejected", 0),
    ("html", {}, "Uncertain answer_unreadable", 0),
    ("html", {"saved": True}, "Uncertain answer_unreadable", 1),
    ("challenge", {}, "Misconfigured key_refused", 0),
    ("truncated", {}, "Uncertain answer_unreadable", 1),
    ("broken_off", {}, "Uncertain answer_lost", 1),
    ("huge", {"megabytes": 33}, "Uncertain answer_lost", 1),
    ("bomb", {"megabytes": 33}, "Uncertain answer_lost", 1),
    ("redirect", {"status": 308}, "Misconfigured redirected", 0),
    ("late", {}, "Uncertain answer_lost", 0),
    ("background", {}, "issued", 0),
]


@pytest.mark.parametrize(("kind", "details", "means", "booked"), MET)
def test_what_a_mishap_means(
    shop: RoboLabsSimulator, kind: str, details: dict[str, Any], means: str, booked: int
) -> None:
    shop.fail("create_invoice", kind, **details)
    provider = robolabs_provider(shop, location="WH")
    assert outcome(lambda: provider.submit(invoice(), Journal())) == means
    assert len(shop.books().issued) == booked
    assert shop.calls[0].fault == kind
    # The plan is spent: the next call goes well, and a number sent twice is there twice.
    assert outcome(lambda: provider.submit(invoice(), Journal())) == "issued"
    assert len(shop.books().issued) == booked + 1


@pytest.mark.parametrize("kind", ["timeout", "slow"])
def test_an_answer_that_takes_too_long(shop: RoboLabsSimulator, kind: str) -> None:
    shop.fail("create_invoice", kind)
    assert outcome(lambda: provider_in_a_hurry(shop).submit(invoice(), Journal())) == "Uncertain answer_lost"
    assert len(shop.books().issued) == 1


def test_every_kind_is_tried_here() -> None:
    assert set(KINDS) == {kind for kind, *_ in MET} | {"timeout", "slow", "partial"}


def b1_journey(b1: B1Simulator, call: str, kind: str, **details: Any) -> tuple[B1, Journal, Any]:
    b1.seed(*PRODUCTS)
    b1.fail(call, kind, **details)
    provider, journal, document = b1_provider(b1, write_off=True), Journal(), order_1(linked=True)
    with pytest.raises(Uncertain):
        provider.submit(document, journal)
    return provider, journal, document


@pytest.mark.parametrize("kind", ["lost_answer", "cut", "partial", "server_error", "html", "truncated"])
@pytest.mark.parametrize(
    ("call", "after"), [(CREATE, 0), (ROW, 0), (ROW, 2), ("e-commerce/orders/create-write-off", 0)]
)
def test_b1_is_resumed_after_any_step_before_the_sale(b1: B1Simulator, call: str, after: int, kind: str) -> None:
    provider, journal, document = b1_journey(b1, call, kind, after=after)
    assert isinstance(provider.find(document, journal), Resumable)
    provider.submit(document, journal)
    (sale,) = b1.books().documents
    assert (sale.issued, str(sale.gross), len(sale.rows)) == (True, "42.95", 5)
    assert held(b1, "KNYGA", "1") == 8


@pytest.mark.parametrize(("kind", "finding"), [("lost_answer", Found), ("cut", Absent)])
def test_b1_is_asked_for_the_print_of_a_sale_in_doubt(b1: B1Simulator, kind: str, finding: type) -> None:
    provider, journal, document = b1_journey(b1, SELL, kind)
    assert isinstance(provider.find(document, journal), finding)


def test_a_look_up_that_meets_a_mishap_proves_nothing(shop: RoboLabsSimulator) -> None:
    provider = robolabs_provider(shop, location="WH")
    for kind in ("html", "server_error", "throttled", "truncated", "lost_answer", "challenge"):
        shop.fail("get_invoice", kind)
        assert isinstance(provider.find(invoice(), Journal()), Inconclusive), kind


def test_a_background_job_is_polled_to_its_end(shop: RoboLabsSimulator) -> None:
    shop.fail("create_invoice", "background", polls=2)
    provider = robolabs_provider(shop, location="WH")
    remote = provider.submit(invoice(), Journal())
    polls = 0
    while remote.job:
        assert shop.books().documents == []
        remote, polls = provider.poll(remote), polls + 1
    assert (polls, len(shop.books().issued)) == (3, 1)


def test_a_background_job_that_fails_is_a_rejection(shop: RoboLabsSimulator) -> None:
    shop.fail("create_invoice", "background", outcome="fails", polls=0, message="Serija uždaryta")
    provider = robolabs_provider(shop, location="WH")
    remote = provider.submit(invoice(), Journal())
    with pytest.raises(Rejected, match="Serija uždaryta"):
        provider.poll(remote)


def test_a_background_job_under_way_makes_a_look_up_inconclusive(shop: RoboLabsSimulator) -> None:
    shop.fail("create_invoice", "background", outcome="stays")
    provider = robolabs_provider(shop, location="WH")
    provider.submit(invoice(), Journal())
    assert isinstance(provider.find(invoice(), Journal()), Inconclusive)


def test_the_errors_of_the_real_limits(b1: B1Simulator, shop: RoboLabsSimulator) -> None:
    b1.switches.daily_requests = 0
    with pytest.raises(Throttled):
        b1_provider(b1).check()
    shop.switches.per_minute = 0
    with pytest.raises(Throttled) as caught:
        robolabs_provider(shop).check()
    assert caught.value.retry_after == 60


def test_keys_that_open_nothing(b1: B1Simulator, shop: RoboLabsSimulator) -> None:
    stranger = Connection(base_url=b1.url, credentials={"api_key": "nobody's"})
    with pytest.raises(Misconfigured):
        B1(stranger, http(b1.now)).check()
    stranger = Connection(base_url=shop.url, credentials={"api_key": "nobody's"})
    with pytest.raises(Misconfigured):
        RoboLabs(stranger, http(shop.now)).check()


def test_a_late_call_arrives_after_the_caller_has_given_up(shop: RoboLabsSimulator) -> None:
    shop.fail("create_invoice", "late")
    provider, document = robolabs_provider(shop, location="WH"), invoice()
    with pytest.raises(Uncertain):
        provider.submit(document, Journal())
    assert isinstance(provider.find(document, Journal()), Absent)
    assert shop.release() == 1
    found = provider.find(document, Journal())
    assert isinstance(found, Found)
    assert found.document.differences(document) == ()
    assert (shop.calls[0].note, shop.calls[0].said, shop.calls[0].status) == ("arrived late", "200", None)
    assert shop.release() == 0


def test_a_late_call_may_arrive_by_itself(shop: RoboLabsSimulator) -> None:
    shop.fail("create_invoice", "late", seconds=0.001)
    with pytest.raises(Uncertain):
        robolabs_provider(shop, location="WH").submit(invoice(), Journal())
    for timer in shop._timers:
        timer.join()
    assert len(shop.books().issued) == 1
