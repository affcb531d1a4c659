"""A cohort read by Spark is the one that is read here, whatever happens to its machines."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

import prejury
from cluster import ROOT, Run

SUBMISSIONS = 12


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small submissions, with one that is no archive."""
    folder = tmp_path_factory.mktemp("cohort") / "hand-ins"
    examples = sorted(path for path in (ROOT / "fixtures/whole").iterdir() if (path / "README.md").exists())
    for number in range(SUBMISSIONS):
        shutil.copytree(examples[number % len(examples)], folder / f"Zoé {number} <b>")
    (folder / "Marie Dupont.zip").write_text("no archive", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where all runs write to."""
    return tmp_path_factory.mktemp("table") / "rows"


def rows(folder: Path, *arguments: str | Path) -> bytes:
    """The rows of a cohort in ``folder``, which has a submission that cannot be read."""
    program = str(prejury.find_binary())
    run = [program, "cohort", *map(str, arguments), "--output", str(folder), "--lang", "en"]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 2, done.stderr
    return (folder / "cohort.jsonl").read_bytes()


def test_names_stay_with_the_driver(cohort: Path, table: Path, tmp_path: Path) -> None:
    part = tmp_path / "part"
    for name in ["Zoé 0 <b>", "Zoé 1 <b>"]:
        shutil.copytree(cohort / name, part / name)
    shutil.copy(cohort / "Marie Dupont.zip", part)
    names = tmp_path / "names.csv"
    asked = ["--input", str(part), "--output", str(table), "--cohort", "2026", "--lang", "en", "--pseudonyms", str(names)]
    with Run(tmp_path / "run", *asked) as run:
        run.ends_well()
    assert rows(tmp_path / "there", "--from", table) == rows(tmp_path / "here", part, "--pseudonyms", names)
    assert not any(b"Dupont" in path.read_bytes() for path in table.rglob("*") if path.is_file())


def test_nothing_is_lost_with_a_worker_and_nothing_is_there_twice(cohort: Path, table: Path, tmp_path: Path) -> None:
    asked = ["--input", str(cohort), "--output", str(table), "--cohort", "2026", "--lang", "en", "--files", "2"]
    with Run(tmp_path / "run", *asked) as run:
        run.kill_executor()
        run.ends_well()
    assert run.lost_tasks() >= 1
    assert run.executors() >= 3
    # What the first run wrote under the same name is replaced.
    assert rows(tmp_path / "there", "--from", table) == rows(tmp_path / "here", cohort)
