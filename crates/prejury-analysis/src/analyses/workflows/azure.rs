//! `azure-pipelines.yml` → jobs; the order of stages becomes needs.

use super::Job;
use super::formats::{plain_step, texts};
use crate::analyses::yaml::Node;

/// The jobs of the file, in its order.
pub(super) fn jobs(root: &Node) -> Vec<Job> {
    let mut jobs = Vec::new();
    if let Some(steps) = root.get("steps") {
        jobs.push(job_of(root, "steps".into(), Vec::new(), steps));
    }
    for job in root.get("jobs").map(Node::items).unwrap_or_default() {
        jobs.extend(named_job(job, Vec::new()));
    }
    let mut earlier: Vec<String> = Vec::new();
    for stage in root.get("stages").map(Node::items).unwrap_or_default() {
        let mut names = Vec::new();
        for job in stage.get("jobs").map(Node::items).unwrap_or_default() {
            // Stages run one after the other unless told otherwise.
            let read = named_job(job, earlier.clone());
            names.extend(read.iter().map(|job| job.name.clone()));
            jobs.extend(read);
        }
        earlier.extend(names);
    }
    jobs
}

fn named_job(job: &Node, mut needs: Vec<String>) -> Option<Job> {
    let name = job
        .get("job")
        .or_else(|| job.get("deployment"))?
        .text()?
        .to_owned();
    needs.extend(texts(job.get("dependsOn")));
    let steps = job.get("steps").or_else(|| {
        let strategy = job.get("strategy")?;
        strategy
            .entries()
            .iter()
            .find_map(|(.., kind)| kind.get("deploy"))
            .and_then(|deploy| deploy.get("steps"))
    })?;
    Some(job_of(job, name, needs, steps))
}

fn job_of(job: &Node, name: String, needs: Vec<String>, steps: &Node) -> Job {
    Job {
        name,
        needs,
        live: !job.get("condition").is_some_and(Node::is_false),
        may_fail: job.get("continueOnError").is_some_and(Node::is_true),
        condition: job.get("condition").and_then(Node::text).map(str::to_owned),
        steps: steps.items().into_iter().map(plain_step).collect(),
    }
}
