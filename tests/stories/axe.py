"""What axe-core finds on a page and calls serious or critical."""

from __future__ import annotations

from typing import Any

#: Not ours to fix: Oscar puts the form to log out right into the list of its upper bar.
_OSCARS = [".navbar-accounts"]
_SERIOUS = ("serious", "critical")


def faults(tab: Any, ours: str = "") -> list[str]:
    """Each serious violation on the page, or in `ours` of it: its rule, its place, and what is there."""
    from axe_playwright_python.sync_playwright import Axe

    if not tab.evaluate("typeof axe === 'object'"):
        tab.evaluate(Axe().axe_script)
    where = {"include": [ours]} if ours else {"exclude": _OSCARS}
    found = tab.evaluate("(where) => axe.run(where, {resultTypes: ['violations']})", where)
    return [
        f"{violation['id']}: {' '.join(map(str, node['target']))}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for violation in found["violations"]
        if violation["impact"] in _SERIOUS
        for node in violation["nodes"]
    ]
