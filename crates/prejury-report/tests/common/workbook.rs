//! A workbook as text: what its cells say, formulas with their results.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::Event;

/// A title for each sheet, then a line for each cell that is not empty: where it is and what it holds. Line ends within a
/// cell are shown.
pub(crate) fn cells(workbook: Vec<u8>) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut part = |name: &str| {
        let mut xml = String::new();
        let mut file = archive.by_name(name).unwrap();
        file.read_to_string(&mut xml).unwrap();
        xml
    };
    let shared = elements(&part("xl/sharedStrings.xml"), "si");
    let shared: Vec<&str> = shared.iter().map(|(_, text)| &**text).collect();
    let names = attributes(&part("xl/workbook.xml"), "sheet", "name");
    let mut lines = String::new();
    for (number, name) in (1..).zip(names) {
        lines.push_str(&format!("== {name}\n"));
        let sheet = part(&format!("xl/worksheets/sheet{number}.xml"));
        for (tag, text) in elements(&sheet, "c") {
            let text = match attribute(&tag, "t").as_deref() {
                Some("s") => shared[text.parse::<usize>().unwrap()],
                _ => &text,
            };
            if !text.is_empty() {
                let place = attribute(&tag, "r").unwrap();
                lines.push_str(&format!("{place} {}\n", text.replace('\n', "⏎")));
            }
        }
    }
    lines
}

/// Every element of that name, with its tag and the text in it: of a cell with a formula, the formula and its result.
fn elements(xml: &str, name: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    loop {
        match reader.read_event().unwrap() {
            Event::Empty(tag) if tag.name().as_ref() == name => {
                found.push((tag.to_string(), String::new()));
            }
            Event::Start(tag) if tag.name().as_ref() == name => {
                open = Some((tag.to_string(), String::new()));
            }
            Event::End(tag) if tag.name().as_ref() == name => found.extend(open.take()),
            Event::Eof => return found,
            event => {
                let piece = match event {
                    Event::Start(tag) if tag.name().as_ref() == "f" => "=".to_owned(),
                    Event::End(tag) if tag.name().as_ref() == "f" => " → ".to_owned(),
                    Event::Text(text) => text.to_string(),
                    Event::GeneralRef(name) => format!("&{};", &*name),
                    _ => continue,
                };
                if let Some((_, text)) = &mut open {
                    text.push_str(&unescape(&piece).unwrap());
                }
            }
        }
    }
}

/// That attribute of all elements of that name.
fn attributes(xml: &str, element: &str, name: &str) -> Vec<String> {
    let found = elements(xml, element);
    found
        .iter()
        .filter_map(|(tag, _)| attribute(tag, name))
        .collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(unescape(value).unwrap().into_owned())
}
