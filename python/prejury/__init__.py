"""What a data-science submission shows for each criterion of the certification *Expert en data science*.

>>> import prejury
>>> report = prejury.check("handin.zip", lang="en")
>>> [criterion.id for criterion in report.criteria() if criterion.status == "absent"]
"""

from importlib.metadata import version as _version

from ._binary import find_binary
from ._check import check
from ._cohort import Row, Submission, failed_row, rows, submissions
from ._errors import BinaryNotFoundError, GateError, InputError, PrejuryError
from ._read import read_report
from ._report import (
    Author,
    Both,
    Competence,
    Configuration,
    ConfigurationFile,
    Context,
    Criterion,
    Evidence,
    Files,
    Finding,
    Input,
    Issue,
    Lack,
    Lang,
    Lead,
    LeftOut,
    Location,
    Profile,
    Report,
    Signpost,
    Status,
    Tool,
    Voice,
    Waiver,
)

__version__ = _version("prejury")

__all__ = [
    "Author",
    "BinaryNotFoundError",
    "Both",
    "Competence",
    "Configuration",
    "ConfigurationFile",
    "Context",
    "Criterion",
    "Evidence",
    "Files",
    "Finding",
    "GateError",
    "Input",
    "InputError",
    "Issue",
    "Lack",
    "Lang",
    "Lead",
    "LeftOut",
    "Location",
    "PrejuryError",
    "Profile",
    "Report",
    "Row",
    "Signpost",
    "Status",
    "Submission",
    "Tool",
    "Voice",
    "Waiver",
    "__version__",
    "check",
    "failed_row",
    "find_binary",
    "read_report",
    "rows",
    "submissions",
]
