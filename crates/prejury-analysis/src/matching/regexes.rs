//! What an expression matched, for readers.

use regex::Match;

/// The line of `text` around a match.
pub(super) fn line_around<'t>(text: &'t str, found: &Match<'_>) -> &'t str {
    let start = text[..found.start()].rfind('\n').map_or(0, |at| at + 1);
    let end = text[found.end()..]
        .find('\n')
        .map_or(text.len(), |at| found.end() + at);
    text[start..end].trim()
}

/// What an expression matched, when it is short enough to name a thing; else nothing.
pub(super) fn short<'t>(found: &Match<'t>) -> &'t str {
    let matched = found.as_str().trim();
    if matched.len() <= 40 { matched } else { "" }
}
