"""Whether the key opens the e-commerce methods, and whether our clocks agree."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.errors import Misconfigured, Throttled, Unavailable
from oscar_lt_accounting.providers.b1.provider import B1
from oscar_lt_accounting.providers.base import Capability, Limit
from tests.providers.b1 import BROKEN, CONFIG, GONE, NO_KEY, PAGE, REFUSED, remote
from tests.providers.server import json_answer

IN_TIME = ("Date: Tue, 14 Nov 2023 22:14:20 GMT",)
LATE = ("Date: Tue, 14 Nov 2023 22:12:19 GMT",)


def check(desk, reply):
    desk.books.on(CONFIG, reply)
    return {result.title: result for result in desk.provider().check()}


def sentence(result):
    return result.detail % dict(result.params)


def test_a_key_that_opens_everything(desk):
    results = check(desk, json_answer({"data": {"warehouseId": 3}, "code": 200}, headers=IN_TIME))

    assert all(result.ok for result in results.values())
    assert sentence(results["Key"]) == "The e-commerce methods are open."
    assert sentence(results["Warehouse"]) == "B1 keeps this integration's goods in warehouse 3."
    assert sentence(results["Clock"]) == "The clocks differ by 60 seconds."
    assert desk.books.asked == [CONFIG]
    assert not desk.provider().door.wrote


@pytest.mark.parametrize(
    "data", [{}, {"warehouseId": None}, {"warehouseId": ""}, {"warehouseId": 0}, [], None, "x", {"warehouseId": []}]
)
def test_no_warehouse_is_something_to_mend(data, desk):
    results = check(desk, json_answer({"data": data, "code": 200}))

    assert not results["Warehouse"].ok
    assert sentence(results["Warehouse"]).endswith("warehouse –.")
    assert results["Key"].ok


def test_clocks_that_differ_by_more_than_a_minute_are_something_to_mend(desk):
    results = check(desk, json_answer({"data": {"warehouseId": 3}}, headers=LATE))

    assert not results["Clock"].ok
    assert sentence(results["Clock"]) == "The clocks differ by 61 seconds."


def test_a_clock_that_is_not_told_is_no_fault(desk):
    results = check(desk, remote(warehouseId=3))

    assert results["Clock"].ok
    assert sentence(results["Clock"]) == "The clocks differ by – seconds."


@pytest.mark.parametrize("reply", [GONE, REFUSED, json_answer({}, status="409 Conflict")])
def test_a_key_that_does_not_open_the_e_commerce_methods(reply, desk):
    with pytest.raises(Misconfigured, match="e-commerce methods are not open") as caught:
        check(desk, reply)

    assert caught.value.code == "no_ecommerce"


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (NO_KEY, Misconfigured),
        (BROKEN, Unavailable),
        (PAGE, Unavailable),
        (json_answer({}, status="429 Slow"), Throttled),
        (json_answer({"message": "not enough funds"}, status="400 Bad"), Misconfigured),
    ],
)
def test_a_check_that_cannot_report_raises(reply, error, desk):
    with pytest.raises(error):
        check(desk, reply)


def test_what_b1_declares():
    assert B1.limits == (Limit(417, time_zone="Europe/Vilnius"),)
    assert B1.final_step == "sale"
    assert Capability.RESUMES in B1.capabilities
    assert Capability.STOCK not in B1.capabilities
    assert all(host == "site.pro" or host.endswith((".b1.lt", "b1.lt", ".site.pro")) for host in B1.hosts)
