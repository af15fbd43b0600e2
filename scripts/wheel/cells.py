"""One Python with one Django: from a new environment to an issued invoice, and to every page and button."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from scripts.wheel.building import ROOT
from scripts.wheel.failing import Failed
from scripts.wheel.project import Project
from scripts.wheel.readme import Block, install_blocks

#: What a shop in Oscar's stock configuration needs beside Oscar: the pictures' thumbnails.
_SHOP = "django-oscar sorl-thumbnail"
_LOOPBACK = 'OSCAR_LT_ACCOUNTING["ALLOWED_HOSTS_EXTRA"] = ["127.0.0.1"]  # the simulator\n'


@dataclass
class Cell:
    """What is tried, and how many seconds each step of it took.

    `program` is the Python; `django` a requirement for pip, empty for the newest that Oscar allows. A thorough cell
    goes on after the first invoice: to the end of README's steps, and through the dashboard.
    """

    name: str
    program: str | None
    django: str = ""
    thorough: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    project: Project | None = None

    def run(self, folder: Path, wheel: Path) -> None:
        """Do all of it in `folder`; raises `Failed`."""
        with self._step("shop"):
            project = self.project = Project(folder, str(self.program), wheel)
            project.run(f'python -m pip install {_SHOP} "django{self.django}"')
            project.start_shop()
        self.told.append(_versions(project))
        with ExitStack() as running:
            for block in install_blocks(ROOT / "README.md"):
                self._follow(project, block, running)
                if "accounting_deliver" in block.text and not self.thorough:
                    return
            with self._step("pages and buttons"):
                self.told.append(project.run("python -m inside.walk").strip().rpartition("\n")[2])

    def _follow(self, project: Project, block: Block, running: ExitStack) -> None:
        if block.language == "python":
            project.append(block.file, block.text + (_LOOPBACK if block.file == "settings.py" else ""))
            return
        for line in block.lines:
            with self._step(re.sub(r"^python manage\.py ", "", line).split()[0]):
                self._type(project, line)
            if line.startswith("pip "):
                self._check_versions(project)
                ready = project.folder / "simulator.json"
                running.enter_context(project.going_on("python -m inside.simulator", ready.exists))

    def _type(self, project: Project, line: str) -> None:
        if "--watch" not in line:
            project.run(line)
        elif "accounting_deliver" not in line:
            with project.going_on(line, lambda: True):
                pass
        else:
            # Nothing else writes meanwhile: SQLite as `startproject` sets it up lets one process write (W002).
            project.run("python -m inside.selling")
            with project.going_on(line, lambda: _is_settled(project)):
                pass
            _check_invoice(project)

    def _check_versions(self, project: Project) -> None:
        if (now := _versions(project)) != self.told[0]:
            raise Failed(f"pip changed the shop: it was {self.told[0]}, now it is {now}")

    @contextmanager
    def _step(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0) + time.monotonic() - begun


def _versions(project: Project) -> str:
    words = (
        "from importlib.metadata import version as v; print('Django', v('django') + ',', 'Oscar', v('django-oscar'))"
    )
    return project.run(f'python -c "{words}"').strip()


def _is_settled(project: Project) -> bool:
    states = {state for (state,) in project.rows("SELECT state FROM oscar_lt_accounting_submission")}
    return bool(states) and not states & {"pending", "sending", "accepted"}


def _check_invoice(project: Project) -> None:
    columns = "state, total, remote_id <> '', problem_code"
    documents = project.rows(f"SELECT {columns} FROM oscar_lt_accounting_submission")  # noqa: S608 - our own words
    orders = project.rows("SELECT 'issued', total_incl_tax, 1, '' FROM order_order")
    if documents != orders or len(orders) != 1:
        raise Failed(f"one order and one invoice of its total are expected: {orders}, {documents}")
