"""Print all measurements as tables: `make bench`."""

from __future__ import annotations

from bench.stage import database

with database():
    from bench import calls, checkout

    print("## Added to the checkout\n")
    print(checkout.report())
    print("\n## Remote calls per order\n")
    print(calls.report())
