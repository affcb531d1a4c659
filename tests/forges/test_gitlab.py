"""The script of the GitLab component, run as a runner runs it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import yaml


def test_the_job_writes_what_gitlab_reads(
    root: Path, submission: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    header, text = (root / "templates/prejury.yml").read_text(encoding="utf-8").split("\n---\n")
    inputs = yaml.safe_load(header)["spec"]["inputs"]
    assert re.fullmatch(inputs["version"]["regex"], inputs["version"]["default"])
    given = {name: str(described["default"]) for name, described in inputs.items()} | {"fail-on": "absent"}
    job: dict[str, Any] = yaml.safe_load(re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda match: given[match[1]], text))["prejury"]
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "image"], check=True)
    variables = {name: str(value) for name, value in job["variables"].items()}
    path = f"{tmp_path / 'image/bin'}:{environment['PATH']}"
    done = subprocess.run(
        ["sh", "-e", "-c", "\n".join(job["script"])],
        cwd=submission,
        env={**environment, **variables, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and "--fail-on absent" in done.stderr, done.stderr
    reports = job["artifacts"]["reports"]
    quality = json.loads((submission / reports["codequality"]).read_text(encoding="utf-8"))
    assert quality and quality[0]["location"]["path"]
    assert ElementTree.parse(submission / reports["junit"]).getroot().tag == "testsuites"
    for name in job["artifacts"]["paths"]:
        assert (submission / name).stat().st_size > 1000
