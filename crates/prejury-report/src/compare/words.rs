//! Sentences of a comparison that its formats share.

use prejury_catalog::Catalog;
use prejury_core::{Kind, Status};

use super::{Change, Comparison, Direction};
use crate::escape::Escape;
use crate::messages::Messages;
use crate::place::short_commit;
use crate::summary::typeset;
use crate::view::Word;

/// "absent → partial", or the status alone when only parts changed.
pub(super) fn statuses(change: &Change, catalog: &Catalog, messages: &Messages) -> String {
    let kind = catalog.criterion(&change.criterion).map(|it| it.kind);
    let word = |status: Option<Status>| match status {
        Some(status) => messages.text(word_of(status, kind).status_id()),
        None => messages.text("diff-unknown"),
    };
    if change.before == change.after {
        return word(change.after);
    }
    format!("{} → {}", word(change.before), word(change.after))
}

fn word_of(status: Status, kind: Option<Kind>) -> Word {
    Word::of(status, kind.unwrap_or(Kind::Human))
}

/// Title of the criterion in the reader's language; empty when the catalogue does not know it.
pub(super) fn title(change: &Change, catalog: &Catalog, messages: &Messages) -> String {
    let known = catalog.criterion(&change.criterion);
    known.map_or(String::new(), |it| {
        typeset(it.title.get(messages.lang()), messages)
    })
}

/// "Found since: ..." and "Missing since: ...", each only when there is something.
pub(super) fn parts(change: &Change, messages: &Messages, escape: Escape) -> Vec<String> {
    [
        ("diff-found", &change.found),
        ("diff-missing", &change.missing),
    ]
    .into_iter()
    .filter(|(_, parts)| !parts.is_empty())
    .map(|(id, parts)| {
        let parts: Vec<String> = parts
            .iter()
            .map(|part| (escape.text)(&typeset(part, messages)))
            .collect();
        messages.with(id, &[("items", parts.join(messages.separator()).into())])
    })
    .collect()
}

/// "Comparison of P7 (1a2b3c4d → 5e6f7a8b)".
pub(super) fn heading(comparison: &Comparison, messages: &Messages, escape: Escape) -> String {
    let label = (escape.name)(&comparison.after.label);
    let (before, after) = (&comparison.before.head, &comparison.after.head);
    match (before, after) {
        (Some(before), Some(after)) if before != after => {
            let commit = |id: &str| (escape.text)(&short_commit(id));
            messages.with(
                "diff-title-commits",
                &[
                    ("label", label.into()),
                    ("before", commit(before).into()),
                    ("after", commit(after).into()),
                ],
            )
        }
        _ => messages.with("diff-title", &[("label", label.into())]),
    }
}

/// What changes of a direction are called.
pub(super) fn group(direction: Direction, messages: &Messages) -> String {
    messages.text(match direction {
        Direction::Lost => "diff-lost",
        Direction::Improved => "diff-improved",
        Direction::Other => "diff-other",
    })
}

/// "2 improved, 1 lost, 1 otherwise changed, 173 unchanged".
pub(super) fn counts(comparison: &Comparison, messages: &Messages) -> String {
    let mut counts: Vec<String> = [Direction::Improved, Direction::Lost, Direction::Other]
        .into_iter()
        .map(|direction| (direction, comparison.of(direction).count()))
        .filter(|(direction, n)| *n > 0 || *direction != Direction::Other)
        .map(|(direction, n)| {
            let id = match direction {
                Direction::Lost => "diff-count-lost",
                Direction::Improved => "diff-count-improved",
                Direction::Other => "diff-count-other",
            };
            messages.count(id, n)
        })
        .collect();
    counts.push(messages.count("diff-count-unchanged", comparison.unchanged));
    counts.join(", ")
}

/// Submissions that only one side has, a sentence for each side.
pub(super) fn alone(pairs: &super::Pairs, messages: &Messages, escape: Escape) -> Vec<String> {
    [
        ("diff-only-before", &pairs.only_before),
        ("diff-only-after", &pairs.only_after),
    ]
    .into_iter()
    .filter(|(_, labels)| !labels.is_empty())
    .map(|(id, labels)| {
        let names: Vec<String> = labels.iter().map(|label| (escape.name)(label)).collect();
        messages.with(
            id,
            &[
                ("n", labels.len().into()),
                ("items", names.join(", ").into()),
            ],
        )
    })
    .collect()
}
