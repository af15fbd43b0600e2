"""One measurement on a database of its own: `python -m bench.one NAME`."""

from __future__ import annotations

import sys
from importlib import import_module

from bench.stage import database

#: What is measured, in the order of the page: title, module, function.
REPORTS = {
    "startup": ("Start of a process", "startup", "report"),
    "calls": ("Remote calls per document", "calls", "report"),
    "checkout": ("Added to the checkout", "checkout", "report"),
    "pulls": ("Stock updates of whole warehouses", "stock", "report"),
    "writing": ("Writing what changed", "stock", "writing"),
    "matching": ("Matching SKUs", "stock", "matching"),
    "pages": ("Pages of the dashboard", "pages", "report"),
}

if __name__ == "__main__":
    title, module, function = REPORTS[sys.argv[1]]
    with database():
        print(f"### {title}\n\n{getattr(import_module(f'bench.{module}'), function)()}\n")
