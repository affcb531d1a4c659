"""A cohort in parts: prejury.submissions and prejury.rows."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import pytest

import prejury


@pytest.fixture
def cohort(root: Path, tmp_path: Path) -> Path:
    """Two readable submissions and one that is no archive."""
    folder = tmp_path / "hand-ins"
    shutil.copytree(root / "fixtures/whole/good", folder / "Zoé Martin")
    shutil.copytree(root / "fixtures/whole/incoherent", folder / "Bob")
    (folder / "Marie Dupont.zip").write_text("no archive", encoding="utf-8")
    return folder


def lines(rows: tuple[prejury.Row, ...]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]


def test_rows_are_those_of_the_program(cohort: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run = [str(prejury.find_binary()), "cohort", str(cohort), "--output", str(out), "--lang", "en"]
    assert subprocess.run(run, capture_output=True).returncode == 2
    wanted = [json.loads(line) for line in (out / "cohort.jsonl").read_text(encoding="utf-8").splitlines()]
    submissions = prejury.submissions([cohort])
    assert [one.candidate for one in submissions] == ["Bob", "Marie Dupont", "Zoé Martin"]
    assert all(Path(one.input).is_absolute() and one.name is None for one in submissions)
    got = [line for one in submissions for line in lines(prejury.rows(one, lang="en", threads=1))]
    assert got == wanted
    assert "archive" in next(line["error"] for line in got if line["error"])


def test_options_are_those_of_a_cohort(cohort: Path, tmp_path: Path) -> None:
    bob, marie, zoe = prejury.submissions([cohort], pseudonyms=tmp_path / "names.csv")
    assert {one.name for one in (bob, marie, zoe)} == {"Bob", "Marie Dupont", "Zoé Martin"}
    rows = prejury.rows(zoe, competences=["C2.1.2"], isolated=True)
    assert {row.competence for row in rows} == {"C2.1.2"}
    assert {row.candidate for row in rows} == {zoe.candidate} and "Martin" not in zoe.candidate
    (failed,) = prejury.rows(marie)
    assert failed.error is not None and "Dupont" not in failed.error
    assert prejury.failed_row(marie.candidate, failed.error) == failed


def test_an_address_is_cloned_again_only_when_it_moved(root: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(root / "fixtures/whole/good", repository)
    git = ["git", "-C", str(repository), "-c", "user.name=A", "-c", "user.email=a@example.org"]

    def commit() -> None:
        for arguments in (["add", "."], ["commit", "-q", "-m", "Hand in"]):
            subprocess.run([*git, *arguments], check=True)

    def said() -> str:
        run = [str(prejury.find_binary()), "cohort", "list.csv", "--output", "out", "--lang", "en"]
        return subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    subprocess.run([*git, "init", "-q"], check=True)
    commit()
    (tmp_path / "list.csv").write_text(f"name;url\nBob;{repository.as_uri()}\n", encoding="utf-8")
    assert "Read: 1, unchanged: 0" in said()
    assert "Read: 0, unchanged: 1" in said()
    (repository / "more.py").write_text("x = 1\n", encoding="utf-8")
    assert "Read: 0, unchanged: 1" in said()
    commit()
    assert "Read: 1, unchanged: 0" in said()


def test_what_cannot_be_done_is_an_error(cohort: Path, tmp_path: Path) -> None:
    with pytest.raises(prejury.InputError, match="no file or folder"):
        prejury.submissions([tmp_path / "nothing"], lang="en")
    with pytest.raises(TypeError, match="several strings"):
        prejury.submissions(str(cohort))
    archive = shutil.make_archive(str(tmp_path / "all"), "zip", cohort)
    with pytest.raises(prejury.InputError, match="Unpack it first"):
        prejury.submissions([archive], lang="en")
    bob = prejury.submissions([cohort])[0]
    with pytest.raises(prejury.InputError, match="C2.1.9"):
        prejury.rows(bob, competences=["C2.1.9"], lang="en")


def test_the_row_is_the_published_schema(root: Path) -> None:
    schema = json.loads((root / "docs/cohort.schema.json").read_text(encoding="utf-8"))
    assert [field.name for field in fields(prejury.Row)] == list(schema["properties"]) == schema["required"]
