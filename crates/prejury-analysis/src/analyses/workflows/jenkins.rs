//! Jenkinsfiles, read line by line: stages in order and their shell steps. Groovy itself is not parsed.

use std::sync::Arc;

use super::{Job, Service, Starts, Step, Workflow};

/// Reads a Jenkinsfile.
pub(super) fn read(path: &Arc<str>, text: &str) -> Workflow {
    let mut jobs: Vec<Job> = Vec::new();
    let mut shell: Option<Shell> = None;
    let mut in_comment = false;
    for (line, number) in text.lines().zip(1..) {
        let trimmed = line.trim();
        if let Some(open) = &mut shell {
            match trimmed.find(open.quote) {
                Some(at) => {
                    open.text.push_str(&trimmed[..at]);
                    push_step(&mut jobs, shell.take());
                }
                None => {
                    open.text.push_str(trimmed);
                    open.text.push('\n');
                }
            }
            continue;
        }
        if in_comment {
            in_comment = !trimmed.contains("*/");
            continue;
        }
        if trimmed.starts_with("/*") {
            in_comment = !trimmed.contains("*/");
            continue;
        }
        if trimmed.starts_with("//") {
            continue;
        }
        if let Some(stage) = trimmed.strip_prefix("stage") {
            let name = stage
                .trim_start_matches(['(', ' ', '\'', '"'])
                .split(['\'', '"', ')'])
                .next()
                .unwrap_or_default();
            let needs = jobs
                .last()
                .map(|job| job.name.clone())
                .into_iter()
                .collect();
            jobs.push(Job {
                name: name.to_owned(),
                needs,
                live: true,
                ..Job::default()
            });
        }
        shell = begin_shell(trimmed, number);
        if shell.as_ref().is_some_and(|open| open.ended) {
            push_step(&mut jobs, shell.take());
        }
    }
    Workflow {
        path: path.clone(),
        service: Service::Jenkins,
        in_place: !path.contains('/'),
        jobs,
        starts: Starts::default(),
    }
}

struct Shell {
    quote: &'static str,
    text: String,
    line: u32,
    may_fail: bool,
    ended: bool,
}

/// A shell step that begins on this line: `sh 'x'`, `sh "x"`, `sh '''`, `bat ...`.
fn begin_shell(trimmed: &str, line: u32) -> Option<Shell> {
    let at = ["sh ", "sh(", "bat ", "bat("].iter().find_map(|word| {
        let at = trimmed.find(word)?;
        let is_word = at == 0 || !trimmed.as_bytes()[at - 1].is_ascii_alphanumeric();
        is_word.then_some(at + word.len() - 1)
    })?;
    let may_fail = trimmed.contains("returnStatus: true") || trimmed.contains("returnStatus:true");
    let rest = &trimmed[at..];
    let start = rest.find(['\'', '"'])?;
    let rest = &rest[start..];
    let quote = ["'''", "\"\"\"", "'", "\""]
        .into_iter()
        .find(|quote| rest.starts_with(quote))?;
    let inside = &rest[quote.len()..];
    let end = inside.find(quote);
    if end.is_none() && quote.len() == 1 {
        return None;
    }
    let text = end.map_or_else(|| format!("{inside}\n"), |end| inside[..end].to_owned());
    Some(Shell {
        quote,
        text,
        line,
        may_fail,
        ended: end.is_some(),
    })
}

fn push_step(jobs: &mut Vec<Job>, shell: Option<Shell>) {
    let Some(shell) = shell else { return };
    if jobs.is_empty() {
        jobs.push(Job {
            name: "pipeline".into(),
            live: true,
            ..Job::default()
        });
    }
    if let Some(job) = jobs.last_mut() {
        job.steps.push(Step {
            run: Some(shell.text),
            line: shell.line,
            live: true,
            may_fail: shell.may_fail,
            condition: None,
            ..Step::default()
        });
    }
}
