//! Numbers of workbooks as a reader sees them: dates, percentages and money are numbers with a format.

use foldhash::HashMap;
use prejury_core::civil_date;

use super::xml::Xml;

/// Styles of a workbook.
const MAX_STYLES: usize = 100_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Format {
    #[default]
    Plain,
    Date,
    Percent,
    Money(char),
}

/// Formats of the cells' styles, in their order.
#[derive(Default)]
pub(super) struct Formats {
    styles: Vec<Format>,
    /// Dates count from 1904, as old programs for Mac did.
    pub(super) is_1904: bool,
}

impl Formats {
    /// Reads `styles.xml`.
    pub(super) fn read(text: &str) -> Self {
        let mut xml = Xml::new(text);
        let mut own: HashMap<u32, Format> = HashMap::default();
        let mut styles = Vec::new();
        let mut in_cells = false;
        while let Some(node) = xml.next() {
            if let Some(tag) = node.any_open() {
                let id = || tag.get("numFmtId").and_then(|id| id.parse::<u32>().ok());
                match tag.name() {
                    "numFmt" => {
                        if let (Some(id), Some(code)) = (id(), tag.get("formatCode")) {
                            own.insert(id, of_code(&code));
                        }
                    }
                    "cellXfs" => in_cells = true,
                    "xf" if in_cells && styles.len() < MAX_STYLES => {
                        let id = id().unwrap_or(0);
                        styles.push(own.get(&id).copied().unwrap_or_else(|| built_in(id)));
                    }
                    _ => {}
                }
            } else if let Some(name) = node.close()
                && name == "cellXfs"
            {
                in_cells = false;
            }
        }
        Self {
            styles,
            is_1904: false,
        }
    }

    pub(super) fn of(&self, style: usize) -> Format {
        self.styles.get(style).copied().unwrap_or_default()
    }

    /// A day as `2024-03-04`.
    pub(super) fn date(&self, number: f64) -> String {
        let days = number.floor() as i64 + if self.is_1904 { 24_107 } else { 0 };
        // From the day that spreadsheets call 25569.
        let (year, month, day) = civil_date(days - 25_569);
        if (1900..2200).contains(&year) && number >= 1.0 {
            format!("{year:04}-{month:02}-{day:02}")
        } else {
            plain(number)
        }
    }
}

/// The formats that every workbook has.
fn built_in(id: u32) -> Format {
    match id {
        9 | 10 => Format::Percent,
        14..=17 | 22 | 27..=36 | 50..=58 => Format::Date,
        _ => Format::Plain,
    }
}

fn of_code(code: &str) -> Format {
    if let Some(sign) = code.chars().find(|sign| matches!(sign, '€' | '$' | '£'))
        && !code.contains("[$-")
    {
        return Format::Money(sign);
    }
    let mut bare = String::new();
    let (mut in_quotes, mut in_brackets) = (false, false);
    for character in code.chars() {
        match character {
            '"' => in_quotes = !in_quotes,
            '[' => in_brackets = true,
            ']' => in_brackets = false,
            other if !in_quotes && !in_brackets => bare.push(other.to_ascii_lowercase()),
            _ => {}
        }
    }
    if bare.contains('%') {
        Format::Percent
    } else if bare.contains("yy") || bare.contains('d') && bare.contains('m') {
        Format::Date
    } else {
        Format::Plain
    }
}

/// A number without the noise of its binary form.
pub(super) fn plain(number: f64) -> String {
    let rounded = (number * 1e6).round() / 1e6;
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_codes() {
        let codes = [
            "dd/mm/yyyy",
            "0.0%",
            "#,##0\\ \"€\"",
            "0.00",
            "[Red]0",
            "[$-40C]d mmmm yyyy",
        ];
        assert_eq!(
            codes.map(of_code),
            [
                Format::Date,
                Format::Percent,
                Format::Money('€'),
                Format::Plain,
                Format::Plain,
                Format::Date
            ]
        );
    }

    #[test]
    fn days_and_numbers() {
        let formats = Formats::default();
        assert_eq!(formats.date(45_355.0), "2024-03-04");
        assert_eq!(formats.date(60.5), "1900-02-28");
        assert_eq!(plain(0.1 + 0.2), "0.3");
        assert_eq!(plain(82_000.0), "82000");
    }
}
