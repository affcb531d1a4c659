"""The scripts of the GitLab component and of the file that ``prejury init`` writes, run as a runner runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml


@pytest.fixture
def run(submission: Path, tmp_path: Path, environment: dict[str, str]) -> Any:
    """Runs the script of a job in the submission, with a fresh Python first on the path as in the job's image."""

    def run_job(job: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        subprocess.run([sys.executable, "-m", "venv", tmp_path / "image"], check=True)
        variables = {name: str(value) for name, value in job["variables"].items()}
        path = f"{tmp_path / 'image/bin'}:{environment['PATH']}"
        return subprocess.run(
            ["sh", "-e", "-c", "\n".join(job["script"])],
            cwd=submission,
            env={**environment, **variables, "PATH": path},
            capture_output=True,
            text=True,
        )

    return run_job


def assert_gitlab_reads(job: dict[str, Any], submission: Path) -> None:
    """What the job promises is there and is what GitLab takes."""
    reports = job["artifacts"]["reports"]
    quality = json.loads((submission / reports["codequality"]).read_text(encoding="utf-8"))
    assert quality and quality[0]["location"]["path"]
    assert ElementTree.parse(submission / reports["junit"]).getroot().tag == "testsuites"
    for name in job["artifacts"]["paths"]:
        assert (submission / name).stat().st_size > 1000


def test_the_job_writes_what_gitlab_reads(root: Path, submission: Path, run: Any) -> None:
    header, text = (root / "templates/prejury.yml").read_text(encoding="utf-8").split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    assert re.fullmatch(inputs["version"]["regex"], inputs["version"]["default"])
    given = {name: str(described["default"]) for name, described in inputs.items()} | {"fail-on": "absent"}
    job: dict[str, Any] = yaml.safe_load(re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda match: given[match[1]], text))["prejury"]
    done = run(job)
    assert done.returncode == 1 and "--fail-on absent" in done.stderr, done.stderr
    assert_gitlab_reads(job, submission)


@pytest.mark.parametrize("gate", ["", 'fail-on = "absent"\n'])
def test_the_file_of_init_does_the_same_and_follows_its_configuration(
    root: Path, submission: Path, run: Any, gate: str
) -> None:
    subprocess.run([root / "target/debug/prejury", "init", "--ci", "gitlab"], cwd=submission, check=True)
    job: dict[str, Any] = yaml.safe_load((submission / ".gitlab-ci.yml").read_text(encoding="utf-8"))["prejury"]
    configuration = submission / "prejury.toml"
    configuration.write_text(gate + configuration.read_text(encoding="utf-8"), encoding="utf-8")
    done = run(job)
    assert done.returncode == (1 if gate else 0), done.stderr
    assert "C2.1.2" in done.stdout
    assert_gitlab_reads(job, submission)
