"""What can go wrong, as exceptions."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._report import Report


class PrejuryError(Exception):
    """Something of prejury failed; the text says what."""


class BinaryNotFoundError(PrejuryError):
    """The program that the wheel carries is not where wheels put programs."""


class InputError(PrejuryError):
    """The submission cannot be read, or an argument or configuration is wrong: exit code 2."""


class GateError(PrejuryError):
    """What ``fail_on`` or ``baseline`` asks for was not met: exit code 1. The report is complete."""

    def __init__(self, message: str, report: Report) -> None:
        super().__init__(message)
        self.report = report
