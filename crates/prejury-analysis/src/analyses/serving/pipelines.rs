//! Pipelines that build, test and deploy.
//!
//! # What it looks for
//! Live steps of CI/CD workflows, through the scripts and Makefiles that they run.
//! # Counts as evidence
//! The step: a deployment with its platform, a build, a test.
//! # Does not count
//! Steps that are commented out or switched off, workflows where no service reads them (they are told apart), and the push
//! of an image that nothing starts.
//! # Limits
//! A platform that deploys by itself on every push leaves no step to see.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Strength};
use prejury_intake::{ChangeKind, Commit};

use super::told;
use crate::Facts;
use crate::analyses::workflows::{self, Delivery, Step, Workflow, delivery, delivery_of_line};
use crate::sink::EvidenceSink;

/// Commits that write a workflow from which on its history shows that it was worked on, and how many are shown.
const MIN_REMOVED: usize = 2;
const MAX_REMOVED: usize = 4;
/// Commits whose authors work on the project.
const NEWEST: usize = 50;
/// Steps of one workflow that are shown.
const MAX_SHOWN: usize = 6;

pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let workflows = workflows::of(facts);
    for workflow in &workflows {
        one(facts, workflow, sink);
    }
    if workflows.is_empty() {
        removed(facts, sink);
    }
    for (path, text) in &facts.side_files {
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let may_be = path.contains("workflows/")
            || name.contains("-ci.")
            || name.contains("pipelines")
            || name.starts_with("jenkinsfile");
        if may_be && let Some((line, number)) = commented(text) {
            let location = Location::line(path.clone(), number);
            sink.found(
                "workflow.commented-out",
                Strength::Written,
                location,
                line,
                Some(name),
            );
        }
    }
}

/// Files beside pipelines that react to issues or build pages.
const ASIDE: &[&str] = &["dependabot", "greet", "jekyll", "label", "pages", "stale"];

/// A workflow that only the history holds: the commits that wrote it, newest first. A platform's portal may have written one by
/// itself, and none of its steps is at hand.
fn removed(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let Some(history) = &facts.submission.history else {
        return;
    };
    // What the newest change of a path did.
    let mut last: HashMap<&str, ChangeKind> = HashMap::default();
    for change in history.commits.iter().flat_map(|commit| &commit.changes) {
        if is_pipeline(&change.path) {
            last.entry(&change.path).or_insert(change.kind);
        }
    }
    last.retain(|_, kind| *kind == ChangeKind::Deleted);
    if last.is_empty() {
        return;
    }
    for file in &facts.submission.files {
        last.remove(&*file.path);
    }
    // The authors of a template that was cloned do not work on it any more.
    let newest = history.commits.iter().take(NEWEST);
    let people: HashSet<&str> = newest.map(|commit| commit.author_name.as_str()).collect();
    let written = |commit: &&Commit| {
        people.contains(commit.author_name.as_str())
            && commit.changes.iter().any(|change| {
                change.kind != ChangeKind::Deleted && last.contains_key(&*change.path)
            })
    };
    let commits: Vec<&Commit> = history.commits.iter().filter(written).collect();
    if commits.len() < MIN_REMOVED {
        return;
    }
    for commit in commits.iter().take(MAX_REMOVED) {
        let location = Location::commit(commit.id.clone());
        let subject = commit.subject.as_str();
        let strength = Strength::Written;
        sink.found(
            "workflow.removed",
            strength,
            location.clone(),
            subject,
            None,
        );
        if told::says(subject) {
            sink.found("deployment.told", strength, location, subject, None);
        }
    }
}

fn is_pipeline(path: &str) -> bool {
    let path = path.to_lowercase();
    (path.starts_with(".github/workflows/") || path == ".gitlab-ci.yml")
        && (path.ends_with(".yml") || path.ends_with(".yaml"))
        && !ASIDE.iter().any(|word| path.contains(word))
}

fn one(facts: &Facts<'_>, workflow: &Workflow, sink: &mut EvidenceSink) {
    let mut n_shown = 0;
    for job in &workflow.jobs {
        for step in &job.steps {
            let Some(found) = delivery_through(facts, step) else {
                continue;
            };
            n_shown += 1;
            if n_shown > MAX_SHOWN * 4 {
                return;
            }
            let (signal, subject) = match found {
                _ if !(job.live && step.live) => {
                    ("deployment.switched-off", workflow.service.name())
                }
                _ if !workflow.in_place => ("workflow.elsewhere", workflow.service.name()),
                Delivery::Deploys(platform) => ("deployment.workflow", platform),
                Delivery::PushesImage => ("deployment.image-pushed", workflow.service.name()),
                Delivery::Builds | Delivery::Tests => {
                    ("workflow.delivers", workflow.service.name())
                }
            };
            let switched_off_test =
                signal == "deployment.switched-off" && !matches!(found, Delivery::Deploys(_));
            if switched_off_test {
                continue;
            }
            push(signal, workflow, step, subject, sink);
            if matches!(found, Delivery::Deploys(_) | Delivery::PushesImage)
                && workflow.in_place
                && job.live
                && step.live
            {
                push(
                    "workflow.delivers",
                    workflow,
                    step,
                    workflow.service.name(),
                    sink,
                );
            }
        }
    }
}

fn push(signal: &str, workflow: &Workflow, step: &Step, subject: &str, sink: &mut EvidenceSink) {
    let location = Location::line(workflow.path.clone(), step.line);
    let command = step
        .commands()
        .find(|line| delivery_of_line(line).is_some())
        .or(step.uses.as_deref())
        .or_else(|| step.commands().next());
    let mut excerpt = step.name.clone().unwrap_or_default();
    if let Some(command) = command {
        if !excerpt.is_empty() {
            excerpt.push_str(": ");
        }
        excerpt.push_str(command);
    }
    // The program that serves the model comes before the page that asks it.
    let turn = i16::from(signal == "deployment.workflow" && is_of_dashboard(workflow, step));
    let subject = Some(subject.to_owned());
    sink.found_in_turn(turn, signal, Strength::Written, location, excerpt, subject);
}

/// Whether a step, by its name, its shell text or what it is given, is about a dashboard and names no API.
fn is_of_dashboard(workflow: &Workflow, step: &Step) -> bool {
    let inputs = step.inputs.iter().map(|(_, value)| value.as_str());
    let own = [step.name.as_deref(), step.run.as_deref()];
    let texts = own.into_iter().flatten().chain(inputs);
    let file = workflow.path.rsplit('/').next().unwrap_or_default();
    let words: Vec<String> = texts.chain([file]).map(str::to_lowercase).collect();
    let names = |one: &str| words.iter().any(|text| text.contains(one));
    ["dashboard", "frontend", "streamlit"]
        .into_iter()
        .any(names)
        && !names("api")
}

/// What a step does, itself or through a script or a Makefile of the submission.
fn delivery_through(facts: &Facts<'_>, step: &Step) -> Option<Delivery> {
    let own = delivery(step);
    if matches!(own, Some(Delivery::Deploys(_))) {
        return own;
    }
    let side = |name: &str| -> Option<&Arc<str>> {
        facts
            .side_files
            .iter()
            .find(|(path, _)| path.rsplit('/').next() == Some(name))
            .map(|(_, text)| text)
    };
    let through = step
        .commands()
        .flat_map(str::split_whitespace)
        .find_map(|word| {
            let name = word.rsplit('/').next()?.trim_matches(['"', '\'']);
            let text = match name {
                "make" => side("Makefile")?,
                _ if name.ends_with(".sh") => side(name)?,
                _ => return None,
            };
            text.lines().find_map(delivery_of_line)
        });
    match (own, through) {
        (_, Some(Delivery::Deploys(platform))) => Some(Delivery::Deploys(platform)),
        (own, through) => own.or(through),
    }
}

/// The first commented line that would do something for delivery.
fn commented(text: &str) -> Option<(&str, u32)> {
    text.lines().zip(1..).find_map(|(line, number)| {
        let bare = line
            .trim_start()
            .strip_prefix('#')?
            .trim_start_matches(['#', ' ', '-']);
        let command = bare
            .trim_start_matches("run:")
            .trim_start_matches("uses:")
            .trim();
        let is_step =
            bare.starts_with("uses:") && bare.contains('@') || bare.starts_with("runs-on:");
        (is_step || !command.contains(". ") && delivery_of_line(command).is_some())
            .then(|| (line.trim(), number))
    })
}
