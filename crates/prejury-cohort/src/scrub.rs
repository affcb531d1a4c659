//! A candidate's name taken out of everything that a report says, wherever it stands: labels, paths, authors, quoted text.

use std::collections::BTreeSet;

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Fields of the JSON report that hold words of ours.
const OURS: [&str; 12] = [
    "schema",
    "id",
    "status",
    "kind",
    "scope",
    "signal",
    "code",
    "strength",
    "language",
    "lang",
    "criterion",
    "competence",
];

/// Parts of author names that name a service or nobody; the folder `.github` keeps its name.
const NOBODY: [&str; 22] = [
    "actions",
    "admin",
    "bot",
    "candidat",
    "colab",
    "dependabot",
    "dev",
    "flow",
    "git",
    "github",
    "gitlab",
    "google",
    "jupyter",
    "master",
    "name",
    "root",
    "student",
    "ubuntu",
    "unknown",
    "user",
    "web",
    "your",
];

/// Shorter parts of a name (de, le, Li) are words of any text; whole names with them are still found by their other parts.
const LEAST: usize = 3;

/// Replaces one candidate's name.
#[derive(Debug, Clone, Default)]
pub struct Scrubber {
    words: BTreeSet<String>,
    pseudonym: String,
}

impl Scrubber {
    pub fn new(name: &str, pseudonym: &str) -> Self {
        let mut scrubber = Self {
            words: BTreeSet::new(),
            pseudonym: pseudonym.to_owned(),
        };
        scrubber.add(name, &[]);
        scrubber
    }

    /// The name's parts, two of them written together, and initials before a part.
    fn add(&mut self, name: &str, except: &[&str]) {
        let parts: Vec<String> = letters(name).map(fold).collect();
        let is_telling =
            |part: &&String| part.chars().count() >= LEAST && !except.contains(&part.as_str());
        // A platform's file name (`Dupont_Marie_123_assignsubmission_file`) has more parts than a name: pairs of the first.
        let parts: Vec<&String> = parts.iter().filter(is_telling).take(8).collect();
        for part in &parts {
            self.words.insert((*part).clone());
            for other in &parts {
                self.words.insert(format!("{part}{other}"));
                self.words.extend(
                    other
                        .chars()
                        .next()
                        .map(|initial| format!("{initial}{part}")),
                );
            }
        }
    }

    /// `text` with the pseudonym for each word of the name, whatever its case and accents.
    pub fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let is_letter = |c: char| c.is_alphabetic() || is_combining_mark(c);
        while let Some(at) = rest.find(is_letter) {
            out.push_str(&rest[..at]);
            let word = &rest[at..];
            let end = word.find(|c| !is_letter(c)).unwrap_or(word.len());
            if self.words.contains(&fold(&word[..end])) {
                out.push_str(&self.pseudonym);
            } else {
                out.push_str(&word[..end]);
            }
            rest = &word[end..];
        }
        out.push_str(rest);
        out
    }

    /// A JSON report without the name: its label becomes the pseudonym, its authors are numbered, their names and the
    /// candidate's are replaced in every text.
    pub fn report(mut self, json: &str) -> Result<String, serde_json::Error> {
        let mut report: Value = serde_json::from_str(json)?;
        // A report without history has no authors, and must not get an empty field for them.
        let authors = report.pointer_mut("/input/authors");
        if let Some(authors) = authors.and_then(Value::as_array_mut) {
            for (number, author) in (1..).zip(authors) {
                if let Some(name) = author["name"].as_str() {
                    self.add(name, &NOBODY);
                }
                author["name"] = match number {
                    1 => self.pseudonym.clone().into(),
                    _ => format!("{}-{number}", self.pseudonym).into(),
                };
                if let Some(author) = author.as_object_mut() {
                    author.remove("email");
                }
            }
        }
        self.walk(&mut report);
        report["input"]["label"] = self.pseudonym.clone().into();
        serde_json::to_string(&report)
    }

    /// The depth is that of the report's own schema.
    fn walk(&self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Array(values) => values.iter_mut().for_each(|value| self.walk(value)),
            Value::Object(fields) => {
                let strangers = fields
                    .iter_mut()
                    .filter(|(key, value)| !(value.is_string() && OURS.contains(&key.as_str())));
                for (_, value) in strangers {
                    self.walk(value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

fn letters(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !(c.is_alphabetic() || is_combining_mark(c)))
        .filter(|part| !part.is_empty())
}

/// Without case and accents.
fn fold(word: &str) -> String {
    word.nfd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_goes_however_it_is_written_and_other_words_stay() {
        let scrubber = Scrubber::new("Dupré_Élise", "p1");
        for (text, wanted) in [
            ("Dupré_Élise_1_notebook.ipynb", "p1_p1_1_notebook.ipynb"),
            ("par Elise DUPRE", "par p1 p1"),
            ("https://github.com/edupre42/x", "https://github.com/p142/x"),
            ("eliseDupre@e.org", "p1@e.org"),
            ("E\u{301}lise, Élisées", "p1, Élisées"),
        ] {
            assert_eq!(scrubber.text(text), wanted);
        }
    }

    #[test]
    fn a_report_keeps_its_own_words_and_loses_the_name() {
        let json = r#"{"schema":"prejury-report","status":"present","input":{"label":"Present Marie","authors":[{"name":"Github Present","commits":1},{"name":"Bob Leroy","commits":1}]},
            "evidence":[{"path":".github/leroy/present.py","signal":"present"}]}"#;
        let text = Scrubber::new("Present Marie", "p1").report(json).unwrap();
        let report: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(report["status"], "present");
        assert_eq!(report["input"]["label"], "p1");
        assert_eq!(report["input"]["authors"][1]["name"], "p1-2");
        assert_eq!(report["evidence"][0]["path"], ".github/p1/p1.py");
        assert_eq!(report["evidence"][0]["signal"], "present");
        let bare = r#"{"input":{"label":"Marie"}}"#;
        let text = Scrubber::new("Marie", "p1").report(bare).unwrap();
        assert_eq!(text, r#"{"input":{"label":"p1"}}"#);
    }
}
