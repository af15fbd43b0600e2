"""How an order of this shop is written."""

from __future__ import annotations

from typing import Any

from oscar.apps.checkout import mixins

from sandbox.shop import buyers, payment


class OrderPlacementMixin(mixins.OrderPlacementMixin):
    """Oscar's way, with payment sources, the company and the first change of status."""

    def chosen_payment(self) -> str | None:
        """Code of the way to pay."""
        code: str | None = self.checkout_session.payment_method()
        return code

    def buying_company(self) -> buyers.Company | None:
        """The company that buys, if one does."""
        return buyers.remembered(self.request)

    def handle_payment(self, order_number: Any, total: Any, **_kwargs: Any) -> None:
        """Take or promise the money; a free order needs none."""
        if not total.incl_tax:
            return
        way = payment.WAYS[self.chosen_payment() or payment.TRANSFER.code]
        reference = f"{way.code}-{order_number}"
        self.add_payment_source(payment.promise(way, total, reference))
        self.add_payment_event("Settled" if way.at_once else "Promised", total.incl_tax, reference)

    def save_payment_details(self, order: Any) -> None:
        """Write sources and events, the company, and that the order is paid if it is."""
        super().save_payment_details(order)
        buyers.keep(order, self.buying_company())
        if all(source.balance == 0 for source in order.sources.all()):
            order.set_status("Paid")
