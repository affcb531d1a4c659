//! Where pipelines run the tests, and whether a failing test stops what follows.

use std::sync::Arc;

use prejury_core::{Location, Place};

use super::commands::{Scripts, command_of};
use crate::Facts;
use crate::analyses::workflows::{self, Delivery, Job, Step, Workflow};

/// One place that runs the tests.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) location: Location,
    /// The line that runs them.
    pub(super) command: String,
    pub(super) verdict: Verdict,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// A failing test stops the pipeline before deployment.
    Stops,
    CommentedOut,
    SwitchedOff,
    /// A failure is ignored.
    MayFail,
    /// It runs after deployment, or beside it without holding it.
    TooLate,
    /// Another workflow deploys, and does not wait for it.
    Apart,
    /// It runs outside of any pipeline: at the start of a container, or in a file that no service reads.
    Elsewhere,
}

/// Places gathered; nobody reads more.
const MAX_RUNS: usize = 50;
/// Lines looked through for the command of a step.
const MAX_STEP_LINES: usize = 400;

/// Places that run tests, those that count first.
pub(super) fn runs_of_tests(facts: &Facts<'_>) -> Vec<Run> {
    let mut runs = Vec::new();
    let workflows = workflows::of(facts);
    let scripts = Scripts::of(facts);
    for workflow in &workflows {
        let deploys_apart = workflows
            .iter()
            .any(|other| deploys_without(other, workflow));
        for job in &workflow.jobs {
            for step in &job.steps {
                let run = step_run(facts, &scripts, workflow, job, step);
                runs.extend(run.map(|run| match run.verdict {
                    Verdict::Stops if deploys_apart => Run {
                        verdict: Verdict::Apart,
                        ..run
                    },
                    _ => run,
                }));
            }
        }
        runs.extend(commented(facts, &workflow.path));
    }
    let builds_image = workflows
        .iter()
        .any(|workflow| workflow.in_place && workflow.live_steps().any(|(_, step)| builds(step)));
    for (path, text) in &facts.side_files {
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        if name.contains("dockerfile") {
            runs.extend(image_runs(path, text, builds_image));
        } else if name.ends_with(".sh") {
            let line = text
                .lines()
                .zip(1..)
                .find(|(line, _)| command_of(line).is_some());
            let line = line.filter(|_| runs.len() < MAX_RUNS && !called_by(&workflows, &name));
            runs.extend(line.map(|(line, number)| run(path, number, line, Verdict::Elsewhere)));
        } else if (name.ends_with(".yml") || name.ends_with(".yaml"))
            && !workflows.iter().any(|workflow| workflow.path == *path)
        {
            // A workflow whose every step is commented out has no shape left.
            if path.contains("workflows/") || name.contains("ci") {
                runs.extend(commented(facts, path));
            }
        }
    }
    runs.sort_by_key(|run| run.verdict != Verdict::Stops);
    runs
}

fn run(path: &Arc<str>, line: u32, command: &str, verdict: Verdict) -> Run {
    let command = command
        .trim()
        .trim_start_matches(['#', ' ', '-'])
        .trim_start_matches("run:")
        .trim()
        .to_owned();
    Run {
        location: Location::line(path.clone(), line),
        command,
        verdict,
    }
}

/// What one step of a workflow does with tests.
fn step_run(
    facts: &Facts<'_>,
    scripts: &Scripts<'_>,
    workflow: &Workflow,
    job: &Job,
    step: &Step,
) -> Option<Run> {
    let command = step
        .commands()
        .find(|line| scripts.run_tests(line))?
        .to_owned();
    let verdict = if !job.live || !step.live {
        Verdict::SwitchedOff
    } else if !workflow.in_place {
        Verdict::Elsewhere
    } else if job.may_fail || step.may_fail || ignores_failure(step, &command) {
        Verdict::MayFail
    } else if comes_too_late(workflow, job, step) {
        Verdict::TooLate
    } else {
        Verdict::Stops
    };
    let line = line_of(facts, workflow, step, &command);
    let place = Place::Lines {
        cell: None,
        line,
        end_line: line,
    };
    Some(Run {
        location: Location {
            path: workflow.path.clone(),
            place,
        },
        command,
        verdict,
    })
}

/// The line of the file, from the step on, that holds the command.
fn line_of(facts: &Facts<'_>, workflow: &Workflow, step: &Step, command: &str) -> u32 {
    let text = facts
        .side_files
        .get(&workflow.path)
        .map(|text| &**text)
        .unwrap_or_default();
    let mut lines = (1_u32..)
        .zip(text.lines())
        .skip(step.line.saturating_sub(1) as usize)
        .take(MAX_STEP_LINES);
    lines
        .find(|(_, line)| line.contains(command))
        .map_or(step.line, |(number, _)| number)
}

/// Whether the step goes on after a failing test.
fn ignores_failure(step: &Step, command: &str) -> bool {
    let tail = command.split("||").nth(1).map(str::trim);
    let ignored_in_line = tail.is_some_and(|tail| {
        !tail.starts_with("exit 1") && !tail.starts_with("(exit 1") && !tail.contains("exit 1")
    });
    let commands: Vec<&str> = step.commands().collect();
    let before = commands
        .iter()
        .position(|line| *line == command)
        .unwrap_or(0);
    let switched_off = commands[..before]
        .iter()
        .any(|line| line.starts_with("set +e"));
    let ends_well =
        commands.last().is_some_and(|line| *line == "exit 0") && commands.len() > 1 && switched_off;
    let in_line = command.contains("; exit 0") || command.contains("; true");
    ignored_in_line || switched_off && ends_well || in_line
}

/// Whether something was put into production before the tests ran, or can be without them.
fn comes_too_late(workflow: &Workflow, job: &Job, step: &Step) -> bool {
    let own: Vec<&Step> = job.steps.iter().filter(|other| other.live).collect();
    if own
        .iter()
        .take_while(|other| !std::ptr::eq(**other, step))
        .any(|other| deploys(other))
    {
        return true;
    }
    if own
        .iter()
        .any(|other| deploys(other) && other.runs_anyway())
    {
        return true;
    }
    workflow
        .jobs
        .iter()
        .filter(|other| {
            other.live
                && other.name != job.name
                && other.steps.iter().any(|step| step.live && deploys(step))
        })
        .any(|deploying| !workflow.comes_after(deploying, job))
}

/// Whether `other` deploys what is pushed, whatever became of `workflow`: it starts on the same push, or when this one is
/// completed, without asking how it ended. Tests of what is still to be merged come before it.
fn deploys_without(other: &Workflow, workflow: &Workflow) -> bool {
    let starts_anyway =
        workflow.starts.on_push && other.starts.on_push || other.starts_after(workflow);
    other.path != workflow.path
        && other.in_place
        && starts_anyway
        && other
            .live_steps()
            .any(|(job, step)| deploys(step) && !other.waits_for(workflow, job, step))
}

fn deploys(step: &Step) -> bool {
    matches!(
        workflows::delivery(step),
        Some(Delivery::Deploys(_) | Delivery::PushesImage)
    )
}

/// Whether a step builds an image.
fn builds(step: &Step) -> bool {
    let uses = step.uses.as_deref().unwrap_or_default();
    uses.contains("docker/build-push-action")
        || uses.contains("heroku-deploy")
        || step.commands().any(|line| {
            line.contains("docker build")
                || line.contains("docker-compose build")
                || line.contains("docker compose build")
                || line.contains("docker buildx build")
        })
}

/// `RUN pytest` stops the build of an image; a `CMD` that runs tests does so when the container starts.
fn image_runs(path: &Arc<str>, text: &str, built_by_pipeline: bool) -> Vec<Run> {
    let runs = text.lines().zip(1..).filter_map(|(line, number)| {
        let instruction = line.split_whitespace().next()?;
        let rest = line.trim_start().strip_prefix(instruction)?;
        command_of(rest)?;
        let stops = instruction.eq_ignore_ascii_case("RUN")
            && !rest.contains("|| true")
            && built_by_pipeline;
        (!instruction.starts_with('#')).then(|| {
            run(
                path,
                number,
                rest,
                if stops {
                    Verdict::Stops
                } else {
                    Verdict::Elsewhere
                },
            )
        })
    });
    runs.collect()
}

/// Commented lines of a workflow that would run the tests.
fn commented(facts: &Facts<'_>, path: &Arc<str>) -> Option<Run> {
    let text = facts.side_files.get(path)?;
    let commented = text.lines().zip(1..).find(|(line, _)| {
        let trimmed = line.trim_start();
        let bare = trimmed
            .trim_start_matches(['#', ' ', '-'])
            .trim_start_matches("run:")
            .trim_start_matches("- ");
        trimmed.starts_with('#') && looks_like_command(bare)
    });
    commented.map(|(line, number)| run(path, number, line, Verdict::CommentedOut))
}

/// Whether a commented line is a command rather than a sentence about one.
fn looks_like_command(bare: &str) -> bool {
    let bare = bare.trim();
    let starts = [
        "pytest",
        "python ",
        "python3 ",
        "coverage run",
        "poetry run",
        "uv run",
        "tox",
        "script: pytest",
    ];
    starts.iter().any(|start| bare.starts_with(start)) && command_of(bare).is_some()
}

/// Whether some workflow calls the script `name`.
fn called_by(workflows: &[Workflow], name: &str) -> bool {
    workflows
        .iter()
        .flat_map(Workflow::live_steps)
        .any(|(_, step)| step.run.as_deref().is_some_and(|run| run.contains(name)))
}
