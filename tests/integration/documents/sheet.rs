//! XLSX: sheets of rows, with charts. A page is a sheet, its heading the name of the sheet.

use super::package::{Package, content_types, escaped};
use super::presentation::chart;
use super::source::{Part, Source};

const NAMES: &str = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

pub(super) fn write(source: &Source) -> Vec<u8> {
    let mut package = Package::new();
    let mut types = vec![("xl/workbook.xml".to_owned(), "spreadsheetml.sheet.main")];
    let mut relations = Vec::new();
    let mut list = String::new();
    let mut n_charts = 0;
    for (page, number) in source.pages.iter().zip(1..) {
        let state = if page.is_hidden {
            " state=\"hidden\""
        } else {
            ""
        };
        list.push_str(&format!(
            "<sheet name=\"{}\" sheetId=\"{number}\"{state} r:id=\"rId{number}\"/>",
            escaped(page.title())
        ));
        let path = format!("xl/worksheets/sheet{number}.xml");
        relations.push((
            format!("rId{number}"),
            "worksheet",
            format!("worksheets/sheet{number}.xml"),
        ));
        types.push((path.clone(), "spreadsheetml.worksheet"));
        let mut rows = String::new();
        let mut n_rows = 0;
        let mut drawn = Vec::new();
        for part in &page.parts {
            let cells = match part {
                Part::Row(cells) => cells.clone(),
                Part::Paragraph(text) | Part::Item(text) => vec![text.clone()],
                Part::Chart(kind, title) => {
                    n_charts += 1;
                    let path = format!("xl/charts/chart{n_charts}.xml");
                    package.add_xml(&path, &chart(kind, title));
                    types.push((path, "drawingml.chart"));
                    let target = format!("../charts/chart{n_charts}.xml");
                    drawn.push((format!("rId{n_charts}"), "chart", target));
                    continue;
                }
                _ => continue,
            };
            n_rows += 1;
            rows.push_str(&format!("<row r=\"{n_rows}\">"));
            for (cell, column) in cells.iter().zip('A'..='Z') {
                rows.push_str(&written(cell, &format!("{column}{n_rows}")));
            }
            rows.push_str("</row>");
        }
        package.add_xml(
            &path,
            &format!("<worksheet {NAMES}><sheetData>{rows}</sheetData></worksheet>"),
        );
        if !drawn.is_empty() {
            let drawing = format!("xl/drawings/drawing{number}.xml");
            package.add_xml(&drawing, "<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\"/>");
            package.add_relations(&drawing, &drawn);
            types.push((drawing, "drawing"));
            let target = format!("../drawings/drawing{number}.xml");
            package.add_relations(&path, &[("rId1".to_owned(), "drawing", target)]);
        }
    }
    package.add_xml(
        "xl/workbook.xml",
        &format!("<workbook {NAMES}><sheets>{list}</sheets></workbook>"),
    );
    package.add_relations("xl/workbook.xml", &relations);
    package.add_core(source, "xl/workbook.xml");
    package.add_xml("[Content_Types].xml", &content_types(&types));
    package.finish()
}

/// A number, a formula (`=SUM(A1:A3)`) or a text.
fn written(cell: &str, place: &str) -> String {
    if cell.is_empty() {
        return String::new();
    }
    if cell.parse::<f64>().is_ok() {
        return format!("<c r=\"{place}\"><v>{cell}</v></c>");
    }
    if let Some(formula) = cell.strip_prefix('=') {
        return format!("<c r=\"{place}\"><f>{}</f></c>", escaped(formula));
    }
    format!(
        "<c r=\"{place}\" t=\"inlineStr\"><is><t>{}</t></is></c>",
        escaped(cell)
    )
}
