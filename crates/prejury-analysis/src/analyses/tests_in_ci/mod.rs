//! Automated tests: what they assert, what they test, and whether a pipeline runs them in time.
//!
//! # What it looks for
//! Test functions of pytest and unittest with assertions on code of the project, and a live step of a pipeline that runs
//! them before anything is deployed.
//!
//! # Counts as evidence
//! `assert` statements, `self.assert...`, `pytest.raises`, the testing functions of numpy and pandas. A test is on project code
//! when its file imports a module of the project, calls the project's API or loads its model. A step counts when a failing
//! test stops what follows: CI services, the build of an image that a pipeline builds, tox and make where a pipeline calls them.
//!
//! # Does not count
//! Assertions on constants, on imports, on the version of Python or on the status of a page alone; tests of functions
//! that only return a constant; tests of functions copied into the test file or of data files; imports of modules that do not
//! exist; scripts called `test_...` without a test. Steps commented out, switched off, allowed to fail, run after
//! deployment, beside it or in another workflow that deployment does not wait for; tests run when a container starts.
//!
//! # Limits
//! Whether a test would pass is not known: nothing is run.

mod commands;
mod pipeline;
mod suite;
mod trivial;

use prejury_core::{Evidence, Location, Strength};

use super::{Analysis, Context, workflows};
use crate::sink::EvidenceSink;
use pipeline::{Run, Verdict};
use suite::{Subject, Test, TestFile};

pub(crate) const ANALYSIS: Analysis = Analysis {
    name: "tests_in_ci",
    signals: &[
        "tests.assertions",
        "tests.trivial",
        "tests.no-project-code",
        "tests.in-pipeline",
        "tests.not-in-pipeline",
        "tests.call-script",
        "workflow.live-steps",
    ],
    run,
};

/// Test functions shown per file.
const MAX_SHOWN: usize = 4;

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let files = suite::test_files(ctx.facts);
    for file in &files {
        push_file(ctx, file, sink);
    }
    for workflow in workflows::of(ctx.facts)
        .iter()
        .filter(|workflow| workflow.in_place)
    {
        if let Some((job, step)) = workflow.live_steps().find(|(_, step)| step.run.is_some()) {
            let location = Location::line(workflow.path.clone(), step.line);
            let excerpt = step.commands().next().unwrap_or_default();
            sink.found(
                "workflow.live-steps",
                Strength::Written,
                location,
                excerpt,
                Some(job.name.clone()),
            );
        }
    }
    let runs = pipeline::runs_of_tests(ctx.facts);
    let mut in_pipeline = false;
    for run in runs.iter().filter(|run| run.verdict == Verdict::Stops) {
        in_pipeline = true;
        sink.found(
            "tests.in-pipeline",
            Strength::Written,
            run.location.clone(),
            run.command.as_str(),
            Some(run.command.clone()),
        );
    }
    // What keeps the tests out is worth showing only where there are tests to run.
    let has_tests = files.iter().any(|file| !file.asserting.is_empty());
    if in_pipeline || !has_tests {
        return;
    }
    for run in runs.iter().take(MAX_SHOWN) {
        against(
            "tests.not-in-pipeline",
            run.location.clone(),
            &run.command,
            Some(reason(run)),
            sink,
        );
    }
    if runs.is_empty()
        && let Some(file) = files.iter().find(|file| !file.asserting.is_empty())
    {
        let location = Location::file(file.path.clone());
        against("tests.not-in-pipeline", location, &file.path, None, sink);
    }
}

fn push_file(ctx: &Context<'_>, file: &TestFile, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let mut asserting: Vec<(i16, &Test)> = file
        .asserting
        .iter()
        .map(|test| (turn(&python.excerpt(test.place, usize::MAX)), test))
        .collect();
    asserting.sort_by_key(|(turn, _)| *turn);
    for (turn, test) in asserting.into_iter().take(MAX_SHOWN) {
        let location = python.location(test.place);
        let excerpt = python.excerpt(test.shown, 2);
        let name = test.name.to_string();
        match file.subject {
            Subject::Project => sink.found_in_turn(
                turn,
                "tests.assertions",
                Strength::Written,
                location,
                excerpt,
                Some(name),
            ),
            Subject::Nothing => against(
                "tests.no-project-code",
                location,
                &excerpt,
                Some(name),
                sink,
            ),
        }
    }
    for test in file.of_data.iter().take(MAX_SHOWN) {
        against(
            "tests.no-project-code",
            python.location(test.place),
            &python.excerpt(test.shown, 2),
            Some(test.name.to_string()),
            sink,
        );
    }
    for test in file.trivial.iter().take(MAX_SHOWN) {
        against(
            "tests.trivial",
            python.location(test.place),
            &python.excerpt(test.shown, 2),
            Some(test.name.to_string()),
            sink,
        );
    }
    if let Some(call) = &file.call_script {
        let subject = file.path.rsplit('/').next().map(str::to_owned);
        sink.found(
            "tests.call-script",
            Strength::Written,
            python.location(*call),
            python.excerpt(*call, 2),
            subject,
        );
    }
}

/// When a test is shown: one of what predicts first, one of the welcome page or the health of a server last.
fn turn(test: &str) -> i16 {
    let text = test.to_lowercase();
    let quoted = |route: &&str| {
        text.contains(&format!("\"{route}\"")) || text.contains(&format!("'{route}'"))
    };
    if text.contains("predic") || text.contains("prédi") {
        -2
    } else if WELCOMING.iter().any(quoted) {
        0
    } else {
        -1
    }
}

/// Routes that every server has.
const WELCOMING: &[&str] = &[
    "/",
    "/docs",
    "/health",
    "/healthcheck",
    "/healthz",
    "/home",
    "/index",
    "/ping",
    "/status",
];

/// Why a run of the tests does not count, in a word that a reader finds at the place.
fn reason(run: &Run) -> String {
    match run.verdict {
        Verdict::Stops => run.command.clone(),
        Verdict::CommentedOut => format!("# {}", run.command),
        Verdict::SwitchedOff => format!("if: false — {}", run.command),
        Verdict::MayFail => format!("continue-on-error — {}", run.command),
        Verdict::TooLate => format!("deploy → {}", run.command),
        Verdict::Apart => format!("deploy ∥ {}", run.command),
        Verdict::Elsewhere => run.command.clone(),
    }
}

fn against(
    signal: &str,
    location: Location,
    excerpt: &str,
    subject: Option<String>,
    sink: &mut EvidenceSink,
) {
    sink.push(Evidence {
        signal: signal.into(),
        strength: Strength::Written,
        supports: false,
        location,
        excerpt: excerpt.to_owned(),
        subject,
        related: Vec::new(),
    });
}

#[cfg(test)]
mod tests;
