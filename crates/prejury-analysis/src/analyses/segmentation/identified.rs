//! Numbers of segments that are told as found (C2.2.2-CE5).

use std::sync::LazyLock;

use regex::Regex;

/// `4 segments identifiés`: a number that was found, not by others and not named in a list of files.
pub(super) fn identifies(text: &str) -> bool {
    static FOUND: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"\b\d{1,2}\s+(?:(?:clusters|groupes|segments)\s+(?:\w+\s+){0,3}identifies|identified\s+(?:clusters|groups|segments))\b",
        )
        .ok()
    });
    static OTHERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"^\W*(?:par l(?:e|es|a|')|by the)\b|\b(?:notebook|fichier|file|script)s?\b|\.(?:ipynb|py|csv)\b").ok()
    });
    let text = prejury_documents::fold(text);
    let found = FOUND.as_ref().and_then(|found| found.find(&text));
    let is_by_others = |rest: &str| OTHERS.as_ref().is_some_and(|others| others.is_match(rest));
    found.is_some_and(|found| {
        !is_by_others(&text[found.end()..]) && !is_by_others(&text[..found.start()])
    })
}
