#!/usr/bin/env python3
"""Reads what the program writes with the programs that it is for: JUnit's schema and a JUnit reader, a SARIF reader,
openpyxl and LibreOffice.

    check.py PREJURY [SUBMISSION ...]
"""

import csv
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import junitparser
import openpyxl
import xmlschema
from sarif import loader

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "crates/prejury-report/tests/schemas/junit-10.xsd"
DECISION, STATUS = "Décision", "Statut proposé"
# All sheets, separated by commas, UTF-8, as shown.
CSV_FILTER = 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1'


def run(prejury, submission, folder):
    """One check that writes all formats, from the root of the repository as a CI does."""
    files = {"json": "r.json", "junit": "r.xml", "sarif": "r.sarif", "xlsx": "r.xlsx", "gitlab": "q.json"}
    arguments = [prejury, "check", submission, "--lang", "fr"]
    for name, file in files.items():
        arguments += ["--format", name, "--output", str(folder / file)]
    subprocess.run(arguments, check=True, cwd=ROOT)
    report = json.loads((folder / files["json"]).read_text())
    shown = [c for c in report["competences"] if c["scope"] == "in"]
    return report, shown


def check_junit(folder, report, shown):
    path = folder / "r.xml"
    xmlschema.validate(str(path), str(SCHEMA))
    suites = junitparser.JUnitXml.fromfile(str(path))
    statuses = [criterion["status"] for competence in shown for criterion in competence["criteria"]
                if any(other["status"] != "human" for other in competence["criteria"])]
    # Beside the criteria, one that is skipped for each thing that does not agree.
    expected = len(statuses) + len(report["findings"])
    assert suites.tests == expected, (suites.tests, expected)
    assert suites.failures == sum(status in ("absent", "partial") for status in statuses)
    return f"{suites.tests} test cases"


def check_sarif(folder):
    data = loader.load_sarif_file(str(folder / "r.sarif"))
    records = data.get_records()
    assert data.get_distinct_tool_names() == ["prejury"]
    for record in records:
        path = ROOT / record["Location"].removeprefix("file://")
        assert path.exists() and int(record["Line"]) >= 1, record
    return f"{len(records)} results, each in a file that exists"


def decide(folder):
    """Fills in the workbook as a jury does, and says what was decided."""
    book = openpyxl.load_workbook(folder / "r.xlsx")
    decided = {}
    for sheet in book.worksheets[1:]:
        header = [cell.value for cell in sheet[1]]
        assert sheet.freeze_panes == "C2" and sheet.auto_filter.ref.startswith("A1:J")
        assert sheet.print_title_rows == "$1:$1" and sheet.page_setup.orientation == "landscape"
        (validation,) = sheet.data_validations.dataValidation
        words = validation.formula1.strip('"').split(",")
        column = header.index(DECISION)
        (cells,) = validation.sqref.ranges
        assert cells.min_col == cells.max_col == column + 1
        for index, row in enumerate(sheet.iter_rows(min_row=2)):
            assert row[column].value is None, "a decision that nobody took"
            assert row[column].data_type != "f" and all(cell.data_type != "f" for cell in row)
            if index % 4 < 3:
                word = words[index % 4]
                row[column].value = word
                key = row[0].value, word
                decided[key] = decided.get(key, 0) + 1
    # openpyxl drops the results of formulas: what is read later, LibreOffice has computed.
    book.save(folder / "decided.xlsx")
    return decided


def convert(folder, name, target):
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target,
               "--outdir", str(folder / "out"), str(folder / name)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    assert "Error" not in done.stderr, done.stderr


def check_xlsx(folder, report, shown):
    decided = decide(folder)
    convert(folder, "decided.xlsx", CSV_FILTER)
    convert(folder, "r.xlsx", "pdf")
    pdf = (folder / "out/r.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    with open(next((folder / "out").glob("*-Synthèse.csv")), encoding="utf-8") as file:
        rows = list(csv.reader(file))
    start = next(index for index, row in enumerate(rows) if row[0] == "Compétence")
    # Below the sums stands what does not agree.
    end = next(index for index, row in enumerate(rows) if row[0] == "Total")
    header, table = rows[start], rows[start + 1:end + 1]
    by_id = {competence["id"]: competence for competence in shown}
    words = {"present": "présent", "partial": "partiel", "absent": "absent"}
    for row in table:
        counts = dict(zip(header, row))
        competence = by_id.get(row[0])
        if competence is None:
            assert row[0] == "Total", row
            assert int(counts["À décider"]) + sum(decided.values()) == sum(
                len(by_id[id]["criteria"]) for id in by_id)
            continue
        for status, word in words.items():
            expected = sum(criterion["status"] == status for criterion in competence["criteria"])
            assert int(counts[word]) == expected, (row, word, expected)
        for word in ("Acquis", "Non acquis", "À voir à l'oral"):
            assert int(counts[word]) == decided.get((row[0], word), 0), (row, word)
    return f"{len(table) - 1} competences counted by LibreOffice, {sum(decided.values())} decisions"


def main():
    prejury = str(Path(sys.argv[1]).resolve())
    if shutil.which("soffice") is None:
        sys.exit("LibreOffice is missing: apt-get install --no-install-recommends libreoffice-calc")
    for submission in sys.argv[2:] or ["fixtures/whole/good", "fixtures/whole/incoherent"]:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            report, shown = run(prejury, submission, folder)
            for reader, said in [("JUnit", check_junit(folder, report, shown)), ("SARIF", check_sarif(folder)),
                                 ("XLSX", check_xlsx(folder, report, shown))]:
                print(f"ok {submission}: {reader}: {said}")


if __name__ == "__main__":
    main()
