"""Whatever a customer puts into the basket: the documents add up to the order, or it waits with a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from oscar.apps.partner.models import Partner

from oscar_lt_accounting.domain.errors import Held
from oscar_lt_accounting.models import Integration, Submission
from oscar_lt_accounting.services.invoicing.building import freeze_document
from tests.invoicing.baskets import NetByClass, Plan, plans
from tests.invoicing.reading import check_consistent
from tests.shop import GrossStrategy

#: A real order costs a thousand times more than a generated one, so fewer are placed and failures not shrunk.
#: A part of 0.00, or a whole order of it, gets no document.
NOTHING_TO_SELL = {"zero_total", "nothing_to_invoice"}
REAL = hypothesis_settings(
    max_examples=max(hypothesis_settings().max_examples // 5, 1),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
HOMES = st.sampled_from(["largest", "first", "split"])
POLICIES = st.sampled_from(["apportion_net", "apportion_gross", "standard", "dominant"])


@pytest.fixture
def place(shop: Any, connect: Any, outbox: Any, settings: Any) -> Iterator[Callable]:
    """Places a plan, freezes its documents, checks them; returns why any of them is held."""
    partners: list[Partner] = [connect(name).partner for name in ("Vilnius", "Kaunas", "Klaipėda")]
    ours = dict(settings.OSCAR_LT_ACCOUNTING)

    def _place(plan: Plan, home: str, policy: str, *, offers_with_vat: bool) -> list[str]:
        settings.OSCAR_LT_ACCOUNTING = {**ours, "SHIPPING_HOME": home, "SHIPPING_VAT_POLICY": policy}
        settings.OSCAR_OFFERS_INCL_TAX = offers_with_vat
        Integration.objects.update(prices_include_tax=not plan.is_net)
        with transaction.atomic():
            order = plan.place(partners)
            order.refresh_from_db()
            held = _freeze_all(order, outbox.clock)
            transaction.set_rollback(True)
        return held

    yield _place
    settings.OSCAR_LT_ACCOUNTING = ours


def _freeze_all(order: Any, clock: Any) -> list[str]:
    total, held = Decimal("0.00"), []
    for row in Submission.objects.filter(order_id=order.pk):
        try:
            frozen = freeze_document(row, clock)
        except Held as error:
            held.append(error.code)
            continue
        assert frozen
        document = row.document
        assert document is not None
        check_consistent(document)
        total += document.total
    if set(held) <= NOTHING_TO_SELL:
        assert total == order.total_incl_tax
    else:
        assert len(set(held)) == 1, held
    return held


@given(plan=plans(GrossStrategy(named=True)), home=HOMES, policy=POLICIES, with_vat=st.booleans())
@REAL
def test_orders_with_named_codes_and_gross_prices_are_never_held(
    place: Callable, plan: Plan, home: str, policy: str, with_vat: bool
) -> None:
    assert set(place(plan, home, policy, offers_with_vat=with_vat)) <= NOTHING_TO_SELL


@given(plan=plans(NetByClass(), is_net=True), home=HOMES, policy=POLICIES, with_vat=st.booleans())
@REAL
def test_orders_of_net_price_lists_are_held_only_where_small_amounts_hide_the_rate(
    place: Callable, plan: Plan, home: str, policy: str, with_vat: bool
) -> None:
    held = set(place(plan, home, policy, offers_with_vat=with_vat)) - NOTHING_TO_SELL
    assert not held or (held == {"vat_rate_unknown"} and min(row.price for row in plan.rows) < Decimal("0.50"))


@given(plan=plans(NetByClass(), is_net=True, kinds=("prekes",)), home=HOMES, policy=POLICIES, with_vat=st.booleans())
@REAL
def test_orders_with_a_line_that_shows_its_rate_are_never_held(
    place: Callable, plan: Plan, home: str, policy: str, with_vat: bool
) -> None:
    held = set(place(plan, home, policy, offers_with_vat=with_vat)) - NOTHING_TO_SELL
    assert not held or max(row.price for row in plan.rows) < Decimal("0.50")


@given(plan=plans(GrossStrategy()), home=HOMES, policy=POLICIES, with_vat=st.booleans())
@REAL
def test_orders_without_codes_are_held_only_where_small_amounts_hide_the_rate(
    place: Callable, plan: Plan, home: str, policy: str, with_vat: bool
) -> None:
    held = set(place(plan, home, policy, offers_with_vat=with_vat)) - NOTHING_TO_SELL
    assert not held or (held == {"vat_rate_unknown"} and min(row.price for row in plan.rows) < Decimal("0.50"))
