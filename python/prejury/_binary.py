"""Where the program of this wheel is."""

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from ._errors import BinaryNotFoundError

_NAME = "prejury" + (sysconfig.get_config_var("EXE") or "")


def _folders() -> Iterator[Path]:
    """Where installers put programs, the most likely first. PATH is not among them: another version may be there."""
    yield Path(sysconfig.get_path("scripts"))
    user = sysconfig.get_preferred_scheme("user")
    yield Path(sysconfig.get_path("scripts", scheme=user))
    # `pip install --target`, and `--prefix` with site-packages two or three levels below the prefix.
    here = Path(__file__).resolve().parent
    programs = "Scripts" if os.name == "nt" else "bin"
    for above in here.parents[:4]:
        yield above / programs


def find_binary() -> Path:
    """The program that came with this module.

    Raises:
        BinaryNotFoundError: it is in none of the folders where it can have been installed.
    """
    tried = list(dict.fromkeys(_folders()))
    for folder in tried:
        program = folder / _NAME
        if program.is_file():
            return program
    places = ", ".join(str(folder) for folder in tried)
    raise BinaryNotFoundError(
        f"{_NAME} is in none of {places}; install the wheel again with {sys.executable} -m pip install --force-reinstall prejury"
    )
