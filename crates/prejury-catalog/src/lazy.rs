//! Regular expressions and globs, compiled when they are first asked.
//!
//! A run seldom needs all of them, and compiling them takes longer than reading all rules. `Catalog::validate` compiles
//! every one, so that a mistake is found by a test or when an overlay is loaded; one that cannot be compiled never matches.

use std::sync::OnceLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use regex::Regex;

/// A regular expression over a text.
#[derive(Debug)]
pub struct TextRegex {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl TextRegex {
    pub(crate) fn new(source: String) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }

    /// The expression as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The compiled expression.
    pub fn get(&self) -> Option<&Regex> {
        self.compiled
            .get_or_init(|| Regex::new(&self.source).ok())
            .as_ref()
    }

    /// Whether it matches somewhere in `text`.
    pub fn is_match(&self, text: &str) -> bool {
        self.get().is_some_and(|regex| regex.is_match(text))
    }

    /// Why it cannot be compiled.
    pub(crate) fn error(&self) -> Option<String> {
        Regex::new(&self.source)
            .err()
            .map(|error| error.to_string())
    }
}

/// Globs over the paths of a submission. `*` stays inside one folder, `**` crosses folders, and case is ignored:
/// `readme.MD` and `dockerfile` are the same file to a reader.
#[derive(Debug)]
pub struct PathGlobs {
    globs: Vec<String>,
    compiled: OnceLock<Option<GlobSet>>,
}

impl PathGlobs {
    pub(crate) fn new(globs: Vec<String>) -> Self {
        Self {
            globs,
            compiled: OnceLock::new(),
        }
    }

    /// The globs as written.
    pub fn globs(&self) -> &[String] {
        &self.globs
    }

    /// Whether one of the globs matches `path`, whose folders are separated by `/`.
    pub fn is_match(&self, path: &str) -> bool {
        self.compiled
            .get_or_init(|| compile(&self.globs).ok())
            .as_ref()
            .is_some_and(|set| set.is_match(path))
    }

    /// The first glob that cannot be compiled, with the reason.
    pub(crate) fn error(&self) -> Option<String> {
        compile(&self.globs).err().map(|error| error.to_string())
    }
}

fn compile(globs: &[String]) -> Result<GlobSet, globset::Error> {
    let mut set = GlobSetBuilder::new();
    for glob in globs {
        set.add(
            GlobBuilder::new(glob)
                .literal_separator(true)
                .case_insensitive(true)
                .build()?,
        );
    }
    set.build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_at_any_depth_and_in_any_case() {
        let globs = PathGlobs::new(vec!["**/Dockerfile".into(), "data/*.csv".into()]);
        assert!(
            globs.is_match("Dockerfile")
                && globs.is_match("api/dockerfile")
                && globs.is_match("data/a.csv")
        );
        assert!(!globs.is_match("data/raw/a.csv") && !globs.is_match("Dockerfile.md"));
    }

    #[test]
    fn what_cannot_be_compiled_says_why_and_never_matches() {
        let regex = TextRegex::new("(".into());
        assert!(regex.error().is_some() && !regex.is_match("("));
        let globs = PathGlobs::new(vec!["a[".into()]);
        assert!(globs.error().is_some() && !globs.is_match("a["));
    }
}
