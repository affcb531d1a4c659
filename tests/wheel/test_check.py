"""prejury.check: what it gives and how it fails."""

from __future__ import annotations

import json
import pickle
import subprocess
from pathlib import Path

import pytest

import prejury


def test_a_report_is_a_tree_of_values(good: prejury.Report) -> None:
    split = good.criterion("C2.1.2-CE3")
    assert split is good.criterion("train-test-split")
    assert split.status == "present"
    place = split.evidence[0].location
    assert (place.path, place.cell, place.line) == ("notebooks/2_modelisation.ipynb", 3, 5)
    assert split.evidence[0].supports
    assert good.input.files.notebooks == 2
    assert good.language == "en"
    with pytest.raises(KeyError):
        good.criterion("C9.9-CE1")
    with pytest.raises(AttributeError):
        split.status = "absent"  # type: ignore[misc]


def test_a_report_goes_through_other_processes_and_files(good: prejury.Report) -> None:
    assert pickle.loads(pickle.dumps(good)) == good
    assert prejury.read_report(json.dumps(good.raw)) == good


def test_options_are_those_of_the_program(root: Path) -> None:
    report = prejury.check(str(root / "fixtures/whole/good"), lang="fr", competences=["C2.1.2"], all_competences=True)
    assert [competence.id for competence in report.competences] == ["C2.1.2"]
    assert report.language == "fr"
    blocs = {competence.bloc for competence in prejury.check(root / "fixtures/whole/good", blocs=[3]).competences}
    assert blocs == {3}


def test_the_readers_configuration_is_followed(root: Path, tmp_path: Path) -> None:
    reader = tmp_path / "prejury.toml"
    reader.write_text('language = "en"\nprofile = "scoring"\n', encoding="utf-8")
    report = prejury.check(root / "fixtures/whole/good", config=reader)
    assert report.language == "en"
    assert report.configuration.profile is not None
    assert (report.configuration.profile.id, report.configuration.profile.by) == ("scoring", "reader")


def test_a_path_is_never_an_option(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "--help"
    folder.mkdir()
    (folder / "a.py").write_text("print(1)\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert prejury.check("--help").input.label == "--help"


def test_what_cannot_be_read_is_an_input_error(tmp_path: Path, root: Path) -> None:
    with pytest.raises(prejury.InputError, match="no file or folder"):
        prejury.check(tmp_path / "nothing", lang="en")
    with pytest.raises(prejury.InputError, match="naive-baseline|C2.1.2"):
        prejury.check(root / "fixtures/whole/good", lang="en", competences=["C2.1.9"])
    with pytest.raises(prejury.PrejuryError):
        prejury.check("a\0b")
    with pytest.raises(TypeError, match="several strings"):
        prejury.check(root / "fixtures/whole/good", competences="C2.1.2")


def test_a_gate_that_is_not_met_carries_the_report(root: Path) -> None:
    with pytest.raises(prejury.GateError, match="--fail-on absent") as raised:
        prejury.check(root / "fixtures/whole/good", lang="en", fail_on=["absent"])
    assert any(criterion.status == "absent" for criterion in raised.value.report.criteria())


def test_a_baseline_lets_pass_what_was_there_before(root: Path, tmp_path: Path, good: prejury.Report) -> None:
    before = tmp_path / "before.json"
    before.write_text(json.dumps(good.raw), encoding="utf-8")
    same = prejury.check(root / "fixtures/whole/good", lang="en", fail_on=["absent"], baseline=before, isolated=True)
    assert same.competences == good.competences


def test_a_check_can_be_stopped(root: Path) -> None:
    with pytest.raises(prejury.PrejuryError, match="stopped after"):
        prejury.check(root / "fixtures/whole/good", timeout=0.0001)


def test_other_json_is_refused() -> None:
    for text in ["", "[]", '{"schema_version": 2}', '{"schema_version": 1}', "[" * 100_000]:
        with pytest.raises(prejury.PrejuryError):
            prejury.read_report(text)
    with pytest.raises(prejury.PrejuryError, match=r"report\.tool is str, not Tool"):
        prejury.read_report('{"schema_version": 1, "tool": "x"}')


def test_a_missing_program_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("prejury._binary._NAME", "prejury-of-nowhere")
    with pytest.raises(prejury.BinaryNotFoundError, match="prejury-of-nowhere is in none of"):
        prejury.check(".")
    program = prejury.find_binary
    with pytest.raises(prejury.PrejuryError):
        program()


def test_the_program_is_the_one_of_the_wheel(root: Path) -> None:
    said = subprocess.run([prejury.find_binary(), "--version"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == f"prejury {prejury.__version__}"
