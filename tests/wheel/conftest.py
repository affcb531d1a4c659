"""The tests run against the installed wheel, from an environment of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

import prejury

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository, which holds the fixtures."""
    assert ROOT not in Path(prejury.__file__).parents or "site-packages" in prejury.__file__
    return ROOT


@pytest.fixture(scope="session")
def good(root: Path) -> prejury.Report:
    """The report on the good example, in English."""
    return prejury.check(root / "fixtures/whole/good", lang="en", isolated=True)
