//! Rust files: their first line, their length, and what only some crates may do.

use super::Finding;
use crate::files::TextFile;

/// Longer files hold more than one concept.
const MAX_LINES: usize = 600;

/// Every file says what it is for.
pub(super) fn purpose(rust: &[&TextFile]) -> Finding {
    let problems = rust
        .iter()
        .filter(|file| !file.text.starts_with("//!"))
        .map(|file| file.path.clone())
        .collect();
    Finding {
        checked: format!(
            "{} Rust files start with `//!` and their purpose",
            rust.len()
        ),
        problems,
    }
}

/// No file is too long to be read.
pub(super) fn length(rust: &[&TextFile]) -> Finding {
    let n_lines = |file: &TextFile| file.text.lines().count();
    let too_long = rust.iter().filter(|file| n_lines(file) > MAX_LINES);
    let problems = too_long
        .map(|file| format!("{}: {} lines", file.path, n_lines(file)))
        .collect();
    Finding {
        checked: format!("{} Rust files have at most {MAX_LINES} lines", rust.len()),
        problems,
    }
}

/// Only intake reads the disk.
pub(super) fn disk(rust: &[&TextFile]) -> Finding {
    let may = |path: &str| path.starts_with("crates/prejury-intake/") || path.starts_with("xtask/");
    only(
        "only prejury-intake and xtask touch the disk",
        rust,
        may,
        &["std::fs", "fs::", "File::open", "File::create"],
    )
}

/// Only the command line prints.
pub(super) fn printing(rust: &[&TextFile]) -> Finding {
    // A build script talks to cargo through its standard output.
    let may = |path: &str| {
        path.starts_with("crates/prejury/")
            || path.starts_with("xtask/")
            || path.ends_with("/build.rs")
    };
    only(
        "only prejury and xtask print",
        rust,
        may,
        &["println!", "eprintln!", "print!", "eprint!"],
    )
}

/// Only one crate knows the parser.
pub(super) fn parser(rust: &[&TextFile]) -> Finding {
    let may = |path: &str| path.starts_with("crates/prejury-python/") || path.starts_with("xtask/");
    only(
        "only prejury-python knows tree-sitter",
        rust,
        may,
        &["tree_sitter", "tree_sitter_python"],
    )
}

/// Only one crate knows git.
pub(super) fn git(rust: &[&TextFile]) -> Finding {
    let may = |path: &str| path.starts_with("crates/prejury-intake/") || path.starts_with("xtask/");
    only("only prejury-intake knows git2", rust, may, &["git2"])
}

/// Uses of `words` in code that neither `may` use them nor is a test, a benchmark or an example.
fn only(checked: &str, rust: &[&TextFile], may: impl Fn(&str) -> bool, words: &[&str]) -> Finding {
    let is_test = |path: &str| {
        path.starts_with("tests/")
            || path.starts_with("fuzz/")
            || path.contains("/tests/")
            || path.contains("/benches/")
            || path.contains("/examples/")
            || path.ends_with("/tests.rs")
    };
    let mut problems = Vec::new();
    for file in rust
        .iter()
        .filter(|file| !may(&file.path) && !is_test(&file.path))
    {
        for (number, line) in code(&file.text) {
            if let Some(word) = words.iter().find(|word| uses(line, word)) {
                problems.push(format!("{}:{number}: `{word}`", file.path));
            }
        }
    }
    Finding {
        checked: checked.to_owned(),
        problems,
    }
}

/// Lines of code with their numbers: neither comments nor the tests at the end of a file.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut lines = text.lines().enumerate().peekable();
    std::iter::from_fn(move || {
        let (number, line) = lines.next()?;
        let before_tests = line.trim_start().starts_with("#[cfg(test)]")
            && lines
                .peek()
                .is_some_and(|(_, next)| next.trim_start().starts_with("mod tests {"));
        (!before_tests).then_some((number + 1, line))
    })
    .filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Whether `line` holds `word` as a word of its own: `print!` is none in `eprint!`, and `fs::` none in `vfs::`.
fn uses(line: &str, word: &str) -> bool {
    let continues = |char: char| char.is_alphanumeric() || char == '_';
    let ends_open = word.ends_with(continues);
    line.match_indices(word).any(|(at, _)| {
        let after = line[at + word.len()..].chars().next();
        let goes_on = ends_open && after.is_some_and(continues);
        !(goes_on || line[..at].ends_with(continues))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> TextFile {
        TextFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn printing_outside_the_command_line_is_told_with_its_line() {
        let bad = file(
            "crates/prejury-core/src/a.rs",
            "//! A.\nfn f() { println!(\"x\") }\n",
        );
        let cli = file(
            "crates/prejury/src/a.rs",
            "//! A.\nfn f() { println!(\"x\") }\n",
        );
        let finding = printing(&[&bad, &cli]);
        assert_eq!(
            finding.problems,
            ["crates/prejury-core/src/a.rs:2: `println!`"]
        );
    }

    #[test]
    fn comments_tests_and_longer_words_are_left_alone() {
        let text = "//! fs::read\n// git2\nuse vfs::X; // git2_x\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}\n";
        let file = file("crates/prejury-core/src/a.rs", text);
        assert!(disk(&[&file]).problems.is_empty());
        assert!(git(&[&file]).problems.is_empty());
    }

    #[test]
    fn a_helper_for_tests_does_not_end_the_code() {
        let text = "//! A.\n#[cfg(test)]\nfn helper() {}\nfn f() { std::fs::read(\"x\"); }\n";
        assert_eq!(
            disk(&[&file("crates/prejury-core/src/a.rs", text)])
                .problems
                .len(),
            1
        );
    }

    #[test]
    fn files_without_purpose_and_long_files_are_told() {
        let bare = file("a.rs", "fn main() {}\n");
        let long = file("b.rs", &"//! B.\n".repeat(601));
        assert_eq!(purpose(&[&bare, &long]).problems, ["a.rs"]);
        assert_eq!(length(&[&bare, &long]).problems, ["b.rs: 601 lines"]);
    }
}
