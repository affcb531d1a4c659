//! Facts → evidence, by the patterns of the catalogue and by the coded analyses.
//!
//! Every pattern of one kind is compiled into one matcher, and the facts of that kind are gone through once.

mod calls;
mod code;
mod files;
mod outputs;
mod regexes;
mod strength;
mod subject;
mod text;

pub(crate) use code::{Piece, emit_call_in_turn, emit_code, emit_code_in_turn, emit_ranked};
pub(crate) use strength::{of_call as strength_of_call, of_code as strength_of_code};
pub(crate) use text::is_in_address;

use std::sync::Arc;

use prejury_catalog::{Catalog, Pattern};
use prejury_core::Issue;

use crate::analyses::{ANALYSES, Analysis, Context};
use crate::guard::guarded;
use crate::shared_out;
use crate::sink::{EvidenceSink, FoundBySignal};
use crate::{Facts, Progress, Stage};

/// Looks at the facts and puts evidence into the sink.
type Run = fn(&Context<'_>, &mut EvidenceSink);

/// One pass over the facts of some kind.
struct Matcher {
    /// What a panic in it is reported as.
    name: &'static str,
    run: Run,
}

const MATCHERS: &[Matcher] = &[
    Matcher {
        name: "calls",
        run: calls::find,
    },
    Matcher {
        name: "code",
        run: code::find,
    },
    Matcher {
        name: "outputs",
        run: outputs::find,
    },
    Matcher {
        name: "files",
        run: files::find,
    },
    Matcher {
        name: "text",
        run: text::find,
    },
];

/// The passes that take longest, by the benchmark, begun first.
const LONGEST: &[&str] = &[
    "preparation",
    "text",
    "supervised",
    "exploration",
    "management",
    "serving",
    "leakage",
    "tracking",
    "dependencies",
    "code",
    "calls",
    "comments",
];

/// Everything that shows a signal, and an issue for each analysis that panicked.
///
/// Analyses run in parallel, each with a sink of its own; sinks come in a fixed order, so that the result does not depend
/// on which one ends first.
pub(crate) fn find_signals(
    facts: &Facts<'_>,
    catalog: &Catalog,
    progress: &dyn Progress,
) -> (Vec<FoundBySignal>, Vec<Issue>) {
    let ctx = Context { facts, catalog };
    // Rules of another référentiel need not know every coded signal: what nothing can ask for is not looked for.
    let asked = |analysis: &&Analysis| {
        analysis
            .signals
            .iter()
            .any(|id| catalog.signal(id).is_some())
    };
    let passes: Vec<(&'static str, Run)> = MATCHERS
        .iter()
        .map(|matcher| (matcher.name, matcher.run))
        .chain(
            ANALYSES
                .iter()
                .filter(asked)
                .map(|analysis| (analysis.name, analysis.run)),
        )
        .collect();
    run_all(&passes, &ctx, progress)
}

fn run_all(
    passes: &[(&'static str, Run)],
    ctx: &Context<'_>,
    progress: &dyn Progress,
) -> (Vec<FoundBySignal>, Vec<Issue>) {
    progress.started(Stage::Matching, passes.len());
    // Passes differ a hundredfold in cost.
    let cost = |(name, _): &(&'static str, Run)| {
        let turn = LONGEST.iter().rev().position(|one| one == name);
        turn.map_or(0, |turn| turn as u64 + 1)
    };
    let results = shared_out::run(passes, cost, |(name, run)| {
        if progress.is_over() {
            return Ok(FoundBySignal::default());
        }
        progress.pass_began(name);
        let result = guarded(name, || {
            let mut sink = EvidenceSink::default();
            run(ctx, &mut sink);
            sink.into_found_by_signal()
        });
        progress.pass_ended(name);
        progress.advanced(Stage::Matching);
        result
    });
    let mut sinks = Vec::with_capacity(results.len());
    let mut panics = Vec::new();
    for result in results {
        match result {
            Ok(sink) => sinks.push(sink),
            Err(issue) => panics.push(issue),
        }
    }
    (sinks, panics)
}

/// The patterns of one kind, with the id of their signal, in the order of the catalogue.
fn patterns<'c, T>(
    catalog: &'c Catalog,
    pick: impl Fn(&'c Pattern) -> Option<&'c T>,
) -> Vec<(&'c Arc<str>, &'c T)> {
    let signals = catalog.signals.iter();
    signals
        .flat_map(|signal| {
            signal
                .patterns
                .iter()
                .map(move |pattern| (&signal.id, pattern))
        })
        .filter_map(|(id, pattern)| Some((id, pick(pattern)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::OnceLock;

    use prejury_catalog::Base;
    use prejury_core::{Location, Strength};
    use prejury_intake::Submission;
    use prejury_python::PythonFacts;

    use super::*;
    use crate::projects::Projects;

    #[test]
    fn a_pass_that_panics_is_an_issue_and_the_others_go_on() {
        let submission = Submission::in_memory("test", Vec::new());
        let facts = Facts {
            submission: &submission,
            python: PythonFacts::default(),
            documents: Vec::new(),
            side_files: BTreeMap::new(),
            run_logs: Vec::new(),
            issues: Vec::new(),
            projects: Projects::default(),
            prose: OnceLock::new(),
            callees: OnceLock::new(),
        };
        let catalog = Catalog::load(Base::Nothing, Vec::new()).unwrap();
        let ctx = Context {
            facts: &facts,
            catalog: &catalog,
        };
        let passes: [(&'static str, Run); 3] = [
            ("first", |_, sink| {
                sink.found("a", Strength::Written, Location::line("a.py", 1), "a", None)
            }),
            ("broken", |ctx, _| {
                assert!(!ctx.facts.documents.is_empty(), "no document")
            }),
            ("last", |_, sink| {
                sink.found("b", Strength::Written, Location::line("a.py", 2), "b", None)
            }),
        ];
        let (sinks, issues) = run_all(&passes, &ctx, &());
        let found: Vec<_> = sinks
            .into_iter()
            .flat_map(FoundBySignal::into_values)
            .flatten()
            .map(|found| found.evidence.excerpt)
            .collect();
        assert_eq!(found, ["a", "b"]);
        assert_eq!(issues.len(), 1);
        assert_eq!(issues[0].args["detail"], "broken");
    }

    #[test]
    fn the_longest_passes_are_passes() {
        let passes = MATCHERS.iter().map(|matcher| matcher.name);
        let passes: BTreeSet<&str> = passes.chain(ANALYSES.iter().map(|one| one.name)).collect();
        assert!(LONGEST.iter().all(|name| passes.contains(name)));
    }

    #[test]
    fn the_catalogue_and_the_analyses_agree_on_coded_signals() {
        let catalog = Catalog::embedded().unwrap_or_else(|error| panic!("{error}"));
        let defined: BTreeSet<(&str, &str)> = catalog
            .signals
            .iter()
            .filter_map(|signal| Some((signal.coded.as_deref()?, signal.id.as_ref())))
            .collect();
        let emitted: BTreeSet<(&str, &str)> = ANALYSES
            .iter()
            .flat_map(|analysis| analysis.signals.iter().map(|id| (analysis.name, *id)))
            .collect();
        let unknown: Vec<_> = emitted.difference(&defined).collect();
        assert!(
            unknown.is_empty(),
            "emitted, and not defined in rules/signals: {unknown:?}"
        );
        let orphans: Vec<_> = defined.difference(&emitted).collect();
        assert!(
            orphans.is_empty(),
            "defined with `coded`, and emitted by nothing: {orphans:?}"
        );
    }
}
