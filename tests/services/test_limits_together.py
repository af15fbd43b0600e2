"""Eight processes share one limit, and no server with a sliding window would refuse any of their calls."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

from oscar_lt_accounting.models import Integration
from tests.settings import ROOT

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PROCESSES, SECONDS = 8, 3
LIMIT, WINDOW = 8, 1


def calls() -> list[tuple[float, float]]:
    server, _, _name = os.environ["DATABASE_URL"].rpartition("/")
    environment = {**os.environ, "DATABASE_URL": f"{server}/{connection.settings_dict['NAME']}"}
    command = [sys.executable, "-m", "tests.services.callers", str(PROCESSES), str(SECONDS)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [(began, answered) for began, answered in json.loads(done.stdout)]


def test_the_limit_is_used_and_never_passed() -> None:
    Integration.objects.create(
        name="limited", provider="memory", settings={"limits": [[LIMIT, WINDOW]], "limits_share": 100}
    )
    spans = calls()
    # At the worst, the server saw each of these calls when it ended, and all that followed when they began.
    for _, answered in spans:
        seen = [began for began, end in spans if end >= answered and began < answered + WINDOW]
        assert len(seen) <= LIMIT
    assert len(spans) >= 2 * LIMIT
