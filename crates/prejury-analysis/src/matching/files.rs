//! Names of files, declared dependencies and subjects of commits.

use prejury_catalog::{Pattern, Searched};
use prejury_core::{Location, Strength};

use super::patterns;
use crate::analyses::{Context, dependencies};
use crate::sink::EvidenceSink;

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    find_paths(ctx, sink);
    find_dependencies(ctx, sink);
    find_commits(ctx, sink);
}

/// A file whose path matches; an empty one shows nothing.
fn find_paths(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let patterns = patterns(ctx.catalog, |pattern| match pattern {
        Pattern::Path(globs) => Some(globs),
        _ => None,
    });
    for file in ctx
        .facts
        .submission
        .files
        .iter()
        .filter(|file| file.size > 0)
    {
        for (signal, globs) in &patterns {
            if globs.is_match(&file.path) {
                let name = file.path.rsplit('/').next().map(str::to_owned);
                sink.found(
                    signal,
                    Strength::Written,
                    Location::file(file.path.clone()),
                    &*file.path,
                    name,
                );
            }
        }
    }
}

/// A declared distribution is a mention: it says what is installed, not what is done.
fn find_dependencies(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let patterns = patterns(ctx.catalog, |pattern| match pattern {
        Pattern::Dependency(names) => Some(names),
        _ => None,
    });
    if patterns.is_empty() {
        return;
    }
    for declared in dependencies::declared(ctx.facts) {
        for (signal, names) in &patterns {
            if names.matches(&declared.name) {
                let subject = Some(declared.name.to_string());
                let location = declared.location.clone();
                sink.found(
                    signal,
                    Strength::Mentioned,
                    location,
                    &*declared.text,
                    subject,
                );
            }
        }
    }
}

/// A commit whose subject matches.
fn find_commits(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let Some(regexes) = ctx.catalog.regexes(Searched::Commits) else {
        return;
    };
    let Some(history) = &ctx.facts.submission.history else {
        return;
    };
    for commit in &history.commits {
        for (signal, _) in regexes.find(&commit.subject) {
            sink.found(
                signal,
                Strength::Written,
                Location::commit(commit.id.clone()),
                &*commit.subject,
                None,
            );
        }
    }
}
