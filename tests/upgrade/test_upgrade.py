"""A shop that was filled with version 0.1.0 is upgraded: nothing is lost, and all is sent in the same words.

`filled_0007.sql.gz` is what that version (commit c658423, migrations up to 0007) left on SQLite after orders, lost
answers and killed workers, `expected.json` what it had sent until then and what it sent from there on. Both were made
by `fill_0007.py.txt`, which says how. Calls that change something are compared one by one; questions may be added.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from oscar_lt_accounting.groups import PERMISSIONS
from oscar_lt_accounting.testing.simulators import DEMO_CREDENTIALS

HERE = Path(__file__).resolve().parent
EXPECTED = json.loads((HERE / "expected.json").read_text())
APP = "oscar_lt_accounting"
#: Models that have another name now.
RENAMED = {"print": "documentpdf", "remotename": "remoteid"}
#: Which company's keys each integration was given.
COMPANIES = {
    "B1 e-commerce": ("b1", "vilnius"),
    "B1 warehouse": ("b1", "kaunas"),
    "RoboLabs": ("robolabs", "vilnius"),
    "RoboLabs, background": ("robolabs", "kaunas"),
    "iTax": ("itax", "vilnius"),
    "Centas": ("centas", "vilnius"),
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the upgrade and the present worker made of it; the first process of a parallel run finds it out for all."""
    root = tmp_path_factory.getbasetemp()
    root = root.parent if "PYTEST_XDIST_WORKER" in os.environ else root
    folder = root / "upgrade"
    with (root / "upgrade.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "outcome.json").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            upgrade(folder)
    found: dict[str, Any] = json.loads((folder / "outcome.json").read_text())
    return found


def upgrade(folder: Path) -> None:
    """Run `deliver.py` on SQLite in a process of its own, without the settings of this one."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL" and not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.upgrade.deliver", str(folder)],
        cwd=HERE.parent.parent,
        env={**kept, "UPGRADE_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "tests.upgrade.settings"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def renamed(name: str) -> str:
    """A permission, content type or table of the version before by its present name."""
    for before, now in RENAMED.items():
        if name == before or name.endswith(f"_{before}"):
            return name.removesuffix(before) + now
    return name


def kept_in(part: Any, whole: Any) -> bool:
    """Whether `whole` says all that `part` says; it may have more fields."""
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(
            name in whole and kept_in(value, whole[name]) for name, value in part.items()
        )
    if isinstance(part, list):
        return isinstance(whole, list) and len(part) == len(whole) and all(map(kept_in, part, whole))
    return bool(part == whole)


def test_every_row_is_still_there(outcome: dict[str, Any]) -> None:
    before = {renamed(table): rows for table, rows in outcome["tables before"].items()}
    after = outcome["tables after"]
    assert all(before.values()), "the database of the version before has rows of every kind"
    assert {table: after.get(table) for table in before} == before
    assert not any(rows for table, rows in after.items() if table not in before)


@pytest.mark.parametrize("whose", ["groups", "people"])
def test_groups_and_people_have_the_rights_they_had_and_no_more(outcome: dict[str, Any], whose: str) -> None:
    before, after = outcome["rights before"][whose], outcome["rights after"][whose]
    assert after == {name: sorted(map(renamed, rights)) for name, rights in before.items()}
    of_renamed = [right for rights in before.values() for right in rights if renamed(right) != right]
    assert {renamed(right).rsplit("_", 1)[1] for right in of_renamed} == set(RENAMED.values())


def test_people_are_in_the_groups_they_were_in(outcome: dict[str, Any]) -> None:
    assert outcome["rights after"]["members"] == outcome["rights before"]["members"]
    assert all(outcome["rights before"]["members"][f"user{number}"] for number in range(6))


def test_no_permission_of_a_model_that_is_gone_is_left(outcome: dict[str, Any]) -> None:
    def parts(names: list[str]) -> set[str]:
        return {".".join(map(renamed, name.split("."))) for name in names}

    before, after = outcome["known before"], outcome["known after"]
    assert parts(before) <= set(after)
    assert len(after) == len(set(after))
    assert not [name for name in after if renamed(name.split(".")[-1]) != name.split(".")[-1]]


@pytest.mark.parametrize(("model", "label"), [("documentpdf", "PDF"), ("remoteid", "id in the accounting system")])
def test_permissions_of_renamed_models_are_called_as_in_a_new_shop(
    outcome: dict[str, Any], model: str, label: str
) -> None:
    for verb in ("add", "change", "delete", "view"):
        assert outcome["labels"][f"{verb}_{model}"] == f"Can {verb} {label}"


def test_stored_keys_still_open(outcome: dict[str, Any]) -> None:
    given = {name: DEMO_CREDENTIALS[system][company] for name, (system, company) in COMPANIES.items()}
    assert outcome["keys"] == {**given, "Memory": {"token": "not used"}}


def test_documents_are_known_as_before(outcome: dict[str, Any]) -> None:
    assert outcome["upgraded"] == {one["reference"]: one for one in EXPECTED["before"].values()}


def test_pdfs_are_found_at_their_documents(outcome: dict[str, Any]) -> None:
    names = ("B1 e-commerce: issued", "iTax: issued")
    stored = {EXPECTED["before"][name]["reference"] for name in names}
    asked_for = EXPECTED["before"]["Centas: issued"]["reference"]
    assert outcome["files"] == {**{one: f"%PDF {one}" for one in stored}, asked_for: ""}


@pytest.mark.parametrize("company", sorted(EXPECTED["writes"]))
def test_everything_left_is_sent_in_the_same_words(outcome: dict[str, Any], company: str) -> None:
    assert outcome["writes"].get(company) == EXPECTED["writes"][company]


def test_nothing_else_is_sent(outcome: dict[str, Any]) -> None:
    assert set(outcome["writes"]) == set(EXPECTED["writes"])


@pytest.mark.parametrize("company", sorted(EXPECTED["questions"]))
def test_systems_are_asked_in_the_same_words(outcome: dict[str, Any], company: str) -> None:
    asked = outcome["questions"][company]
    assert [question for question in EXPECTED["questions"][company] if question not in asked] == []


def test_the_memory_provider_is_given_the_same_documents(outcome: dict[str, Any]) -> None:
    def documents(kept: list[dict[str, Any]]) -> list[Any]:
        return [(one["kind"], one["document"]) for one in kept]

    written, expected = documents(outcome["written in memory"]), documents(EXPECTED["written in memory"])
    assert [kind for kind, _ in written] == [kind for kind, _ in expected]
    for (_, document), (_, former) in zip(written, expected, strict=True):
        assert kept_in(former, document), (former, document)


def test_every_document_ends_as_it_would_have(outcome: dict[str, Any]) -> None:
    assert outcome["delivered"] == {one["reference"]: one for one in EXPECTED["after"].values()}
    left = {name for name, one in EXPECTED["after"].items() if one["state"] != "issued"}
    assert left == {"No warehouse: held"}


def test_every_system_holds_each_document_once(outcome: dict[str, Any]) -> None:
    expected = EXPECTED["held there"]
    assert {name: held for name, held in outcome["held there"].items() if held or name in expected} == expected


@pytest.mark.parametrize("system", ["RoboLabs", "Centas"])
def test_free_goods_that_a_system_does_not_take_count_as_not_deducted(outcome: dict[str, Any], system: str) -> None:
    assert EXPECTED["before"][f"{system}: frozen, free goods"]["reference"] in outcome["not deducted"]


def test_no_other_units_count_as_not_deducted(outcome: dict[str, Any]) -> None:
    free = {EXPECTED["before"][f"{system}: frozen, free goods"]["reference"] for system in ("RoboLabs", "Centas")}
    assert set(outcome["not deducted"]) <= free


def test_going_back_to_nothing_leaves_no_table(outcome: dict[str, Any]) -> None:
    assert outcome["tables at zero"] == {}


def test_the_app_can_be_installed_again_after_going_back(outcome: dict[str, Any]) -> None:
    assert set(outcome["tables again"]) == set(outcome["tables after"])
    assert outcome["known again"] == outcome["known after"]
    ours = {name: rights for name, rights in outcome["rights again"]["groups"].items() if name in PERMISSIONS}
    assert ours == {name: sorted({f"{APP}.{one}" for one in rights}) for name, rights in PERMISSIONS.items()}
