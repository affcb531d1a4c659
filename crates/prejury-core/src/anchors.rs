//! Where the places of a report stand in the files that a forge shows: a notebook is JSON there, and has no cells.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::Location;

/// A stretch of a text file. Lines and columns count from 1, columns in UTF-16 code units, as editors and SARIF do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region {
    pub start_line: u32,
    pub start_column: u32,
    pub end_line: u32,
    /// The column after the last character.
    pub end_column: u32,
}

/// What turns a `Location` into a place of the repository that a forge shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchors {
    /// Folder of the submission below the repository, `/` between names and no `/` at the ends; empty at the root.
    pub folder: String,
    /// The file that stands for what is nowhere: a README at the root, or another file.
    pub home: Option<Arc<str>>,
    /// Places in cells of notebooks, in the JSON text of the file.
    pub regions: BTreeMap<Location, Region>,
}
