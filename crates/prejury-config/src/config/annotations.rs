//! What a configuration says about single criteria: signposts of a candidate, waivers of a reader.

use prejury_catalog::Found;
use prejury_core::{CriterionId, Location, Place};

use super::reader::Reader;
use super::{Claim, WaiverEntry};
use crate::date::is_date;
use crate::mistake::Wrong;
use crate::table::Table;

impl Reader<'_, '_> {
    pub(super) fn signpost(&mut self, table: &Table<'_>) -> Option<Claim> {
        let criterion = self.criterion(table);
        let path = table.needed("path", &mut self.notes);
        let note = table.text("note", &mut self.notes);
        let place = self.place(table);
        let path = path?;
        let shown = path.value.replace('\\', "/");
        let shown = shown.trim_start_matches("./");
        if shown.starts_with('/') || shown.split('/').any(|part| part == "..") {
            self.notes
                .wrong(path.at, Wrong::BadPath, &[("value", &path.value)]);
            return None;
        }
        Some(Claim {
            criterion: criterion?,
            location: Location {
                path: shown.into(),
                place: place?,
            },
            note: note.map(|note| note.value).unwrap_or_default(),
        })
    }

    /// Line, cell with a line of it, page or slide; the file as a whole without any.
    fn place(&mut self, table: &Table<'_>) -> Option<Place> {
        let mut number = |key: &str| {
            table
                .number(key, &mut self.notes)
                .map(|number| u32::try_from(number).unwrap_or(u32::MAX))
        };
        let (cell, line, page, slide) = (
            number("cell"),
            number("line"),
            number("page"),
            number("slide"),
        );
        match (cell, line, page, slide) {
            (None, None, None, None) => Some(Place::File),
            (cell, line, None, None) => {
                let line = line.unwrap_or(1);
                Some(Place::Lines {
                    cell,
                    line,
                    end_line: line,
                })
            }
            (None, None, Some(page), None) => Some(Place::Page(page)),
            (None, None, None, Some(slide)) => Some(Place::Slide(slide)),
            _ => {
                let at = table.at();
                self.notes.wrong(at, Wrong::Together, &[]);
                None
            }
        }
    }

    pub(super) fn waiver(&mut self, table: &Table<'_>) -> Option<WaiverEntry> {
        let criterion = self.criterion(table);
        let reason = table.needed("reason", &mut self.notes);
        let by = table.text("by", &mut self.notes);
        let until = table.date("until", &mut self.notes);
        if let Some(until) = &until
            && !is_date(&until.value)
        {
            self.notes
                .wrong(until.at, Wrong::BadDate, &[("value", &until.value)]);
            return None;
        }
        Some(WaiverEntry {
            criterion: criterion?,
            reason: reason?.value,
            by: by.map(|by| by.value),
            until: until.map(|until| until.value),
        })
    }

    fn criterion(&mut self, table: &Table<'_>) -> Option<CriterionId> {
        let text = table.needed("criterion", &mut self.notes)?;
        match self.catalog.find(&text.value) {
            Ok(Found::Criterion(criterion)) => Some(criterion.id.clone()),
            Ok(Found::Competence(_)) => {
                self.unknown(Wrong::UnknownCriterion, &text, Vec::new());
                None
            }
            Err(not_found) => {
                let near = not_found.nearest.iter().map(String::as_str).collect();
                self.unknown(Wrong::UnknownCriterion, &text, near);
                None
            }
        }
    }
}
