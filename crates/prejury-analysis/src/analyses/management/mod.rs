//! A technology watch and the management of a project, as documents tell them: sources and trials; needs, means, law and
//! ethics, risks, agile steering (bloc 4).
//!
//! # What it looks for
//! User stories and backlogs, the people, tools and money of a project, registers of processings, obligations and ethical
//! stakes, risks with their scales and answers, Scrum and the plan of its sprints.
//! # Counts as evidence
//! What is told one by one: rows of a table whose columns are filled, items that open with a label and say something behind
//! it, sentences under a heading of the subject. A heading or a list of names only mentions.
//! # Does not count
//! Notebooks (their sections on personal data belong to the cleaning of data), code, forms left empty, texts in which the
//! training organisation speaks to the candidate, lists in which criteria are ticked, and what a text denies.
//! # Limits
//! Tables shown as pictures hold no text. Whether an estimate or a plan is sensible is for the evaluator.

mod agile;
mod amounts;
mod aside;
mod calendar;
mod cells;
mod labels;
mod lists;
mod privacy;
mod resources;
mod risks;
mod scores;
mod sources;
mod stories;
mod tables;
#[cfg(test)]
mod tests;
mod texts;
mod trial;
mod watch;

use self::texts::{Text, Texts};
use super::{Analysis, Context};
use crate::sink::EvidenceSink;

pub(crate) const ANALYSIS: Analysis = Analysis {
    name: "management",
    signals: &[
        "agile.treated",
        "backlog.milestones",
        "backlog.priorities",
        "backlog.table",
        "environment.named",
        "environment.treated",
        "ethics.named",
        "ethics.stakes",
        "needs.gathering",
        "needs.gathering-named",
        "needs.listed",
        "needs.treated",
        "personal-data.obligations",
        "personal-data.obligations-named",
        "personal-data.register",
        "personal-data.sources",
        "personal-data.treated",
        "plan.phases",
        "resources.environment",
        "resources.finance",
        "resources.infrastructure-budget",
        "resources.load",
        "resources.recurring-cost",
        "resources.roles",
        "resources.setup-cost",
        "resources.treated",
        "risk.criticality",
        "risk.impact",
        "risk.listed",
        "risk.mitigation",
        "risk.mitigation-some",
        "risk.personal-data",
        "risk.probability",
        "risk.project",
        "risk.summary",
        "risk.treated",
        "scrum.daily",
        "scrum.event",
        "scrum.named",
        "scrum.progress-chart",
        "scrum.retrospective",
        "scrum.review",
        "scrum.role",
        "sprint.backlog",
        "sprint.calendar",
        "sprint.length",
        "story.estimated",
        "story.estimated-some",
        "story.written",
        "watch.comparison",
        "watch.formula",
        "watch.key-points",
        "watch.result",
        "watch.source",
        "watch.source-old",
        "watch.source-recent",
        "watch.sources-linked",
        "watch.subject",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let Some(texts) = Texts::of(ctx.facts) else {
        return;
    };
    let tables = tables::tables(&texts);
    let mut framing = stories::find(&texts, &tables, sink);
    framing.extend(resources::find(&texts, &tables, sink));
    framing.extend(privacy::find(&texts, sink));
    let risky = risks::find(&texts, &tables, sink);
    framing.extend(risky);
    framing.extend(agile::find(&texts, &tables, sink));
    risks::environment(&texts, &framing, sink);
    watch::find(ctx.facts, &texts, sink);
}

/// Whether a text stands in a notebook, where needs, risks and personal data are those of the data.
fn is_notebook(text: &Text<'_>) -> bool {
    text.is_of_notebook
}
