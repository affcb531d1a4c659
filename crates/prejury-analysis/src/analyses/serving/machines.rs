//! Hosting on a machine by hand: what is served is read from folders of the host.
//!
//! # Counts as evidence
//! Live absolute paths in the code of a web program that only a hosting platform has; paths of somebody's home on a machine
//! that comments, texts or commits call by the platform's name.
//! # Does not count
//! Paths of the candidate's own machine, paths in comments.

use std::cell::OnceCell;

use prejury_core::Strength;
use prejury_intake::is_named_readme;
use prejury_python::{CodeUnit, Reach};

use super::routes::imports_framework;
use crate::Facts;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Beginnings of paths that only one platform has.
const FOLDERS: &[(&str, &str)] = &[
    ("/home/azureuser/", "Azure"),
    ("/home/ec2-user/", "AWS"),
    ("/home/site/wwwroot", "Azure"),
    ("/mount/src/", "Streamlit"),
    ("/var/www/", "web server"),
];

/// Platforms on which a user has a home, as texts name them.
const HOMES: &[(&str, &str)] = &[
    ("alwaysdata", "alwaysdata"),
    ("digitalocean", "DigitalOcean"),
    ("ovh", "OVH"),
    ("pythonanywhere", "PythonAnywhere"),
    ("scaleway", "Scaleway"),
    ("vps", "VPS"),
];

/// Paths shown of one program.
const MAX_SHOWN: usize = 2;

pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let mut named: Option<Option<&str>> = None;
    for unit in facts
        .python
        .units
        .iter()
        .filter(|unit| imports_framework(unit))
    {
        let told = OnceCell::new();
        let strings = unit.strings.iter();
        let live =
            strings.filter(|string| string.reach == Reach::Live && string.text.starts_with('/'));
        let hosted = live.filter_map(|string| {
            let of_platform = FOLDERS
                .iter()
                .find(|(start, _)| string.text.starts_with(start));
            let host = match of_platform {
                Some((_, host)) => *host,
                None if string.text.starts_with("/home/") => {
                    let told = *told.get_or_init(|| beside(unit));
                    told.or_else(|| *named.get_or_insert_with(|| elsewhere(facts)))?
                }
                None => return None,
            };
            Some((string, host))
        });
        for (string, host) in hosted.take(MAX_SHOWN) {
            let (signal, strength) = ("deployment.by-hand", Strength::Written);
            emit_code(&facts.python, sink, signal, strength, string.place, host);
        }
    }
}

/// The platform that a text names as a word.
fn platform(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    words.find_map(|word| {
        let found = HOMES.iter().find(|(name, _)| *name == word);
        found.map(|(_, host)| *host)
    })
}

/// The platform that a comment of the program names.
fn beside(unit: &CodeUnit) -> Option<&'static str> {
    unit.comments
        .iter()
        .find_map(|comment| platform(&comment.text))
}

/// The platform that commits or READMEs name: a report compares hosts that were not taken.
fn elsewhere(facts: &Facts<'_>) -> Option<&'static str> {
    let history = facts.submission.history.iter();
    let mut commits = history.flat_map(|history| &history.commits);
    let readmes = facts
        .documents
        .iter()
        .filter(|document| is_named_readme(&document.path));
    let mut blocks = readmes.flat_map(|document| &document.blocks);
    commits
        .find_map(|commit| platform(&commit.subject))
        .or_else(|| blocks.find_map(|block| platform(&block.text)))
}
