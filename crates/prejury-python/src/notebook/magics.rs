//! IPython syntax blanked out of code: magics, shell lines and help queries. Lines keep their numbers.

use smol_str::SmolStr;

use super::json::TextSink;
use super::kept::Head;
use super::open_code::OpenCode;
use super::prompts;

const MAX_MAGIC_BYTES: usize = 2_000;

/// Lines of a shell cell that are recorded.
const MAX_SHELL_LINES: usize = 200;

/// Cell magics under which the body stays Python. A magic that is not known may hold any language, so its body is not read.
const PYTHON_CELL_MAGICS: [&str; 26] = [
    "capture",
    "chime",
    "debug",
    "ipytest",
    "local",
    "lprun",
    "matplotlib",
    "memit",
    "mprun",
    "notify",
    "prun",
    "pycodestyle",
    "pyinstrument",
    "pypy",
    "pyspark",
    "python",
    "python2",
    "python3",
    "run_pytest",
    "scalene",
    "snakeviz",
    "spark",
    "time",
    "timeit",
    "timer",
    "wandb",
];

const SHELL_CELL_MAGICS: [&str; 6] = ["!", "bash", "cmd", "sh", "sx", "system"];

/// Magics whose line holds a statement that runs.
const STATEMENT_MAGICS: [&str; 9] = [
    "lprun",
    "memit",
    "mprun",
    "prun",
    "pyinstrument",
    "snakeviz",
    "time",
    "timeit",
    "timer",
];

/// Code as Python reads it, and what was blanked out.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Read {
    /// None when the code is not Python (`%%bash`, `%%sql`).
    pub(crate) python: Option<String>,
    /// Line, from 1, and text of each magic. Lines of a shell cell are written as shell lines, with `!` before them.
    pub(crate) magics: Vec<(u32, SmolStr)>,
}

/// Reads one code cell, whose first line may set the language of all of it.
pub(crate) fn read_cell(source: &str) -> Read {
    let source = &*prompts::without(source);
    let first = source
        .split('\n')
        .position(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    let first_line = first
        .and_then(|idx| source.split('\n').nth(idx))
        .unwrap_or_default()
        .trim();
    if let Some(magic) = first_line.strip_prefix("%%") {
        let name = magic.split_whitespace().next().unwrap_or_default();
        if PYTHON_CELL_MAGICS.contains(&name) {
            return read_lines(source);
        }
        return Read {
            python: None,
            magics: other_language(
                source,
                first.unwrap_or_default(),
                SHELL_CELL_MAGICS.contains(&name),
            ),
        };
    }
    // Databricks: one `%` on the first line gives the whole cell a language.
    let is_text = first_line.starts_with("%md");
    if is_text || matches!(first_line, "%sql" | "%sh" | "%r" | "%scala" | "%fs") {
        return Read {
            python: None,
            magics: other_language(source, first.unwrap_or_default(), first_line == "%sh"),
        };
    }
    read_lines(source)
}

fn other_language(source: &str, first: usize, is_shell: bool) -> Vec<(u32, SmolStr)> {
    let mut magics = Vec::new();
    for (idx, line) in source.split('\n').enumerate().skip(first) {
        if idx == first {
            magics.push((idx as u32 + 1, text_of(line)));
        } else if is_shell && !line.trim().is_empty() && magics.len() <= MAX_SHELL_LINES {
            magics.push((idx as u32 + 1, text_of(&format!("!{}", line.trim()))));
        }
    }
    magics
}

/// Lines of comments in a row that are parsed: at each of them the grammar looks ahead to the end of all that follow.
const MAX_COMMENTS: usize = 200;

/// Whether no line can be for IPython alone, as in most cells: each that is has one of these signs, or installs something.
fn is_plain(source: &str) -> bool {
    let bytes = source.as_bytes();
    memchr::memchr3(b'%', b'!', b'?', bytes).is_none()
        && memchr::memmem::find(bytes, b"install ").is_none()
        && memchr::memchr_iter(b'#', bytes).count() <= MAX_COMMENTS
}

/// Reads lines of Python that may hold magics.
pub(crate) fn read_lines(source: &str) -> Read {
    if is_plain(source) {
        return Read {
            python: Some(source.to_owned()),
            magics: Vec::new(),
        };
    }
    let mut n_comments = 0_usize;
    let mut python = String::with_capacity(source.len());
    let mut magics = Vec::new();
    let mut state = OpenCode::default();
    let mut lines = source.split('\n').enumerate().peekable();
    while let Some((idx, line)) = lines.next() {
        if idx > 0 {
            python.push('\n');
        }
        let Some(escaped) = state
            .may_be_escaped(line)
            .then(|| escaped(line, state.at_statement_start()))
            .flatten()
        else {
            let bare = line.trim_start();
            if !bare.starts_with('#') || !state.at_statement_start() || state.is_in_string() {
                // A blank line is passed over with the comments around it.
                n_comments *= usize::from(bare.is_empty());
            } else {
                n_comments += 1;
            }
            state.scan(line);
            if n_comments <= MAX_COMMENTS || bare.is_empty() {
                python.push_str(line);
            }
            continue;
        };
        n_comments = 0;
        let indent = &line[..line.len() - line.trim_start().len()];
        let mut text = line.trim().to_owned();
        match escaped {
            Escaped::Line => {
                // A block must not become empty.
                if !indent.is_empty() {
                    python.push_str(indent);
                    python.push_str("pass");
                }
            }
            Escaped::Value(target) => {
                python.push_str(target);
                python.push_str(" None");
            }
            Escaped::Statement(target, statement) => {
                let kept = if target.is_empty() {
                    [indent, statement].concat()
                } else {
                    [target, " ", statement].concat()
                };
                state.scan(&kept);
                python.push_str(&kept);
                magics.push((idx as u32 + 1, text_of(&text)));
                continue;
            }
        }
        let mut continued = line.ends_with('\\');
        while continued && let Some((_, next)) = lines.next() {
            python.push('\n');
            text.push('\n');
            text.push_str(next);
            continued = next.ends_with('\\');
        }
        magics.push((idx as u32 + 1, text_of(&text)));
    }
    Read {
        python: Some(python),
        magics,
    }
}

fn text_of(line: &str) -> SmolStr {
    let mut head = Head::new(MAX_MAGIC_BYTES);
    head.push(line.trim());
    head.text.into()
}

/// A line that only IPython reads.
#[derive(Debug, PartialEq, Eq)]
enum Escaped<'a> {
    /// Nothing of it is Python.
    Line,
    /// `files = !ls`: the target up to the equals sign.
    Value(&'a str),
    /// `%time model.fit(X)`: the statement runs; before it the target, when there is one.
    Statement(&'a str, &'a str),
}

fn escaped(line: &str, at_statement_start: bool) -> Option<Escaped<'_>> {
    let code = line.trim();
    match code.bytes().next()? {
        // `!` begins no Python line but one that goes on with `!=`.
        b'!' => return (!code.starts_with("!=")).then_some(Escaped::Line),
        _ if !at_statement_start => return None,
        b'%' => return magic("", code),
        b'?' => return Some(Escaped::Line),
        _ => {}
    }
    if is_help(code) || is_bare_install(code) {
        return Some(Escaped::Line);
    }
    let (target, value) = line.split_once('=')?;
    let value = value.trim_start();
    let simple = |c: char| {
        c.is_alphanumeric()
            || matches!(
                c,
                '_' | ' ' | '\t' | '.' | ',' | '*' | '[' | ']' | '"' | '\''
            )
    };
    let quotes = target.chars().filter(|c| matches!(c, '"' | '\'')).count();
    if !target.chars().all(simple) || quotes % 2 == 1 {
        return None;
    }
    let target = &line[..target.len() + 1];
    match value.bytes().next()? {
        b'!' => Some(Escaped::Value(target)),
        b'%' => match magic(target, value)? {
            Escaped::Line => Some(Escaped::Value(target)),
            other => Some(other),
        },
        _ => None,
    }
}

fn magic<'a>(target: &'a str, code: &'a str) -> Option<Escaped<'a>> {
    let name_on = code.trim_start_matches('%');
    let length = name_on
        .bytes()
        .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        .count();
    let (name, rest) = name_on.split_at(length);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return (code == "%%!" || code.starts_with("%%! ")).then_some(Escaped::Line);
    }
    if !STATEMENT_MAGICS.contains(&name) {
        return Some(Escaped::Line);
    }
    let statement = after_options(rest);
    Some(if statement.is_empty() {
        Escaped::Line
    } else {
        Escaped::Statement(target, statement)
    })
}

fn after_options(arguments: &str) -> &str {
    let mut rest = arguments.trim_start();
    while let Some(option) = rest
        .strip_prefix('-')
        .filter(|option| option.starts_with(|c: char| c.is_ascii_alphabetic() || c == '-'))
    {
        let (word, after) = option
            .split_once(char::is_whitespace)
            .unwrap_or((option, ""));
        rest = after.trim_start();
        // `-n 10` and `-f function` take the next word, `-n10` does not.
        if matches!(word, "n" | "r" | "p" | "l" | "s" | "T" | "D" | "f" | "m") {
            rest = rest
                .split_once(char::is_whitespace)
                .map_or("", |(_, after)| after.trim_start());
        }
    }
    rest
}

/// `df.head?`, `model??`, `np.*load*?`
fn is_help(code: &str) -> bool {
    let name = code.trim_end_matches('?');
    name.len() < code.len()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '*' | '%' | '[' | ']'))
}

/// `pip install x`, which IPython takes for `%pip install x`.
fn is_bare_install(code: &str) -> bool {
    [
        "pip install ",
        "pip3 install ",
        "pip uninstall ",
        "conda install ",
        "mamba install ",
    ]
    .iter()
    .any(|words| code.starts_with(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The Python left, and the magics as `line: text`.
    fn read(source: &str) -> (String, Vec<String>) {
        let Read { python, magics } = read_cell(source);
        (
            python.unwrap_or_else(|| "none".to_owned()),
            magics
                .iter()
                .map(|(line, text)| format!("{line}: {text}"))
                .collect(),
        )
    }

    fn python(source: &str) -> String {
        read(source).0
    }

    #[test]
    fn of_a_long_run_of_comments_only_the_first_are_parsed() {
        let run = "# note\n\n".repeat(MAX_COMMENTS + 50);
        let left = python(&format!(
            "x = 1\n{run}y = 2\n# end\nz = \"\"\"\n{run}\"\"\""
        ));
        let (code, text) = left.split_once("z = ").unwrap();
        assert_eq!(code.matches("# note").count(), MAX_COMMENTS);
        assert!(code.ends_with("y = 2\n# end\n"));
        assert_eq!(code.lines().count(), 1 + 2 * (MAX_COMMENTS + 50) + 2);
        assert_eq!(text.matches("# note").count(), MAX_COMMENTS + 50);
    }

    #[test]
    fn magics_and_shell_lines_are_blanked() {
        let (python, magics) = read(
            "%matplotlib inline\nimport os\n!pip install \\\n  shap\nif x:\n    !ls\n?os\nos.path??\n%%time\npip install lime",
        );
        assert_eq!(python, "\nimport os\n\n\nif x:\n    pass\n\n\n\n");
        let texts = [
            "1: %matplotlib inline",
            "3: !pip install \\\n  shap",
            "6: !ls",
            "7: ?os",
            "8: os.path??",
            "9: %%time",
            "10: pip install lime",
        ];
        assert_eq!(magics, texts);
    }

    #[test]
    fn timed_statements_stay() {
        assert_eq!(python("%time model.fit(X, y)"), "model.fit(X, y)");
        assert_eq!(python("    %timeit -n 10 -r3 f(x)"), "    f(x)");
        assert_eq!(python("%prun -l 5 -s cumulative train()"), "train()");
        assert_eq!(python("%lprun -f train train(1)"), "train(1)");
        assert_eq!(python("t = %timeit -o f()"), "t = f()");
        assert_eq!(python("%time y = (\n%time)"), "y = (\n%time)");
        assert_eq!(python("%time"), "");
        assert_eq!(read("%time f()").1, ["1: %time f()"]);
    }

    #[test]
    fn captured_values_become_none() {
        assert_eq!(python("files = !ls"), "files = None");
        assert_eq!(python("  d['a'] = !pwd"), "  d['a'] = None");
        assert_eq!(python("rows = %sql SELECT 1"), "rows = None");
    }

    #[test]
    fn cell_magics_over_python_leave_the_body() {
        assert_eq!(python("%%time\nfit()"), "\nfit()");
        assert_eq!(
            python("\n# a\n%%timeit -n1 x = 1\nf(x)"),
            "\n# a\nx = 1\nf(x)"
        );
        assert_eq!(python("%%capture out\nfit()"), "\nfit()");
    }

    #[test]
    fn other_languages_are_no_python() {
        for source in [
            "%%html\n<b>",
            "%%sql\nselect 1",
            "%%writefile a.py\nx = 1",
            "%%script false\nf()",
            "%md\n# Titre",
            "%sql\nselect 1",
            "%%R\nx <- 1",
        ] {
            assert_eq!(python(source), "none", "{source}");
        }
        assert_eq!(
            read("%%bash\npip install shap\n\nls").1,
            ["1: %%bash", "2: !pip install shap", "4: !ls"]
        );
        assert_eq!(python("%sql select 1\nx = 1"), "\nx = 1");
    }

    #[test]
    fn strings_and_expressions_are_left_alone() {
        for source in [
            "a = \"\"\"\n!pip\n%time\nx?\n\"\"\"",
            "s = 'é !ls'\nprint('a=!b')",
            "x = (a\n% b\n)",
            "x = a \\\n% b",
            "x = 'it''s' # isn't\nassert a != b",
            "r'\\'\ny = '''\n!x\n'''",
            "x = (1\n!= 2)",
            "d = {'a': '?'}",
            "print 'Python 2'",
        ] {
            assert_eq!(read(source), (source.to_owned(), vec![]), "{source}");
        }
    }

    #[test]
    fn an_open_bracket_or_quote_does_not_hide_the_rest() {
        assert_eq!(
            python("f(\ndef g():\n    pass\n%time g()"),
            "f(\ndef g():\n    pass\ng()"
        );
        assert_eq!(python("print('oops)\n%time g()"), "print('oops)\n%time g()");
        assert_eq!(python("x = 'oops\n%time g()"), "x = 'oops\ng()");
        assert_eq!(python("f(\n!ls\n)"), "f(\n\n)");
    }
}
