"""Exactly once, whatever dies (measurements.md §2.3, §3.1 R1)."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.killing.scenario import ROOT


def kill_matrix(*options: str, **environment: str) -> None:
    # Workers that are killed tell nothing about coverage; measuring them only makes them slow.
    ours = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", *options],
        cwd=ROOT,
        env={**ours, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("scenario", ["b1", "robolabs", "robolabs-background"])
def test_every_fault_and_every_kill_ends_with_one_document(scenario):
    kill_matrix("--only", scenario)


@pytest.mark.deep
def test_every_fault_with_every_kill_and_pairs_of_kills():
    kill_matrix("--deep")


@pytest.mark.deep
@pytest.mark.postgres
def test_every_fault_with_every_kill_on_postgresql():
    kill_matrix("--deep", DATABASE_URL=os.environ["DATABASE_URL"])
