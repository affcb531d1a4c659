//! The Fluent files of the program's sentences, kept as text: the report crate parses them.

use std::collections::BTreeSet;

/// `base` with the messages of `overlay`: a message of the same id replaces, others are added.
pub(crate) fn merge(base: &str, overlay: &str) -> String {
    let replaced: BTreeSet<&str> = overlay.lines().filter_map(message_id).collect();
    let mut merged = String::with_capacity(base.len() + overlay.len() + 1);
    let mut skipping = false;
    for line in base.lines() {
        if let Some(id) = message_id(line) {
            skipping = replaced.contains(id);
        } else if line.starts_with('#') {
            skipping = false;
        }
        if !skipping {
            merged.push_str(line);
            merged.push('\n');
        }
    }
    merged.push_str(overlay);
    merged
}

/// Id of the message or term that starts on this line. Lines that continue a message start with a space or a brace.
fn message_id(line: &str) -> Option<&str> {
    let (id, _) = line.split_once('=')?;
    let id = id.trim_end();
    let is_name = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_alphabetic())
            && name
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_'))
    };
    is_name(id.strip_prefix('-').unwrap_or(id)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_the_same_id_replaces_with_all_its_lines() {
        let base =
            "# Counts\nfiles = { $n ->\n    [one] un = 1\n   *[other] des\n}\n\nlost = Perdu\n";
        let merged = merge(base, "files = fichiers\nnew = nouveau\n");
        assert_eq!(
            merged,
            "# Counts\nlost = Perdu\nfiles = fichiers\nnew = nouveau\n"
        );
    }
}
