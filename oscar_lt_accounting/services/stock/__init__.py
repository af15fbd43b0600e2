"""Stock that comes back from the accounting system: whole warehouses, what was sold, and the shop's own records."""

from oscar_lt_accounting.services.stock.pulling import due, pull
from oscar_lt_accounting.services.stock.sold import read_sold

__all__ = ["due", "pull", "read_sold"]
