"""The worked orders of lt-invoicing-facts §8, to the cent."""

from __future__ import annotations

import pytest

from oscar_lt_accounting.domain.money import round_cents, split
from oscar_lt_accounting.domain.sums import (
    Item,
    ShippingPolicy,
    Sums,
    apportion,
    gross_first,
    grouped,
    net_first,
    vat_on,
)
from tests.domain.makers import D

PVM1, PVM3, PVM58 = ("PVM1", D(21)), ("PVM3", D(5)), ("PVM58", D(12))


def priced(group, gross, net="0.00"):
    return Item(group, D(gross), D(net))


def net_and_vat(sums):
    return [f"{row.net}/{row.vat}" for row in sums]


def group_sums(items, sums):
    """Gross, net and VAT by VAT code."""
    return {
        code: tuple(str(sum(getattr(sums[i], name) for i in members)) for name in ("gross", "net", "vat"))
        for (code, _rate), members in grouped(items).items()
    }


def test_order_1_mixed_rates():
    items = [priced(PVM1, "0.99")] * 3 + [priced(PVM3, "24.98"), priced(PVM58, "15.00")]

    sums = gross_first(items)

    assert net_and_vat(sums) == ["0.82/0.17", "0.82/0.17", "0.81/0.18", "23.79/1.19", "13.39/1.61"]
    assert group_sums(items, sums) == {
        "PVM1": ("2.97", "2.45", "0.52"),
        "PVM3": ("24.98", "23.79", "1.19"),
        "PVM58": ("15.00", "13.39", "1.61"),
    }
    assert sum(row.gross for row in sums) == D("42.95")
    assert vat_on(D("2.45"), D(21)) == D("0.51"), "why a system that recomputes must be forced"


def test_order_2_fixed_discount_over_lines():
    before = [D("29.99"), D("19.90"), D("14.50")]
    grosses = [amount - off for amount, off in zip(before, split(D("10.00"), before), strict=True)]
    assert grosses == [D("25.33"), D("16.81"), D("12.25")]
    items = [priced(group, gross) for group, gross in zip((PVM1, PVM1, PVM3), grosses, strict=True)]

    sums = gross_first(items)

    assert net_and_vat(sums) == ["20.94/4.39", "13.89/2.92", "11.67/0.58"]
    assert group_sums(items, sums) == {"PVM1": ("42.14", "34.83", "7.31"), "PVM3": ("12.25", "11.67", "0.58")}
    assert sum(row.gross for row in sums) == D("54.39")


def test_order_2_split_trap():
    before = [D("10.00")] * 3
    grosses = [amount - off for amount, off in zip(before, split(D("10.00"), before), strict=True)]
    items = [priced(PVM1, gross) for gross in grosses]

    assert group_sums(items, gross_first(items)) == {"PVM1": ("20.00", "16.53", "3.47")}


def test_order_3_net_prices_with_four_decimals():
    nets = [round_cents(D(quantity) * D(price)) for quantity, price in ((137, "0.1234"), (7, "2.3456"), (1, "12.3456"))]
    assert nets == [D("16.91"), D("16.42"), D("12.35")]
    items = [Item(PVM1, net + vat_on(net, D(21)), net) for net in nets]

    sums = net_first(items)

    assert sums is not None
    assert net_and_vat(sums) == ["16.91/3.55", "16.42/3.45", "12.35/2.59"]
    assert group_sums(items, sums) == {"PVM1": ("55.27", "45.68", "9.59")}


@pytest.mark.parametrize(
    ("policy", "parts", "groups", "vat"),
    [
        (
            ShippingPolicy.APPORTION_NET,
            [(PVM1, "2.95"), (PVM3, "2.04")],
            {"PVM1": ("52.94", "43.75", "9.19"), "PVM3": ("32.04", "30.51", "1.53")},
            "10.72",
        ),
        (
            ShippingPolicy.APPORTION_GROSS,
            [(PVM1, "3.12"), (PVM3, "1.87")],
            {"PVM1": ("53.11", "43.89", "9.22"), "PVM3": ("31.87", "30.35", "1.52")},
            "10.74",
        ),
        (
            ShippingPolicy.STANDARD,
            [(PVM1, "4.99")],
            {"PVM1": ("54.98", "45.44", "9.54"), "PVM3": ("30.00", "28.57", "1.43")},
            "10.97",
        ),
        (
            ShippingPolicy.DOMINANT,
            [(PVM1, "4.99")],
            {"PVM1": ("54.98", "45.44", "9.54"), "PVM3": ("30.00", "28.57", "1.43")},
            "10.97",
        ),
    ],
)
def test_order_4_shipping_with_mixed_rates(policy, parts, groups, vat):
    goods = [priced(PVM1, "49.99"), priced(PVM3, "30.00")]

    shipping = apportion(D("4.99"), goods, policy, PVM1, [item.gross for item in goods])

    assert shipping == [(group, D(gross)) for group, gross in parts]
    items = goods + [Item(group, gross, D(0)) for group, gross in shipping]
    sums = gross_first(items)
    assert group_sums(items, sums) == groups
    assert sum(row.gross for row in sums) == D("84.98")
    assert sum(row.vat for row in sums) == D(vat)


@pytest.mark.parametrize(
    ("policy", "parts"),
    [(ShippingPolicy.APPORTION_GROSS, ["1.87", "1.12"]), (ShippingPolicy.APPORTION_NET, ["1.77", "1.22"])],
)
def test_order_5b_all_goods_free_and_shipping_paid(policy, parts):
    goods = [priced(PVM1, "0.00"), priced(PVM3, "0.00")]

    shipping = apportion(D("2.99"), goods, policy, PVM1, [D("49.99"), D("30.00")])

    assert shipping == [(PVM1, D(parts[0])), (PVM3, D(parts[1]))]
    items = goods + [Item(group, gross, D(0)) for group, gross in shipping]
    sums = gross_first(items)
    assert net_and_vat(sums)[:2] == ["0.00/0.00", "0.00/0.00"]
    assert sum(row.gross for row in sums) == D("2.99")


def test_order_5c_goods_paid_by_gift_card_keep_their_vat():
    assert gross_first([priced(PVM1, "25.00")]) == [Sums(D("20.66"), D("4.34"), D("25.00"))]


def test_order_6_foreign_currency_is_summed_in_its_own_cents():
    items = [priced(PVM1, "99.90"), priced(PVM1, "50.00")]

    assert group_sums(items, gross_first(items)) == {"PVM1": ("149.90", "123.88", "26.02")}
    assert split(D("173.21"), [D("99.90"), D("50.00")]) == [D("115.43"), D("57.78")]


@pytest.mark.parametrize("total", ["0.03", "0.09", "0.14", "0.20"])
def test_a_total_no_net_leads_to_is_still_reached_gross_first(total):
    nets = [D(cents) / 100 for cents in range(21)]
    assert not [net for net in nets if net + vat_on(net, D(21)) == D(total)], "unreachable from the net"

    (sums,) = gross_first([priced(PVM1, total)])

    assert sums.gross == D(total)
    assert sums.net + sums.vat == D(total)


def test_a_total_no_net_leads_to_forces_the_vat_net_first():
    sums = net_first([priced(PVM1, "0.09", "0.07")])

    assert sums == [Sums(D("0.07"), D("0.02"), D("0.09"))], "0.0147 may be rounded up, never by a cent or more"


def test_a_total_that_no_vat_near_the_right_one_reaches_cannot_be_summed_net_first():
    assert net_first([priced(PVM1, "0.10", "0.07")]) is None
    assert net_first([priced(PVM1, "0.08", "0.08")]) is None
