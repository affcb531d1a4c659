//! The YAML formats of CI/CD services → jobs and steps.

use std::sync::Arc;

use super::switches::Settings;
use super::{Job, Service, Starts, Step, Workflow, azure, gitlab};
use crate::analyses::yaml::{Node, Value};

/// Jobs read per file: they are compared with each other.
pub(super) const MAX_JOBS: usize = 200;

/// Reads `root` by the format that name and shape show.
pub(super) fn read(path: &Arc<str>, name: &str, root: &Node) -> Option<Workflow> {
    let build = |service, in_place, jobs: Vec<Job>| {
        let jobs: Vec<Job> = jobs.into_iter().take(MAX_JOBS).collect();
        (!jobs.is_empty()).then(|| Workflow {
            path: path.clone(),
            service,
            in_place,
            jobs,
            starts: Starts::default(),
        })
    };
    let at_root = !path.contains('/');
    if root.get("jobs").is_some_and(has_github_jobs)
        && !path.contains(".circleci/")
        && root.get("trigger").is_none()
    {
        let in_place = path.starts_with(".github/workflows/");
        let workflow = build(Service::GithubActions, in_place, github_jobs(root))?;
        return Some(Workflow {
            starts: github_starts(root),
            ..workflow
        });
    }
    if name.ends_with("gitlab-ci.yml") || name.ends_with("gitlab-ci.yaml") {
        return build(Service::GitlabCi, at_root, gitlab::jobs(root));
    }
    if path.contains(".circleci/") && name.starts_with("config.") {
        return build(
            Service::CircleCi,
            path.starts_with(".circleci/"),
            circle_jobs(root),
        );
    }
    if name == ".travis.yml" {
        return build(Service::Travis, at_root, travis_jobs(root));
    }
    if name.starts_with("bitbucket-pipelines.") {
        return build(Service::Bitbucket, at_root, nested_scripts(root, "script"));
    }
    if name.starts_with("buildspec") {
        return build(
            Service::CodeBuild,
            at_root,
            nested_scripts(root, "commands"),
        );
    }
    let is_azure = name.starts_with("azure-pipelines")
        || root.get("trigger").is_some()
        || root.get("pool").is_some();
    if is_azure
        && ["steps", "jobs", "stages"]
            .iter()
            .any(|key| root.get(key).is_some())
    {
        return build(Service::AzurePipelines, true, azure::jobs(root));
    }
    let is_cloud_build = root.get("steps").is_some_and(|steps| {
        steps.items().iter().any(|step| {
            step.get("name").is_some()
                && (step.get("args").is_some() || step.get("script").is_some())
        })
    });
    is_cloud_build
        .then(|| build(Service::CloudBuild, true, cloud_build_jobs(root)))
        .flatten()
}

fn has_github_jobs(jobs: &Node) -> bool {
    jobs.entries()
        .iter()
        .any(|(.., job)| job.get("runs-on").is_some() || job.get("uses").is_some())
}

/// `on: push`, `on: [push, pull_request]` or a mapping of events.
fn github_starts(root: &Node) -> Starts {
    let events = root.get("on");
    let names = texts(events);
    let event = |name: &str| events.and_then(|events| events.get(name));
    let waits = event("workflow_run").and_then(|run| run.get("workflows"));
    Starts {
        name: root.get("name").and_then(Node::text).map(str::to_owned),
        on_push: event("push").is_some() || names.iter().any(|name| name == "push"),
        after: texts(waits),
    }
}

fn github_jobs(root: &Node) -> Vec<Job> {
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
    let settings = Settings::default().within(root);
    jobs.iter()
        .map(|(name, _, job)| {
            let settings = settings.within(job);
            let github_step = |step: &Node| {
                let condition = step.get("if");
                let is_off = condition.is_some_and(|one| settings.within(step).switch_off(one));
                let plain = plain_step(step);
                Step {
                    live: plain.live && !is_off,
                    ..plain
                }
            };
            let mut steps: Vec<Step> = job
                .get("steps")
                .map(Node::items)
                .unwrap_or_default()
                .into_iter()
                .map(github_step)
                .collect();
            if let Some(reused) = job.get("uses").and_then(Node::text) {
                steps.push(Step {
                    uses: Some(reused.to_owned()),
                    line: job.line,
                    live: true,
                    ..Step::default()
                });
            }
            Job {
                name: name.clone(),
                needs: texts(job.get("needs")),
                live: !job.get("if").is_some_and(Node::is_false),
                may_fail: job.get("continue-on-error").is_some_and(Node::is_true),
                condition: job.get("if").and_then(Node::text).map(str::to_owned),
                steps,
            }
        })
        .collect()
}

/// Names and values of a mapping of plain texts.
fn inputs(node: Option<&Node>) -> Vec<(String, String)> {
    let entries = node.map(Node::entries).unwrap_or_default();
    entries
        .iter()
        .filter_map(|(name, _, value)| Some((name.clone(), value.text()?.to_owned())))
        .collect()
}

/// A step with the keys of GitHub Actions and, under their own names, of Azure Pipelines.
pub(super) fn plain_step(step: &Node) -> Step {
    let text = |key: &str| step.get(key).and_then(Node::text).map(str::to_owned);
    let first = |keys: &[&str]| keys.iter().find_map(|key| text(key));
    let condition = step.get("if").or_else(|| step.get("condition"));
    Step {
        name: first(&["name", "displayName"]),
        run: first(&["run", "script", "bash", "powershell", "pwsh"]).or_else(|| {
            step.get("inputs")
                .and_then(|inputs| inputs.get("script").or_else(|| inputs.get("inlineScript")))
                .and_then(Node::text)
                .map(str::to_owned)
        }),
        uses: first(&["uses", "task"]),
        inputs: inputs(step.get("with").or_else(|| step.get("inputs"))),
        line: step.line,
        live: !condition.is_some_and(Node::is_false)
            && !step.get("enabled").is_some_and(Node::is_false),
        may_fail: ["continue-on-error", "continueOnError"]
            .iter()
            .any(|key| step.get(key).is_some_and(Node::is_true)),
        condition: condition.and_then(Node::text).map(str::to_owned),
    }
}

/// One step per line of a script list; lists may hold lists.
pub(super) fn script_steps(script: &Node) -> Vec<Step> {
    let mut steps = Vec::new();
    for item in script.items() {
        match &item.value {
            Value::Text(text) => steps.push(Step {
                run: Some(text.clone()),
                line: item.line,
                live: true,
                ..Step::default()
            }),
            Value::List(_) => steps.extend(script_steps(item)),
            Value::Map(_) => {}
        }
    }
    steps
}

fn circle_jobs(root: &Node) -> Vec<Job> {
    let mut needs = circle_needs(root);
    needs.truncate(MAX_JOBS * MAX_JOBS);
    let jobs = root.get("jobs").map(Node::entries).unwrap_or_default();
    jobs.iter()
        .take(MAX_JOBS)
        .map(|(name, _, job)| Job {
            name: name.clone(),
            needs: needs
                .iter()
                .filter(|(job, _)| job == name)
                .map(|(_, needed)| needed.clone())
                .collect(),
            live: true,
            may_fail: false,
            condition: None,
            steps: job
                .get("steps")
                .map(Node::items)
                .unwrap_or_default()
                .into_iter()
                .map(circle_step)
                .collect(),
        })
        .collect()
}

fn circle_step(step: &Node) -> Step {
    let mut read = Step {
        line: step.line,
        live: true,
        ..Step::default()
    };
    match step.entries().first() {
        Some((key, _, run)) if key == "run" => {
            read.run = run
                .text()
                .or_else(|| run.get("command").and_then(Node::text))
                .map(str::to_owned);
            read.name = run.get("name").and_then(Node::text).map(str::to_owned);
        }
        Some((key, ..)) => read.uses = Some(key.clone()),
        None => read.uses = step.text().map(str::to_owned),
    }
    read
}

/// Pairs of a job and one that it requires, from all workflows of a CircleCI file.
fn circle_needs(root: &Node) -> Vec<(String, String)> {
    let workflows = root.get("workflows").map(Node::entries).unwrap_or_default();
    let jobs = workflows
        .iter()
        .filter_map(|(.., workflow)| workflow.get("jobs"))
        .flat_map(Node::items);
    jobs.flat_map(Node::entries)
        .flat_map(|(job, _, options)| {
            texts(options.get("requires"))
                .into_iter()
                .map(move |needed| (job.clone(), needed))
        })
        .collect()
}

fn travis_jobs(root: &Node) -> Vec<Job> {
    let keys = [
        "before_install",
        "install",
        "before_script",
        "script",
        "after_success",
        "deploy",
    ];
    let mut steps: Vec<Step> = keys
        .iter()
        .filter_map(|key| root.get(key))
        .flat_map(script_steps)
        .collect();
    for target in root.get("deploy").map(Node::items).unwrap_or_default() {
        if let Some(provider) = target.get("provider").and_then(Node::text) {
            steps.push(Step {
                uses: Some(format!("dpl/{provider}")),
                line: target.line,
                live: true,
                ..Step::default()
            });
        }
    }
    if steps.is_empty() {
        Vec::new()
    } else {
        vec![Job {
            name: "travis".into(),
            live: true,
            steps,
            ..Job::default()
        }]
    }
}

/// One job per list under `key`, wherever it lies; each waits for the ones before it.
fn nested_scripts(root: &Node, key: &str) -> Vec<Job> {
    let mut jobs = Vec::new();
    gather_scripts(root, key, &mut jobs);
    for index in 1..jobs.len() {
        let before = jobs[index - 1].name.clone();
        jobs[index].needs.push(before);
    }
    jobs
}

fn gather_scripts(node: &Node, key: &str, jobs: &mut Vec<Job>) {
    match &node.value {
        Value::Text(_) => {}
        Value::List(items) => items
            .iter()
            .for_each(|item| gather_scripts(item, key, jobs)),
        Value::Map(entries) => {
            for (name, _, value) in entries {
                if name == key {
                    let name = format!("{key} {}", jobs.len() + 1);
                    jobs.push(Job {
                        name,
                        live: true,
                        steps: script_steps(value),
                        ..Job::default()
                    });
                } else {
                    gather_scripts(value, key, jobs);
                }
            }
        }
    }
}

fn cloud_build_jobs(root: &Node) -> Vec<Job> {
    let steps = root.get("steps").map(Node::items).unwrap_or_default();
    let steps = steps
        .into_iter()
        .map(|step| {
            let entry = step
                .get("entrypoint")
                .and_then(Node::text)
                .unwrap_or_default();
            let args = step.get("args").map(Node::items).unwrap_or_default();
            let words: Vec<&str> = std::iter::once(entry)
                .chain(args.into_iter().filter_map(Node::text))
                .filter(|word| *word != "-c")
                .collect();
            let script = step.get("script").and_then(Node::text).map(str::to_owned);
            Step {
                name: step.get("id").and_then(Node::text).map(str::to_owned),
                run: script.or_else(|| Some(words.join(" "))),
                uses: step.get("name").and_then(Node::text).map(str::to_owned),
                inputs: Vec::new(),
                line: step.line,
                live: true,
                may_fail: step.get("allowFailure").is_some_and(Node::is_true),
                condition: None,
            }
        })
        .collect();
    vec![Job {
        name: "build".into(),
        live: true,
        steps,
        ..Job::default()
    }]
}

pub(super) fn texts(node: Option<&Node>) -> Vec<String> {
    node.map(Node::items)
        .unwrap_or_default()
        .into_iter()
        .filter_map(Node::text)
        .map(str::to_owned)
        .collect()
}
