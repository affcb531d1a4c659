//! The JSON text of a notebook → where lines of its cells' sources stand in it.
//!
//! **Invariant:** cells and lines are numbered as `read` numbers them; only cells that are asked for are looked into, and
//! strings of all others (outputs, images) are leapt over.

mod scan;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use memchr::memmem;
use prejury_core::Region;

use super::decode;

/// Lines of a cell's source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SourceLines {
    /// From 0.
    pub cell: u32,
    /// First and last line, from 1.
    pub line: u32,
    pub end_line: u32,
}

/// Where each of `wanted` stands in the bytes of an `.ipynb` file; none for what is not there. A notebook with an unsolved
/// merge has no places: its cells are those of one side only.
pub fn notebook_regions(bytes: &[u8], wanted: &[SourceLines]) -> Vec<Option<Region>> {
    let decoded;
    let text = match decode::borrowed(bytes) {
        Some(text) => text,
        None => {
            decoded = decode::encoding_of(bytes).decode(bytes).0;
            &decoded
        }
    };
    if text.starts_with("<<<<<<< ") || memmem::find(text.as_bytes(), b"\n<<<<<<< ").is_some() {
        return vec![None; wanted.len()];
    }
    let cells = scan::lines_of(text, wanted.iter().map(|lines| lines.cell).collect());
    let spans: Vec<Option<(usize, usize)>> = wanted
        .iter()
        .map(|lines| {
            let of_cell = cells.get(&lines.cell)?;
            let first = (lines.line as usize).checked_sub(1)?;
            let last = (lines.end_line.max(lines.line) as usize)
                .min(of_cell.len())
                .checked_sub(1)?;
            Some((of_cell.get(first)?.start, of_cell.get(last)?.end))
        })
        .collect();
    let places = places(
        text,
        spans.iter().flatten().flat_map(|span| [span.0, span.1]),
    );
    spans
        .into_iter()
        .map(|span| {
            let (start, end) = span?;
            let ((start_line, start_column), (end_line, end_column)) =
                (*places.get(&start)?, *places.get(&end)?);
            Some(Region {
                start_line,
                start_column,
                end_line,
                end_column,
            })
        })
        .collect()
}

/// Line and column of each byte offset, from 1; the column counts UTF-16 code units.
fn places(text: &str, offsets: impl Iterator<Item = usize>) -> BTreeMap<usize, (u32, u32)> {
    let mut places: BTreeMap<usize, (u32, u32)> = offsets.map(|offset| (offset, (1, 1))).collect();
    let (mut at, mut line, mut column) = (0, 1, 1);
    for (offset, place) in &mut places {
        let between = &text.as_bytes()[at..*offset];
        let last_line = match memchr::memrchr(b'\n', between) {
            Some(end) => {
                line += memchr::memchr_iter(b'\n', between).count() as u32;
                column = 1;
                &between[end + 1..]
            }
            None => between,
        };
        column += utf16_units(last_line);
        at = *offset;
        *place = (line, column);
    }
    places
}

/// A unit for every character, and a second for those of four bytes.
fn utf16_units(utf8: &[u8]) -> u32 {
    let units = |byte: &u8| u32::from(byte & 0xc0 != 0x80) + u32::from(*byte >= 0xf0);
    utf8.iter().map(units).sum()
}
