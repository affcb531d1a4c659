//! Whether a plain text is what a program printed: no prose of the candidate, but a trace of a run.

use std::sync::LazyLock;

use regex::Regex;

/// Lines that are not blank from which a text can be told for a log.
const MIN_LINES: usize = 30;
/// Share of them that only a program writes.
const MIN_PERCENT: usize = 60;
/// Bytes that are looked at.
const MAX_BYTES: usize = 64 << 10;

/// A line drawn, a value after its name, the name of an object, a time, a level, a row of a table, a progress bar.
static MACHINE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"^\W+$",
        r#"|^\w[\w.\[\]'"]* ?= ?\S"#,
        r"|<class | object at 0x|RDD\[\d+\]",
        r"|^\[?\d{2,4}[-/:]\d\d[-/:]\d\d",
        r"|^Epoch ?\[?\d",
        r"|^(?:>>>|\$ |INFO\b|WARN|ERROR\b|DEBUG\b|Traceback)",
        r"|^[-+|=]{4}|^\|.*\|$|^\d+ .*\d$",
        r#"|^[^.!?:]{1,60}: ?[\[('"]?-?\d"#,
        r"|\d(?:it/s|s/it)\b|\bETA\b",
    ))
    .ok()
});

/// Whether most lines of `text` are a program's.
pub(super) fn is_run_log(text: &str) -> bool {
    let Some(machine) = MACHINE.as_ref() else {
        return false;
    };
    let text = &text[..text.floor_char_boundary(MAX_BYTES)];
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut n_lines, mut n_machine) = (0, 0);
    for line in lines.take(2_000) {
        n_lines += 1;
        n_machine += usize::from(machine.is_match(line));
    }
    n_lines >= MIN_LINES && n_machine * 100 >= n_lines * MIN_PERCENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_job_printed_is_told_from_notes() {
        let log = "===== \nLecture des images\n=====\npath = s3://fruits/in\nNombre de partitions: 18\n\
            <pyspark.ml.PCAModel object at 0x7f>\n2023-05-04 10:00:01 INFO done\n| a | b |\n";
        assert!(is_run_log(&log.repeat(5)));
        assert!(!is_run_log(log));
        let notes =
            "Les images sont lues une seule fois : le cluster en garde les poids.\nTitre\n=====\n";
        assert!(!is_run_log(&notes.repeat(20)));
    }
}
