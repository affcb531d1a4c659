"""A submission in a git repository of its own, and the built wheel as the only source of packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WHEELS = ROOT / "target/wheels"


@pytest.fixture
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    """The good example, as a student's repository with one commit."""
    folder = tmp_path / "student repository"
    shutil.copytree(ROOT / "fixtures/whole/good", folder)
    git = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "Hand in"]):
        subprocess.run([*git, *arguments], cwd=folder, check=True)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """That of a fresh runner whose package index holds the wheel only."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(home), "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(WHEELS)}
