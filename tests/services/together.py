"""Works that all begin at the same moment, each with a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


class Work:
    """One thread; what went wrong in it is raised in `result`."""

    def __init__(self, task: Callable[[], Any], start: threading.Barrier) -> None:
        self._task = task
        self._start = start
        self._returned: Any = None
        self._raised: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._start.wait()
            self._returned = self._task()
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is asked for
            self._raised = error
        finally:
            connections.close_all()

    def result(self, *, seconds: float = 60) -> Any:
        """What the task returned; raises what it raised, or that it is still at it."""
        self._thread.join(seconds)
        assert not self._thread.is_alive(), f"still waiting after {seconds} seconds"
        if self._raised:
            raise self._raised
        return self._returned


def together(*tasks: Callable[[], Any]) -> list[Work]:
    """Start all of them at once."""
    start = threading.Barrier(len(tasks))
    return [Work(task, start) for task in tasks]
