"""The contract, with the endings that docs/fault-outcomes.md promises."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.contract import outcomes

pytest.register_assert_rewrite("oscar_lt_accounting.testing.contract")

from oscar_lt_accounting.testing.contract import ProviderContract  # noqa: E402 - its assertions are rewritten first


class PromisedContract(ProviderContract):
    @pytest.fixture
    def expected(self, stand: Any) -> Callable[[str, str], None]:
        """Compares with the page; with OUTCOMES=write the page is written instead."""

        def _expected(mishap: str, ending: str) -> None:
            if outcomes.WRITING:
                outcomes.write(mishap, stand.title, ending)
            else:
                assert ending == outcomes.promised(mishap, stand.title)

        return _expected
