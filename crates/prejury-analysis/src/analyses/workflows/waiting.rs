//! Whether a job waits for another one, or a workflow for another one, so that a failure there keeps it from running.
//!
//! A need that the condition of a job overrules (`if: always()`) holds nothing back, and a workflow that starts when
//! another one is completed does so after a failure, too, unless it asks how that one ended.

use super::{Job, Step, Workflow};

/// Conditions under which a job or step runs although something before it failed, in lower case.
const ANYWAY: &[&str] = &[
    "always()",
    "cancelled()",
    "failure()",
    "failed()",
    "succeededorfailed()",
];

/// Whether a condition lets its job or step run after a failure.
fn runs_anyway(condition: Option<&String>) -> bool {
    condition.is_some_and(|condition| {
        // Its denial is what every job waits for anyway.
        let condition = condition.to_lowercase().replace("!failure()", "");
        ANYWAY.iter().any(|one| condition.contains(one)) && !asks_for_success(&condition)
    })
}

/// `needs.tests.result == 'success'`, `always() && success()`.
fn asks_for_success(condition: &str) -> bool {
    let asks_result = condition.contains("result") || condition.contains("conclusion");
    let equals = condition.contains("== 'success'") || condition.contains("=='success'");
    asks_result && equals && !condition.contains("||") || condition.contains("&& success()")
}

/// Whether a text asks how the workflow before ended: a condition, or the shell lines of a step.
fn asks_for_earlier(text: Option<&String>) -> bool {
    text.is_some_and(|text| text.contains("workflow_run.conclusion") && text.contains("success"))
}

impl Step {
    /// Whether the step runs although one before it failed.
    pub(crate) fn runs_anyway(&self) -> bool {
        runs_anyway(self.condition.as_ref())
    }
}

impl Workflow {
    /// Whether this workflow waits for `earlier` to end well, or holds it as a job of its own. Asked of `job` and `step`,
    /// which must not run otherwise.
    pub(crate) fn waits_for(&self, earlier: &Workflow, job: &Job, step: &Step) -> bool {
        let file = earlier.path.rsplit('/').next().unwrap_or(&earlier.path);
        let held = |job: &&Job| {
            let mut steps = job.steps.iter().filter_map(|step| step.uses.as_deref());
            steps.any(|uses| uses.rsplit('/').next() == Some(file))
        };
        let mut holding = self.jobs.iter().filter(|one| one.live).filter(held);
        holding.any(|one| one.name == job.name || self.comes_after(job, one))
            || self.starts_after(earlier) && !self.starts.on_push && self.asks(job, step)
    }

    /// Whether `earlier` starts this workflow, however it ends.
    pub(crate) fn starts_after(&self, earlier: &Workflow) -> bool {
        let file = earlier.path.rsplit('/').next().unwrap_or(&earlier.path);
        let name = earlier.starts.name.as_deref().unwrap_or(file);
        self.starts.after.iter().any(|one| one == name)
    }

    /// Whether a step, its job, a step before it or a job that its own needs asks how the workflow before ended.
    fn asks(&self, job: &Job, step: &Step) -> bool {
        let before = job.steps.iter().take_while(|other| other.line <= step.line);
        let in_steps = |job: &Job| {
            let mut steps = job.steps.iter().filter(|step| step.live);
            steps.any(|step| asks_for_earlier(step.run.as_ref()))
        };
        let asks = |job: &Job| asks_for_earlier(job.condition.as_ref());
        asks(job)
            || asks_for_earlier(step.condition.as_ref())
            || before
                .clone()
                .any(|step| step.live && asks_for_earlier(step.run.as_ref()))
            || self.jobs.iter().any(|other| {
                other.live && (asks(other) || in_steps(other)) && self.comes_after(job, other)
            })
    }

    /// Whether `job` starts only after `earlier` ended well.
    pub(crate) fn comes_after(&self, job: &Job, earlier: &Job) -> bool {
        let needs_of = |job: &'_ Job| match runs_anyway(job.condition.as_ref()) {
            true => Vec::new(),
            false => job.needs.clone(),
        };
        let mut waiting = needs_of(job);
        let mut seen: Vec<String> = Vec::new();
        while let Some(name) = waiting.pop() {
            if name == earlier.name {
                return true;
            }
            if seen.contains(&name) {
                continue;
            }
            let needed = self.jobs.iter().find(|candidate| candidate.name == name);
            waiting.extend(needed.into_iter().flat_map(needs_of));
            seen.push(name);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_denial_of_a_failure_holds_a_job_back() {
        let anyway = |condition: &str| super::runs_anyway(Some(&condition.to_owned()));
        assert!(anyway("failure()") && anyway("always()") && anyway("${{ !cancelled() }}"));
        assert!(!anyway("!failure()") && !anyway("github.ref == 'refs/heads/main'"));
        assert!(!super::runs_anyway(None));
    }
}
