//! The content streams of a PDF page, followed for the text that they show: where each piece stands and how large it is.
//!
//! Paths, colours and images are passed over; images are counted. Forms are followed to a bounded depth.

use foldhash::{HashMap, HashSet};
use hayro_font::hayro_cmap::BfString;
use hayro_font::{
    CMapResolverFn, Font, FontCache, FontGlyph, FontQuery, FontResolverFn, StandardFont,
};
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction;
use hayro_syntax::object::{
    Array, Dict, Name, Object, ObjectIdentifier, Stream, String as PdfString,
};
use hayro_syntax::page::{Page, Resources};

use super::budget::Budget;
use super::matrix::Matrix;
use super::segments::{Glyph, Segment, Segments};

/// Forms inside forms.
const MAX_DEPTH: usize = 12;

/// Saved graphics states; a page needs a few dozen.
const MAX_STATES: usize = 512;

/// Reads the pages of one document; fonts are decoded once.
pub(super) struct ContentReader<'a> {
    fonts: FontCache<'a>,
    known: Vec<KnownFont<'a>>,
    by_id: HashMap<ObjectIdentifier, usize>,
    font_files: FontResolverFn,
    cmaps: CMapResolverFn,
}

/// What a page shows.
#[derive(Debug, Default)]
pub(super) struct PageContent {
    pub(super) segments: Vec<Segment>,
    pub(super) n_images: u32,
    /// Characters without a known meaning: a font that maps to no text.
    pub(super) n_unknown: usize,
}

/// A font with what was read of its codes.
struct KnownFont<'a> {
    font: Font<'a>,
    codes: HashMap<u32, Code>,
}

/// What a code of a font shows.
#[derive(Clone)]
struct Code {
    text: Option<Box<str>>,
    /// In thousandths of the size.
    advance: f64,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<usize>,
    size: f64,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
}

/// One page on its way through the operators.
struct Run<'r, 'a> {
    reader: &'r mut ContentReader<'a>,
    budget: &'r Budget,
    segments: Segments,
    n_images: u32,
    n_unknown: usize,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    /// Forms being followed, so that one that shows itself ends.
    open: HashSet<ObjectIdentifier>,
}

impl<'a> ContentReader<'a> {
    pub(super) fn new() -> Self {
        Self {
            fonts: FontCache::new(),
            known: Vec::new(),
            by_id: HashMap::default(),
            // A font that is not in the file is measured by the standard one that it resembles.
            font_files: std::sync::Arc::new(|query: &FontQuery| {
                Some(match query {
                    FontQuery::Standard(font) => font.get_font_data(),
                    FontQuery::Fallback(query) => query.pick_standard_font().get_font_data(),
                })
            }),
            cmaps: std::sync::Arc::new(|_| None),
        }
    }

    /// What `page` shows, in the order in which it is drawn.
    pub(super) fn read(&mut self, page: &Page<'a>, budget: &Budget) -> PageContent {
        let mut run = Run {
            reader: self,
            budget,
            segments: Segments::default(),
            n_images: 0,
            n_unknown: 0,
            state: State {
                matrix: Matrix(page.initial_transform(true).as_coeffs()),
                font: None,
                size: 0.0,
                char_space: 0.0,
                word_space: 0.0,
                scale: 1.0,
                leading: 0.0,
                rise: 0.0,
            },
            saved: Vec::new(),
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            open: HashSet::default(),
        };
        if !is_disguised(page.raw(), "Contents")
            && let Some(stream) = page.page_stream()
            && budget.bytes(stream.len())
        {
            run.follow(TypedIter::new(stream), page.resources());
        }
        PageContent {
            segments: run.segments.finish(),
            n_images: run.n_images,
            n_unknown: run.n_unknown,
        }
    }

    fn font(&mut self, dict: &Dict<'a>) -> Option<usize> {
        let id = dict.obj_id();
        if let Some(known) = id.and_then(|id| self.by_id.get(&id)) {
            return Some(*known);
        }
        if has_disguised_file(dict) {
            return None;
        }
        let font = self.fonts.font(dict, &self.font_files, &self.cmaps)?;
        let index = self.known.len();
        self.known.push(KnownFont {
            font,
            codes: HashMap::default(),
        });
        if let Some(id) = id {
            self.by_id.insert(id, index);
        }
        Some(index)
    }

    /// Helvetica, which viewers take when no font is named.
    fn helvetica(&mut self) -> Option<usize> {
        let font = self
            .fonts
            .standard_font(StandardFont::Helvetica, &self.font_files)?;
        self.known.push(KnownFont {
            font,
            codes: HashMap::default(),
        });
        Some(self.known.len() - 1)
    }
}

/// Whether the stream under `key` says that it is an image: nobody has looked at what it unpacks to.
fn is_disguised(dict: &Dict<'_>, key: &str) -> bool {
    let is_image = |stream: &Stream<'_>| stream.dict().contains_key("Width");
    dict.get::<Stream<'_>>(key).as_ref().is_some_and(is_image)
        || dict
            .get::<Array<'_>>(key)
            .is_some_and(|streams| streams.iter::<Stream<'_>>().any(|stream| is_image(&stream)))
}

fn has_disguised_file(font: &Dict<'_>) -> bool {
    let descendant = font
        .get::<Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let parts = [
        font.get::<Dict<'_>>("FontDescriptor"),
        descendant
            .as_ref()
            .and_then(|font| font.get::<Dict<'_>>("FontDescriptor")),
        descendant,
    ];
    let keys = [
        "ToUnicode",
        "Encoding",
        "CIDToGIDMap",
        "FontFile",
        "FontFile2",
        "FontFile3",
    ];
    std::iter::once(font)
        .chain(parts.iter().flatten())
        .any(|dict| keys.iter().any(|key| is_disguised(dict, key)))
}

impl KnownFont<'_> {
    fn code(&mut self, code: u32) -> &Code {
        let font = &self.font;
        self.codes.entry(code).or_insert_with(|| {
            let unicode = match font.glyph(font.map_code(code), code) {
                FontGlyph::Outline(glyph) => glyph.as_unicode(),
                FontGlyph::Type3(glyph) => glyph.as_unicode(),
            };
            let text = unicode.map(|text| match text {
                BfString::Char(character) => character.to_string().into(),
                BfString::String(text) => text.into(),
            });
            Code {
                text,
                advance: font.code_advance(code).x,
            }
        })
    }
}

impl<'a> Run<'_, 'a> {
    fn follow(&mut self, mut operators: TypedIter<'_>, resources: &Resources<'a>) {
        let n_saved = self.saved.len();
        let mut fonts: HashMap<Vec<u8>, Option<usize>> = HashMap::default();
        while let Some(operator) = operators.next() {
            if !self.budget.step() {
                return;
            }
            match operator {
                TypedInstruction::SaveState(_) if self.saved.len() < MAX_STATES => {
                    self.saved.push(self.state.clone());
                }
                TypedInstruction::RestoreState(_) if self.saved.len() > n_saved => {
                    if let Some(state) = self.saved.pop() {
                        self.state = state;
                    }
                }
                TypedInstruction::Transform(by) => {
                    let by = [by.0, by.1, by.2, by.3, by.4, by.5].map(|number| number.as_f64());
                    self.state.matrix = self.state.matrix.after(Matrix(by));
                }
                TypedInstruction::BeginText(_) => {
                    self.text = Matrix::IDENTITY;
                    self.line = Matrix::IDENTITY;
                }
                TypedInstruction::SetTextMatrix(by) => {
                    let by = [by.0, by.1, by.2, by.3, by.4, by.5].map(|number| number.as_f64());
                    self.text = Matrix(by);
                    self.line = self.text;
                }
                TypedInstruction::NextLine(by) => self.next_line(by.0.as_f64(), by.1.as_f64()),
                TypedInstruction::NextLineAndSetLeading(by) => {
                    self.state.leading = -by.1.as_f64();
                    self.next_line(by.0.as_f64(), by.1.as_f64());
                }
                TypedInstruction::NextLineUsingLeading(_) => {
                    self.next_line(0.0, -self.state.leading);
                }
                TypedInstruction::CharacterSpacing(by) => self.state.char_space = by.0.as_f64(),
                TypedInstruction::WordSpacing(by) => self.state.word_space = by.0.as_f64(),
                TypedInstruction::HorizontalScaling(by) => self.state.scale = by.0.as_f64() / 100.0,
                TypedInstruction::TextLeading(by) => self.state.leading = by.0.as_f64(),
                TypedInstruction::TextRise(by) => self.state.rise = by.0.as_f64(),
                TypedInstruction::TextFont(font) => {
                    self.state.size = font.1.as_f64();
                    let reader = &mut *self.reader;
                    self.state.font = *fonts.entry(font.0.as_ref().to_vec()).or_insert_with(|| {
                        match resources.get_font(font.0) {
                            Some(dict) => reader.font(&dict),
                            None => reader.helvetica(),
                        }
                    });
                }
                TypedInstruction::ShowText(text) => self.show(text.0),
                TypedInstruction::NextLineAndShowText(text) => {
                    self.next_line(0.0, -self.state.leading);
                    self.show(text.0);
                }
                TypedInstruction::ShowTextWithParameters(text) => {
                    self.state.word_space = text.0.as_f64();
                    self.state.char_space = text.1.as_f64();
                    self.next_line(0.0, -self.state.leading);
                    self.show(text.2);
                }
                TypedInstruction::ShowTexts(texts) => {
                    for item in texts.0.iter::<Object<'_>>() {
                        match item {
                            Object::Number(by) => {
                                let by = -by.as_f64() / 1000.0 * self.state.size * self.state.scale;
                                self.text = self.text.moved(by, 0.0);
                            }
                            Object::String(text) => self.show(&text),
                            _ => {}
                        }
                    }
                }
                TypedInstruction::InlineImage(_) => self.n_images += 1,
                TypedInstruction::XObject(name) => self.x_object(name.0, resources),
                _ => {}
            }
        }
        self.saved.truncate(n_saved);
    }

    fn x_object(&mut self, name: &Name<'_>, resources: &Resources<'a>) {
        let Some(stream) = resources.get_x_object(name) else {
            return;
        };
        let dict = stream.dict();
        match dict.get::<Name<'_>>("Subtype") {
            Some(kind) if kind.as_str() == "Image" => self.n_images += 1,
            Some(kind) if kind.as_str() == "Form" => {
                let id = stream.obj_id();
                if self.open.len() >= MAX_DEPTH || !self.open.insert(id) {
                    return;
                }
                if !dict.contains_key("Width")
                    && let Ok(content) = stream.decoded_data()
                    && self.budget.bytes(content.len())
                {
                    let state = self.state.clone();
                    let (text, line) = (self.text, self.line);
                    if let Some(by) = dict.get::<[f64; 6]>("Matrix") {
                        self.state.matrix = self.state.matrix.after(Matrix(by));
                    }
                    let own = dict.get::<Dict<'a>>("Resources").map(Resources::new);
                    self.follow(TypedIter::new(&content), own.as_ref().unwrap_or(resources));
                    self.state = state;
                    (self.text, self.line) = (text, line);
                }
                self.open.remove(&id);
            }
            _ => {}
        }
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.line = self.line.moved(x, y);
        self.text = self.line;
    }

    fn show(&mut self, text: &PdfString<'_>) {
        if self.state.font.is_none() {
            return;
        }
        let Some(index) = self.state.font else { return };
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let known = &mut self.reader.known[index];
            let (code, n_bytes) = known.font.read_code(bytes, at);
            at += n_bytes.max(1);
            if !self.budget.step() {
                return;
            }
            let shown = known.code(code);
            let state = &self.state;
            let word_space = if code == 32 && n_bytes == 1 {
                state.word_space
            } else {
                0.0
            };
            let width = shown.advance / 1000.0 * state.size;
            let advance = (width + state.char_space + word_space) * state.scale;
            let place = state.matrix.after(self.text);
            match &shown.text {
                Some(text) => self.segments.push(&Glyph {
                    text,
                    start: place.point(0.0, state.rise),
                    end: place.point(width * state.scale, state.rise),
                    size: state.size.abs() * place.height(),
                }),
                None => self.n_unknown += 1,
            }
            self.text = self.text.moved(advance, 0.0);
        }
    }
}
