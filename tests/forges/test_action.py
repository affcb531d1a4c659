"""The shell steps of action.yml, run as a runner runs them."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml


INSTALL, CHECK = "Install prejury", "Check the deliverables"


@dataclass
class Run:
    """What the steps did: exit code of the last, output, and the files that the runner reads."""

    code: int
    output: str
    summary: str
    outputs: dict[str, str]


class Action:
    """action.yml with a runner around it."""

    def __init__(self, root: Path, folder: Path, scratch: Path, environment: dict[str, str]) -> None:
        self.described: dict[str, Any] = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
        self.folder, self.scratch, self.environment = folder, scratch, environment

    def run(self, only: str | None = None, **inputs: str) -> Run:
        """Runs every shell step until one fails, or only one by its name. Names of inputs have `_` for `-`."""
        values = {name: str(described["default"]) for name, described in self.described["inputs"].items()}
        given = {name.replace("_", "-"): value for name, value in inputs.items()}
        assert given.keys() <= values.keys()
        values |= given
        summary, outputs = self.scratch / "summary.md", self.scratch / "outputs"
        for file in (summary, outputs):
            file.write_text("", encoding="utf-8")
        code, said = 0, ""
        for step in self.described["runs"]["steps"]:
            if "run" not in step or only not in (None, step["name"]):
                continue
            assert "${{" not in step["run"], "an input inside a script can become part of it"
            environment = {
                name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda match: values[match[1]], text)
                for name, text in step["env"].items()
            }
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=self.folder,
                env={
                    **self.environment,
                    **environment,
                    "RUNNER_TEMP": str(self.scratch),
                    "GITHUB_OUTPUT": str(outputs),
                    "GITHUB_STEP_SUMMARY": str(summary),
                },
                capture_output=True,
                text=True,
            )
            code, said = done.returncode, said + done.stdout + done.stderr
            if code != 0:
                break
        lines = outputs.read_text(encoding="utf-8").splitlines()
        pairs = dict(line.split("=", 1) for line in lines)
        return Run(code, said, summary.read_text(encoding="utf-8"), pairs)


@pytest.fixture
def action(root: Path, submission: Path, tmp_path: Path, environment: dict[str, str]) -> Action:
    """The action in the submission."""
    scratch = tmp_path / "runner temp"
    scratch.mkdir()
    return Action(root, submission, scratch, environment)


def test_it_installs_annotates_and_summarises(action: Action) -> None:
    run = action.run(lang="en")
    assert run.code == 0, run.output
    assert "::notice" in run.output or "::warning" in run.output
    assert run.summary.startswith("## Pre-assessment of `student repository`")
    report = json.loads(Path(run.outputs["report"]).read_text(encoding="utf-8"))
    assert report["input"]["commits"] == 1
    assert "sarif" not in run.outputs and not (action.scratch / "prejury.sarif").exists()


def test_each_input_reaches_the_program(action: Action) -> None:
    run = action.run(competences="C2.1.2,C3.1.1", fail_on="absent", annotations="false", sarif="true")
    report = json.loads(Path(run.outputs["report"]).read_text(encoding="utf-8"))
    assert [competence["id"] for competence in report["competences"]] == ["C2.1.2", "C3.1.1"]
    assert report["language"] == "fr"
    assert "::" not in run.output
    assert run.summary
    assert json.loads(Path(run.outputs["sarif"]).read_text(encoding="utf-8"))["version"] == "2.1.0"
    absent = [one for each in report["competences"] for one in each["criteria"] if one["status"] == "absent"]
    assert run.code == (1 if absent else 0)


def test_a_gate_fails_the_step_after_everything_is_written(action: Action) -> None:
    run = action.run(fail_on="absent", blocs="1", lang="en")
    assert run.code == 1
    assert "--fail-on absent" in run.output
    assert run.summary and Path(run.outputs["report"]).exists()


def test_what_the_repository_leaves_out_can_be_looked_at(action: Action) -> None:
    (action.folder / "prejury.toml").write_text('competences = ["C4.2"]\n', encoding="utf-8")
    for isolated, files in [("false", 1), ("true", 0)]:
        run = action.run(isolated=isolated)
        report = json.loads(Path(run.outputs["report"]).read_text(encoding="utf-8"))
        assert len(report["configuration"]["files"]) == files


def test_the_summary_can_be_left_alone(action: Action) -> None:
    assert action.run(summary="false").summary == ""
    assert action.run(summary="false", annotations="false").summary == ""


def test_inputs_are_values_and_never_commands(action: Action) -> None:
    hostile = ["$(touch pwned)", "`touch pwned`", "; touch pwned", "'; touch pwned; '", "--help", "\n::warning::x"]
    action.run()
    for text in hostile:
        for step, name in [(INSTALL, "version"), (CHECK, "path"), (CHECK, "fail_on")]:
            run = action.run(only=step, **{name: text})
            assert run.code == 2, (name, text, run.output)
            assert not list(action.folder.rglob("pwned"))
            assert "\n::warning::x" not in run.output


def test_a_version_that_is_not_there_fails(action: Action) -> None:
    run = action.run(version="9.9.9")
    assert run.code != 0 and "9.9.9" in run.output


def test_code_scanning_is_asked_for_only_on_request(action: Action) -> None:
    (upload,) = (step for step in action.described["runs"]["steps"] if "uses" in step)
    assert "inputs.sarif == 'true'" in upload["if"]
    assert action.described["inputs"]["sarif"]["default"] == "false"
