//! The zip of an office document: entries by name, with bounds on what they unpack to.

use std::cell::Cell;
use std::io::{Cursor, Read};
use std::sync::Arc;

use prejury_core::Issue;
use zip::ZipArchive;
use zip::result::ZipError;

use super::rows::DATA_ROWS;
use super::xml::Xml;
use crate::{Metadata, entities};

/// Unpacked bytes of one entry that is read, and of all of them together. The XML of a long report is a few megabytes.
const MAX_ENTRY: u64 = 8 << 20;
const MAX_TOTAL: u64 = 32 << 20;

/// Entries listed: a deck of a hundred slides has two thousand.
const MAX_ENTRIES: usize = 20_000;

/// Relations of one part.
const MAX_RELATIONS: usize = 5_000;

/// First bytes of the old binary formats, and of encrypted documents in the new ones.
const COMPOUND: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// An opened office document.
pub(super) struct Package {
    zip: std::cell::RefCell<ZipArchive<Cursor<Vec<u8>>>>,
    left: Cell<u64>,
    is_cut: Cell<bool>,
    is_broken: Cell<bool>,
    /// Sheets of data, of which the first rows were read.
    n_data_sheets: Cell<usize>,
}

/// A link of one part of the document to another, or to an address.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) id: String,
    /// Last part of its type: `slide`, `chart`, `hyperlink`.
    pub(super) kind: String,
    /// Path inside the package, or an address.
    pub(super) target: String,
}

impl Package {
    /// Opens `bytes`, or gives the code of why it cannot be.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, &'static str> {
        if bytes.starts_with(COMPOUND) {
            let name: Vec<u8> = "EncryptedPackage"
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
            let is_encrypted = memchr::memmem::find(&bytes, &name).is_some();
            return Err(if is_encrypted {
                "document.encrypted"
            } else {
                "document.old-format"
            });
        }
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| "document.unreadable")?;
        if zip.len() > MAX_ENTRIES {
            return Err("document.bomb");
        }
        let package = Self {
            zip: zip.into(),
            left: Cell::new(MAX_TOTAL),
            is_cut: Cell::new(false),
            is_broken: Cell::new(false),
            n_data_sheets: Cell::new(0),
        };
        if package
            .text("META-INF/manifest.xml")
            .is_some_and(|manifest| manifest.contains("encryption-data"))
        {
            return Err("document.encrypted");
        }
        Ok(package)
    }

    /// The text of an entry; none when it is missing or cannot be unpacked. A longer one than allowed is cut.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        let mut zip = self.zip.borrow_mut();
        let entry = match zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return None,
            Err(_) => {
                self.is_broken.set(true);
                return None;
            }
        };
        let limit = self.left.get().min(MAX_ENTRY);
        let mut bytes = Vec::new();
        // What stands before the break is kept.
        if entry.take(limit + 1).read_to_end(&mut bytes).is_err() {
            self.is_broken.set(true);
        }
        if bytes.len() as u64 > limit {
            self.is_cut.set(true);
            bytes.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        self.left.set(self.left.get() - bytes.len() as u64);
        Some(decoded(bytes))
    }

    /// The tags of a part that holds text of the document.
    pub(super) fn xml<'x>(&'x self, text: &'x str) -> Xml<'x> {
        Xml::watched(text, &self.is_broken)
    }

    /// What `part` names: `ppt/slides/slide1.xml` → its relations, with targets as paths inside the package.
    pub(super) fn relations(&self, part: &str) -> Vec<Relation> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let own = if folder.is_empty() {
            format!("_rels/{name}.rels")
        } else {
            format!("{folder}/_rels/{name}.rels")
        };
        let Some(text) = self.text(&own) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        let mut xml = Xml::new(&text);
        while let Some(node) = xml.next() {
            let Some(tag) = node.open("Relationship") else {
                continue;
            };
            let (Some(id), Some(kind), Some(target)) =
                (tag.get("Id"), tag.get("Type"), tag.get("Target"))
            else {
                continue;
            };
            let is_outside = tag.get("TargetMode").is_some_and(|mode| mode == "External");
            found.push(Relation {
                id,
                kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                target: if is_outside {
                    target
                } else {
                    inside(folder, &target)
                },
            });
            if found.len() >= MAX_RELATIONS {
                break;
            }
        }
        found
    }

    /// Title, author and date of an Office Open XML document.
    pub(super) fn core_properties(&self) -> Metadata {
        let mut metadata = Metadata::default();
        let core = self.text("docProps/core.xml").unwrap_or_default();
        read_properties(&core, |name, text| match name {
            "title" => metadata.title = Some(text),
            "creator" => metadata.author = Some(text),
            "created" => metadata.date = text.get(..10).map(Arc::from),
            _ => {}
        });
        let app = self.text("docProps/app.xml").unwrap_or_default();
        read_properties(&app, |name, text| {
            if name == "Application" {
                metadata.program = Some(text);
            }
        });
        metadata
    }

    /// The same of an OpenDocument.
    pub(super) fn open_document_properties(&self) -> Metadata {
        let mut metadata = Metadata::default();
        let meta = self.text("meta.xml").unwrap_or_default();
        read_properties(&meta, |name, text| match name {
            "title" => metadata.title = Some(text),
            "initial-creator" => metadata.author = Some(text),
            "creator" => {
                metadata.author.get_or_insert(text);
            }
            "creation-date" => metadata.date = text.get(..10).map(Arc::from),
            "generator" => metadata.program = Some(text),
            _ => {}
        });
        metadata
    }

    /// Notes a sheet of which only the first rows were read.
    pub(super) fn note_data_sheet(&self) {
        self.n_data_sheets.set(self.n_data_sheets.get() + 1);
    }

    /// What was lost on the way.
    pub(super) fn issues(&self, path: &Arc<str>) -> Vec<Issue> {
        let mut issues = Vec::new();
        if self.is_cut.get() {
            let limit = format!("{} MiB", MAX_ENTRY >> 20);
            issues.push(Issue::at(path.clone(), "document.too-large").with("limit", limit));
        }
        if self.n_data_sheets.get() > 0 {
            issues.push(
                Issue::at(path.clone(), "document.data-sheets")
                    .with("sheets", self.n_data_sheets.get())
                    .with("rows", DATA_ROWS),
            );
        }
        // What was cut ends too early, too.
        if self.is_broken.get() && !self.is_cut.get() {
            issues.push(Issue::at(path.clone(), "document.damaged"));
        }
        issues
    }
}

/// Elements with a text and nothing else.
fn read_properties(text: &str, mut found: impl FnMut(&str, Arc<str>)) {
    const MAX_CHARACTERS: usize = 300;
    let mut xml = Xml::new(text);
    let mut name = String::new();
    let mut value = String::new();
    while let Some(node) = xml.next() {
        if let Some(tag) = node.any_open() {
            name = tag.name().to_owned();
            value.clear();
        } else if let Some(text) = node.text() {
            value.push_str(text);
        } else {
            let short: String = value.trim().chars().take(MAX_CHARACTERS).collect();
            if !short.is_empty() {
                found(&name, short.into());
            }
            value.clear();
        }
    }
}

/// A target as written, seen from `folder`: `../media/a.png` from `ppt/slides` is `ppt/media/a.png`.
fn inside(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            ".." => {
                parts.pop();
            }
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// UTF-8, or UTF-16 with its mark, which both are allowed.
fn decoded(bytes: Vec<u8>) -> String {
    let utf_16 = |bytes: &[u8], read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .as_chunks::<2>()
            .0
            .iter()
            .map(|pair| read(*pair))
            .collect();
        String::from_utf16_lossy(&units)
    };
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// The value of an attribute with its character references.
pub(super) fn unescaped(value: &str) -> String {
    entities::decode(value).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_paths_of_the_package() {
        assert_eq!(
            inside("ppt/slides", "../charts/chart1.xml"),
            "ppt/charts/chart1.xml"
        );
        assert_eq!(inside("ppt", "/ppt/slides/a.xml"), "ppt/slides/a.xml");
        assert_eq!(inside("", "../../a.xml"), "a.xml");
    }

    #[test]
    fn what_is_no_zip_is_refused_with_its_reason() {
        let refused = |bytes: &[u8]| Package::open(bytes.to_vec()).err();
        assert_eq!(
            refused(b"PK\x03\x04 truncated"),
            Some("document.unreadable")
        );
        assert_eq!(refused(COMPOUND), Some("document.old-format"));
        let mut encrypted = COMPOUND.to_vec();
        encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(refused(&encrypted), Some("document.encrypted"));
    }
}
