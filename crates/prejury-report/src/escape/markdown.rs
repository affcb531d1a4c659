//! Markdown as GitHub and GitLab render it: no text of a stranger may become HTML, a link, a mention or a reference.

use super::visible;

/// Characters that mean something to CommonMark, its tables, strikethrough or mathematics wherever they stand.
const ANYWHERE: &str = "\\`*_[]|~$";

/// Characters that open a list, a heading or a rule at the start of a line.
const AT_START: &str = "-+=#>";

/// Text inside a sentence. Words that a forge would make live (`@name`, `#12`, addresses) are broken by an empty comment,
/// which renders as nothing and which no such link crosses.
pub(crate) fn text(stranger: &str) -> String {
    let line = visible(stranger);
    let n_digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let mut escaped = String::with_capacity(line.len() * 2);
    for (index, c) in line.char_indices() {
        let rest = &line[index..];
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '@' => escaped.push_str("@<!-- -->"),
            '#' if rest[1..].starts_with(|next: char| next.is_ascii_digit()) => {
                escaped.push_str("\\#<!-- -->")
            }
            ':' if rest.starts_with("://") => escaped.push_str(":<!-- -->"),
            // After the dot it would be too late: GitHub links `www.` alone.
            '.' if ends_with_www(&line[..index]) => escaped.push_str("<!-- -->."),
            // `1.` and `1)` open a list.
            '.' | ')' if index == n_digits && n_digits > 0 => escaped.extend(['\\', c]),
            _ if ANYWHERE.contains(c) || index == 0 && AT_START.contains(c) => {
                escaped.extend(['\\', c])
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

fn ends_with_www(text: &str) -> bool {
    let end = text.as_bytes().last_chunk::<3>();
    end.is_some_and(|end| end.eq_ignore_ascii_case(b"www"))
}

/// A code span: the fence is longer than any run of backticks inside. Not for a table cell, where `|` would end the cell.
pub(crate) fn code(stranger: &str) -> String {
    let line = visible(stranger);
    if line.is_empty() {
        return String::new();
    }
    let fence = "`".repeat(longest_run(&line) + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{line}{pad}{fence}")
}

/// A fence for a code block that holds `lines`.
pub(crate) fn fence(lines: &[String]) -> String {
    let longest = lines
        .iter()
        .map(|line| longest_run(line))
        .max()
        .unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use pulldown_cmark::{Event, Options, Parser, Tag};

    const HOSTILE: [&str; 16] = [
        "<img src=x onerror=alert(1)>",
        "</details><script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "![track](https://evil.example/p.png)",
        "``` \n# heading",
        "`code` | cell | cell",
        "@everyone #12 GH-12",
        "1. item\n- item",
        "*bold* __bold__ ~~gone~~",
        "https://evil.example www.evil.example",
        "&lt;b&gt; &#60;i>",
        "a\\",
        "- item",
        "# heading",
        "12) item",
        "= x | y",
    ];

    /// What a reader sees of `markdown`: its text, with the events that would do more than show text.
    fn rendered(markdown: &str) -> (String, Vec<String>) {
        let mut shown = String::new();
        let mut active = Vec::new();
        for event in Parser::new_ext(markdown, Options::all()) {
            match event {
                Event::Text(text) | Event::Code(text) => shown.push_str(&text),
                Event::InlineHtml(html) if &*html == "<!-- -->" => {}
                Event::Start(Tag::Paragraph) | Event::End(_) => {}
                other => active.push(format!("{other:?}")),
            }
        }
        (shown, active)
    }

    #[test]
    fn a_sentence_shows_every_character_and_does_nothing_else() {
        for hostile in HOSTILE {
            for before in ["", "Voir "] {
                let (shown, active) = rendered(&format!("{before}{}", text(hostile)));
                assert_eq!(shown, format!("{before}{}", visible(hostile)));
                assert_eq!(active, Vec::<String>::new(), "{hostile}");
            }
        }
    }

    #[test]
    fn addresses_and_mentions_are_broken() {
        assert_eq!(text("@bob"), "@<!-- -->bob");
        assert!(!text("https://a.b").contains("://"));
        assert!(!text("www.a.b").contains("www."));
    }

    #[test]
    fn a_code_span_cannot_be_left() {
        for hostile in HOSTILE {
            let (shown, active) = rendered(&format!("x {} y", code(hostile)));
            assert_eq!(shown, format!("x {} y", visible(hostile)), "{hostile}");
            assert_eq!(active, Vec::<String>::new(), "{hostile}");
        }
    }

    #[test]
    fn a_fence_is_longer_than_what_it_holds() {
        assert_eq!(fence(&["x".to_owned()]), "```");
        assert_eq!(fence(&["````".to_owned()]), "`````");
    }
}
