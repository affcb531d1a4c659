//! DOCX: headings, paragraphs, lists, tables and pictures.

use super::package::{PNG, Package, content_types, escaped};
use super::source::{Part, Source};

pub(super) fn write(source: &Source) -> Vec<u8> {
    let mut body = String::new();
    let parts: Vec<&Part> = source.pages.iter().flat_map(|page| &page.parts).collect();
    let mut rows = String::new();
    for (index, part) in parts.iter().enumerate() {
        match part {
            Part::Heading(level, text) => body.push_str(&paragraph(
                &format!("<w:pPr><w:pStyle w:val=\"Titre{level}\"/></w:pPr>"),
                text,
            )),
            Part::Paragraph(text) => body.push_str(&paragraph("", text)),
            Part::Item(text) => body.push_str(&paragraph(
                "<w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>",
                text,
            )),
            Part::Row(cells) => {
                let cells: String = cells
                    .iter()
                    .map(|cell| format!("<w:tc>{}</w:tc>", paragraph("", cell)))
                    .collect();
                rows.push_str(&format!("<w:tr>{cells}</w:tr>"));
                if !matches!(parts.get(index + 1), Some(Part::Row(_))) {
                    body.push_str(&format!("<w:tbl>{}</w:tbl>", std::mem::take(&mut rows)));
                }
            }
            Part::Image(text) => {
                let description = if text.is_empty() {
                    String::new()
                } else {
                    format!(" descr=\"{}\"", escaped(text))
                };
                body.push_str(&format!("<w:p><w:r><w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"><wp:docPr id=\"1\" name=\"Image\"{description}/><a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"));
            }
            Part::Chart(..) => panic!("a DOCX of fixtures draws no chart"),
        }
    }
    let styles: String = (1..=6)
        .map(|level| {
            format!(
                "<w:style w:type=\"paragraph\" w:styleId=\"Titre{level}\"><w:name w:val=\"heading {level}\"/><w:pPr><w:outlineLvl w:val=\"{}\"/></w:pPr></w:style>",
                level - 1
            )
        })
        .collect();
    const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let mut package = Package::new();
    package.add_xml(
        "word/document.xml",
        &format!("<w:document {NAMES}><w:body>{body}</w:body></w:document>"),
    );
    package.add_xml(
        "word/styles.xml",
        &format!("<w:styles {NAMES}>{styles}</w:styles>"),
    );
    package.add("word/media/image1.png", PNG);
    package.add_relations(
        "word/document.xml",
        &[("rId1".to_owned(), "styles", "styles.xml".to_owned())],
    );
    package.add_core(source, "word/document.xml");
    let types = [
        (
            "word/document.xml".to_owned(),
            "wordprocessingml.document.main",
        ),
        ("word/styles.xml".to_owned(), "wordprocessingml.styles"),
    ];
    package.add_xml("[Content_Types].xml", &content_types(&types));
    package.finish()
}

fn paragraph(properties: &str, text: &str) -> String {
    format!(
        "<w:p>{properties}<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r></w:p>",
        escaped(text)
    )
}
