//! Traces of sharing: remotes, a hosting service's commits and workflows, links to the project's own repository.

use std::cmp::Reverse;

use foldhash::HashSet;
use prejury_core::{Evidence, Location, Strength};
use prejury_documents::{Block, fold};
use prejury_intake::{Commit, History};

use super::changes;
use crate::analyses::{Context, workflows};
use crate::sink::EvidenceSink;

const SIGNAL: &str = "history.shared";
const LOCAL: &str = "history.local-remote";
/// When each kind of trace is shown: an address that anybody can open, work that came together on a service, its
/// workflows, its commits by what they change, links, those to other repositories of the same people, and last commits
/// that only delete or edit around the work.
mod turn {
    pub(super) const REMOTE: i16 = -50;
    pub(super) const MERGE: i16 = -40;
    pub(super) const WORKFLOW: i16 = -30;
    pub(super) const WORK: i16 = -20;
    pub(super) const LINK: i16 = -10;
    pub(super) const SISTER: i16 = -5;
    /// Whatever such a commit brings, the service made it: it shows sharing, which a file that is tracked does not.
    pub(super) const AROUND: i16 = -4;
}
/// Pieces of one kind of trace that are shown.
const MAX_SHOWN: usize = 3;
/// Commits whose authors are known as people of the project.
const MAX_COMMITS: usize = 1_000;
/// Committers that are hosting services.
const SERVICE_EMAILS: &[&str] = &[
    "noreply@github.com",
    "noreply@gitlab.com",
    "noreply@bitbucket.org",
    "dependabot",
];
const SERVICE_NAMES: &[&str] = &[
    "github",
    "gitlab",
    "web-flow",
    "dependabot[bot]",
    "renovate[bot]",
    "github-actions[bot]",
];
/// Beginnings of messages that hosting services write.
const SERVICE_MESSAGES: &[&str] = &[
    "merge pull request #",
    "merge branch 'main' of https://",
    "merge branch 'master' of https://",
    "merge remote-tracking branch 'origin/",
    "merged in ",
    "add files via upload",
    "bump ",
];
const HOSTS: &[&str] = &[
    "github.com",
    "gitlab",
    "bitbucket.org",
    "dev.azure.com",
    "codeberg.org",
    "framagit.org",
    "huggingface.co/spaces",
];

pub(super) fn find(ctx: &Context<'_>, history: Option<&History>, sink: &mut EvidenceSink) {
    if let Some(history) = history {
        traces(history, sink);
    }
    for workflow in workflows::of(ctx.facts)
        .iter()
        .filter(|workflow| workflow.is_of_service())
        .take(MAX_SHOWN)
    {
        let trace = Trace {
            strength: Strength::Written,
            location: Location::line(workflow.path.clone(), 1),
            excerpt: &workflow.path,
            subject: workflow.service.name(),
        };
        trace.show(turn::WORKFLOW, sink);
    }
    links(ctx, history, sink);
    if let Some(history) = history {
        local_remotes(history, sink);
    }
}

/// Remotes that are a folder of this machine: a copy is kept there, and nobody else need see it. Shown where nothing else
/// tells of sharing, and always told apart.
fn local_remotes(history: &History, sink: &mut EvidenceSink) {
    let local = history
        .remotes
        .iter()
        .filter(|(_, address)| is_folder(address));
    for (name, address) in local.take(MAX_SHOWN) {
        if !sink.has_any(&[SIGNAL]) {
            remote(name, address, sink);
        }
        sink.push(Evidence {
            signal: LOCAL.into(),
            strength: Strength::Written,
            supports: false,
            location: Location::file(".git"),
            excerpt: format!("{name} {address}"),
            subject: Some(name.clone()),
            related: Vec::new(),
        });
    }
}

/// Whether the address of a remote is a path: neither a URL nor `user@host:path`.
fn is_folder(address: &str) -> bool {
    let has_host = address
        .split_once(':')
        .is_some_and(|(host, _)| host.len() > 1 && !host.contains(['/', '\\']));
    address.starts_with("file://") || !address.contains("://") && !has_host
}

/// One place that shows sharing.
struct Trace<'a> {
    strength: Strength,
    location: Location,
    excerpt: &'a str,
    subject: &'a str,
}

impl Trace<'_> {
    fn show(self, turn: i16, sink: &mut EvidenceSink) {
        let evidence = Evidence {
            signal: sink.intern(SIGNAL),
            strength: self.strength,
            supports: true,
            location: self.location,
            excerpt: self.excerpt.to_owned(),
            subject: Some(self.subject.to_owned()),
            related: Vec::new(),
        };
        sink.push_in_turn(turn, evidence);
    }
}

fn remote(name: &str, address: &str, sink: &mut EvidenceSink) {
    let trace = Trace {
        strength: Strength::Written,
        location: Location::file(".git"),
        excerpt: &format!("{name} {address}"),
        subject: name,
    };
    trace.show(turn::REMOTE, sink);
}

/// Remotes, and commits that a hosting service made.
fn traces(history: &History, sink: &mut EvidenceSink) {
    let remotes = history.remotes.iter();
    for (name, address) in remotes
        .filter(|(_, address)| !is_folder(address))
        .take(MAX_SHOWN)
    {
        remote(name, address, sink);
    }
    if history.remotes.is_empty() {
        let remote = history
            .branches
            .iter()
            .find(|branch| branch.starts_with("origin/") || branch.starts_with("upstream/"));
        if let Some(branch) = remote {
            let trace = Trace {
                strength: Strength::Written,
                location: Location::file(".git"),
                excerpt: branch,
                subject: branch,
            };
            trace.show(turn::REMOTE, sink);
        }
    }
    commits(history, sink);
}

/// Commits that a hosting service made: merges that name it first, then those that bring the most code, newest first.
pub(super) fn commits(history: &History, sink: &mut EvidenceSink) {
    let made = history
        .commits
        .iter()
        .filter(|commit| is_of_service(commit));
    let mut ordered: Vec<(i16, Reverse<usize>, &Commit)> = made
        .map(|commit| {
            let n_work = changes::work_brought(commit);
            let turn = match n_work {
                _ if is_merge_on_service(commit) => turn::MERGE,
                0 => turn::AROUND,
                _ => turn::WORK,
            };
            (turn, Reverse(n_work), commit)
        })
        .collect();
    ordered.sort_by_key(|(turn, n_work, _)| (*turn, *n_work));
    for ((turn, _, commit), place) in ordered.into_iter().take(MAX_SHOWN).zip(0..) {
        // What shows the service is who committed, not what.
        let excerpt = match turn {
            turn::MERGE => commit.subject.clone(),
            _ => format!("{} ({})", commit.subject, commit.committer_name),
        };
        let trace = Trace {
            strength: Strength::Executed,
            location: Location::commit(commit.id.clone()),
            excerpt: &excerpt,
            subject: &commit.committer_name,
        };
        trace.show(turn + place, sink);
    }
}

/// Whether the message says where the work came together: the number of a pull request, or an address.
fn is_merge_on_service(commit: &Commit) -> bool {
    let subject = commit.subject.to_lowercase();
    subject.starts_with("merge pull request #")
        || subject.starts_with("merged in ")
        || subject.starts_with("merge branch ")
            && HOSTS
                .iter()
                .any(|host| subject.contains(&format!("://{host}")))
}

fn is_of_service(commit: &Commit) -> bool {
    let email = commit.committer_email.to_lowercase();
    let name = commit.committer_name.to_lowercase();
    let subject = commit.subject.to_lowercase();
    SERVICE_EMAILS.iter().any(|service| email.contains(service))
        || SERVICE_NAMES.contains(&name.as_str())
        || commit.author_name.ends_with("[bot]")
        || SERVICE_MESSAGES.iter().any(|beginning| {
            // `Bump x from 1 to 2` is an update robot's sentence; other uses of the word are not.
            subject.starts_with(beginning)
                && (*beginning != "bump "
                    || (subject.contains(" from ") && subject.contains(" to ")))
        })
}

/// Links in documents to the project's own repository.
fn links(ctx: &Context<'_>, history: Option<&History>, sink: &mut EvidenceSink) {
    let label = key(&ctx.facts.submission.label);
    let commits = history
        .map(|history| history.commits.as_slice())
        .unwrap_or_default();
    let people: HashSet<String> = commits
        .iter()
        .take(MAX_COMMITS)
        .flat_map(|commit| [key(&commit.author_name), key(account(&commit.author_email))])
        .filter(|name| name.len() >= 4)
        .collect();
    // The repository itself, or another one of the same people (the API beside the models).
    let turn_of = |link: &str| {
        let (owner, name) = repository(link)?;
        let (owner, name) = (key(owner), key(name));
        let is_named_so = name.len() >= 4
            && (label.contains(&name) || (label.len() >= 4 && name.contains(&label)));
        match is_named_so {
            true => Some(turn::LINK),
            false => people.contains(&owner).then_some(turn::SISTER),
        }
    };
    // What somebody else's repository is cloned for is a tool or a template; where no remote says whose this one is, names do.
    let owners: HashSet<String> = history
        .iter()
        .flat_map(|history| &history.remotes)
        .filter_map(|(_, address)| Some(key(repository(address)?.0)))
        .collect();
    let is_of_others = |link: &str| {
        repository(link).is_some_and(|(owner, _)| {
            let owner = key(owner);
            match owners.is_empty() {
                true => turn_of(link).is_none(),
                false => !owners.contains(&owner) && !people.contains(&owner),
            }
        })
    };
    let mut found: Vec<(i16, &Block, &str)> = Vec::new();
    for block in ctx
        .facts
        .documents
        .iter()
        .flat_map(|document| &document.blocks)
    {
        let cloning = Some(&block.text).filter(|text| text.contains("git clone"));
        let in_code = cloning
            .into_iter()
            .flat_map(|text| text.split_whitespace())
            .filter(|word| word.contains("://") && !word.contains(['<', '{', '[']))
            .filter(|word| repository(word).is_some() && !is_of_others(word));
        let linked = block.links.iter().map(|link| &**link);
        let candidates = linked
            .filter_map(|link| Some((turn_of(link)?, link)))
            .chain(in_code.map(|link| (turn_of(link).unwrap_or(turn::SISTER), link)));
        if let Some((turn, link)) = candidates.min_by_key(|(turn, _)| *turn) {
            found.push((turn, block, link));
        }
    }
    found.sort_by_key(|(turn, ..)| *turn);
    for (turn, block, link) in found.into_iter().take(MAX_SHOWN) {
        let trace = Trace {
            strength: Strength::Written,
            location: block.location.clone(),
            excerpt: link,
            subject: link,
        };
        trace.show(turn, sink);
    }
}

/// The account that an address shows: `ada` of `ada@x.org` and of `12345+ada@users.noreply.github.com`.
fn account(email: &str) -> &str {
    let local = email.split('@').next().unwrap_or_default();
    local.rsplit('+').next().unwrap_or(local)
}

/// Owner and name of the repository that a link on a hosting service names.
fn repository(link: &str) -> Option<(&str, &str)> {
    let rest = link
        .strip_prefix("https://")
        .or_else(|| link.strip_prefix("http://"))?;
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let host = HOSTS.iter().find(|host| rest.starts_with(**host))?;
    let mut parts = rest[host.len()..].split_once('/')?.1.split(['/', '#', '?']);
    let owner = parts.next().filter(|part| !part.is_empty())?;
    let name = parts.next().filter(|part| !part.is_empty())?;
    Some((owner, name.strip_suffix(".git").unwrap_or(name)))
}

/// Letters and digits alone, folded: names are written in many ways.
fn key(name: &str) -> String {
    fold(name)
        .chars()
        .filter(|character| character.is_alphanumeric())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyses::history::ANALYSIS;
    use crate::analyses::testing::{find_in, signals_in};

    #[test]
    fn repositories_of_links() {
        assert_eq!(
            repository("https://github.com/ada/projet-7.git"),
            Some(("ada", "projet-7"))
        );
        assert_eq!(
            repository("https://gitlab.com/ada/projet/-/tree/main"),
            Some(("ada", "projet"))
        );
        assert_eq!(repository("https://github.com/ada"), None);
        assert_eq!(repository("https://scikit-learn.org/stable/x"), None);
    }

    #[test]
    fn a_link_to_the_project_is_sharing_and_one_to_a_library_is_not() {
        let shared = |text: &str| !signals_in(&ANALYSIS, &[("README.md", text)]).is_empty();
        // The submission of these tests is called "projet".
        assert!(shared("Le code : https://github.com/ada/projet"));
        assert!(shared(
            "```\ngit clone https://gitlab.com/ada/projet-scoring.git\n```"
        ));
        assert!(!shared(
            "```\ngit clone https://github.com/matterport/Mask_RCNN\n```"
        ));
        assert!(!shared(
            "```\ngit clone https://github.com/<votre-compte>/<votre-depot>.git\n```"
        ));
        assert!(!shared("Voir [SHAP](https://github.com/shap/shap)."));
    }

    #[test]
    fn a_link_to_the_project_is_shown_before_one_to_another_repository() {
        let text = "```\ngit clone https://github.com/ada/api-de-scoring\n```\n\nLe code : https://github.com/ada/projet";
        let found = find_in(&ANALYSIS, &[("README.md", text)]);
        let links: Vec<&str> = found.iter().map(|one| one.excerpt.as_str()).collect();
        assert_eq!(links[0], "https://github.com/ada/projet", "{links:?}");
    }

    #[test]
    fn folders_are_told_from_hosts() {
        for folder in [
            "/srv/depots/projet.git",
            "../projet",
            "file:///srv/projet",
            "C:\\depots\\projet",
        ] {
            assert!(is_folder(folder), "{folder}");
        }
        for host in [
            "https://github.com/a/b.git",
            "git@github.com:a/b.git",
            "ssh://git@host/a",
        ] {
            assert!(!is_folder(host), "{host}");
        }
    }

    #[test]
    fn accounts_of_addresses() {
        assert_eq!(account("12345+ada@users.noreply.github.com"), "ada");
        assert_eq!(account("ada@example.org"), "ada");
    }
}
