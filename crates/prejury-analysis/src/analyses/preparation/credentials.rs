//! Credentials in clear in the code of a collection (C1.1-CE6): evidence against, quoted without the secret.

use prejury_core::{Evidence, Strength};
use prejury_python::Reach;

use super::hints::SECRETS;
use super::{Preparation, text_pattern};
use crate::sink::EvidenceSink;

text_pattern!(
    SECRET,
    r#"(?i)((?-u:['"]?\b[\w-]*(?:api[_-]?key|app[_-]?key|app[_-]?id|access[_-]?key|secret|token|authorization|password|rapidapi-key|bearer)[\w-]*['"]?))\s*[:=]\s*(?:f|r)?['"]([^'"{}<>\s]{12,}(?: [^'"{}<>\s]{12,})?)['"]"#
);

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) {
    let Some(secret) = &*SECRET else { return };
    for statement in preparation
        .statements
        .iter()
        .filter(|statement| statement.hints.any(&[SECRETS]) && statement.code.contains(['"', '\'']))
    {
        if let Some(found) = secret.captures(&statement.code) {
            let reach = statement.function.map_or(Reach::Live, |at| {
                preparation.python.units[statement.place.unit.0 as usize].definitions[at.0 as usize]
                    .reach
            });
            if !is_secret(&found[2]) || reach == Reach::Dead {
                continue;
            }
            sink.push(Evidence {
                signal: "credential.in-code".into(),
                strength: Strength::Written,
                supports: false,
                location: preparation.python.location(statement.place),
                excerpt: format!("{} = \"…\"", &found[1]),
                subject: None,
                related: Vec::new(),
            });
        }
    }
}

/// Random letters and digits, not a word such as `votre_cle_api_ici`.
fn is_secret(text: &str) -> bool {
    let has = |test: fn(char) -> bool| text.chars().any(test);
    let placeholder = [
        "your", "votre", "xxx", "http", "token_", "_key", "changeme", "...",
    ]
    .iter()
    .any(|word| text.to_lowercase().contains(word));
    has(|letter| letter.is_ascii_digit())
        && has(|letter| letter.is_ascii_alphabetic())
        && !placeholder
}
