//! Paths that are not read: globs over the paths of a submission.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns, compiled. `*` stays inside one folder, `**` crosses folders; a pattern that names a folder takes all of it.
#[derive(Debug, Clone, Default)]
pub struct Exclusions {
    patterns: Vec<String>,
    globs: GlobSet,
}

impl Exclusions {
    /// The error is the pattern that cannot be used, and why.
    pub fn new(patterns: Vec<String>) -> Result<Self, (String, String)> {
        let mut builder = GlobSetBuilder::new();
        for pattern in &patterns {
            let trimmed = pattern.trim_start_matches("./").trim_end_matches('/');
            for form in [trimmed.to_owned(), format!("{trimmed}/**")] {
                let glob = GlobBuilder::new(&form)
                    .literal_separator(true)
                    .build()
                    .map_err(|error| (pattern.clone(), error.kind().to_string()))?;
                builder.add(glob);
            }
        }
        let globs = builder
            .build()
            .map_err(|error| (String::new(), error.to_string()))?;
        Ok(Self { patterns, globs })
    }

    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    pub fn matches(&self, path: &str) -> bool {
        self.globs.is_match(path)
    }
}

impl PartialEq for Exclusions {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_takes_all_below_it_and_a_star_stays_inside() {
        let patterns = ["old/", "./notes/*.md", "**/copie*"].map(str::to_owned);
        let exclusions = Exclusions::new(patterns.to_vec()).unwrap();
        for path in [
            "old/a.ipynb",
            "old/deep/b.py",
            "notes/a.md",
            "x/y/copie 1.ipynb",
        ] {
            assert!(exclusions.matches(path), "{path}");
        }
        for path in ["older/a.ipynb", "notes/deep/a.md", "a.py"] {
            assert!(!exclusions.matches(path), "{path}");
        }
        assert!(Exclusions::new(vec!["a[".to_owned()]).is_err());
    }
}
