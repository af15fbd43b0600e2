"""Which tests of a parallel run stay together: those of `tests/browser` share one open shop."""

from __future__ import annotations

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_TOGETHER = "tests/browser/"


class OneShop(LoadScopeScheduling):
    """Every test goes where there is time, in the given order; those of one shop go to one worker.

    xdist's own `loadgroup` writes the group into the test's id, which pytest 9.2 no longer reads.
    """

    def _split_scope(self, nodeid: str) -> str:
        return _TOGETHER if nodeid.startswith(_TOGETHER) else nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneShop | None:
    """For `--dist loadgroup`."""
    return OneShop(config, log) if config.getvalue("dist") == "loadgroup" else None
