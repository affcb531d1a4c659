//! One rule for each criterion that is shown, and one for each kind of finding.

use std::collections::BTreeSet;

use prejury_core::Kind;

use super::log::{Configuration, Help, Message, Rule, RuleProperties};
use crate::escape::{markdown, visible};
use crate::messages::Messages;
use crate::summary::typeset;
use crate::view::{CriterionView, ONLY_NAMED, ReportView};

/// Before the code of a finding, so that no criterion can be called alike.
pub(super) const COHERENCE: &str = "coherence/";

pub(super) fn of(view: &ReportView<'_>, messages: &Messages) -> Vec<Rule> {
    let criteria = view.shown().flat_map(|competence| &competence.criteria);
    let criteria = criteria.chain(view.claimed(&ONLY_NAMED));
    let codes: BTreeSet<&str> = view.findings().iter().map(|finding| finding.code).collect();
    criteria
        .map(|criterion| of_criterion(criterion, messages))
        .chain(codes.into_iter().map(|code| of_finding(code, messages)))
        .collect()
}

fn of_criterion(criterion: &CriterionView<'_>, messages: &Messages) -> Rule {
    let official = visible(&typeset(criterion.text, messages));
    let advice = visible(&typeset(criterion.advice, messages));
    let kind = messages.text(&format!("kind-{}", criterion.kind.as_str()));
    let explain = messages.with(
        "sarif-explain",
        &[(
            "command",
            format!("prejury explain {}", criterion.report.id).into(),
        )],
    );
    let parts = [official.clone(), kind, advice, explain];
    let present = || parts.iter().filter(|part| !part.is_empty());
    let text: Vec<&str> = present().map(String::as_str).collect();
    let markdown: Vec<String> = present().map(|part| markdown::text(part)).collect();
    Rule {
        id: criterion.report.id.to_string(),
        name: criterion.slug.to_owned(),
        short_description: Message::new(typeset(criterion.title, messages)),
        full_description: Message::new(official),
        help: Help {
            text: text.join("\n\n"),
            markdown: markdown.join("\n\n"),
        },
        default_configuration: Configuration {
            level: match criterion.kind {
                Kind::Human => "none",
                _ => "warning",
            },
        },
        properties: RuleProperties {
            tags: vec![
                format!("bloc-{}", criterion.report.id.competence.bloc()),
                criterion.report.id.competence.to_string(),
                criterion.kind.as_str().to_owned(),
            ],
        },
    }
}

fn of_finding(code: &str, messages: &Messages) -> Rule {
    let text = messages.text("sarif-coherence");
    Rule {
        id: format!("{COHERENCE}{code}"),
        name: code.to_owned(),
        short_description: Message::new(text.clone()),
        full_description: Message::new(text.clone()),
        help: Help {
            markdown: markdown::text(&text),
            text,
        },
        default_configuration: Configuration { level: "none" },
        properties: RuleProperties {
            tags: vec!["coherence".to_owned()],
        },
    }
}
