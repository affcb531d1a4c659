#!/usr/bin/env python3
"""Reads the summary of a workflow's step with GitHub's own parser of Markdown (cmark-gfm): after what other programs of the
step wrote, with every text that `tests/hostile.json` holds.

    summary.py PREJURY
"""

import json
import os
import subprocess
import sys
import tempfile
from html.parser import HTMLParser
from pathlib import Path

from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options

ROOT = Path(__file__).resolve().parents[2]
# What the report is made of. No link and no picture: nothing in it leads anywhere.
OURS = {"h2", "h3", "p", "br", "table", "thead", "tbody", "tr", "th", "td", "strong", "b", "em", "code", "pre", "ol", "ul", "li",
        "details", "summary"}
# The last lines of other programs: a text without a line end, and a table as `core.summary` writes it.
BEFORE = ["", "of another program", "<table><tr><td>of another program</td></tr></table>\n", "- of another program\n"]


class Page(HTMLParser):
    """The elements of a rendered page, and the texts of its headings, rows and summaries."""

    def __init__(self):
        super().__init__()
        self.elements, self.texts, self.open = [], {"h2": [], "tr": [], "summary": []}, []

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.open.append(tag)
        if tag in self.texts:
            self.texts[tag].append("")
        # `align` of a cell and `lang` of a block of text are what the parser itself adds.
        assert {name for name, _ in attributes} <= {"align", "lang"}, (tag, attributes)

    def handle_endtag(self, tag):
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data):
        for tag in self.texts.keys() & set(self.open):
            self.texts[tag][-1] += data


def rendered(prejury, submission, before, arguments=()):
    """The page of a step in which another program wrote before, and the report in JSON."""
    with tempfile.TemporaryDirectory() as name:
        summary = Path(name) / "summary.md"
        summary.write_text(before, encoding="utf-8")
        command = [prejury, "check", submission, "--lang", "en", *arguments, "--format", "github", "--format", "json", "--output",
                   os.devnull, "--output", str(Path(name) / "r.json")]
        done = subprocess.run(command, env={**os.environ, "GITHUB_STEP_SUMMARY": str(summary)}, capture_output=True, check=False)
        # 2: a configuration that cannot be followed was said, and costs no report.
        assert done.returncode in (0, 2), done.stderr
        page = Page()
        # Unsafe: HTML comes through, as GitHub lets what it knows through; what is there is looked at here.
        page.feed(github_flavored_markdown_to_html(summary.read_text(encoding="utf-8"), Options.CMARK_OPT_UNSAFE))
        return page, json.loads((Path(name) / "r.json").read_text(encoding="utf-8"))


def check_example(prejury, submission):
    for before in BEFORE:
        page, report = rendered(prejury, submission, before)
        shown = [competence["id"] for competence in report["competences"] if competence["scope"] == "in"]
        assert page.texts["h2"] == [f"Pre-assessment of {report['input']['label']}"], page.texts["h2"]
        rows = [row.split()[0] for row in page.texts["tr"] if row.split()[0] in shown]
        assert rows == shown, (rows, shown)
        folded = [text.split()[0] for text in page.texts["summary"]]
        assert [text for text in folded if text in shown] == shown, folded
    return f"{len(shown)} competences after {len(BEFORE)} other programs"


def toml(text):
    return '"' + "".join(f"\\U{ord(sign):08x}" for sign in text) + '"'


def hand_in(folder, text):
    """A submission that says the text wherever it can."""
    name = "".join(sign for sign in text if sign not in "/\0") or "x"
    (folder / f"d{name}").mkdir()
    source = ["from sklearn.linear_model import LogisticRegression\nmodel = LogisticRegression().fit(X_train, y_train)\n",
              f'print("""{text}""", model.predict(X_test))']
    cells = [{"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": cell} for cell in source]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    (folder / f"d{name}" / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    (folder / "README.md").write_text(f"# Scoring\n\nLe modèle CatBoost est retenu. {text} `{text}.py`\n", encoding="utf-8")
    claims = [f'[[signpost]]\ncriterion = "C2.1.2-CE{n}"\npath = {toml(text)}\nnote = {toml(text)}\n' for n in range(1, 8)]
    (folder / "prejury.toml").write_text(f"exclude = [{toml(text)}]\n" + "".join(claims), encoding="utf-8")
    waivers = [f'[[waiver]]\ncriterion = "C2.1.2-CE{n}"\nreason = {toml(text)}\nby = {toml(text)}\n' for n in (1, 3, 4)]
    (folder / "mentor.toml").write_text("".join(waivers), encoding="utf-8")


def check_hostile(prejury):
    texts = json.loads((ROOT / "tests/hostile.json").read_text(encoding="utf-8"))["texts"]
    for text in texts:
        with tempfile.TemporaryDirectory() as name:
            hand_in(Path(name), text)
            for arguments in [(), ("--config", str(Path(name) / "mentor.toml"))]:
                page, _ = rendered(prejury, name, "", arguments)
                strange = set(page.elements) - OURS
                assert not strange, (text, strange)
    return f"{len(texts)} texts, no link, no picture, no markup of theirs"


def main():
    prejury = str(Path(sys.argv[1]).resolve())
    for submission in ["fixtures/whole/good", "fixtures/whole/incoherent"]:
        print(f"ok {submission}: summary: {check_example(prejury, str(ROOT / submission))}")
    print(f"ok hostile: summary: {check_hostile(prejury)}")


if __name__ == "__main__":
    main()
