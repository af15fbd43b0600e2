"""Oscar's own tests, without our app and with it: `python -m scripts.oscar_suite PATH`.

PATH, or OSCAR_CHECKOUT in the environment, is a checkout of django-oscar; its source archives have no tests. What fails
without our app may fail with it; anything more is ours.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.wheel.building import ROOT, build
from scripts.wheel.failing import Failed
from scripts.wheel.project import Project
from scripts.wheel.readme import install_blocks

#: Seconds for one run of the tests.
_LONGEST = 3600
_SETTINGS, _URLS = "settings_with_accounting", "urls_with_accounting"
_NOT_COPIED = shutil.ignore_patterns(".git", "node_modules", "build", "*.egg-info", "__pycache__", ".tox")


def main(arguments: Sequence[str]) -> int:
    """Compare the two runs; 1 when something fails only with our app."""
    given = next(iter(arguments), os.environ.get("OSCAR_CHECKOUT", ""))
    if not given:
        _say("Oscar's own tests: SKIPPED, OSCAR_CHECKOUT names no checkout of django-oscar")
        return 0
    if not (Path(given) / "tests" / "settings.py").is_file():
        _say(f"{given} is no checkout of django-oscar: it has no tests/settings.py")
        return 1
    with tempfile.TemporaryDirectory(prefix="oscar-", ignore_cleanup_errors=True) as name:
        try:
            return _compare(Path(given), Path(name))
        except Failed as failed:
            _say(f"Oscar's own tests: FAILED, {failed}\n{failed.printed}")
            return 1


def _compare(given: Path, folder: Path) -> int:
    checkout = folder / "oscar"
    shutil.copytree(given, checkout, ignore=_NOT_COPIED, symlinks=True)
    project = Project(folder, sys.executable, build(folder))
    # What the tests need comes from the index, Oscar itself from the checkout: to build that takes npm.
    project.run('python -m pip install oscar-lt-accounting "django-oscar[test]" sorl-thumbnail easy-thumbnails')
    _write_settings(project.folder)
    project.environment |= {
        "ACCOUNTING_KEY": "MDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=",
        "DATABASE_ENGINE": "django.db.backends.sqlite3",
        "DATABASE_NAME": ":memory:",
        "PYTHONPATH": os.pathsep.join(map(str, (project.folder, checkout, checkout / "src"))),
    }
    without = _failures(project, checkout, "tests.settings")
    with_us = _failures(project, checkout, _SETTINGS)
    _say(f"Oscar's own tests: {len(without)} fail without our app, {len(with_us)} with it")
    more = sorted(with_us - without)
    _say("".join(f"only with our app: {name}\n" for name in more).rstrip() or "none fails only with our app")
    return int(bool(more))


def _write_settings(folder: Path) -> None:
    """The tests' own settings and addresses, with README's blocks below."""
    blocks = {block.file: block.text for block in install_blocks(ROOT / "README.md") if block.language == "python"}
    settings = f'from tests.settings import *\n\n{blocks["settings.py"]}\nROOT_URLCONF = "{_URLS}"\n'
    (folder / f"{_SETTINGS}.py").write_text(settings, encoding="utf-8")
    urls = f"from tests._site.urls import *\n\n{blocks['urls.py']}"
    (folder / f"{_URLS}.py").write_text(urls, encoding="utf-8")


def _failures(project: Project, checkout: Path, settings: str) -> set[str]:
    """The names of the tests that fail with these settings; raises `Failed` when none was run."""
    report = project.folder / f"{settings}.xml"
    command = f"python -m pytest -n auto -q -p no:cacheprovider --ds {settings} --junitxml {report}"
    project.run(f"cd {shlex.quote(str(checkout))}; {command} || true", longest=_LONGEST)
    if not report.is_file():
        raise Failed(f"no tests were run with {settings}", project.printed[-1])
    cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 - written by the run above
    if not cases:
        raise Failed(f"no tests were found with {settings}", project.printed[-1])
    bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    return {f"{case.get('classname')}::{case.get('name')}" for case in bad}


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
