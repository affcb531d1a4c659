//! Regular expressions of many signals over many texts: one set decides, and only what matches is looked at again.

use std::sync::{Arc, OnceLock};

use regex::{Match, RegexSet, RegexSetBuilder};

use crate::lazy::TextRegex;
use crate::pattern::Pattern;
use crate::signal::Signal;

/// Size that a compiled set may have. The default of the library is made for one expression.
const SIZE_LIMIT: usize = 64 << 20;

/// The texts that expressions are written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searched {
    /// Stored outputs.
    Outputs,
    /// String literals of live code.
    Strings,
    /// Magics and shell lines.
    Magics,
    /// Subjects of commits.
    Commits,
}

impl Searched {
    fn regex(self, pattern: &Pattern) -> Option<&TextRegex> {
        match (self, pattern) {
            (Self::Outputs, Pattern::Output(regex))
            | (Self::Strings, Pattern::String(regex))
            | (Self::Magics, Pattern::Magic(regex))
            | (Self::Commits, Pattern::Commit(regex)) => Some(regex),
            _ => None,
        }
    }
}

/// The sets of all kinds of text, each compiled when it is first asked for: one compilation does for many submissions.
#[derive(Debug, Default)]
pub(crate) struct RegexSets {
    outputs: OnceLock<Option<RegexSet>>,
    strings: OnceLock<Option<RegexSet>>,
    magics: OnceLock<Option<RegexSet>>,
    commits: OnceLock<Option<RegexSet>>,
}

impl RegexSets {
    fn of(&self, searched: Searched) -> &OnceLock<Option<RegexSet>> {
        match searched {
            Searched::Outputs => &self.outputs,
            Searched::Strings => &self.strings,
            Searched::Magics => &self.magics,
            Searched::Commits => &self.commits,
        }
    }
}

/// Expressions of all signals for one kind of text.
#[derive(Debug)]
pub struct Regexes<'c> {
    patterns: Vec<(&'c Arc<str>, &'c TextRegex)>,
    set: &'c RegexSet,
}

impl<'c> Regexes<'c> {
    /// None when there is nothing to look for.
    pub(crate) fn new(
        signals: &'c [Signal],
        sets: &'c RegexSets,
        searched: Searched,
    ) -> Option<Self> {
        // One that cannot be compiled never matches; `Catalog::validate` names it.
        let patterns: Vec<(&Arc<str>, &TextRegex)> = signals
            .iter()
            .flat_map(|signal| signal.patterns.iter().map(move |pattern| (signal, pattern)))
            .filter_map(|(signal, pattern)| Some((&signal.id, searched.regex(pattern)?)))
            .collect();
        if patterns.is_empty() {
            return None;
        }
        let set = sets
            .of(searched)
            .get_or_init(|| build(&patterns))
            .as_ref()?;
        Some(Self { patterns, set })
    }

    /// Every signal that `text` shows, with the matched part of its first match.
    pub fn find<'t>(&self, text: &'t str) -> impl Iterator<Item = (&'c Arc<str>, Match<'t>)> {
        self.set.matches(text).into_iter().filter_map(move |at| {
            let (signal, regex) = self.patterns[at];
            Some((signal, regex.get()?.find(text)?))
        })
    }
}

fn build(patterns: &[(&Arc<str>, &TextRegex)]) -> Option<RegexSet> {
    // An expression that cannot be compiled keeps its place, and matches nothing.
    let compiled = |sources: Vec<&str>| {
        RegexSetBuilder::new(sources.into_iter().map(without_word_bounds))
            .size_limit(SIZE_LIMIT)
            .build()
            .ok()
    };
    let sources = patterns.iter().map(|(_, regex)| regex.source());
    compiled(sources.collect()).or_else(|| {
        let sound = patterns.iter().map(|(_, regex)| {
            if regex.get().is_some() {
                regex.source()
            } else {
                NOTHING
            }
        });
        compiled(sound.collect())
    })
}

/// The same expression without its word boundaries, which matches wherever that one does. An automaton that knows the letters
/// of all languages gives up at the first accent, and the set is far slower then; what it lets through is looked at again.
fn without_word_bounds(source: &str) -> String {
    let mut wider = String::with_capacity(source.len());
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        let escaped = (letter == '\\').then(|| letters.next()).flatten();
        match escaped {
            // An empty group stays, for what may repeat it; `\b{start}` is one bound.
            Some('b' | 'B') => {
                wider.push_str("(?:)");
                let mut kind = letters.clone();
                let is_named = kind.next() == Some('{')
                    && kind.next().is_some_and(|first| first.is_ascii_alphabetic());
                if is_named {
                    letters.by_ref().find(|letter| *letter == '}');
                }
            }
            Some(escaped) => wider.extend([letter, escaped]),
            None => wider.push(letter),
        }
    }
    wider
}

/// Matches no text.
const NOTHING: &str = r"[^\s\S]";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_bounds_are_asked_of_what_the_set_lets_through() {
        for (source, wider) in [
            (r"\bété\B|\\b[\w.]", r"(?:)été(?:)|\\b[\w.]"),
            (r"\b{start}a\b+\b{2}", r"(?:)a(?:)+(?:){2}"),
        ] {
            assert_eq!(without_word_bounds(source), wider);
            assert!(RegexSet::new([source, wider]).is_ok(), "{source}");
        }
        let regex = TextRegex::new(r"\bété\b".to_owned());
        let id: Arc<str> = "signal".into();
        let patterns = vec![(&id, &regex)];
        let set = build(&patterns).unwrap();
        let regexes = Regexes {
            patterns,
            set: &set,
        };
        let found = |text: &str| regexes.find(text).count();
        assert_eq!((found("un été chaud"), found("santété")), (1, 0));
    }

    #[test]
    fn an_expression_that_cannot_be_compiled_hides_no_other() {
        let (bad, good) = (
            TextRegex::new("(".to_owned()),
            TextRegex::new("a+".to_owned()),
        );
        let id: Arc<str> = "signal".into();
        let patterns = vec![(&id, &bad), (&id, &good)];
        let set = build(&patterns).unwrap();
        let regexes = Regexes {
            patterns,
            set: &set,
        };
        let found: Vec<&str> = regexes
            .find("baa")
            .map(|(_, found)| found.as_str())
            .collect();
        assert_eq!(found, ["aa"]);
        assert!(regexes.find("b").next().is_none());
    }
}
