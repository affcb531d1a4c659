//! PPTX: slides with notes, pictures, tables and charts.

use super::package::{PNG, Package, content_types, escaped};
use super::source::{Part, Source, SourcePage};

const NAMES: &str = "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" xmlns:p=\"http://schemas.openxmlformats.org/presentationml/2006/main\"";

pub(super) fn write(source: &Source) -> Vec<u8> {
    let mut package = Package::new();
    let mut types = vec![(
        "ppt/presentation.xml".to_owned(),
        "presentationml.presentation.main",
    )];
    let mut n_charts = 0;
    let mut list = String::new();
    let mut relations = Vec::new();
    for (page, number) in source.pages.iter().zip(1..) {
        list.push_str(&format!(
            "<p:sldId id=\"{}\" r:id=\"rId{number}\"/>",
            255 + number
        ));
        relations.push((
            format!("rId{number}"),
            "slide",
            format!("slides/slide{number}.xml"),
        ));
        types.push((
            format!("ppt/slides/slide{number}.xml"),
            "presentationml.slide",
        ));
        let mut own = Vec::new();
        let slide = slide(page, &mut n_charts, &mut own, &mut package, &mut types);
        if !page.notes.is_empty() {
            own.push((
                "rIdN".to_owned(),
                "notesSlide",
                format!("../notesSlides/notesSlide{number}.xml"),
            ));
            let path = format!("ppt/notesSlides/notesSlide{number}.xml");
            package.add_xml(&path, &format!(
                "<p:notes {NAMES}><p:cSld><p:spTree><p:sp><p:nvSpPr><p:cNvPr id=\"2\" name=\"Notes\"/><p:cNvSpPr/><p:nvPr><p:ph type=\"body\" idx=\"1\"/></p:nvPr></p:nvSpPr><p:spPr/>{}</p:sp></p:spTree></p:cSld></p:notes>",
                body(&[&page.notes])
            ));
            types.push((path, "presentationml.notesSlide"));
        }
        let path = format!("ppt/slides/slide{number}.xml");
        package.add_xml(&path, &slide);
        package.add_relations(&path, &own);
    }
    package.add("ppt/media/image1.png", PNG);
    package.add_xml(
        "ppt/presentation.xml",
        &format!("<p:presentation {NAMES}><p:sldIdLst>{list}</p:sldIdLst><p:sldSz cx=\"12192000\" cy=\"6858000\"/></p:presentation>"),
    );
    package.add_relations("ppt/presentation.xml", &relations);
    package.add_core(source, "ppt/presentation.xml");
    package.add_xml("[Content_Types].xml", &content_types(&types));
    package.finish()
}

fn slide(
    page: &SourcePage,
    n_charts: &mut usize,
    relations: &mut Vec<(String, &str, String)>,
    package: &mut Package,
    types: &mut Vec<(String, &str)>,
) -> String {
    let mut shapes = String::new();
    let mut rows: Vec<&Vec<String>> = Vec::new();
    let mut has_title = false;
    let mut y = 300_000;
    for (index, part) in page.parts.iter().enumerate() {
        let id = index + 2;
        if let Part::Row(cells) = part {
            rows.push(cells);
            if matches!(page.parts.get(index + 1), Some(Part::Row(_))) {
                continue;
            }
        }
        let place = format!(
            "<p:spPr><a:xfrm><a:off x=\"500000\" y=\"{y}\"/><a:ext cx=\"9000000\" cy=\"400000\"/></a:xfrm></p:spPr>"
        );
        y += 500_000;
        let frame = |name: &str, description: &str, uri: &str, content: &str| {
            format!(
                "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id=\"{id}\" name=\"{name}\"{description}/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x=\"500000\" y=\"{y}\"/><a:ext cx=\"9000000\" cy=\"400000\"/></p:xfrm><a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/{uri}\">{content}</a:graphicData></a:graphic></p:graphicFrame>"
            )
        };
        shapes.push_str(&match part {
            Part::Heading(_, text) if !has_title => {
                has_title = true;
                shape(id, "<p:ph type=\"title\"/>", &place, &body(&[text]))
            }
            Part::Heading(_, text) | Part::Paragraph(text) => shape(id, "", &place, &body(&[text])),
            Part::Item(text) => shape(id, "<p:ph idx=\"1\"/>", &place, &body(&[text])),
            Part::Image(text) => {
                relations.push((
                    format!("rId{id}"),
                    "image",
                    "../media/image1.png".to_owned(),
                ));
                format!(
                    "<p:pic><p:nvPicPr><p:cNvPr id=\"{id}\" name=\"Image {id}\"{}/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill><a:blip r:embed=\"rId{id}\"/></p:blipFill>{place}</p:pic>",
                    described(text)
                )
            }
            Part::Chart(kind, title) => {
                *n_charts += 1;
                let path = format!("ppt/charts/chart{n_charts}.xml");
                relations.push((format!("rId{id}"), "chart", format!("../charts/chart{n_charts}.xml")));
                package.add_xml(&path, &chart(kind, title));
                types.push((path, "drawingml.chart"));
                frame("Graphique", "", "chart", &format!("<c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rId{id}\"/>"))
            }
            Part::Row(_) => {
                let rows: String = std::mem::take(&mut rows)
                    .into_iter()
                    .map(|cells| {
                        let cells: String = cells
                            .iter()
                            .map(|cell| {
                                format!("<a:tc>{}<a:tcPr/></a:tc>", body(&[cell]).replace("p:txBody", "a:txBody"))
                            })
                            .collect();
                        format!("<a:tr h=\"370000\">{cells}</a:tr>")
                    })
                    .collect();
                frame("Tableau", "", "table", &format!("<a:tbl><a:tblPr/><a:tblGrid/>{rows}</a:tbl>"))
            }
        });
    }
    let hidden = if page.is_hidden { " show=\"0\"" } else { "" };
    format!("<p:sld {NAMES}{hidden}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>")
}

fn described(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" descr=\"{}\"", escaped(text))
    }
}

fn shape(id: usize, placeholder: &str, place: &str, body: &str) -> String {
    format!(
        "<p:sp><p:nvSpPr><p:cNvPr id=\"{id}\" name=\"Texte {id}\"/><p:cNvSpPr/><p:nvPr>{placeholder}</p:nvPr></p:nvSpPr>{place}{body}</p:sp>"
    )
}

/// Paragraphs, each in two runs: programs part the words of one sentence wherever a style or a spelling mark begins.
fn body(texts: &[&str]) -> String {
    let mut xml = String::from("<p:txBody><a:bodyPr/>");
    for text in texts {
        let middle = (text.len() / 2..text.len())
            .find(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
        let (start, end) = text.split_at(middle);
        xml.push_str(&format!(
            "<a:p><a:r><a:rPr lang=\"fr-FR\"/><a:t>{}</a:t></a:r><a:r><a:rPr lang=\"fr-FR\"/><a:t>{}</a:t></a:r></a:p>",
            escaped(start), escaped(end)
        ));
    }
    xml.push_str("</p:txBody>");
    xml
}

pub(super) fn chart(kind: &str, title: &str) -> String {
    let title = if title.is_empty() {
        "<c:autoTitleDeleted val=\"1\"/>".to_owned()
    } else {
        format!(
            "<c:title><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:t>{}</a:t></a:r></a:p></c:rich></c:tx></c:title>",
            escaped(title)
        )
    };
    format!(
        "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><c:chart>{title}<c:plotArea><c:{kind}Chart><c:ser><c:idx val=\"0\"/></c:ser></c:{kind}Chart></c:plotArea></c:chart></c:chartSpace>"
    )
}
