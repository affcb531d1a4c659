//! Where entries of archives go: every name is checked, every amount is bounded, no link is ever made.

use std::fs::{self, OpenOptions};
use std::io::{Read, Write};
use std::path::PathBuf;

use prejury_core::Issue;

use super::Form;
use crate::left_out::{Tally, reason};
use crate::limits::RATIO_FLOOR;
use crate::{Limits, name, walk};

/// The temporary folder and what may still be written to it.
pub(crate) struct Sink<'l> {
    root: PathBuf,
    limits: &'l Limits,
    /// Folder of the inner archive being unpacked, with a slash.
    prefix: String,
    entries: usize,
    bytes: u64,
    issues: Vec<Issue>,
    left_out: Tally,
    archives: Vec<(String, Form)>,
    full: bool,
}

/// What one entry of an archive is.
pub(crate) enum EntryKind {
    Folder,
    File,
    Link,
    Special,
    Encrypted,
}

/// Bytes copied at once.
const CHUNK: usize = 64 * 1024;

impl<'l> Sink<'l> {
    pub(crate) fn new(root: PathBuf, limits: &'l Limits) -> Self {
        Self {
            root,
            limits,
            prefix: String::new(),
            entries: 0,
            bytes: 0,
            issues: Vec::new(),
            left_out: Tally::default(),
            archives: Vec::new(),
            full: false,
        }
    }

    pub(crate) fn finish(self) -> (Vec<Issue>, Tally) {
        (self.issues, self.left_out)
    }

    /// Place on disk of a path that the sink made.
    pub(crate) fn real(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(crate) fn issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    /// Archives written since the last call.
    pub(crate) fn take_archives(&mut self) -> Vec<(String, Form)> {
        std::mem::take(&mut self.archives)
    }

    pub(crate) fn enter(&mut self, folder: &str) {
        self.prefix = format!("{folder}/");
    }

    pub(crate) fn leave(&mut self) {
        self.prefix.clear();
    }

    pub(crate) fn limits(&self) -> &'l Limits {
        self.limits
    }

    /// True when a limit was met and no entry is taken any more.
    pub(crate) fn is_full(&self) -> bool {
        self.full
    }

    /// Takes one entry. `packed` is its size inside the archive, where the archive tells it.
    pub(crate) fn take(
        &mut self,
        name: &[u8],
        kind: EntryKind,
        packed: Option<u64>,
        content: &mut dyn Read,
    ) {
        if self.full {
            return;
        }
        self.entries += 1;
        if self.entries > self.limits.archive_entries {
            self.full = true;
            self.issue(
                Issue::new("archive.too-many-entries").with("limit", self.limits.archive_entries),
            );
            return;
        }
        let shown = name::shown(name);
        let Some(parts) = self.parts(&shown) else {
            return;
        };
        let path = format!("{}{}", self.prefix, parts.join("/"));
        if parts.is_empty() || is_unwanted_git_file(&parts) {
            return;
        }
        if let Some((reason, at)) = left_out(&parts) {
            if matches!(kind, EntryKind::File) {
                self.left_out.add(
                    reason,
                    &format!("{}{}/", self.prefix, parts[..=at].join("/")),
                    1,
                );
            }
            return;
        }
        match kind {
            EntryKind::Folder => self.folder(&path),
            EntryKind::File => self.file(path, packed, content),
            EntryKind::Link => self.issue(Issue::at(path, "file.symlink")),
            EntryKind::Special => self.issue(Issue::at(path, "file.special")),
            EntryKind::Encrypted => self.issue(Issue::at(path, "archive.encrypted")),
        }
    }

    /// Parts of an entry's name that stay inside the folder; an Issue for any other name.
    fn parts<'n>(&mut self, shown: &'n str) -> Option<Vec<&'n str>> {
        let drive =
            shown.as_bytes().get(1) == Some(&b':') && shown.as_bytes()[0].is_ascii_alphabetic();
        let parts: Vec<&str> = shown
            .split('/')
            .filter(|part| !part.is_empty() && *part != ".")
            .collect();
        if shown.starts_with('/') || drive || parts.contains(&"..") {
            self.issue(Issue::new("archive.outside").with("name", shown));
            return None;
        }
        if shown.contains('\0') || shown.contains('\\') && cfg!(windows) {
            self.issue(
                Issue::at(shown.replace('\0', ""), "archive.entry-unreadable")
                    .with("detail", "name"),
            );
            return None;
        }
        if parts.len() > self.limits.depth + 1 {
            self.issue(Issue::at(shown, "archive.too-deep").with("limit", self.limits.depth));
            return None;
        }
        Some(parts)
    }

    fn folder(&mut self, path: &str) {
        if let Err(error) = fs::create_dir_all(self.real(path)) {
            self.unreadable(path, &error);
        }
    }

    fn file(&mut self, path: String, packed: Option<u64>, content: &mut dyn Read) {
        let real = self.real(&path);
        if let Some(parent) = real.parent()
            && let Err(error) = fs::create_dir_all(parent)
        {
            return self.unreadable(&path, &error);
        }
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&real) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                return self.issue(Issue::at(path, "archive.duplicate"));
            }
            Err(error) => return self.unreadable(&path, &error),
        };
        let copied = self.copy(&path, packed, content, &mut file);
        drop(file);
        if let Err(issue) = copied {
            self.issue(issue);
            // What is left of it would look like the candidate's file. The temporary folder goes in any case.
            let _ = fs::remove_file(&real);
        } else if let Some((form, _)) = super::form(&path)
            && !path.split('/').any(|part| part == ".git")
        {
            self.archives.push((path, form));
        }
    }

    fn copy(
        &mut self,
        path: &str,
        packed: Option<u64>,
        content: &mut dyn Read,
        file: &mut dyn Write,
    ) -> Result<(), Issue> {
        let mut buffer = vec![0; CHUNK];
        let mut written = 0u64;
        loop {
            let read = match content.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(read) => read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.entry_unreadable(path, &error)),
            };
            written += read as u64;
            self.bytes += read as u64;
            if self.bytes > self.limits.archive_bytes {
                self.full = true;
                let limit = self.limits.archive_bytes / (1024 * 1024);
                return Err(Issue::new("archive.too-large")
                    .with("limit", limit)
                    .with("name", path));
            }
            if written > RATIO_FLOOR
                && packed.is_some_and(|packed| written > packed.max(1) * self.limits.archive_ratio)
            {
                return Err(self.bomb(path));
            }
            if written > self.limits.file_bytes {
                return Err(walk::too_large(
                    path.into(),
                    written,
                    self.limits.file_bytes,
                ));
            }
            file.write_all(&buffer[..read])
                .map_err(|error| self.entry_unreadable(path, &error))?;
        }
    }

    /// An entry that cannot be unpacked.
    pub(crate) fn unreadable(&mut self, path: &str, error: &dyn std::fmt::Display) {
        let issue = self.entry_unreadable(path, error);
        self.issue(issue);
    }

    /// The rest of the archive cannot be read.
    pub(crate) fn cut_short(&mut self, error: &dyn std::fmt::Display) {
        let text = error.to_string();
        if text.contains(BOMB) {
            // The entry that it was found in is mostly told already.
            if !self.issues.iter().any(|issue| issue.code == "archive.bomb") {
                self.issue(Issue::new("archive.bomb").with("limit", self.limits.archive_ratio));
            }
            return;
        }
        self.issue(Issue::new("archive.truncated").with("detail", text));
    }

    fn entry_unreadable(&self, path: &str, error: &dyn std::fmt::Display) -> Issue {
        let text = error.to_string();
        if text.contains(BOMB) {
            return self.bomb(path);
        }
        Issue::at(path, "archive.entry-unreadable").with("detail", text)
    }

    fn bomb(&self, path: &str) -> Issue {
        Issue::at(path, "archive.bomb").with("limit", self.limits.archive_ratio)
    }
}

/// Text of the error with which a metered reader stops a bomb.
pub(crate) const BOMB: &str = "unpacks to far more than its size";

/// Folders left out before they are written, by the names that no candidate gives to work of their own.
fn left_out(parts: &[&str]) -> Option<(&'static str, usize)> {
    parts[..parts.len() - 1]
        .iter()
        .enumerate()
        .find_map(|(at, part)| {
            let reason = match part.to_lowercase().as_str() {
                "__macosx" => reason::HIDDEN,
                "node_modules" => reason::NODE_MODULES,
                "site-packages" => reason::VIRTUAL_ENVIRONMENT,
                "__pycache__" => reason::CACHE,
                ".ipynb_checkpoints" => reason::NOTEBOOK_CHECKPOINTS,
                _ => return None,
            };
            Some((reason, at))
        })
}

/// Files of a `.git` folder that point outside of it, or that are programs.
fn is_unwanted_git_file(parts: &[&str]) -> bool {
    let Some(at) = parts
        .iter()
        .position(|part| part.eq_ignore_ascii_case(".git"))
    else {
        return false;
    };
    let below: Vec<String> = parts[at + 1..]
        .iter()
        .map(|part| part.to_lowercase())
        .collect();
    let below: Vec<&str> = below.iter().map(String::as_str).collect();
    matches!(
        below[..],
        ["commondir"] | ["objects", "info", "alternates"] | ["hooks", ..]
    )
}
