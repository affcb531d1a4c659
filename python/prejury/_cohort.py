"""A cohort in parts: who hands in what, and the rows of one submission, wherever it is read."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, cast

from ._errors import InputError, PrejuryError
from ._program import INPUT_ERROR, refuse_text, run_program
from ._read import read_lines
from ._report import Lang, Status

_PATIENCE = 60.0
"""Seconds for the program to end by itself after the time of a submission is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """Who hands in what. ``name`` is the candidate's own name where ``candidate`` is a pseudonym."""

    candidate: str
    input: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a check says of one criterion of one submission: docs/cohort.schema.json.

    A submission that could not be read has a single row, with ``error`` and without criterion.
    """

    schema_version: int
    candidate: str
    head: str | None
    competence: str | None
    criterion: str | None
    kind: str | None
    status: Status | None
    waived: bool
    confidence: float | None
    evidence: int
    against: int
    missing: int
    place: str | None
    error: str | None
    waiver: str | None = None


ROW_VERSION = 1
"""Version of the schema of rows that this module knows."""


def failed_row(candidate: str, error: str) -> Row:
    """The row of a submission that has no report, for a reason that the program could not give itself."""
    return Row(
        schema_version=ROW_VERSION,
        candidate=candidate,
        head=None,
        competence=None,
        criterion=None,
        kind=None,
        status=None,
        waived=False,
        confidence=None,
        evidence=0,
        against=0,
        missing=0,
        place=None,
        error=error,
    )


def submissions(
    inputs: Iterable[str | os.PathLike[str]],
    *,
    lang: Lang | None = None,
    pseudonyms: str | os.PathLike[str] | None = None,
) -> tuple[Submission, ...]:
    """Lists the submissions of a cohort as ``prejury cohort`` does, in the order of their candidates, with whole paths.

    Args:
        inputs: folders of submissions, and lists (.csv) with a column of names and one of paths or git addresses.
        lang: language of messages.
        pseudonyms: file that keeps a pseudonym for each name, made when missing.

    Raises:
        InputError: an input cannot be read or holds no submission.
        PrejuryError: anything else.
    """
    refuse_text(inputs=inputs)
    arguments = ["cohort", "list", "--color", "never"]
    values = {"lang": lang, "pseudonyms": pseudonyms}
    arguments += [f"--{name}={os.fspath(value)}" for name, value in values.items() if value is not None]
    done = run_program([*arguments, "--", *(os.fspath(each) for each in inputs)])
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == INPUT_ERROR:
        raise InputError(said)
    if done.returncode != 0:
        raise PrejuryError(said or f"prejury ended with exit code {done.returncode}")
    return cast("tuple[Submission, ...]", read_lines(Submission, done.stdout))


def rows(
    submission: Submission,
    *,
    lang: Lang | None = None,
    competences: Iterable[str] = (),
    blocs: Iterable[int] = (),
    profile: str | None = None,
    config: str | os.PathLike[str] | None = None,
    isolated: bool = False,
    rules: str | os.PathLike[str] | None = None,
    threads: int | None = None,
    timeout: int = 600,
) -> tuple[Row, ...]:
    """Reads one submission and gives its rows, which are those that ``prejury cohort`` writes. Nothing of it is executed.

    A submission that cannot be read, or not in time, gives the one row that says so.

    Args:
        submission: what ``submissions`` listed; its path must lead to it on this machine.
        lang: language of the error; without one that of the configuration or system, else French.
        competences: only these, by code or readable name.
        blocs: only these blocs, 1 to 4.
        profile: the project that is followed, see ``prejury list profiles``.
        config: the reader's own configuration file, followed instead of that of the submission.
        isolated: do not look at the configuration of the submission.
        rules: a folder of rules instead of those that are built in.
        threads: threads to use at most; without it one for each core.
        timeout: seconds after which the submission is given up.

    Raises:
        InputError: an argument or the configuration is wrong.
        PrejuryError: the program cannot be run, or ended without rows.
    """
    refuse_text(competences=competences)
    arguments = ["cohort", "rows", "--color", "never", f"--timeout={timeout}"]
    arguments += [f"--competence={each}" for each in competences]
    arguments += [f"--bloc={each}" for each in blocs]
    values = {"lang": lang, "profile": profile, "config": config, "rules": rules, "threads": threads}
    arguments += [f"--{name}={_text(value)}" for name, value in values.items() if value is not None]
    arguments += ["--isolated"] if isolated else []
    line = {key: value for key, value in asdict(submission).items() if value is not None}
    done = run_program(arguments, stdin=json.dumps(line).encode(), timeout=timeout + _PATIENCE)
    # Exit code 2 with rows: this submission could not be read, as its row says.
    if done.stdout and done.returncode in (0, INPUT_ERROR):
        return cast("tuple[Row, ...]", read_lines(Row, done.stdout))
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == INPUT_ERROR:
        raise InputError(said)
    raise PrejuryError(said or f"prejury ended with exit code {done.returncode}")


def _text(value: Any) -> str:
    return str(value) if isinstance(value, int) else os.fspath(value)
