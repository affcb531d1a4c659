//! ODP, ODT and ODS.

use super::package::{PNG, Package, escaped};
use super::source::{Part, Source, SourcePage};

const NAMES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" xmlns:presentation=\"urn:oasis:names:tc:opendocument:xmlns:presentation:1.0\" xmlns:svg=\"urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" xmlns:chart=\"urn:oasis:names:tc:opendocument:xmlns:chart:1.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\"";

pub(super) fn slides(source: &Source) -> Vec<u8> {
    let mut charts = Vec::new();
    let pages: String = source
        .pages
        .iter()
        .map(|page| {
            let notes = if page.notes.is_empty() {
                String::new()
            } else {
                format!(
                    "<presentation:notes><draw:frame presentation:class=\"notes\"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame></presentation:notes>",
                    escaped(&page.notes)
                )
            };
            format!(
                "<draw:page draw:name=\"{}\">{}{notes}</draw:page>",
                escaped(page.title()),
                shapes(page, &mut charts)
            )
        })
        .collect();
    package(
        source,
        "presentation",
        &format!("<office:presentation>{pages}</office:presentation>"),
        &charts,
    )
}

pub(super) fn text(source: &Source) -> Vec<u8> {
    let parts: Vec<&Part> = source.pages.iter().flat_map(|page| &page.parts).collect();
    package(
        source,
        "text",
        &format!("<office:text>{}</office:text>", flow(&parts)),
        &[],
    )
}

pub(super) fn sheets(source: &Source) -> Vec<u8> {
    let tables: String = source
        .pages
        .iter()
        .map(|page| {
            let rows: String = page
                .parts
                .iter()
                .filter_map(|part| match part {
                    Part::Row(cells) => Some(row(cells)),
                    Part::Paragraph(text) | Part::Item(text) => {
                        Some(row(std::slice::from_ref(text)))
                    }
                    _ => None,
                })
                .collect();
            format!(
                "<table:table table:name=\"{}\">{rows}</table:table>",
                escaped(page.title())
            )
        })
        .collect();
    package(
        source,
        "spreadsheet",
        &format!("<office:spreadsheet>{tables}</office:spreadsheet>"),
        &[],
    )
}

fn flow(parts: &[&Part]) -> String {
    let mut xml = String::new();
    let mut rows = String::new();
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Heading(level, text) => xml.push_str(&format!(
                "<text:h text:outline-level=\"{level}\">{}</text:h>",
                escaped(text)
            )),
            Part::Paragraph(text) => xml.push_str(&format!("<text:p>{}</text:p>", escaped(text))),
            Part::Item(text) => xml.push_str(&format!(
                "<text:list><text:list-item><text:p>{}</text:p></text:list-item></text:list>",
                escaped(text)
            )),
            Part::Row(cells) => {
                rows.push_str(&row(cells));
                if !matches!(parts.get(index + 1), Some(Part::Row(_))) {
                    xml.push_str(&format!(
                        "<table:table>{}</table:table>",
                        std::mem::take(&mut rows)
                    ));
                }
            }
            Part::Image(text) => xml.push_str(&format!("<text:p>{}</text:p>", image(text))),
            Part::Chart(..) => panic!("an ODT of fixtures draws no chart"),
        }
    }
    xml
}

fn shapes(page: &SourcePage, charts: &mut Vec<String>) -> String {
    let mut xml = String::new();
    let mut has_title = false;
    let mut rows = String::new();
    for (index, part) in page.parts.iter().enumerate() {
        match part {
            Part::Heading(_, text) if !has_title => {
                has_title = true;
                xml.push_str(&format!(
                    "<draw:frame presentation:class=\"title\"><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>",
                    escaped(text)
                ));
            }
            Part::Image(text) => xml.push_str(&image(text)),
            Part::Chart(kind, title) => {
                let name = format!("Object {}", charts.len() + 1);
                let title = if title.is_empty() {
                    String::new()
                } else {
                    format!("<chart:title><text:p>{}</text:p></chart:title>", escaped(title))
                };
                charts.push(format!(
                    "<office:chart><chart:chart chart:class=\"chart:{kind}\">{title}<chart:plot-area/></chart:chart></office:chart>"
                ));
                xml.push_str(&format!(
                    "<draw:frame><draw:object xlink:href=\"./{name}\"/></draw:frame>"
                ));
            }
            Part::Row(cells) => {
                rows.push_str(&row(cells));
                if !matches!(page.parts.get(index + 1), Some(Part::Row(_))) {
                    xml.push_str(&format!(
                        "<draw:frame><table:table>{}</table:table></draw:frame>",
                        std::mem::take(&mut rows)
                    ));
                }
            }
            other => xml.push_str(&format!(
                "<draw:frame presentation:class=\"outline\"><draw:text-box>{}</draw:text-box></draw:frame>",
                flow(&[other])
            )),
        }
    }
    xml
}

fn image(text: &str) -> String {
    let description = if text.is_empty() {
        String::new()
    } else {
        format!("<svg:desc>{}</svg:desc>", escaped(text))
    };
    format!("<draw:frame><draw:image xlink:href=\"Pictures/1.png\"/>{description}</draw:frame>")
}

fn row(cells: &[String]) -> String {
    let cells: String = cells
        .iter()
        .map(|cell| {
            if cell.parse::<f64>().is_ok() {
                format!("<table:table-cell office:value-type=\"float\" office:value=\"{cell}\"><text:p>{cell}</text:p></table:table-cell>")
            } else if cell.is_empty() {
                "<table:table-cell/>".to_owned()
            } else {
                format!(
                    "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
                    escaped(cell)
                )
            }
        })
        .collect();
    format!("<table:table-row>{cells}</table:table-row>")
}

fn package(source: &Source, kind: &str, body: &str, charts: &[String]) -> Vec<u8> {
    let mut package = Package::new();
    package.add(
        "mimetype",
        format!("application/vnd.oasis.opendocument.{kind}"),
    );
    package.add_xml(
        "content.xml",
        &format!("<office:document-content {NAMES}><office:body>{body}</office:body></office:document-content>"),
    );
    for (chart, number) in charts.iter().zip(1..) {
        package.add_xml(
            &format!("Object {number}/content.xml"),
            &format!("<office:document-content {NAMES}><office:body>{chart}</office:body></office:document-content>"),
        );
    }
    package.add_xml("meta.xml", &format!(
        "<office:document-meta {NAMES}><office:meta><dc:title>{}</dc:title><meta:initial-creator>{}</meta:initial-creator><meta:creation-date>{}</meta:creation-date></office:meta></office:document-meta>",
        escaped(&source.title), escaped(&source.author), source.instant().trim_end_matches('Z')
    ));
    package.add("Pictures/1.png", PNG);
    package.add_xml("META-INF/manifest.xml", &format!(
        "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.{kind}\"/><manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    ));
    package.finish()
}
