"""How the demo places orders."""

from __future__ import annotations

from oscar.apps.order.utils import OrderCreator as CoreOrderCreator

from oscar_lt_accounting.checkout import LastPieceOnce


class OrderCreator(LastPieceOnce, CoreOrderCreator):
    """Sells the last piece once."""
