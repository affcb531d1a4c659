"""The program of this wheel, run to its end."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence

from ._binary import find_binary
from ._errors import PrejuryError

GATE_NOT_MET = 1
INPUT_ERROR = 2


def run_program(
    arguments: Sequence[str], *, stdin: bytes = b"", timeout: float | None = None
) -> subprocess.CompletedProcess[bytes]:
    """Runs the program, which is killed after ``timeout`` seconds.

    Raises:
        PrejuryError: it cannot be run, or took too long.
    """
    program = os.fspath(find_binary())
    try:
        return subprocess.run([program, *arguments], input=stdin, capture_output=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired as error:
        raise PrejuryError(f"the check was stopped after {timeout} seconds") from error
    except (OSError, ValueError) as error:
        raise PrejuryError(f"{program} cannot be run: {error}") from error


def refuse_text(**arguments: Iterable[object]) -> None:
    """Refuses a single string where several are expected: it would be taken letter by letter.

    Raises:
        TypeError: one of them is a string.
    """
    for name, several in arguments.items():
        if isinstance(several, str):
            raise TypeError(f"{name} takes several strings, such as [{several!r}]")
