//! Kind of a file by its name and, where names say nothing, its first bytes.

use crate::FileKind;

/// Bytes looked at when a name has no extension.
pub(crate) const PEEK: usize = 256;

/// The kind that a name tells; none when there is no extension to tell it.
pub(crate) fn by_name(name: &str) -> Option<FileKind> {
    let lower = name.to_lowercase();
    if let Some(kind) = by_whole_name(&lower) {
        return Some(kind);
    }
    let (stem, extension) = lower.rsplit_once('.')?;
    if stem.is_empty() {
        // `.gitignore`, `.flake8`, `.env`: settings in plain text.
        return Some(FileKind::Other);
    }
    Some(by_extension(extension))
}

/// Whether a file is named README, as `readme.md`, `README_FR.rst` or `READ_ME.txt` are; its format is not asked.
pub fn is_named_readme(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut letters = name
        .bytes()
        .filter(|byte| !matches!(byte, b'_' | b'-' | b' '))
        .map(|byte| byte.to_ascii_lowercase());
    b"readme"
        .iter()
        .all(|letter| letters.next() == Some(*letter))
}

/// Whether a file is one of tests, by its name or by the folder it stands in.
pub fn is_named_test(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let name = parts.next().unwrap_or(path);
    name.starts_with("test_")
        || name.ends_with("_test.py")
        || name == "conftest.py"
        || parts.any(|folder| matches!(folder, "test" | "tests"))
}

/// Whether a program of experiment tracking wrote the file: what MLflow notes beside a model speaks of data and targets, too, and
/// nobody said it.
pub fn is_named_run_record(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    name == "MLmodel" || path.contains("mlruns/") && path.contains("/metrics/")
}

/// Whether the path is that of a text that nobody wrote for this project: licences and codes of conduct speak of data and rights,
/// too.
pub fn is_named_boilerplate(path: &str) -> bool {
    const NAMES: &[&str] = &["code_of_conduct", "copying", "licence", "license", "notice"];
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let stem = name.split(['.', '-']).next().unwrap_or(&name);
    NAMES.binary_search(&stem).is_ok()
}

fn by_whole_name(lower: &str) -> Option<FileKind> {
    Some(match lower {
        "dockerfile" | "containerfile" => FileKind::Dockerfile,
        "makefile" | "gnumakefile" | "procfile" | "jenkinsfile" | "snakefile" | "rakefile"
        | "vagrantfile" | "justfile" | "setup.cfg" | "tox.ini" | "pytest.ini" | "mypy.ini"
        | ".coveragerc" | ".flake8" | "manifest.in" | "aptfile" => FileKind::Build,
        "pipfile" | "poetry.lock" | "uv.lock" | "pdm.lock" => FileKind::Toml,
        "pipfile.lock" => FileKind::Json,
        // Written for the page of a forge, whatever its name lacks.
        "readme" => FileKind::Markdown,
        "license" | "licence" | "changelog" | "authors" | "requirements" => FileKind::PlainText,
        _ if lower.starts_with("dockerfile.") || lower.ends_with(".dockerfile") => {
            FileKind::Dockerfile
        }
        _ => return None,
    })
}

fn by_extension(extension: &str) -> FileKind {
    match extension {
        "ipynb" => FileKind::Notebook,
        "py" | "pyw" | "pyi" => FileKind::Python,
        "md" | "markdown" | "mdown" | "qmd" | "rmd" => FileKind::Markdown,
        "txt" | "text" | "log" | "in" => FileKind::PlainText,
        "rst" => FileKind::RestructuredText,
        "html" | "htm" | "xhtml" => FileKind::Html,
        "tex" | "latex" => FileKind::Tex,
        "pdf" => FileKind::Pdf,
        "pptx" | "pptm" | "ppsx" => FileKind::PowerPoint,
        "docx" | "docm" => FileKind::Word,
        "xlsx" | "xlsm" => FileKind::Excel,
        "odp" => FileKind::OpenDocumentSlides,
        "odt" => FileKind::OpenDocumentText,
        "ods" => FileKind::OpenDocumentSheet,
        "doc" | "ppt" | "pps" | "xls" | "xlsb" => FileKind::OldOffice,
        "csv" | "tsv" => FileKind::Csv,
        "yml" | "yaml" => FileKind::Yaml,
        "toml" => FileKind::Toml,
        "json" | "jsonl" | "ndjson" | "geojson" => FileKind::Json,
        "sh" | "bash" | "zsh" | "fish" | "ps1" | "bat" | "cmd" => FileKind::Shell,
        "cfg" | "ini" | "mk" | "cmake" | "gradle" => FileKind::Build,
        "sql" | "ddl" => FileKind::Sql,
        "r" | "js" | "jsx" | "ts" | "tsx" | "css" | "scss" | "less" | "java" | "scala" | "kt"
        | "c" | "h" | "cc" | "cpp" | "hpp" | "cs" | "go" | "rs" | "rb" | "php" | "jl" | "m"
        | "swift" | "vue" | "dart" | "lua" | "pl" | "sas" | "do" | "tf" | "pyx" => {
            FileKind::OtherCode
        }
        "png" | "jpg" | "jpeg" | "gif" | "svg" | "bmp" | "tif" | "tiff" | "webp" | "ico"
        | "heic" => FileKind::Image,
        "pkl" | "pickle" | "joblib" | "h5" | "hdf5" | "keras" | "onnx" | "pt" | "pth" | "ckpt"
        | "pb" | "tflite" | "safetensors" | "cbm" | "model" | "bin" | "mlmodel" | "skops"
        | "dill" | "sav" => FileKind::Model,
        "parquet" | "feather" | "npy" | "npz" | "arrow" | "orc" | "avro" | "mat" | "dta"
        | "rds" | "rdata" | "shp" | "dbf" | "xml" => FileKind::Data,
        "db" | "sqlite" | "sqlite3" | "duckdb" | "mdb" | "accdb" => FileKind::Database,
        "zip" | "gz" | "tgz" | "tar" | "bz2" | "xz" | "7z" | "rar" | "zst" => FileKind::Archive,
        _ => FileKind::Other,
    }
}

/// The kind that the first bytes tell.
pub(crate) fn by_bytes(start: &[u8]) -> FileKind {
    let starts = |magic: &[u8]| start.starts_with(magic);
    if let Some(line) = start.strip_prefix(b"#!") {
        let line =
            String::from_utf8_lossy(line.split(|byte| *byte == b'\n').next().unwrap_or_default())
                .into_owned();
        return if line.contains("python") {
            FileKind::Python
        } else {
            FileKind::Shell
        };
    }
    if starts(b"%PDF") {
        FileKind::Pdf
    } else if starts(b"\x89PNG") || starts(b"\xff\xd8\xff") || starts(b"GIF8") {
        FileKind::Image
    } else if starts(b"PK\x03\x04") || starts(b"\x1f\x8b") {
        FileKind::Archive
    } else if starts(b"SQLite format 3") {
        FileKind::Database
    } else if starts(b"\x80\x04") || starts(b"\x80\x03") || starts(b"\x89HDF") {
        FileKind::Model
    } else if starts(b"PAR1") || starts(b"\x93NUMPY") {
        FileKind::Data
    } else if start.contains(&0) {
        FileKind::Other
    } else if begins_as_python(start) {
        FileKind::Python
    } else {
        FileKind::PlainText
    }
}

/// Whether a text without an ending in its name begins as a program: with imports before anything but comments and empty
/// lines, two of them at least. Prose may begin with the word "import", and hardly go on so.
fn begins_as_python(start: &[u8]) -> bool {
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches('\u{feff}');
    let is_code = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let mut n_imports = 0;
    let mut is_begun = true;
    let mut is_open = false;
    for line in text.lines().filter(is_code) {
        let line = line
            .split_once('#')
            .map_or(line, |(line, _)| line)
            .trim_end();
        // `from x import (` goes on to its bracket.
        if is_open {
            is_open = !line.contains(')');
        } else if is_begun && line.split(';').all(|part| is_import(part.trim())) {
            n_imports += line.split(';').count();
            is_open = line.contains('(') && !line.contains(')');
        } else if n_imports > 0 && is_listed(line) {
            return false;
        } else {
            is_begun = false;
        }
    }
    n_imports > 1
}

fn is_import(line: &str) -> bool {
    match line.split_once(char::is_whitespace) {
        Some(("import", modules)) => modules.split(',').all(|module| {
            let words: Vec<&str> = module.split_whitespace().collect();
            matches!(words.as_slice(), [name] | [name, "as", _] if is_dotted_name(name))
        }),
        // `from .prep import clean` and `from ..prep`, too.
        Some(("from", rest)) => rest
            .split_once(" import ")
            .is_some_and(|(name, _)| is_dotted_name(name.trim().trim_start_matches('.'))),
        _ => false,
    }
}

fn is_dotted_name(name: &str) -> bool {
    let mut letters = name.chars();
    letters
        .next()
        .is_some_and(|first| first.is_alphabetic() || first == '_')
        && letters.all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
}

/// Notes may name imports before they list what is to do: "1. Supprimer les doublons". They do so at the margin, and a
/// sum that goes on (`    - b`) does not.
fn is_listed(line: &str) -> bool {
    let Some((marker, _)) = line.split_once(' ') else {
        return false;
    };
    let number = marker.strip_suffix(['.', ')']);
    let is_number =
        |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    matches!(marker, "-" | "*" | "+") || number.is_some_and(is_number)
}

/// Kinds that nobody reads whole: their bytes do not count against the size of a submission.
pub(crate) fn is_bulk(kind: FileKind) -> bool {
    matches!(
        kind,
        FileKind::Csv
            | FileKind::Image
            | FileKind::Model
            | FileKind::Data
            | FileKind::Database
            | FileKind::Archive
            | FileKind::Other
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readmes_are_told_in_every_spelling() {
        for path in [
            "README",
            "docs/Readme_FR.rst",
            "READ_ME.txt",
            "read me.md",
            "READ-ME",
        ] {
            assert!(is_named_readme(path), "{path}");
        }
        for path in [
            "READ.md",
            "my_readme.md",
            "readme/notes.md",
            "lisez_moi.txt",
        ] {
            assert!(!is_named_readme(path), "{path}");
        }
    }

    #[test]
    fn a_program_is_told_by_its_first_imports() {
        let kind = |text: &str| by_bytes(text.as_bytes());
        assert_eq!(
            kind("# training\nimport mlflow\nfrom src.prep import clean\n\nclean()\n"),
            FileKind::Python
        );
        for text in [
            "import os, sys\nimport pandas as pd\n",
            "import os  # files\nimport re\n",
            "from sklearn.metrics import (\n    f1_score,\n)\nimport re\n",
            "import os;import sys\n",
            "from .prep import clean\nimport re\n\ntotal = (a\n    - b\n    * c)\n",
            "\u{feff}import os\nimport re\n",
        ] {
            assert_eq!(kind(text), FileKind::Python, "{text}");
        }
        for text in [
            "import taxes\nThe import of fruit is taxed.\n",
            "from Lyon import Paris\nLe trajet dure deux heures.\n",
            "import numpy as np\n",
            "# Installation\nimport pandas\nimport numpy\n\n# Plan\n1. Supprimer les doublons\n",
            "é\u{feff}import os\nimport re\n",
        ] {
            assert_eq!(kind(text), FileKind::PlainText, "{text}");
        }
    }

    #[test]
    fn names_tell_the_kind() {
        for (name, kind) in [
            ("Étude n°1.IPYNB", FileKind::Notebook),
            ("api.py", FileKind::Python),
            ("Dockerfile", FileKind::Dockerfile),
            ("Dockerfile.api", FileKind::Dockerfile),
            ("setup.cfg", FileKind::Build),
            ("poetry.lock", FileKind::Toml),
            (".gitignore", FileKind::Other),
            ("README", FileKind::Markdown),
            ("model.joblib", FileKind::Model),
            ("data.csv.zip", FileKind::Archive),
            ("mlflow.db", FileKind::Database),
        ] {
            assert_eq!(by_name(name), Some(kind), "{name}");
        }
        assert_eq!(by_name("train"), None);
    }

    #[test]
    fn first_bytes_tell_the_rest() {
        assert_eq!(
            by_bytes(b"#!/usr/bin/env python3\nimport os"),
            FileKind::Python
        );
        assert_eq!(by_bytes(b"#!/bin/sh\n"), FileKind::Shell);
        assert_eq!(by_bytes(b"%PDF-1.7"), FileKind::Pdf);
        assert_eq!(by_bytes(b"Bonjour"), FileKind::PlainText);
        assert_eq!(by_bytes(b"\0\x01\x02"), FileKind::Other);
    }

    #[test]
    fn what_a_program_notes_of_a_run_is_told_by_its_place() {
        assert!(is_named_run_record("mlruns/0/1/artifacts/model/MLmodel"));
        assert!(is_named_run_record("mlruns/0/1/metrics/auc"));
        assert!(!is_named_run_record("notes/metrics/auc.md"));
    }
}
