"""A check as a function."""

from __future__ import annotations

import os
from collections.abc import Iterable

from ._errors import GateError, InputError, PrejuryError
from ._program import GATE_NOT_MET, INPUT_ERROR, refuse_text, run_program
from ._read import read_report
from ._report import Lang, Report


def check(
    path: str | os.PathLike[str] = ".",
    *,
    lang: Lang | None = None,
    competences: Iterable[str] = (),
    blocs: Iterable[int] = (),
    all_competences: bool = False,
    profile: str | None = None,
    config: str | os.PathLike[str] | None = None,
    isolated: bool = False,
    rules: str | os.PathLike[str] | None = None,
    fail_on: Iterable[str] = (),
    baseline: str | os.PathLike[str] | None = None,
    show_authors: bool = False,
    timeout: float | None = None,
) -> Report:
    """Reads a submission and says which evidence it holds for each criterion. Nothing of it is executed.

    Args:
        path: a folder, an archive (.zip, .tar.gz, .tgz, .tar) or a git address (https, ssh or file).
        lang: language of titles, advice and messages; without one that of the configuration or system, else French.
        competences: only these, by code or readable name.
        blocs: only these blocs, 1 to 4.
        all_competences: those that the deliverables do not address, too.
        profile: the project that is followed, see ``prejury list profiles``.
        config: the reader's own configuration file, followed instead of that of the submission.
        isolated: do not look at the configuration of the submission.
        rules: a folder of rules instead of those that are built in.
        fail_on: gates that make the check fail, such as ``absent:auto``.
        baseline: a JSON report of the same submission; only what got worse since then fails.
        show_authors: with the mail addresses of committers.
        timeout: seconds after which the check is stopped.

    Raises:
        InputError: the submission cannot be read, or an argument or configuration is wrong.
        GateError: ``fail_on`` or ``baseline`` was not met; ``error.report`` is the report.
        PrejuryError: anything else, a timeout included.
    """
    refuse_text(competences=competences, fail_on=fail_on)
    arguments = ["check", "--format", "json", "--color", "never"]
    arguments += [f"--competence={each}" for each in competences]
    arguments += [f"--bloc={each}" for each in blocs]
    arguments += [f"--fail-on={each}" for each in fail_on]
    values = {"lang": lang, "profile": profile, "config": config, "rules": rules, "baseline": baseline}
    arguments += [f"--{name}={os.fspath(value)}" for name, value in values.items() if value is not None]
    switches = {"all": all_competences, "isolated": isolated, "show-authors": show_authors}
    arguments += [f"--{name}" for name, on in switches.items() if on]
    done = run_program([*arguments, "--", os.fspath(path)], timeout=timeout)
    said = done.stderr.decode("utf-8", "replace").strip()
    if done.returncode == INPUT_ERROR:
        raise InputError(said)
    if done.returncode not in (0, GATE_NOT_MET):
        raise PrejuryError(said or f"prejury ended with exit code {done.returncode}")
    report = read_report(done.stdout)
    if done.returncode == GATE_NOT_MET:
        raise GateError(said, report)
    return report
