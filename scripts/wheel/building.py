"""The source archive and the wheel, built from the files that git knows; whether the wheel holds all a shop needs."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

from babel.messages.mofile import read_mo

from scripts.wheel.failing import Failed

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "oscar_lt_accounting"
_CATALOGUE = f"{PACKAGE}/locale/lt/LC_MESSAGES/django.mo"
#: What would be missed last, because nothing imports it.
_KINDS = ("/templates/", "/static/", "/migrations/0001_initial", "/py.typed", "/testing/simulators/")
_FEWEST_SENTENCES = 100


def build(folder: Path) -> Path:
    """The wheel made of the source archive; raises `Failed` when it lacks something or the tree makes another one."""
    source = _copy(folder / "source")
    archive = _built("sdist", source, folder / "sdist")
    with tarfile.open(archive) as tar:
        tar.extractall(folder / "unpacked", filter="data")
    wheel = _built("wheel", next((folder / "unpacked").iterdir()), folder / "wheel")
    _check_contents(wheel, source)
    _check_same(wheel, _built("wheel", source, folder / "wheel-of-the-tree"))
    return wheel


def _copy(target: Path) -> Path:
    """The files git knows or would take, so that nothing else on this machine gets into the archive."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)  # noqa: S603 - our own words
    names = [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    if listed.returncode or not names:
        raise Failed(f"{ROOT} is no git checkout", listed.stderr.decode())
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes((ROOT / name).read_bytes())
    return target


def _built(what: str, source: Path, target: Path) -> Path:
    command = [sys.executable, "-m", "build", "--no-isolation", f"--{what}", "--outdir", str(target), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    if done.returncode:
        raise Failed(f"the {what} cannot be built", done.stdout + done.stderr)
    return next(target.iterdir())


def _check_contents(wheel: Path, source: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        sentences = len(read_mo(archive.open(_CATALOGUE)))
    needed = {path.relative_to(source).as_posix() for path in (source / PACKAGE).rglob("*") if path.is_file()}
    if absent := [kind for kind in _KINDS if not any(kind in name for name in needed)]:
        raise Failed("the package lacks " + ", ".join(absent))
    if missing := sorted(needed - names):
        raise Failed("the wheel lacks files of the package", "\n".join(missing))
    if strangers := sorted({name.partition("/")[0] for name in names} - {PACKAGE, _metadata_folder(names)}):
        raise Failed("the wheel brings more than the package", "\n".join(strangers))
    if sentences < _FEWEST_SENTENCES:
        raise Failed(f"the wheel has {sentences} Lithuanian sentences")


def _metadata_folder(names: set[str]) -> str:
    return next(name.partition("/")[0] for name in names if name.endswith(".dist-info/METADATA"))


def _check_same(first: Path, second: Path) -> None:
    with zipfile.ZipFile(first) as one, zipfile.ZipFile(second) as other:
        contents = [{entry.filename: entry.CRC for entry in wheel.infolist()} for wheel in (one, other)]
    if contents[0] != contents[1]:
        names = sorted(name for name, _ in set(contents[0].items()) ^ set(contents[1].items()))
        raise Failed("the tree and the source archive make different wheels", "\n".join(names))
