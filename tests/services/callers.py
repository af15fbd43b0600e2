"""`python -m tests.services.callers 8 3`: processes that call as often as the limiter lets them.

Its arguments are how many processes, and for how many seconds. Prints when each call began and when it was answered.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
import threading
import time
from typing import Any


def main(processes: int, seconds: float) -> list[tuple[float, float]]:
    import django

    django.setup()
    family = multiprocessing.get_context("fork")
    start, told = family.Barrier(processes), family.Queue()
    children = [family.Process(target=_call, args=(seconds, start, told)) for _ in range(processes)]
    for child in children:
        child.start()
    calls = [tuple(span) for _ in children for span in told.get(timeout=60)]
    for child in children:
        child.join()
    return calls


def _call(seconds: float, start: Any, told: Any) -> None:
    from oscar_lt_accounting.domain.errors import Throttled
    from oscar_lt_accounting.models import Integration
    from oscar_lt_accounting.providers.limits import Purpose
    from oscar_lt_accounting.services.requests.limiter import DatabaseLimiter

    limiter = DatabaseLimiter(Integration.objects.get())
    chance, pause = random.Random(), threading.Event()
    spans = []
    start.wait()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            slot = limiter.enter(Purpose.DOCUMENT)
        except Throttled:
            pause.wait(0.01)
            continue
        began = time.monotonic()
        pause.wait(chance.uniform(0, 0.05))
        spans.append((began, time.monotonic()))
        slot.answered()
    told.put(spans)


if __name__ == "__main__":
    json.dump(main(int(sys.argv[1]), float(sys.argv[2])), sys.stdout)
