//! The text of which a document is made.

/// A document as its text tells it.
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) title: String,
    pub(crate) author: String,
    /// `2024-03-04`.
    pub(crate) date: String,
    /// Pages as wide as slides, in a PDF.
    pub(crate) is_landscape: bool,
    /// Slides, pages or sheets.
    pub(crate) pages: Vec<SourcePage>,
}

#[derive(Debug, Default)]
pub(crate) struct SourcePage {
    pub(crate) parts: Vec<Part>,
    pub(crate) notes: String,
    pub(crate) is_hidden: bool,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Part {
    /// With its level from 1.
    Heading(u8, String),
    Paragraph(String),
    Item(String),
    Row(Vec<String>),
    /// A picture with its alternative text, which may be empty.
    Image(String),
    /// Kind (`bar`, `pie`, `line`) and title, which may be empty.
    Chart(String, String),
}

impl Source {
    /// Reads the text of a document. Panics where it cannot be understood: a fixture must not say less than it seems to.
    pub(crate) fn parse(text: &str) -> Self {
        let mut source = Self::default();
        let mut page = SourcePage::default();
        let mut paragraph = String::new();
        for line in text.lines().map(str::trim) {
            let is_text = !line.is_empty()
                && line != "---"
                && !line.starts_with(['#', '|', '@'])
                && !line.starts_with("- ");
            if is_text {
                if !paragraph.is_empty() {
                    paragraph.push(' ');
                }
                paragraph.push_str(line);
                continue;
            }
            if !paragraph.is_empty() {
                page.parts
                    .push(Part::Paragraph(std::mem::take(&mut paragraph)));
            }
            if line == "---" {
                source.pages.push(std::mem::take(&mut page));
            } else if let Some(directive) = line.strip_prefix('@') {
                let (name, value) = directive.split_once(':').unwrap_or((directive, ""));
                source.directive(name, value.trim(), &mut page);
            } else if line.starts_with('#') {
                let title = line.trim_start_matches('#');
                let level = u8::try_from(line.len() - title.len()).unwrap();
                page.parts
                    .push(Part::Heading(level, title.trim().to_owned()));
            } else if let Some(item) = line.strip_prefix("- ") {
                page.parts.push(Part::Item(item.to_owned()));
            } else if let Some(row) = line.strip_prefix('|') {
                let row = row.strip_suffix('|').unwrap_or(row);
                let cells = row.split('|').map(|cell| cell.trim().to_owned());
                page.parts.push(Part::Row(cells.collect()));
            }
        }
        if !paragraph.is_empty() {
            page.parts.push(Part::Paragraph(paragraph));
        }
        source.pages.push(page);
        source
    }

    fn directive(&mut self, name: &str, value: &str, page: &mut SourcePage) {
        let value = value.to_owned();
        match name {
            "title" => self.title = value,
            "author" => self.author = value,
            "date" => self.date = value,
            "landscape" => self.is_landscape = true,
            "hidden" => page.is_hidden = true,
            "notes" => page.notes = value,
            "image" => page.parts.push(Part::Image(value)),
            "chart" => {
                let (kind, title) = value.split_once(' ').unwrap_or((&value, ""));
                page.parts
                    .push(Part::Chart(kind.to_owned(), title.to_owned()));
            }
            _ => panic!("a document knows no @{name}"),
        }
    }

    /// Date with an hour, as office formats write it.
    pub(crate) fn instant(&self) -> String {
        if self.date.is_empty() {
            "2024-01-01T09:00:00Z".to_owned()
        } else {
            format!("{}T09:00:00Z", self.date)
        }
    }
}

impl SourcePage {
    /// The first heading.
    pub(crate) fn title(&self) -> &str {
        let headings = self.parts.iter().find_map(|part| match part {
            Part::Heading(_, title) => Some(title.as_str()),
            _ => None,
        });
        headings.unwrap_or_default()
    }
}

#[test]
fn a_source_has_pages_with_parts() {
    let source = Source::parse(
        "@title: Note\n# Un\nDeux\nlignes\n\n- item\n| a | b |\n---\n@notes: dire\n@chart: bar\n",
    );
    assert_eq!(source.title, "Note");
    assert_eq!(
        source.pages[0].parts,
        [
            Part::Heading(1, "Un".to_owned()),
            Part::Paragraph("Deux lignes".to_owned()),
            Part::Item("item".to_owned()),
            Part::Row(vec!["a".to_owned(), "b".to_owned()]),
        ]
    );
    assert_eq!(source.pages[1].notes, "dire");
    assert_eq!(
        source.pages[1].parts,
        [Part::Chart("bar".to_owned(), String::new())]
    );
}
