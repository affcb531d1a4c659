//! Columns, looks and limits of the workbook, and how text gets into a cell.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::escape::visible;

/// Excel takes 32,767 characters in a cell; nobody reads as many.
pub(super) const MAX_CELL: usize = 8_000;

/// Excel's limit for the name of a sheet.
const MAX_NAME: usize = 31;

pub(crate) const A4: u8 = 9;

/// The looks of cells.
pub(crate) struct Formats {
    pub(crate) title: Format,
    pub(crate) header: Format,
    pub(crate) text: Format,
    /// The same for text that a spreadsheet could take for a formula.
    pub(crate) quoted: Format,
    pub(crate) strong: Format,
    pub(crate) percent: Format,
    pub(crate) number: Format,
    pub(crate) total: Format,
    /// Cells that the jury fills in.
    pub(crate) input: Format,
}

impl Formats {
    pub(crate) fn new() -> Self {
        let line = Color::RGB(0x00BF_C5CD);
        let cell = || {
            Format::new()
                .set_border(FormatBorder::Thin)
                .set_border_color(line)
                .set_align(FormatAlign::Top)
        };
        let text = cell().set_text_wrap();
        Self {
            title: Format::new().set_bold().set_font_size(14),
            header: cell()
                .set_bold()
                .set_text_wrap()
                .set_background_color(Color::RGB(0x001F_3A5F))
                .set_font_color(Color::White),
            quoted: text.clone().set_quote_prefix(),
            strong: text.clone().set_bold(),
            percent: cell().set_num_format("0 %"),
            number: cell().set_num_format("0"),
            total: cell().set_num_format("0").set_bold(),
            input: text
                .clone()
                .set_background_color(Color::RGB(0x00FF_F8E1))
                .set_quote_prefix(),
            text,
        }
    }
}

/// A name with the number of its report before it, when there are several.
pub(crate) fn name_of_sheet(name: &str, number: Option<usize>) -> String {
    let name = match number {
        Some(number) => format!("{number} - {name}"),
        None => name.to_owned(),
    };
    name.chars().take(MAX_NAME).collect()
}

/// Lines of text, each safe, as one cell; `more` ends a text that is too long for a cell.
pub(crate) fn lines(lines: &[String], more: &str) -> String {
    let mut cell = String::new();
    for line in lines {
        let line = visible(line);
        if cell.chars().count() + line.chars().count() > MAX_CELL {
            cell.push('\n');
            cell.push_str(more);
            break;
        }
        if !cell.is_empty() {
            cell.push('\n');
        }
        cell.push_str(&line);
    }
    cell
}

/// Writes text that strangers had a part in.
pub(crate) fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let could_be_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let format = if could_be_formula {
        &formats.quoted
    } else {
        &formats.text
    };
    let text: String = text.chars().take(MAX_CELL).collect();
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_holds_whole_lines_up_to_its_limit() {
        let many: Vec<String> = (0..2_000).map(|n| format!("line {n}")).collect();
        let cell = lines(&many, "more");
        assert!(cell.chars().count() <= MAX_CELL + 5 && cell.ends_with("\nmore"));
        assert_eq!(
            lines(&["a\u{1b}[0m".into(), "b\nc".into()], "more"),
            "a\\u{1b}[0m\nb c"
        );
    }

    #[test]
    fn names_of_sheets_keep_to_the_limit() {
        assert_eq!(name_of_sheet("Bloc 1", None), "Bloc 1");
        assert_eq!(name_of_sheet("Bloc 1", Some(12)), "12 - Bloc 1");
        assert_eq!(name_of_sheet(&"x".repeat(40), None).len(), MAX_NAME);
    }
}
