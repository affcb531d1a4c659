"""The hooks through the real pre-commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PRE_COMMIT = [sys.executable, "-m", "pre_commit", "try-repo"]


def run_hook(hook: str, root: Path, submission: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PRE_COMMIT, str(root), hook],
        cwd=submission,
        env=environment,
        capture_output=True,
        text=True,
    )


def test_the_installed_program_is_run_on_the_whole_repository(
    root: Path, submission: Path, environment: dict[str, str]
) -> None:
    installed = root / "target/debug"
    environment |= {"PATH": f"{installed}:{environment['PATH']}", "PRE_COMMIT_HOME": environment["HOME"]}
    done = run_hook("prejury-installed", root, submission, environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout and "C2.1.2" in done.stdout


@pytest.mark.skipif(not os.environ.get("CI"), reason="builds the workspace again in another folder")
def test_the_hook_builds_the_program(root: Path, submission: Path, environment: dict[str, str]) -> None:
    own = {name: value for name, value in os.environ.items() if name in ("CARGO_HOME", "RUSTUP_HOME", "HOME")}
    indexed = {name: value for name, value in environment.items() if not name.startswith("PIP_")}
    environment = {
        **indexed,
        **own,
        "PRE_COMMIT_HOME": environment["HOME"],
        # What is compiled already is not compiled again.
        "CARGO_TARGET_DIR": str(root / "target"),
        "MATURIN_PEP517_ARGS": "--profile dev",
    }
    done = run_hook("prejury", root, submission, environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout and "C2.1.2" in done.stdout
