"""Runs the example as a user does, on a cluster of this machine whose executors are processes of their own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]

# Two executors with one core and 1 GB each.
MASTER = "local-cluster[2,1,1024]"

# Seconds for a run, and for it to come as far as its first check.
PATIENCE = 300


class Run:
    """One run of the example, started when it is made."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        folder.mkdir()
        self._events = folder / "events"
        self._events.mkdir()
        self._log = folder / "log"
        settings = {
            "spark.ui.enabled": "false",
            "spark.eventLog.enabled": "true",
            "spark.eventLog.dir": self._events.as_uri(),
            "spark.eventLog.compress": "false",
            "spark.eventLog.rolling.enabled": "false",
        }
        own = {
            "PYSPARK_PYTHON": sys.executable,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "SPARK_LOCAL_DIRS": str(folder / "local"),
            "SPARK_WORKER_DIR": str(folder / "work"),
        }
        command = [str(Path(sys.executable).with_name("spark-submit")), "--master", MASTER]
        for name, value in settings.items():
            command += ["--conf", f"{name}={value}"]
        command += [str(ROOT / "examples/spark/cohort.py"), *arguments]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=folder,
                env={**os.environ, **own},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def ends_well(self) -> None:
        """Waits for its end, which must be a good one."""
        code = self._process.wait(PATIENCE)
        said = self._log.read_text(encoding="utf-8", errors="replace")
        assert code == 0, "\n".join(said.splitlines()[-40:])

    def kill_executor(self) -> None:
        """Kills an executor in the middle of a check, as a machine dies: the check is held so that it cannot end before."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self._process.poll() is None, "the run ended before its first check was seen"
            for check in self._checks():
                _signal(check, signal.SIGSTOP)
                executor = self._executor(check)
                if _state(check) == "T" and executor is not None:
                    os.kill(executor, signal.SIGKILL)
                    _signal(check, signal.SIGKILL)
                    return
                _signal(check, signal.SIGCONT)
            time.sleep(0.002)
        raise AssertionError("no check was seen")

    def lost_tasks(self) -> int:
        """Tasks that were lost with their executor."""
        ends = [event for event in self._read_events() if event["Event"] == "SparkListenerTaskEnd"]
        return sum(end["Task End Reason"]["Reason"] == "ExecutorLostFailure" for end in ends)

    def executors(self) -> int:
        """Executors that were started."""
        return sum(event["Event"] == "SparkListenerExecutorAdded" for event in self._read_events())

    def _read_events(self) -> Iterator[dict[str, Any]]:
        for path in self._events.iterdir():
            for line in path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)

    def _checks(self) -> Iterator[int]:
        """Processes of this run that are checking a submission."""
        for entry in os.scandir("/proc"):
            if entry.name.isdigit() and b"\0cohort\0rows\0" in _command(int(entry.name)):
                process = int(entry.name)
                if self._process.pid in _ancestors(process):
                    yield process

    def _executor(self, process: int) -> int | None:
        """The Java process above it that runs tasks."""
        above = (one for one in _ancestors(process) if b"CoarseGrainedExecutorBackend" in _command(one))
        return next(above, None)


def _command(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def _stat(process: int) -> list[str]:
    """State, parent and what follows the name of the program, which can hold anything."""
    try:
        return Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def _state(process: int) -> str:
    stat = _stat(process)
    return stat[0] if stat else ""


def _ancestors(process: int) -> Iterator[int]:
    while len(stat := _stat(process)) > 1 and (process := int(stat[1])) > 1:
        yield process


def _signal(process: int, number: int) -> None:
    try:
        os.kill(process, number)
    except ProcessLookupError:
        pass
