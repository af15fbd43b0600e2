"""What pip installs: built from the repository, and once more from what the source archive holds."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "oscar_lt_accounting"
CATALOGUE = "oscar_lt_accounting/locale/lt/LC_MESSAGES/django.mo"


def build(what: str, source: Path, target: Path) -> Path:
    command = [sys.executable, "-m", "build", "--no-isolation", f"--{what}", "--outdir", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(target.iterdir())


def committed_copy(target: Path) -> Path:
    """The files git knows or would take, so that nothing on this machine gets into the archive by chance."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    names = [name for name in listed.stdout.decode().split("\0") if name]
    if listed.returncode or not names:
        pytest.fail("the packaging test needs a git checkout")
    for name in names:
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_bytes((ROOT / name).read_bytes())
    return target


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, zipfile.ZipFile]:
    source = committed_copy(tmp_path_factory.mktemp("source"))
    archive = build("sdist", source, tmp_path_factory.mktemp("sdist"))
    unpacked = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(archive) as tar:
        tar.extractall(unpacked, filter="data")
    return {
        "from the repository": zipfile.ZipFile(build("wheel", source, tmp_path_factory.mktemp("wheel"))),
        "from the source archive": zipfile.ZipFile(
            build("wheel", next(unpacked.iterdir()), tmp_path_factory.mktemp("again"))
        ),
    }


def shipped() -> set[str]:
    """Everything below the package that a shop needs: code, templates, static files, migrations, the mark of types."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


@pytest.mark.parametrize("source", ["from the repository", "from the source archive"])
def test_the_wheel_holds_all_a_shop_needs(built: dict[str, zipfile.ZipFile], source: str) -> None:
    names = set(built[source].namelist())
    expected = shipped()
    for kind in ("/templates/", "/static/", "/migrations/0001_initial", "py.typed", "/testing/simulators/"):
        assert any(kind in name for name in expected), kind
    assert expected <= names
    assert {name.partition("/")[0] for name in names} <= {
        "oscar_lt_accounting",
        next(name.partition("/")[0] for name in names if name.endswith("METADATA")),
    }


@pytest.mark.parametrize("source", ["from the repository", "from the source archive"])
def test_the_wheel_speaks_lithuanian(built: dict[str, zipfile.ZipFile], source: str) -> None:
    with built[source].open(CATALOGUE) as compiled:
        catalogue = read_mo(compiled)
    assert len(catalogue) > 100


def test_both_wheels_are_the_same(built: dict[str, zipfile.ZipFile]) -> None:
    first, second = ({entry.filename: entry.CRC for entry in wheel.infolist()} for wheel in built.values())
    assert first == second
