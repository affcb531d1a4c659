//! XLSX → sheets of rows. Formulas are not evaluated: the value that was stored last is shown.

use std::sync::Arc;

use prejury_core::Issue;

use super::chart;
use super::number::{Format, Formats};
use super::package::Package;
use super::rows::{Rows, Sheet};
use super::xml::{Node, Tag, Xml};
use crate::{Chart, Document, DocumentKind};

/// Distinct texts of a workbook.
const MAX_TEXTS: usize = 500_000;

/// Cells of one row that are kept.
const MAX_COLUMNS: usize = 100;

/// Charts of one sheet.
const MAX_CHARTS: usize = 50;

/// Reads an XLSX.
pub fn xlsx(path: &str, bytes: Vec<u8>) -> (Document, Vec<Issue>) {
    let path: Arc<str> = path.into();
    super::read(path, DocumentKind::Spreadsheet, bytes, |path, package| {
        let main = "xl/workbook.xml";
        let workbook = package.text(main).ok_or("document.unreadable")?;
        let relations = package.relations(main);
        let shared = shared_texts(&package.text("xl/sharedStrings.xml").unwrap_or_default());
        let mut formats = Formats::read(&package.text("xl/styles.xml").unwrap_or_default());
        let mut rows = Rows::new(path.clone());
        let mut xml = Xml::new(&workbook);
        while let Some(node) = xml.next() {
            let Some(tag) = node.any_open() else { continue };
            if tag.name() == "workbookPr" {
                formats.is_1904 = tag.get("date1904").is_some_and(|value| value == "1");
            }
            if tag.name() != "sheet" {
                continue;
            }
            let is_hidden = tag.get("state").is_some_and(|state| state != "visible");
            let mut sheet = Sheet::new(tag.get("name").unwrap_or_default().trim(), is_hidden);
            let target = tag
                .relation("id")
                .and_then(|id| relations.iter().find(|relation| relation.id == id));
            let Some(target) = target else { continue };
            if let Some(text) = package.text(&target.target) {
                cells(package.xml(&text), &shared, &formats, |number, cells| {
                    rows.add(&mut sheet, number, cells)
                });
            }
            let charts = charts(package, &target.target);
            rows.close(sheet, charts, package);
        }
        Ok(rows.finish(package.core_properties()))
    })
}

/// The rows of a sheet, with the text of each cell in its column.
fn cells(
    mut xml: Xml<'_>,
    shared: &[String],
    formats: &Formats,
    mut row: impl FnMut(u32, &[String]) -> bool,
) {
    let mut current: Vec<String> = Vec::new();
    let mut number = 0_u32;
    // Most cells of a sheet hold a style and nothing else: a cell is looked at when it has a value.
    let mut cell: Option<Tag<'_>> = None;
    let mut value = String::new();
    let mut in_value = false;
    while let Some(node) = xml.next() {
        if let Node::Open(tag) = node {
            match tag.name() {
                "row" => {
                    let given = tag.get("r").and_then(|number| number.parse().ok());
                    number = given.unwrap_or(number.saturating_add(1));
                    current.clear();
                }
                "c" => {
                    cell = Some(tag);
                    value.clear();
                }
                "v" | "t" => in_value = true,
                // How a Japanese text is read aloud.
                "rPh" => xml.skip(),
                _ => {}
            }
        } else if let Some(text) = node.text() {
            if in_value {
                value.push_str(text);
            }
        } else if let Some(name) = node.close() {
            match name {
                "v" | "t" => in_value = false,
                "c" => {
                    let Some(tag) = cell.take().filter(|_| !value.is_empty()) else {
                        continue;
                    };
                    let column = place(&tag).unwrap_or(current.len());
                    let shown = shown(&tag, &value, shared, formats);
                    if !shown.is_empty() && column < MAX_COLUMNS {
                        current.resize(column.max(current.len()), String::new());
                        current.push(shown);
                    }
                }
                "row" if !row(number, &current) => return,
                "sheetData" => return,
                _ => {}
            }
        }
    }
}

fn place(cell: &Tag<'_>) -> Option<usize> {
    column(&cell.get("r")?)
}

/// What a reader sees of a cell.
fn shown(cell: &Tag<'_>, value: &str, shared: &[String], formats: &Formats) -> String {
    match cell.get("t").as_deref().unwrap_or_default() {
        "s" => {
            let text = value.trim().parse::<usize>().ok();
            text.and_then(|index| shared.get(index))
                .cloned()
                .unwrap_or_default()
        }
        "inlineStr" | "str" | "d" => value.to_owned(),
        "b" => if value.trim() == "1" { "TRUE" } else { "FALSE" }.to_owned(),
        "e" => String::new(),
        _ => match value.trim().parse::<f64>() {
            Ok(number) => {
                let style = cell.get("s").and_then(|style| style.parse().ok());
                formats.shown(number, style.unwrap_or(0))
            }
            Err(_) => value.to_owned(),
        },
    }
}

/// The column of `C12`, from 0.
fn column(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let number = letters.fold(0_usize, |number, letter| {
        number
            .saturating_mul(26)
            .saturating_add(usize::from(letter.to_ascii_uppercase() - b'A') + 1)
    });
    number.checked_sub(1)
}

fn shared_texts(text: &str) -> Vec<String> {
    let mut xml = Xml::new(text);
    let mut found = Vec::new();
    let mut current = String::new();
    let mut in_text = false;
    while let Some(node) = xml.next() {
        if let Some(tag) = node.any_open() {
            match tag.name() {
                "si" => current.clear(),
                "t" => in_text = true,
                "rPh" => xml.skip(),
                _ => {}
            }
        } else if let Some(text) = node.text() {
            if in_text {
                current.push_str(text);
            }
        } else if let Some(name) = node.close() {
            match name {
                "t" => in_text = false,
                "si" => found.push(std::mem::take(&mut current)),
                _ => {}
            }
        }
        if found.len() >= MAX_TEXTS {
            break;
        }
    }
    found
}

/// The charts that a sheet draws.
fn charts(package: &Package, sheet: &str) -> Vec<Chart> {
    let drawings = package.relations(sheet).into_iter();
    let drawings = drawings.filter(|relation| relation.kind == "drawing");
    let charts = drawings.flat_map(|drawing| package.relations(&drawing.target));
    charts
        .filter(|relation| relation.kind == "chart")
        .take(MAX_CHARTS)
        .filter_map(|relation| package.text(&relation.target))
        .map(|text| chart::read(&text))
        .collect()
}

impl Formats {
    fn shown(&self, number: f64, style: usize) -> String {
        match self.of(style) {
            Format::Date => self.date(number),
            Format::Percent => format!("{} %", super::number::plain(number * 100.0)),
            Format::Money(sign) => format!("{} {sign}", super::number::plain(number)),
            Format::Plain => super::number::plain(number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_by_their_letters() {
        assert_eq!(
            ["A1", "C12", "AA3", "12"].map(column),
            [Some(0), Some(2), Some(26), None]
        );
    }

    #[test]
    fn the_last_cell_of_a_sheet_takes_no_memory() {
        let sheet = "<sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row><row r=\"2\"><c r=\"B2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\"><v>9</v></c></row></sheetData>";
        let mut found = Vec::new();
        cells(
            Xml::new(sheet),
            &["texte".to_owned()],
            &Formats::default(),
            |number, cells| {
                found.push((number, cells.to_vec()));
                true
            },
        );
        assert_eq!(
            found,
            [
                (1_048_576, vec![]),
                (2, vec![String::new(), "texte".to_owned()])
            ]
        );
    }
}
