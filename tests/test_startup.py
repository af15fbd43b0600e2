"""A process of a shop loads what it needs: most never speak to an accounting system nor show the dashboard."""

from __future__ import annotations

import json
import os
import subprocess
import sys

#: Loaded by those that send, read a file or validate a VAT code.
HEAVY = {"openpyxl", "requests", "urllib3", "stdnum", "lxml", "ijson", "simplejson"}
SCRIPT = """
import json, sys
import django
django.setup()
started = sorted(sys.modules)
from django.core.management import call_command
call_command("check", verbosity=0)
print(json.dumps([started, sorted(sys.modules)]))
"""


def loaded() -> tuple[set[str], set[str]]:
    """The modules after the start of Django, and after its checks."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, stdout=subprocess.PIPE, check=True)
    started, checked = json.loads(done.stdout.splitlines()[-1])
    return set(started), set(checked)


def test_neither_the_start_nor_the_checks_load_what_only_some_processes_need():
    started, checked = loaded()
    assert not HEAVY & started
    assert not HEAVY & checked
    ours = {name.removeprefix("oscar_lt_accounting.") for name in started if name.startswith("oscar_lt_accounting.")}
    views = {name for name in ours if name.startswith("dashboard.") and name.count(".") > 1}
    assert {name.rpartition(".")[2] for name in views} == {"pages"}
    assert not {name for name in ours if name.startswith(("providers.b1", "providers.itax", "providers.kit.http"))}
    # The checks read the shop's URLs, and with them the views of every page.
    assert "oscar_lt_accounting.dashboard.links.list_view" in checked
