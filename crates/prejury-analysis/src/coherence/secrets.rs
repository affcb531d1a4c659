//! Keys and passwords that stand in clear in code and configuration. They are told by place and kind, and never quoted.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::{Finding, Location};
use prejury_python::{CellKind, CodePlace, UnitIdx};
use regex::Regex;

use super::MAX_OF_A_KIND;
use crate::Facts;

/// What a secret opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Aws,
    Password,
    Storage,
    Token,
}

impl Kind {
    fn at(self, location: Location) -> Finding {
        match self {
            Self::Aws => Finding::at(location, "secret.aws-key"),
            Self::Password => Finding::at(location, "secret.password"),
            Self::Storage => Finding::at(location, "secret.storage-key"),
            Self::Token => Finding::at(location, "secret.token"),
        }
    }
}

/// A literal that one of the patterns needs: most cells hold none.
static HINT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"AKIA|ASIA|(?i:accountkey|account[._]key|secret_access_key|passw|pwd)|ghp_|github_pat_|hf_|sk-|AIza|dapi|://[^\s/@]{1,60}:[^\s/@]{4,80}@").ok()
});

/// What is looked for, by its kind. The group `secret`, or else the first, is the secret.
static PATTERNS: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    let patterns = [
        (Kind::Aws, r"\b((?:AKIA|ASIA)[A-Z0-9]{16})\b"),
        (
            Kind::Aws,
            r#"(?i)secret_access_key['"]?\s*[:=,]\s*['"]?([A-Za-z0-9/+]{40})\b"#,
        ),
        (Kind::Storage, r"AccountKey=([A-Za-z0-9+/]{40,}={0,2})"),
        (
            Kind::Storage,
            r#"(?i)account[._]key[\w.]*['"]?\s*[:=,]\s*['"]([A-Za-z0-9+/]{40,}={0,2})['"]"#,
        ),
        (
            Kind::Password,
            r#"(?i)\b[a-z][a-z0-9+]{2,20}://(?P<user>[^\s/:@'"{}]{1,60}):(?P<secret>[^\s/:@'"{}$<>]{4,80})@[\w.-]+"#,
        ),
        (
            Kind::Password,
            r#"(?is)\b(?:connect|create_engine|login|starttls|MongoClient)\([^()]{0,400}?\b(?:password|passwd|pwd)['"]?\s*[=:]\s*['"]([^'"{}$<>\s]{4,80})['"]"#,
        ),
        (
            Kind::Token,
            r"\b(ghp_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40,}|hf_[A-Za-z0-9]{30,}|sk-[A-Za-z0-9_-]{32,}|AIza[A-Za-z0-9_-]{35}|dapi[0-9a-f]{32})\b",
        ),
    ];
    let compiled = patterns.into_iter();
    compiled
        .filter_map(|(kind, pattern)| Some((kind, Regex::new(pattern).ok()?)))
        .collect()
});

/// Words in what only stands for a secret, and passwords that programs come with, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "...",
    "***",
    "changeme",
    "dummy",
    "example",
    "exemple",
    "here",
    "placeholder",
    "votre",
    "xxx",
    "your",
];
/// How the key begins that every emulator of a storage account has, in lower case.
const EMULATOR: &str = "eby8vdm02xnocqflquwjpllmetlcdxj1ouzft50usrz6";
const DEFAULTS: &[&str] = &[
    "admin",
    "guest",
    "motdepasse",
    "mysql",
    "pass",
    "password",
    "postgres",
    "root",
    "secret",
    "test",
    "user",
];

pub(super) fn find(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(hint) = HINT.as_ref() else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for (number, unit) in (0..).map(UnitIdx).zip(&facts.python.units) {
        let cells = (0..).zip(&unit.cells);
        for (cell, held) in cells.filter(|(_, cell)| cell.kind == CellKind::Code) {
            if !hint.is_match(&held.source) {
                continue;
            }
            secrets_in(&held.source, |kind, line| {
                let place = CodePlace {
                    unit: number,
                    cell,
                    line,
                    end_line: line,
                };
                findings.push(kind.at(facts.python.location(place)));
            });
        }
    }
    for (path, text) in &facts.side_files {
        if hint.is_match(text) {
            secrets_in(text, |kind, line| {
                findings.push(kind.at(Location::line(path.clone(), line)));
            });
        }
    }
    // A key that stands in many places is one finding of each file.
    let mut told = HashSet::default();
    findings.retain(|finding: &Finding| {
        let path = finding.places.first().map(|place| place.path.clone());
        let of_kind = (finding.code, path);
        let n_of_kind = told.iter().filter(|(code, _)| *code == finding.code);
        n_of_kind.count() < MAX_OF_A_KIND && told.insert(of_kind)
    });
    findings
}

/// Visits the first secret of each form in a text, with its line.
fn secrets_in(text: &str, mut visit: impl FnMut(Kind, u32)) {
    for (kind, pattern) in PATTERNS.iter() {
        for found in pattern.captures_iter(text) {
            let user = found.name("user").map(|user| user.as_str());
            let secret = found.name("secret").or_else(|| found.get(1));
            // `airflow:airflow@` is what an image comes with.
            let is_own = |text: &str| is_secret(text) && user != Some(text);
            let Some(secret) = secret.filter(|secret| is_own(secret.as_str())) else {
                continue;
            };
            let line = text[..secret.start()].matches('\n').count() + 1;
            visit(*kind, u32::try_from(line).unwrap_or(u32::MAX));
            break;
        }
    }
}

fn is_secret(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_one_letter = lower.bytes().all(|byte| Some(byte) == lower.bytes().next());
    !is_one_letter
        && !lower.starts_with(EMULATOR)
        && !DEFAULTS.contains(&&*lower)
        && !PLACEHOLDERS.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind> {
        let mut found = Vec::new();
        secrets_in(text, |kind, _| found.push(kind));
        found
    }

    /// Keys are put together here: whoever scans this repository for keys need not find any.
    fn random(n: usize) -> String {
        "Q7w9Zx3B".repeat(n / 8 + 1)[..n].to_owned()
    }

    #[test]
    fn keys_and_passwords_are_told_by_their_form() {
        let aws = format!("key = 'AK{}{}'", "IA", "Q7W9ZX3BQ7W9ZX3B");
        assert_eq!(kinds(&aws), [Kind::Aws]);
        let storage = format!(
            "dbutils.fs.mount(source=s, extra_configs={{'fs.azure.account.key.lake.blob.core.windows.net': '{}=='}})",
            random(86)
        );
        assert_eq!(kinds(&storage), [Kind::Storage]);
        let connection = format!(
            "c = 'DefaultEndpointsProtocol=https;AccountKey={}=='",
            random(86)
        );
        assert_eq!(kinds(&connection), [Kind::Storage]);
        assert_eq!(
            kinds("db = psycopg2.connect(host='db.lyon.fr', user='camille', password='v1ol3tte')"),
            [Kind::Password]
        );
        assert_eq!(
            kinds("engine = create_engine('mysql://camille:v1ol3tte@db.lyon.fr/velos')"),
            [Kind::Password]
        );
    }

    #[test]
    fn what_is_read_from_elsewhere_or_stands_for_a_secret_is_none() {
        assert!(kinds("connect(password=os.environ['DB_PASSWORD'])").is_empty());
        assert!(kinds("connect(user='postgres', password='postgres')").is_empty());
        assert!(kinds("url = f'mysql://{user}:{password}@{host}/velos'").is_empty());
        assert!(kinds("key = 'AKIAIOSFODNN7EXAMPLE'").is_empty());
        assert!(kinds("AccountKey=<votre clé>").is_empty());
        assert!(kinds("parser.add_argument('--password', default='camille1')").is_empty());
    }
}
