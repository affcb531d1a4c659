//! `.gitlab-ci.yml` → jobs; the order of stages becomes needs.

use super::Job;
use super::formats::{MAX_JOBS, script_steps, texts};
use crate::analyses::yaml::Node;

/// Keys of a GitLab file that are no jobs.
const GITLAB_KEYS: &[&str] = &[
    "after_script",
    "before_script",
    "cache",
    "default",
    "image",
    "include",
    "pages",
    "services",
    "spec",
    "stages",
    "variables",
    "workflow",
];

/// The jobs of the file, in its order.
pub(super) fn jobs(root: &Node) -> Vec<Job> {
    let mut stages = texts(root.get("stages"));
    if stages.is_empty() {
        stages = ["build", "test", "deploy"].map(str::to_owned).to_vec();
    }
    let is_job = |(name, _, node): &&(String, u32, Node)| {
        !name.starts_with('.')
            && (!GITLAB_KEYS.contains(&name.as_str()) || name == "pages")
            && node.get("script").is_some()
    };
    let entries: Vec<&(String, u32, Node)> = root
        .entries()
        .iter()
        .filter(is_job)
        .take(MAX_JOBS)
        .collect();
    let stage_of = |node: &Node| {
        let stage = node.get("stage").and_then(Node::text).unwrap_or("test");
        stages.iter().position(|known| known == stage)
    };
    entries
        .iter()
        .map(|(name, _, node)| {
            let needs = match node.get("needs") {
                Some(needs) => needs
                    .items()
                    .into_iter()
                    .filter_map(|need| need.text().or_else(|| need.get("job").and_then(Node::text)))
                    .map(str::to_owned)
                    .collect(),
                None => {
                    let own = stage_of(node);
                    let earlier = |(_, _, other): &&&(String, u32, Node)| {
                        stage_of(other).zip(own).is_some_and(|(a, b)| a < b)
                    };
                    entries
                        .iter()
                        .filter(earlier)
                        .map(|(other, ..)| other.clone())
                        .collect()
                }
            };
            let before = node
                .get("before_script")
                .or_else(|| root.get("before_script"));
            let scripts = before.into_iter().chain(node.get("script"));
            Job {
                name: name.clone(),
                needs,
                live: node.get("when").and_then(Node::text) != Some("never"),
                may_fail: node.get("allow_failure").is_some_and(Node::is_true),
                condition: runs_always(node).then(|| "always()".to_owned()),
                steps: scripts.flat_map(script_steps).collect(),
            }
        })
        .collect()
}

/// `when: always`, for the job: it runs whatever came before. In the words of the other formats.
fn runs_always(job: &Node) -> bool {
    let when = job.get("when").and_then(Node::text);
    matches!(when, Some("always" | "on_failure"))
}
