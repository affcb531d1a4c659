"""What an installation brings: the command, the module as a command, the types, one version number."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import files, metadata
from pathlib import Path

import prejury


def test_the_module_is_a_command(root: Path) -> None:
    run = [sys.executable, "-m", "prejury", "check", "fixtures/whole/good", "--lang", "en", "--fail-on", "absent"]
    done = subprocess.run(run, cwd=root, capture_output=True, text=True)
    assert done.returncode == 1
    assert "C2.1.2  Supervised evaluation" in done.stdout
    assert "--fail-on absent" in done.stderr


def test_types_and_licences_are_installed() -> None:
    names = {str(file) for file in files("prejury") or ()}
    assert "prejury/py.typed" in names
    assert {Path(name).name for name in names} >= {"LICENSE-MIT", "LICENSE-APACHE"}
    assert metadata("prejury")["License-Expression"] == "MIT OR Apache-2.0"


def test_there_is_one_version_number(root: Path) -> None:
    manifest = tomllib.loads((root / "Cargo.toml").read_text(encoding="utf-8"))
    package = manifest["workspace"]["package"]
    assert package["version"] == prejury.__version__
    assert package["license"] == metadata("prejury")["License-Expression"]
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## \[(\d[^\]]*)\]", changelog, re.MULTILINE)
    assert newest is not None and newest[1] == prejury.__version__
    for path in ["action.yml", "README.md", "README.fr.md"]:
        text = (root / path).read_text(encoding="utf-8")
        for named in re.findall(r"prejury==(\d+\.\d+\.\d+)", text):
            assert named == prejury.__version__, path
