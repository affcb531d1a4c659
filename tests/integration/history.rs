//! `history.toml`: a git history as data, from which a real repository is built.
//!
//! A fixture cannot hold a `.git` folder inside the project's own repository, and a history written as data shows at a
//! glance what it is about. `fixtures/README.md` explains the keys.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::str::FromStr;

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, ObjectType, Oid, Repository, RepositoryInitOptions, Signature, Time, Tree};
use serde::Deserialize;
use toml::value::{Datetime, Offset};

/// Name of the file; it is no part of the submission.
pub(crate) const FILE: &str = "history.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct History {
    /// Name of the folder that is handed in.
    pub(crate) folder: Option<String>,
    /// Name → address.
    #[serde(default)]
    remotes: BTreeMap<String, String>,
    /// Oldest first.
    #[serde(default)]
    commit: Vec<Commit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Commit {
    /// Name for `parents` of later commits.
    id: Option<String>,
    /// The commit before, unless named here; several make a merge.
    parents: Option<Vec<String>>,
    subject: String,
    /// With its offset: `2024-01-02T10:00:00+01:00`.
    date: String,
    #[serde(default = "default_author")]
    author: String,
    #[serde(default = "default_email")]
    email: String,
    /// The author, unless named here.
    committer: Option<String>,
    committer_email: Option<String>,
    /// Path → text, or `@path` for the text of a file of the fixture.
    #[serde(default)]
    files: BTreeMap<String, String>,
    /// Files of the fixture added as they are: paths, folders ending in `/`, or `*` for all.
    #[serde(default)]
    add: Vec<String>,
    #[serde(default)]
    delete: Vec<String>,
}

fn default_author() -> String {
    "Camille Martin".to_owned()
}

fn default_email() -> String {
    "camille.martin@example.org".to_owned()
}

/// The history of a fixture, when it has one.
pub(crate) fn read(fixture: &Path) -> Option<History> {
    let path = fixture.join(FILE);
    let text = fs::read_to_string(&path).ok()?;
    Some(toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

impl History {
    /// Makes `folder` a repository with these commits, its last one checked out.
    pub(crate) fn build(&self, fixture: &Path, folder: &Path) {
        // Nothing of the machine's own git configuration decides what a test sees.
        let mut options = RepositoryInitOptions::new();
        options.initial_head("main").external_template(false);
        let repository = Repository::init_opts(folder, &options).unwrap();
        for (name, address) in &self.remotes {
            repository.remote(name, address).unwrap();
        }
        let mut ids: BTreeMap<&str, Oid> = BTreeMap::new();
        let mut last = None;
        for commit in &self.commit {
            let parents = match &commit.parents {
                Some(names) => names.iter().map(|name| ids[name.as_str()]).collect(),
                None => Vec::from_iter(last),
            };
            let id = commit.write(&repository, &parents, fixture);
            ids.extend(commit.id.as_deref().map(|name| (name, id)));
            last = Some(id);
        }
        if let Some(last) = last {
            repository
                .reference("refs/heads/main", last, true, "fixture")
                .unwrap();
            repository
                .checkout_head(Some(git2::build::CheckoutBuilder::new().force()))
                .unwrap();
        }
    }
}

impl Commit {
    fn write(&self, repository: &Repository, parents: &[Oid], fixture: &Path) -> Oid {
        let parents: Vec<git2::Commit<'_>> = parents
            .iter()
            .map(|id| repository.find_commit(*id).unwrap())
            .collect();
        let parent_refs: Vec<&git2::Commit<'_>> = parents.iter().collect();
        let tree = self.tree(repository, &parents, fixture);
        let time = time(&self.date);
        let author = Signature::new(&self.author, &self.email, &time).unwrap();
        let committer = Signature::new(
            self.committer.as_deref().unwrap_or(&self.author),
            self.committer_email.as_deref().unwrap_or(&self.email),
            &time,
        );
        repository
            .commit(
                None,
                &author,
                &committer.unwrap(),
                &self.subject,
                &tree,
                &parent_refs,
            )
            .unwrap()
    }

    /// Files of the first parent, under those of the other parents, under what the commit itself says.
    fn tree<'r>(
        &self,
        repository: &'r Repository,
        parents: &[git2::Commit<'r>],
        fixture: &Path,
    ) -> Tree<'r> {
        let empty = repository
            .find_tree(repository.treebuilder(None).unwrap().write().unwrap())
            .unwrap();
        let base = parents
            .first()
            .map_or(empty, |parent| parent.tree().unwrap());
        let mut update = TreeUpdateBuilder::new();
        for parent in parents.iter().skip(1) {
            for (path, id) in blobs(&parent.tree().unwrap()) {
                update.upsert(path, id, FileMode::Blob);
            }
        }
        for (path, bytes) in self.contents(fixture) {
            update.upsert(path, repository.blob(&bytes).unwrap(), FileMode::Blob);
        }
        for path in &self.delete {
            update.remove(path.as_str());
        }
        repository
            .find_tree(update.create_updated(repository, &base).unwrap())
            .unwrap()
    }

    /// Paths and bytes that the commit writes.
    fn contents(&self, fixture: &Path) -> BTreeMap<String, Vec<u8>> {
        let read = |path: &str| {
            let path = fixture.join(path);
            fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        };
        let mut contents = BTreeMap::new();
        for pattern in &self.add {
            let chosen: Vec<String> = files(fixture, "")
                .into_iter()
                .filter(|path| {
                    pattern == "*"
                        || path == pattern
                        || pattern.ends_with('/') && path.starts_with(pattern)
                })
                .collect();
            assert!(
                !chosen.is_empty(),
                "{}: nothing to add under {pattern}",
                fixture.display()
            );
            contents.extend(chosen.into_iter().map(|path| (path.clone(), read(&path))));
        }
        for (path, text) in &self.files {
            let bytes = text
                .strip_prefix('@')
                .map_or_else(|| text.clone().into_bytes(), read);
            contents.insert(path.clone(), bytes);
        }
        contents
    }
}

/// Files of a fixture, `/` between folders, without the history itself.
fn files(fixture: &Path, under: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(fixture.join(under)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{under}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            found.extend(files(fixture, &format!("{path}/")));
        } else if path != FILE && entry.file_name() != ".gitkeep" {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// Paths and ids of the files of a tree.
fn blobs(tree: &Tree<'_>) -> Vec<(String, Oid)> {
    let mut found = Vec::new();
    tree.walk(git2::TreeWalkMode::PreOrder, |folder, entry| {
        if entry.kind() == Some(ObjectType::Blob) {
            found.push((format!("{folder}{}", entry.name().unwrap()), entry.id()));
        }
        git2::TreeWalkResult::Ok
    })
    .unwrap();
    found
}

/// A date with its offset in git's terms.
fn time(date: &str) -> Time {
    let parsed = Datetime::from_str(date).unwrap_or_else(|error| panic!("{date}: {error}"));
    let (Some(day), Some(clock), Some(offset)) = (parsed.date, parsed.time, parsed.offset) else {
        panic!("{date}: a date with a time and an offset is needed")
    };
    let minutes = match offset {
        Offset::Z => 0,
        Offset::Custom { minutes } => i32::from(minutes),
    };
    let days = days_since_1970(
        i64::from(day.year),
        i64::from(day.month),
        i64::from(day.day),
    );
    let seconds = i64::from(clock.hour) * 3600
        + i64::from(clock.minute) * 60
        + i64::from(clock.second.unwrap_or(0));
    Time::new(days * 86_400 + seconds - i64::from(minutes) * 60, minutes)
}

/// Days of the proleptic Gregorian calendar, <https://howardhinnant.github.io/date_algorithms.html#days_from_civil>.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[test]
fn dates_are_those_of_a_calendar() {
    assert_eq!(time("1970-01-01T00:00:00Z").seconds(), 0);
    assert_eq!(time("2024-02-29T12:30:05+01:00").seconds(), 1_709_206_205);
    assert_eq!(time("2024-02-29T12:30:05+01:00").offset_minutes(), 60);
}

#[test]
fn a_history_becomes_a_repository() {
    let fixture = tempfile::tempdir().unwrap();
    fs::create_dir(fixture.path().join("src")).unwrap();
    fs::write(fixture.path().join("src/a.py"), "last = 1\n").unwrap();
    let text = r#"
        remotes = { origin = "https://example.org/projet.git" }
        [[commit]]
        id = "first"
        subject = "First"
        date = "2024-01-02T10:00:00+01:00"
        files = { "src/a.py" = "first = 1\n", "old.py" = "x = 1\n" }
        [[commit]]
        id = "second"
        subject = "Second"
        date = "2024-01-03T10:00:00+01:00"
        add = ["src/"]
        delete = ["old.py"]
        [[commit]]
        subject = "Merge"
        date = "2024-01-04T10:00:00+01:00"
        parents = ["second", "first"]
        committer = "GitHub"
        committer_email = "noreply@github.com"
    "#;
    fs::write(fixture.path().join(FILE), text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    read(fixture.path())
        .unwrap()
        .build(fixture.path(), folder.path());

    let repository = Repository::open(folder.path()).unwrap();
    let head = repository.head().unwrap().peel_to_commit().unwrap();
    assert_eq!(
        (head.parent_count(), head.committer().email().unwrap()),
        (2, "noreply@github.com")
    );
    let second = head.parent(0).unwrap();
    let paths: Vec<String> = blobs(&second.tree().unwrap())
        .into_iter()
        .map(|(path, _)| path)
        .collect();
    assert_eq!(paths, ["src/a.py"]);
    assert_eq!(
        fs::read_to_string(folder.path().join("old.py")).unwrap(),
        "x = 1\n"
    );
}
