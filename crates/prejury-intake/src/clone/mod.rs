//! Clones into a bare temporary repository: nothing is checked out, so no filter, link or file name of theirs matters.

mod https;
mod ssh;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use git2::{AutotagOption, FetchOptions, Remote, RemoteCallbacks, Repository};
use tempfile::TempDir;

use crate::url::{Address, without_credentials};
use crate::{IntakeError, Limits, libgit2};

/// Scheme of the addresses that libgit2 gets instead of the user's: a number that only this process knows, so that no
/// credential can reach one of its messages.
pub(crate) const SCHEME: &str = "prejury";

/// Why a transport stopped.
#[derive(Debug, Clone)]
pub(crate) enum Failure {
    Refused,
    SshMissing,
    Other(String),
}

/// What a transport must know of the clone that it serves.
#[derive(Clone)]
pub(crate) struct Job {
    address: Address,
    limits: Limits,
    failure: Arc<Mutex<Option<Failure>>>,
}

impl Job {
    /// Notes the failure, and gives the error that stops libgit2.
    fn fail(&self, failure: Failure) -> io::Error {
        let text = match &failure {
            // libgit2 takes C strings.
            Failure::Other(text) => text.replace('\0', ""),
            Failure::Refused => "refused".to_owned(),
            Failure::SshMissing => "ssh is missing".to_owned(),
        };
        locked(&self.failure).get_or_insert(failure);
        io::Error::other(text)
    }
}

/// Clones under way, by the number in their address.
static JOBS: Mutex<BTreeMap<u64, Job>> = Mutex::new(BTreeMap::new());

/// The transport for a remote with one of our addresses; libgit2 asks for it.
pub(crate) fn transport(remote: &Remote<'_>) -> Result<git2::transport::Transport, git2::Error> {
    let unknown = || git2::Error::from_str("unknown clone");
    let number = remote
        .url()?
        .rsplit('/')
        .next()
        .and_then(|text| text.parse::<u64>().ok())
        .ok_or_else(unknown)?;
    let job = locked(&JOBS).get(&number).cloned().ok_or_else(unknown)?;
    match &job.address {
        Address::Http(address) => {
            let address = address.clone();
            git2::transport::Transport::smart(remote, true, https::Https::new(address, job))
        }
        Address::Ssh(address) => {
            let address = address.clone();
            git2::transport::Transport::smart(remote, false, ssh::Ssh::new(address, job))
        }
        Address::File(_) => Err(unknown()),
    }
}

/// Clones `address`, which the user wrote as `input`.
pub(crate) fn clone(
    input: &str,
    address: Address,
    limits: &Limits,
) -> Result<(TempDir, Repository), IntakeError> {
    let url = without_credentials(input);
    let failed = |detail: String| IntakeError::Clone {
        url: url.clone(),
        detail,
    };
    let guard = tempfile::Builder::new()
        .prefix("prejury-")
        .tempdir()
        .map_err(IntakeError::temporary)?;
    let repository =
        Repository::init_bare(guard.path()).map_err(|error| failed(error.message().to_owned()))?;
    let (fetched, told) =
        with_transport(&address, limits, |asked| fetch(&repository, asked, limits));
    match (fetched, told) {
        (Ok(()), _) => {}
        (Err(_), Some(Failure::Refused)) => return Err(IntakeError::Refused { url }),
        (Err(_), Some(Failure::SshMissing)) => return Err(IntakeError::SshMissing { url }),
        (Err(_), Some(Failure::Other(detail))) => return Err(failed(cleaned(detail, &address))),
        (Err(detail), None) => return Err(failed(cleaned(detail, &address))),
    }
    // The address that the report shows; a failure here only leaves it out.
    let _ = repository.remote("origin", &url);
    Ok((guard, repository))
}

/// What a remote says of its branches and tags, without their contents: equal texts, equal clones. None when it cannot be
/// asked.
pub(crate) fn heads(address: &Address, limits: &Limits) -> Option<String> {
    let (heads, _) = with_transport(address, limits, |asked| {
        let said = |error: git2::Error| error.message().to_owned();
        let mut remote = Remote::create_detached(asked).map_err(said)?;
        let connection = remote
            .connect_auth(git2::Direction::Fetch, None, None)
            .map_err(said)?;
        let mut heads = String::new();
        for head in connection.list().map_err(said)? {
            let target = head.symref_target().unwrap_or_default();
            heads.push_str(&format!("{} {} {target}\n", head.oid(), head.name()));
        }
        Ok(heads)
    });
    heads.ok()
}

/// Has `work` speak to the remote under the address that libgit2 may know, and gives what a transport told of a failure, too.
fn with_transport<T>(
    address: &Address,
    limits: &Limits,
    work: impl FnOnce(&str) -> Result<T, String>,
) -> (Result<T, String>, Option<Failure>) {
    if let Err(detail) = libgit2::prepare() {
        return (Err(detail), None);
    }
    let failure = Arc::new(Mutex::new(None));
    let number = register(Job {
        address: address.clone(),
        limits: limits.clone(),
        failure: failure.clone(),
    });
    let asked = match address {
        Address::File(url) => url.clone(),
        _ => format!("{SCHEME}://clone/{number}"),
    };
    let done = work(&asked);
    locked(&JOBS).remove(&number);
    let told = locked(&failure).take();
    (done, told)
}

fn register(job: Job) -> u64 {
    let mut jobs = locked(&JOBS);
    let number = jobs.last_key_value().map_or(1, |(last, _)| last + 1);
    jobs.insert(number, job);
    number
}

fn fetch(repository: &Repository, url: &str, limits: &Limits) -> Result<(), String> {
    let said = |error: git2::Error| error.message().to_owned();
    let until = Instant::now() + Duration::from_secs(limits.clone_seconds);
    let most = limits.download_bytes;
    let too_much = Arc::new(Mutex::new(false));
    let mut callbacks = RemoteCallbacks::new();
    let noted = too_much.clone();
    callbacks.transfer_progress(move |progress| {
        let go_on = progress.received_bytes() as u64 <= most && Instant::now() < until;
        *locked(&noted) |= !go_on;
        go_on
    });
    let mut options = FetchOptions::new();
    options
        .remote_callbacks(callbacks)
        .download_tags(AutotagOption::None)
        .update_fetchhead(false);
    let mut remote = repository.remote_anonymous(url).map_err(said)?;
    let specs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];
    let fetched = remote.fetch(&specs, Some(&mut options), None);
    if *locked(&too_much) {
        return Err(format!(
            "over {} MB or {} s",
            most / (1024 * 1024),
            limits.clone_seconds
        ));
    }
    fetched.map_err(said)?;
    if let Ok(branch) = remote.default_branch()
        && let Ok(branch) = std::str::from_utf8(&branch)
    {
        return repository.set_head(branch).map_err(said);
    }
    // A detached HEAD has no branch of its own; an empty repository has no HEAD at all.
    let head = remote.list().ok().and_then(|heads| {
        heads
            .iter()
            .find(|head| head.name() == "HEAD")
            .map(|head| head.oid())
    });
    match head {
        Some(id) => repository.set_head_detached(id).map_err(said),
        None => Ok(()),
    }
}

/// A message without the credentials of the address.
fn cleaned(mut detail: String, address: &Address) -> String {
    if let Address::Http(address) = address
        && let Some((user, password)) = &address.credentials
    {
        for secret in [password, user] {
            if !secret.is_empty() {
                detail = detail.replace(secret.as_str(), "***");
            }
        }
    }
    detail
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
