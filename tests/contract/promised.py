"""The contract, with the endings that docs/fault-outcomes.md promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, ClassVar

import pytest

from tests.contract import outcomes

pytest.register_assert_rewrite("oscar_lt_accounting.testing.contract")

from oscar_lt_accounting.testing.contract import ProviderContract  # noqa: E402 - its assertions are rewritten first
from tests.contract.setups import SETUPS  # noqa: E402


class PromisedContract(ProviderContract):
    title: ClassVar[str]

    @pytest.fixture
    def setup(self, clock: Any) -> Iterator[Any]:
        with SETUPS[self.title](clock) as setup:
            yield setup

    @pytest.fixture
    def expected(self, setup: Any) -> Callable[[str, str], None]:
        """Compares with the page; with OUTCOMES=write the page is written instead."""

        def _expected(mishap: str, ending: str) -> None:
            if outcomes.WRITING:
                outcomes.write(mishap, setup.title, ending)
            else:
                assert ending == outcomes.promised(mishap, setup.title)

        return _expected
