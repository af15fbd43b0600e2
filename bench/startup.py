"""What our apps add to `django.setup()` of a shop: every web process, worker and command pays it.

Each run is a process of its own with warm byte code, in turns with and without our apps; the processor's seconds are
those of the settings and `django.setup()`, the memory is the process's peak.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from statistics import median

from bench.ratios import Ratio, ratio, table

ROUNDS = 9
_OURS = "oscar_lt_accounting"
_SCRIPT = f"""
import json, resource, sys, time
begun = time.process_time()
from django.conf import settings
import django
settings.INSTALLED_APPS
if sys.argv[1] == "without":
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if not app.startswith("{_OURS}")]
django.setup()
seconds = time.process_time() - begun
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""


def run(name: str) -> tuple[float, float]:
    """Seconds of the processor and peak memory in MB of one start, `with` or `without` our apps."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, name], env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    seconds, kilobytes = json.loads(done.stdout)
    return seconds, kilobytes / 1024


def report() -> str:
    """The two ratios, and what of the differences is noise: Oscar alone beside itself."""
    run("with"), run("without")  # compile the byte code
    runs: dict[str, list[tuple[float, float]]] = {"with": [], "without": [], "again": []}
    for _ in range(ROUNDS):
        for name, measured in runs.items():
            measured.append(run("with" if name == "with" else "without"))
    rows = []
    for column, unit in enumerate(("processor, s", "peak memory, MB")):
        figures = {name: [values[column] for values in measured] for name, measured in runs.items()}
        noise: Ratio = ratio(figures["again"], figures["without"])
        rows.append(
            [
                unit,
                f"{median(figures['without']):.2f}",
                f"{median(figures['with']):.2f}",
                str(ratio(figures["with"], figures["without"])),
                str(noise),
            ]
        )
    head = ["`django.setup()`", "Oscar alone", "with our apps", "with / alone", "alone / alone"]
    return table(head, rows)
