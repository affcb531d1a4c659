//! Notebooks that nbconvert turned into a page, in the classic template and in JupyterLab's → the cells they were made from.
//!
//! **Invariant:** no script of the page is run; each part of it is read once.

mod markdown;
mod tags;

use std::sync::Arc;

use prejury_core::Issue;

use super::cells::{self, Notebook};
use super::kept::bounded;
use super::outputs::Outputs;
use super::{MAX_CELLS, html, unit};
use crate::source::RawUnit;
use crate::{Cell, CellKind, LineStarts, Output, Run};
use tags::{Tag, Tags, plain};

/// HTML of one output that is reduced to text.
const MAX_HTML_BYTES: usize = 200_000;

/// Reads a page; none when it is no notebook, or one without any code, which is a text like another.
pub(crate) fn read(path: Arc<str>, page: &str) -> Option<(RawUnit, Vec<Issue>)> {
    if !page.contains("jp-InputArea") && !page.contains("input_area") {
        return None;
    }
    let mut reader = Reader::default();
    reader.page(page);
    reader.end_cell();
    let Reader {
        notebook, language, ..
    } = reader;
    let is_code = |cell: &Cell| cell.kind == CellKind::Code && !cell.source.trim().is_empty();
    if !notebook.cells.iter().any(is_code) {
        return None;
    }
    let mut issues = Vec::new();
    if notebook.too_many {
        issues.push(Issue::at(path.clone(), "notebook.too-many-cells").with("limit", MAX_CELLS));
    }
    let is_python = language.as_deref().is_none_or(cells::is_python);
    if !is_python {
        issues.push(
            Issue::at(path.clone(), "notebook.unknown-kernel")
                .with("kernel", language.as_deref().unwrap_or_default()),
        );
    }
    Some((unit(path, notebook, is_python), issues))
}

/// What an element of the page holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    CodeCell,
    Prompt,
    Source,
    Markdown,
    Output,
}

fn part_of(tag: &Tag<'_>) -> Option<Part> {
    if tag.is_closing() || !tag.is("div") {
        return None;
    }
    let has = |classes: [&str; 2]| classes.iter().any(|class| tag.has_class(class));
    // An output may hold rendered markdown or code of its own, so it comes first.
    if has(["jp-OutputArea-output", "output_subarea"]) {
        Some(Part::Output)
    } else if has(["jp-CodeCell", "code_cell"]) {
        Some(Part::CodeCell)
    } else if has(["jp-InputPrompt", "input_prompt"]) {
        Some(Part::Prompt)
    } else if tag.has_class("highlight") {
        Some(Part::Source)
    } else if has(["jp-RenderedMarkdown", "text_cell_render"]) {
        Some(Part::Markdown)
    } else {
        None
    }
}

/// Whether a tag begins the next cell or output, wherever the element before it should have ended.
fn begins_another(tag: &Tag<'_>) -> bool {
    !tag.is_closing()
        && tag.is("div")
        && [
            "jp-Cell",
            "jp-Cell-inputWrapper",
            "jp-OutputArea-child",
            "code_cell",
            "text_cell",
            "output_area",
        ]
        .iter()
        .any(|class| tag.has_class(class))
}

#[derive(Default)]
struct Reader {
    notebook: Notebook,
    language: Option<String>,
    /// The code cell that is being read.
    open: Option<OpenCell>,
}

#[derive(Default)]
struct OpenCell {
    source: Option<String>,
    execution_count: Option<u64>,
    outputs: Outputs,
    failed: bool,
}

impl Reader {
    fn page(&mut self, page: &str) {
        let mut tags = Tags::of(page);
        while let Some(tag) = tags.next() {
            let Some(part) = part_of(&tag) else { continue };
            if part == Part::CodeCell {
                self.end_cell();
                self.open = Some(OpenCell::default());
                continue;
            }
            let end = element_end(tags, page.len());
            self.part(part, &tag, &page[tag.end..end]);
            tags.go_to(end);
        }
    }

    fn part(&mut self, part: Part, tag: &Tag<'_>, inside: &str) {
        match part {
            Part::CodeCell => {}
            Part::Prompt => {
                if let Some(cell) = &mut self.open {
                    cell.execution_count = count(inside).or(cell.execution_count);
                }
            }
            Part::Source => {
                if self.open.as_ref().is_none_or(|cell| cell.source.is_some()) {
                    self.end_cell();
                }
                let cell = self.open.get_or_insert_default();
                cell.source = Some(cells::with_line_feeds(
                    plain(inside).trim_matches('\n').to_owned(),
                ));
                let classes = tag.attribute("class").unwrap_or_default();
                let named = classes
                    .split_ascii_whitespace()
                    .find_map(|class| class.strip_prefix("hl-"));
                if self.language.is_none() {
                    self.language = named.map(str::to_owned);
                }
            }
            Part::Markdown => {
                self.end_cell();
                let source = markdown::to_markdown(inside);
                self.add(CellKind::Markdown, source, OpenCell::default());
            }
            Part::Output => {
                let cell = self.open.get_or_insert_default();
                if let Some(output) = output(tag, inside) {
                    cell.failed |= matches!(output, Output::Error(_));
                    cell.outputs.push(output);
                }
            }
        }
    }

    fn end_cell(&mut self) {
        if let Some(mut cell) = self.open.take() {
            let source = cell.source.take().unwrap_or_default();
            self.add(CellKind::Code, source, cell);
        }
    }

    fn add(&mut self, kind: CellKind, source: String, cell: OpenCell) {
        if self.notebook.cells.len() == MAX_CELLS {
            self.notebook.too_many = true;
            return;
        }
        self.notebook.cells.push(Cell {
            kind,
            source: source.into(),
            execution_count: cell.execution_count,
            outputs: cell.outputs.finish().0,
            run: Run::Unknown,
            lines: LineStarts::default(),
        });
        self.notebook.failed.push(cell.failed);
        self.notebook.languages.push(None);
    }
}

/// Where the `div` ends whose opening tag `tags` has just passed.
fn element_end(tags: Tags<'_>, page_end: usize) -> usize {
    let mut depth = 1_u32;
    for tag in tags {
        if begins_another(&tag) {
            return tag.start;
        }
        if tag.is("div") {
            depth = if tag.is_closing() {
                depth - 1
            } else {
                depth.saturating_add(1)
            };
            if depth == 0 {
                return tag.start;
            }
        }
    }
    page_end
}

/// The number of `In [3]:`.
fn count(prompt: &str) -> Option<u64> {
    let (_, rest) = prompt.split_once('[')?;
    rest.split_once(']')?.0.trim().parse().ok()
}

fn output(tag: &Tag<'_>, inside: &str) -> Option<Output> {
    let mime = tag.attribute("data-mime-type").unwrap_or_default();
    let classic = |class: &str| tag.has_class(class);
    if mime.starts_with("image/")
        || ["output_png", "output_jpeg", "output_svg"]
            .into_iter()
            .any(classic)
        || tag.has_class("jp-RenderedImage")
        || tag.has_class("jp-RenderedSVG")
    {
        return Some(Output::Image);
    }
    if mime.contains("widget-view") || classic("output_widget_view") {
        return Some(Output::Widget);
    }
    if mime.contains("javascript") || classic("output_javascript") {
        return Some(Output::Interactive);
    }
    if mime == "text/html" || classic("output_html") {
        return html_output(inside);
    }
    let text = plain(inside);
    let text = text.trim_matches('\n');
    if classic("output_error") || is_traceback(text) {
        let last = text.trim_end().rsplit('\n').next().unwrap_or_default();
        return Some(Output::Error(bounded(last.to_owned()).into()));
    }
    (!text.is_empty()).then(|| Output::Text(bounded(text.to_owned()).into()))
}

fn html_output(inside: &str) -> Option<Output> {
    if html::is_interactive(inside) {
        return Some(Output::Interactive);
    }
    let text = html::to_text(&inside[..inside.floor_char_boundary(MAX_HTML_BYTES)]);
    if !text.is_empty() {
        return Some(Output::Html(bounded(text).into()));
    }
    html::is_image(inside).then_some(Output::Image)
}

/// JupyterLab's template shows an error as a stream: only IPython draws this line above one.
fn is_traceback(text: &str) -> bool {
    text.starts_with("----------") && text.contains("Traceback (most recent call last)")
}

#[cfg(test)]
mod tests;
