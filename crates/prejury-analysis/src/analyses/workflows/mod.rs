//! Workflows of CI/CD services: jobs and steps, with what can stop them.
//!
//! Every analysis that asks what a pipeline does reads these values. Comments of a workflow file are gone here, so that a
//! step commented out is no step.

mod azure;
mod delivery;
mod formats;
mod gitlab;
mod jenkins;
mod switches;
mod waiting;

pub(crate) use delivery::{Delivery, LOOKING, delivery, delivery_of_line};

use std::sync::Arc;

use crate::Facts;

/// The service a workflow file is written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Service {
    GithubActions,
    GitlabCi,
    AzurePipelines,
    Jenkins,
    CloudBuild,
    CircleCi,
    Travis,
    Bitbucket,
    CodeBuild,
}

/// One workflow file.
#[derive(Debug, Clone)]
pub(crate) struct Workflow {
    pub(crate) path: Arc<str>,
    pub(crate) service: Service,
    /// False when the file lies where the service does not read it (a copy outside `.github/workflows`).
    pub(crate) in_place: bool,
    /// In the order of the file.
    pub(crate) jobs: Vec<Job>,
    pub(crate) starts: Starts,
}

/// What starts the workflows of a service that reads several files of a repository.
#[derive(Debug, Clone, Default)]
pub(crate) struct Starts {
    /// The name of the workflow, by which others wait for it.
    pub(crate) name: Option<String>,
    pub(crate) on_push: bool,
    /// Workflows that it waits for, by their names.
    pub(crate) after: Vec<String>,
}

/// A group of steps that run on one machine.
#[derive(Debug, Clone, Default)]
pub(crate) struct Job {
    pub(crate) name: String,
    /// Jobs that must end well before this one starts; stages are turned into needs.
    pub(crate) needs: Vec<String>,
    /// False when a condition that is never true switches the job off.
    pub(crate) live: bool,
    /// True when a failure of the job does not fail the pipeline.
    pub(crate) may_fail: bool,
    /// When the job runs, as the file words it.
    pub(crate) condition: Option<String>,
    pub(crate) steps: Vec<Step>,
}

/// One step: shell text, or an action that the service knows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Step {
    pub(crate) name: Option<String>,
    /// Shell text, several lines possible.
    pub(crate) run: Option<String>,
    /// Action, orb, task or image that does the work.
    pub(crate) uses: Option<String>,
    /// What the action is given, name and value (`push`, `true`).
    pub(crate) inputs: Vec<(String, String)>,
    pub(crate) line: u32,
    pub(crate) live: bool,
    /// True when a failure of the step does not fail its job.
    pub(crate) may_fail: bool,
    /// When the step runs, as the file words it.
    pub(crate) condition: Option<String>,
}

impl Service {
    /// The name people use.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Service::GithubActions => "GitHub Actions",
            Service::GitlabCi => "GitLab CI",
            Service::AzurePipelines => "Azure Pipelines",
            Service::Jenkins => "Jenkins",
            Service::CloudBuild => "Cloud Build",
            Service::CircleCi => "CircleCI",
            Service::Travis => "Travis CI",
            Service::Bitbucket => "Bitbucket Pipelines",
            Service::CodeBuild => "CodeBuild",
        }
    }
}

impl Workflow {
    /// Whether the file belongs to a service that hosts repositories, and lies where that service reads it.
    pub(crate) fn is_of_service(&self) -> bool {
        let hosts = matches!(
            self.service,
            Service::GithubActions
                | Service::GitlabCi
                | Service::AzurePipelines
                | Service::Bitbucket
        );
        hosts && self.in_place
    }

    /// Live steps of live jobs, with their job.
    pub(crate) fn live_steps(&self) -> impl Iterator<Item = (&Job, &Step)> {
        let live_jobs = self.jobs.iter().filter(|job| job.live);
        live_jobs.flat_map(|job| {
            job.steps
                .iter()
                .filter(|step| step.live)
                .map(move |step| (job, step))
        })
    }
}

impl Step {
    /// Shell lines without blank and comment lines, with their number counted from the step's first shell line (0).
    pub(crate) fn commands(&self) -> impl Iterator<Item = &str> {
        let lines = self
            .run
            .as_deref()
            .unwrap_or_default()
            .lines()
            .map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with('#'))
    }
}

/// Workflows of the submission, sorted by path.
pub(crate) fn of(facts: &Facts<'_>) -> Vec<Workflow> {
    let has_root = facts.submission.history.is_some();
    let workflows = facts.side_files.iter().filter_map(|(path, text)| {
        if has_root {
            return read(path, text);
        }
        // Platforms pack a repository into folders of their own: where its root was is not known.
        let workflow = read(&inside_its_project(path).into(), text)?;
        Some(Workflow {
            path: path.clone(),
            ..workflow
        })
    });
    workflows.collect()
}

/// The path from the outermost place that may have been the root of a repository.
fn inside_its_project(path: &str) -> &str {
    if path.starts_with('.') {
        return path;
    }
    let hidden_folder = path.find("/.").map(|at| at + 1);
    let name = path.rfind('/').map_or(0, |at| at + 1);
    &path[hidden_folder.unwrap_or(name)..]
}

/// Reads `text` as a workflow, when its name or its shape says that it is one.
pub(crate) fn read(path: &Arc<str>, text: &str) -> Option<Workflow> {
    let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    if name.starts_with("jenkinsfile") || name.ends_with(".jenkinsfile") {
        return Some(jenkins::read(path, text));
    }
    if !(name.ends_with(".yml") || name.ends_with(".yaml")) {
        return None;
    }
    // Most YAML files are no workflows: these words are in every one of them.
    let words = ["steps", "script", "jobs", "commands", "stages"];
    if !words.iter().any(|word| text.contains(word)) {
        return None;
    }
    formats::read(path, &name, &crate::analyses::yaml::parse(text)?)
}

#[cfg(test)]
mod tests;
