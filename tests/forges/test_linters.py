"""Workflow files, action, templates, scripts and Dockerfile against their linters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

PROGRAMS = Path(sys.executable).parent
WORKFLOWS = ["crates/prejury/templates/github.yml", ".github/workflows/ci.yml", ".github/workflows/release.yml"]


def lint(root: Path, *command: str | Path) -> None:
    environment = {**os.environ, "PATH": f"{PROGRAMS}:{os.environ['PATH']}"}
    done = subprocess.run([PROGRAMS / command[0], *command[1:]], cwd=root, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_workflow_is_forgotten(root: Path) -> None:
    there = {str(path.relative_to(root)) for path in (root / ".github/workflows").iterdir()}
    assert there <= set(WORKFLOWS)


def test_zizmor_finds_nothing(root: Path) -> None:
    lint(root, "zizmor", "--offline", "--persona=pedantic", "action.yml", *WORKFLOWS)


@pytest.mark.parametrize("workflow", WORKFLOWS)
def test_actionlint_finds_nothing(root: Path, workflow: str) -> None:
    lint(root, "actionlint", workflow)


def test_shellcheck_finds_nothing(root: Path, tmp_path: Path) -> None:
    lint(root, "shellcheck", ".ci/run")
    action = yaml.safe_load((root / "action.yml").read_text(encoding="utf-8"))
    for number, step in enumerate(action["runs"]["steps"]):
        if "run" in step:
            script = tmp_path / f"{number}.sh"
            script.write_text(step["run"], encoding="utf-8")
            lint(root, "shellcheck", "--shell=bash", script)


def test_hadolint_finds_nothing(root: Path) -> None:
    # Packages of the base image's own distribution are taken in its versions.
    lint(root, "hadolint", "--ignore=DL3008", "Dockerfile")


def test_the_image_does_not_run_as_root(root: Path) -> None:
    lines = (root / "Dockerfile").read_text(encoding="utf-8").splitlines()
    last = max(index for index, line in enumerate(lines) if line.startswith("FROM "))
    assert "USER 65532:65532" in lines[last:]
