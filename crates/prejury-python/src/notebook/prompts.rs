//! Prompts that were pasted with the code of a session. IPython strips them before it runs a cell, and so does this.

use std::borrow::Cow;

/// `source` without the prompts of a Python session, where its first line has one. Lines keep their numbers.
pub(super) fn without(source: &str) -> Cow<'_, str> {
    let first = source.split('\n').next().unwrap_or_default();
    if bare(first, ">>>").is_none() {
        return source.into();
    }
    let lines = source.split('\n').map(|line| {
        let kept = bare(line, ">>>").or_else(|| bare(line, "..."));
        kept.unwrap_or(line)
    });
    lines.collect::<Vec<_>>().join("\n").into()
}

/// What follows `prompt` and one space, or nothing on a line of its own.
fn bare<'a>(line: &'a str, prompt: &str) -> Option<&'a str> {
    let rest = line.strip_prefix(prompt)?;
    rest.is_empty()
        .then_some(rest)
        .or_else(|| rest.strip_prefix(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prompts_of_a_session_are_taken_off() {
        for (source, code) in [
            (
                ">>> import numpy as np\n\nx = 1",
                "import numpy as np\n\nx = 1",
            ),
            (
                ">>> for a in b:\n...     f(a)\n...\n>>> g()",
                "for a in b:\n    f(a)\n\ng()",
            ),
            // No prompt of the first line, and shifts of bits.
            ("x = 1\n>>> y", "x = 1\n>>> y"),
            (">>>x", ">>>x"),
            (">>", ">>"),
        ] {
            assert_eq!(without(source), code, "{source}");
        }
        assert_eq!(without(">>>"), "");
    }
}
