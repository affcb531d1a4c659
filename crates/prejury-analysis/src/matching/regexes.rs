//! Regular expressions of many signals over many texts: one set decides, and only what matches is looked at again.

use std::sync::Arc;

use prejury_catalog::TextRegex;
use regex::{Match, RegexSet, RegexSetBuilder};

/// Size that the compiled set may have. The default of the library is made for one expression.
const SIZE_LIMIT: usize = 64 << 20;

/// Expressions of the signals of one pattern kind.
pub(super) struct Regexes<'c> {
    patterns: Vec<(&'c Arc<str>, &'c TextRegex)>,
    set: RegexSet,
}

impl<'c> Regexes<'c> {
    /// Joins expressions; none when there is nothing to look for.
    pub(super) fn new(mut patterns: Vec<(&'c Arc<str>, &'c TextRegex)>) -> Option<Self> {
        if patterns.is_empty() {
            return None;
        }
        let set = build(&patterns).or_else(|| {
            // One that cannot be compiled never matches; the others still do.
            patterns.retain(|(_, regex)| regex.get().is_some());
            build(&patterns)
        })?;
        Some(Self { patterns, set })
    }

    /// Every signal that `text` shows, with the matched part of its first match.
    pub(super) fn find<'t>(
        &self,
        text: &'t str,
    ) -> impl Iterator<Item = (&'c Arc<str>, Match<'t>)> {
        self.set.matches(text).into_iter().filter_map(move |at| {
            let (signal, regex) = self.patterns[at];
            Some((signal, regex.get()?.find(text)?))
        })
    }
}

fn build(patterns: &[(&Arc<str>, &TextRegex)]) -> Option<RegexSet> {
    RegexSetBuilder::new(patterns.iter().map(|(_, regex)| regex.source()))
        .size_limit(SIZE_LIMIT)
        .build()
        .ok()
}

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
