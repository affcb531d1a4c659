//! Charts that office programs draw, and the texts of their diagrams.

use std::sync::Arc;

use super::join;
use super::xml::Xml;
use crate::Chart;
use crate::builder::fold_space;

/// Series whose names are kept of one chart.
const MAX_SERIES: usize = 20;

/// Texts kept of one chart or diagram.
const MAX_TEXTS: usize = 500;

/// Reads a chart of Office Open XML or OpenDocument.
pub(super) fn read(text: &str) -> Chart {
    let mut chart = Chart::default();
    let mut xml = Xml::new(text);
    let mut open: Vec<String> = Vec::new();
    let mut title = String::new();
    let mut series = String::new();
    let mut in_text = false;
    while let Some(node) = xml.next() {
        if let Some(tag) = node.any_open() {
            let name = tag.name();
            if chart.kind.is_empty() {
                // `c:barChart`, or `chart:class="chart:bar"`.
                let class = tag.get("class").filter(|_| name == "chart");
                let kind = class
                    .as_deref()
                    .and_then(|class| class.strip_prefix("chart:"))
                    .or_else(|| name.strip_suffix("Chart").filter(|_| open.len() > 1));
                chart.kind = kind.map(Arc::from).unwrap_or_default();
            }
            in_text = matches!(name, "t" | "v" | "p" | "span");
            open.push(name.to_owned());
        } else if let Some(text) = node.text() {
            if in_text && open.iter().any(|name| name == "title") {
                join(&mut title, text, "");
            } else if in_text && names_series(&open) {
                join(&mut series, text, "");
            }
        } else if let Some(name) = node.close() {
            open.pop();
            if name == "tx" && !series.is_empty() {
                let name = fold_space(&std::mem::take(&mut series));
                if !name.is_empty() && chart.series.len() < MAX_SERIES {
                    chart.series.push(name.into());
                }
            }
            if name == "p" {
                join(&mut title, " ", "");
            } else if name == "title" {
                let text = fold_space(&std::mem::take(&mut title));
                if text.is_empty() {
                    continue;
                }
                let is_axis = open
                    .iter()
                    .any(|name| name.ends_with("Ax") || name == "axis");
                if is_axis {
                    chart.axes.push(text.into());
                } else {
                    chart.title.get_or_insert(text.into());
                }
            }
        }
    }
    chart
}

/// Whether the open elements are those of the name of a series, of which a chart may keep a copy of a cell.
fn names_series(open: &[String]) -> bool {
    let mut inner = open.iter().rev();
    inner.any(|name| name == "tx") && inner.next().is_some_and(|name| name == "ser")
}

/// The paragraphs of a diagram, one for each box.
pub(super) fn texts(text: &str) -> Vec<String> {
    let mut xml = Xml::new(text);
    let mut found = Vec::new();
    let mut current = String::new();
    let mut in_text = false;
    while let Some(node) = xml.next() {
        if let Some(tag) = node.any_open() {
            in_text = tag.name() == "t" && found.len() < MAX_TEXTS;
        } else if let Some(text) = node.text() {
            if in_text {
                current.push_str(text);
            }
        } else if let Some(name) = node.close() {
            in_text = false;
            if name == "p" {
                let text = fold_space(&std::mem::take(&mut current));
                found.extend((!text.is_empty()).then_some(text));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_charts_and_of_their_axes() {
        let chart = read(
            "<c:chartSpace><c:chart><c:title><c:tx><c:rich><a:p><a:r><a:t>AUC par </a:t></a:r><a:r><a:t>modèle</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:v>x</c:v></c:tx></c:ser></c:barChart><c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>AUC</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart></c:chartSpace>",
        );
        assert_eq!(&*chart.kind, "bar");
        assert_eq!(chart.title.as_deref(), Some("AUC par modèle"));
        assert_eq!(chart.axes, [Arc::from("AUC")]);
        assert_eq!(chart.series, [Arc::from("x")]);
        assert_eq!(
            chart.in_words().as_deref(),
            Some("AUC par modèle – AUC – x")
        );
        let untitled = read(
            "<office:chart><chart:chart chart:class=\"chart:pie\"><chart:plot-area/></chart:chart></office:chart>",
        );
        assert_eq!((&*untitled.kind, untitled.title), ("pie", None));
    }
}
