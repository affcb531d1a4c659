"""The report as frozen dataclasses: the tree of docs/report.schema.json, schema 1.

Names are those of the schema; ``for`` and ``with``, which Python keeps for itself, are ``supports`` and ``with_``.
Texts quoted from the submission (labels, paths, excerpts, subjects) are untrusted: escape them wherever they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Lang = Literal["fr", "en"]
Voice = Literal["command-line", "reader", "submission", "tool"]
Status = Literal["present", "partial", "absent", "human", "out_of_scope", "not_applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """The program that wrote the report."""

    name: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote commits. ``email`` is there with ``show_authors`` only."""

    name: str
    commits: int
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """Numbers of files looked at."""

    total: int
    notebooks: int
    scripts: int
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """Files left out on purpose, for one reason."""

    reason: str
    files: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """The submission. ``head`` is the commit that was read, ``head_date`` its day in UTC, YYYY-MM-DD."""

    label: str
    head: str | None
    files: Files
    commits: int
    left_out: tuple[LeftOut, ...]
    head_date: str | None = None
    authors: tuple[Author, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigurationFile:
    """A configuration file that was followed."""

    path: str
    by: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A project of the course. One by "tool" is only proposed."""

    id: str
    title: str
    by: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What the report is read as. Files and narrowing by "submission" are the candidate's own word."""

    files: tuple[ConfigurationFile, ...]
    profile: Profile | None
    left_out: tuple[str, ...]
    excluded: tuple[str, ...]
    narrowed_by: Voice | None = None
    not_followed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """A place. Cells count from 0; lines (inside the cell or file), pages, slides, rows and paragraphs from 1."""

    path: str
    cell: int | None = None
    line: int | None = None
    end_line: int | None = None
    page: int | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    heading: str | None = None
    paragraph: int | None = None
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A place that speaks for a criterion, or against it where ``supports`` is false."""

    signal: str
    strength: Literal["executed", "written", "mentioned"]
    supports: bool = field(metadata={"key": "for"})
    location: Location
    excerpt: str
    subject: str | None = None
    related: tuple[Location, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    """A sentence in both languages."""

    fr: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A missing part, without the words of one language."""

    signal: str
    label: Both
    lack: Literal["not_found", "only_mentioned", "too_few"]
    found: int | None = None
    needed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """What the deliverables tell about a criterion that only the defence shows. No evidence."""

    code: str
    message: str
    args: Mapping[str, str] = field(default_factory=dict, hash=False)
    location: Location | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signpost:
    """Where the candidate says that the criterion is served: a claim, never a status."""

    location: Location
    note: str
    found: bool
    lack: Literal["no-file", "no-cell", "no-line", "no-page", "no-slide", "unchecked"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A criterion that a mentor or evaluator does not ask for. ``until`` is the last day, YYYY-MM-DD."""

    criterion: str
    reason: str
    by: str | None
    until: str | None
    state: Literal["in-force", "not-needed", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What the deliverables show of a criterion. The status is no verdict; ``confidence`` is from 0 to 1."""

    id: str
    slug: str
    title: str
    text: str
    kind: Literal["auto", "assisted", "human"]
    status: Status
    assessed: bool
    confidence: float
    evidence: tuple[Evidence, ...]
    missing: tuple[str, ...]
    advice: str
    questions: tuple[str, ...]
    lacks: tuple[Lack, ...] = ()
    questions_in: tuple[Both, ...] = ()
    leads: tuple[Lead, ...] = ()
    reading: str | None = None
    signposts: tuple[Signpost, ...] = ()
    waiver: Waiver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Competence:
    """A competence of the référentiel and its criteria. ``with_`` is the one under whose heading it is evaluated."""

    id: str
    slug: str
    bloc: int
    title: str
    scope: Literal["in", "out"]
    scope_evidence: tuple[Evidence, ...]
    criteria: tuple[Criterion, ...]
    with_: str | None = field(default=None, metadata={"key": "with"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Places that do not agree with one another: the one that says it, then those that say otherwise."""

    code: str
    message: str
    places: tuple[Location, ...]
    args: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """What could not be read. It is never counted against the candidate."""

    path: str | None
    code: str
    message: str
    args: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Text around a place of the evidence; ``python`` and ``lines`` are numbered from ``first_line``."""

    location: Location
    kind: Literal["python", "lines", "prose"]
    first_line: int
    text: str
    output: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The pre-assessment of one submission. ``raw`` is the JSON as the program wrote it, later fields included."""

    schema_version: int
    tool: Tool
    language: Lang
    input: Input
    configuration: Configuration
    competences: tuple[Competence, ...]
    issues: tuple[Issue, ...]
    findings: tuple[Finding, ...] = ()
    stale_waivers: tuple[Waiver, ...] = ()
    contexts: tuple[Context, ...] = ()
    decisions: Mapping[str, Any] | None = field(default=None, hash=False)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def criteria(self) -> Iterator[Criterion]:
        """All criteria, in the order of the report."""
        for competence in self.competences:
            yield from competence.criteria

    def criterion(self, code: str) -> Criterion:
        """The criterion with this official code or readable name, such as C2.1.2-CE4 or naive-baseline.

        Raises:
            KeyError: the report says nothing of it.
        """
        for criterion in self.criteria():
            if code in (criterion.id, criterion.slug):
                return criterion
        raise KeyError(code)
