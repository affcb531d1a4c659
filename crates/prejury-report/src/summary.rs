//! Sentences and groupings that the terminal and Markdown reports share: what was read, counts, issues by kind.

use std::collections::BTreeMap;

use prejury_core::{Evidence, Finding, InputReport, Issue, Lang, Lead, LeftOut};

use crate::Detail;
use crate::escape::Escape;
use crate::messages::{Messages, french_spaces};
use crate::place::{full, short_commit};
use crate::redact::redact;
use crate::view::{CompetenceView, CriterionView, Display, ReportView, Word, related};

/// Cases of one kind of Issue that are written out before the rest is only counted.
const SHOWN_PER_KIND: usize = 3;

/// Paths named after the number of files left out.
const SHOWN_EXAMPLES: usize = 2;

/// Code of the lead to a picture under a title that says what is missing.
const PICTURE: &str = "deck.titled-picture";
/// Codes of the leads to notebooks that may show what is missing begin so.
const NOTEBOOK: &str = "notebook.";
/// Code of the lead that says which slides belong to a competence.
const ABOUT: &str = "deck.about";

/// Related places named after a piece of evidence.
const SHOWN_RELATED: usize = 3;

/// "Read: 12 files, among them 3 notebooks, 4 Python scripts".
pub(crate) fn files_read(input: &InputReport, messages: &Messages) -> String {
    let files = messages.count("read-files", input.files);
    let parts: Vec<String> = [
        ("read-notebooks", input.notebooks),
        ("read-scripts", input.scripts),
        ("read-documents", input.documents),
    ]
    .into_iter()
    .filter(|(_, n)| *n > 0)
    .map(|(id, n)| messages.count(id, n))
    .collect();
    if parts.is_empty() {
        messages.with("read-line", &[("files", files.into())])
    } else {
        messages.with(
            "read-line-parts",
            &[("files", files.into()), ("parts", parts.join(", ").into())],
        )
    }
}

/// "History: 57 commits, HEAD 1a2b3c4d".
pub(crate) fn history(input: &InputReport, messages: &Messages) -> String {
    let mut parts = vec![messages.count("read-commits", input.commits)];
    if let Some(head) = &input.head {
        parts.push(messages.with("read-head", &[("head", short_commit(head).into())]));
    }
    messages.with("read-history", &[("history", parts.join(", ").into())])
}

/// What was left out on purpose and why, with examples when a way to escape them is given; or nothing.
pub(crate) fn left_out(
    input: &InputReport,
    messages: &Messages,
    examples: Option<Escape>,
) -> Option<String> {
    if input.left_out.is_empty() {
        return None;
    }
    let items: Vec<String> = input
        .left_out
        .iter()
        .map(|kind| left_out_kind(kind, messages, examples))
        .collect();
    Some(messages.with(
        "read-left-out",
        &[("items", items.join(messages.separator()).into())],
    ))
}

fn left_out_kind(left_out: &LeftOut, messages: &Messages, examples: Option<Escape>) -> String {
    let reason = messages.find(&format!(
        "left-out-{}",
        left_out.reason.replace(['_', '.'], "-")
    ));
    let reason = reason.unwrap_or_else(|| left_out.reason.to_owned());
    let mut values = vec![("n", left_out.files.into()), ("reason", reason.into())];
    let Some(escape) = examples.filter(|_| !left_out.examples.is_empty()) else {
        return messages.with("left-out-item", &values);
    };
    let mut paths: Vec<String> = left_out
        .examples
        .iter()
        .take(SHOWN_EXAMPLES)
        .map(|path| (escape.name)(path))
        .collect();
    if left_out.files > paths.len() {
        paths.push("…".to_owned());
    }
    values.push(("examples", paths.join(", ").into()));
    messages.with("left-out-item-with-examples", &values)
}

/// The codes of competences that are only named, or nothing.
pub(crate) fn named(
    view: &ReportView<'_>,
    display: Display,
    messages: &Messages,
) -> Option<String> {
    let codes: Vec<&str> = view
        .displayed(display)
        .map(|competence| competence.report.id.as_str())
        .collect();
    let id = match display {
        Display::Full => return None,
        Display::ForEvaluator => "not-assessed",
        Display::NotAddressed => "not-addressed",
    };
    let values = [
        ("n", codes.len().into()),
        ("items", codes.join(", ").into()),
    ];
    (!codes.is_empty()).then(|| messages.with(id, &values))
}

/// The counts of a competence that are not zero, in the order of the words.
pub(crate) fn counts(competence: &CompetenceView<'_>, messages: &Messages) -> Vec<(Word, String)> {
    Word::ALL
        .into_iter()
        .map(|word| (word, competence.count(word)))
        .filter(|(_, n)| *n > 0)
        .map(|(word, n)| (word, messages.count(word.count_id(), n)))
        .collect()
}

/// "CE8, CE10".
pub(crate) fn criteria_numbers<'a>(
    criteria: impl IntoIterator<Item = &'a CriterionView<'a>>,
) -> String {
    let numbers: Vec<String> = criteria
        .into_iter()
        .map(|criterion| format!("CE{}", criterion.report.id.number))
        .collect();
    numbers.join(", ")
}

/// The line that stands for criteria of `word` when they are not shown one by one.
pub(crate) fn grouped(
    competence: &CompetenceView<'_>,
    word: Word,
    messages: &Messages,
    escape: Escape,
) -> Option<String> {
    let id = match word {
        Word::Evaluator => "for-evaluator",
        Word::Oral => "for-oral",
        Word::NotApplicable => "does-not-apply",
        _ => return None,
    };
    let of_word = || {
        let criteria = competence.criteria.iter();
        criteria.filter(|criterion| criterion.is_grouped() && criterion.word() == word)
    };
    let numbers = criteria_numbers(of_word());
    if numbers.is_empty() {
        return None;
    }
    let line = messages.with(id, &[("criteria", numbers.into())]);
    // Of the leads, only where to open the slides: the others are for whoever asks for all.
    let mut about = of_word().flat_map(|criterion| &criterion.report.leads);
    let about = about.find(|lead| lead.code == ABOUT);
    Some(match about {
        Some(about) => format!("{line} ({})", lead(about, messages, escape)),
        None => line,
    })
}

/// Whether a lead is shown: all are to whoever asks for all; a picture or an unread notebook that may show what is missing
/// always is.
pub(crate) fn is_shown(lead: &Lead, detail: Detail) -> bool {
    detail == Detail::Verbose || lead.code == PICTURE || lead.code.starts_with(NOTEBOOK)
}

/// The places of a finding, then its sentence.
pub(crate) fn finding(finding: &Finding, messages: &Messages, escape: Escape) -> String {
    let sentence = (escape.text)(&redact(&messages.finding(finding)));
    let places = places(finding, messages, escape);
    format!("{places}{}{sentence}", messages.colon())
}

/// All places of a finding: what does not agree is seen where both are compared.
pub(crate) fn places(finding: &Finding, messages: &Messages, escape: Escape) -> String {
    let places = finding.places.iter();
    let places: Vec<String> = places.map(|it| full(it, messages, escape)).collect();
    places.join(messages.separator())
}

/// The sentence of a lead after the path that it is about.
pub(crate) fn lead(lead: &Lead, messages: &Messages, escape: Escape) -> String {
    let sentence = (escape.text)(&redact(&messages.lead(lead)));
    match &lead.location {
        Some(location) => format!(
            "{}{}{sentence}",
            (escape.name)(&location.path),
            messages.colon()
        ),
        None => sentence,
    }
}

/// Path and place of the evidence, escaped.
pub(crate) fn place(evidence: &Evidence, messages: &Messages, escape: Escape) -> String {
    full(&evidence.location, messages, escape)
}

/// "related to a.py, line 3", or nothing.
pub(crate) fn related_places(
    evidence: &Evidence,
    messages: &Messages,
    escape: Escape,
) -> Option<String> {
    let places: Vec<String> = related(evidence)
        .take(SHOWN_RELATED)
        .map(|location| full(location, messages, escape))
        .collect();
    (!places.is_empty()).then(|| {
        messages.with(
            "evidence-related",
            &[("places", places.join(messages.separator()).into())],
        )
    })
}

/// Wording of the catalogue, with the spaces of its language.
pub(crate) fn typeset(text: &str, messages: &Messages) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    match messages.lang() {
        Lang::Fr => french_spaces(&line),
        Lang::En => line,
    }
}

/// Issues of one kind, with those to write out and the number of the others.
pub(crate) struct IssueGroup<'a> {
    pub(crate) shown: &'a [&'a Issue],
    pub(crate) others: usize,
}

/// Issues by kind, in the order of their codes: three hundred missing files must not bury one broken notebook.
pub(crate) fn issues_by_kind(issues: &[Issue]) -> Vec<Vec<&Issue>> {
    let mut kinds: BTreeMap<&str, Vec<&Issue>> = BTreeMap::new();
    for issue in issues {
        kinds.entry(issue.code).or_default().push(issue);
    }
    kinds.into_values().collect()
}

/// The part of a kind that is written out; everything with `all`.
pub(crate) fn issue_group<'a>(kind: &'a [&'a Issue], all: bool) -> IssueGroup<'a> {
    // Counting one single case takes the line that the case itself would take.
    let n = if all || kind.len() <= SHOWN_PER_KIND + 1 {
        kind.len()
    } else {
        SHOWN_PER_KIND
    };
    IssueGroup {
        shown: &kind[..n],
        others: kind.len() - n,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_issues_of_one_kind_are_counted() {
        let mut issues: Vec<Issue> = (0..300)
            .map(|n| Issue::at(format!("{n}.csv"), "file.lfs-pointer"))
            .collect();
        issues.push(Issue::at("n.ipynb", "notebook.truncated"));
        let kinds = issues_by_kind(&issues);
        let groups: Vec<(usize, usize)> = kinds
            .iter()
            .map(|kind| issue_group(kind, false))
            .map(|group| (group.shown.len(), group.others))
            .collect();
        assert_eq!(groups, [(3, 297), (1, 0)]);
        assert_eq!(issue_group(&kinds[0], true).others, 0);
    }
}
