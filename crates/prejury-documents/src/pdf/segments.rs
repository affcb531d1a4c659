//! Glyphs in drawing order → pieces of one line, with the spaces that their places tell.

/// One shown character with its place; `y` grows downwards.
pub(super) struct Glyph<'t> {
    pub(super) text: &'t str,
    pub(super) start: (f64, f64),
    pub(super) end: (f64, f64),
    pub(super) size: f64,
}

/// Text on one baseline without a wide gap.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) right: f64,
    /// The baseline.
    pub(super) y: f64,
    pub(super) size: f64,
    /// Written upwards, downwards or askew: the label of an axis, a watermark.
    pub(super) is_rotated: bool,
}

/// The pieces of one page.
#[derive(Default)]
pub(super) struct Segments {
    done: Vec<Segment>,
    open: Option<Open>,
}

struct Open {
    segment: Segment,
    /// Where the last character began and ended, along the direction of writing.
    last_start: (f64, f64),
    last_end: (f64, f64),
    last_len: usize,
    needs_space: bool,
}

// Distances as parts of the size of the text.
/// From here on a gap parts words. Kerning stays below, even in titles that are set wide.
const WORD_GAP: f64 = 0.16;
/// From here on a gap parts columns or cells.
const SEGMENT_GAP: f64 = 1.1;
/// How far a character may stand off the baseline: exponents and indexes do.
const BASELINE: f64 = 0.45;
/// How far a character may reach back over the last one.
const BACK: f64 = 0.5;
/// Two same characters this near are one, drawn twice to look bold.
const SAME: f64 = 0.12;

/// Characters kept of one page.
const MAX_TEXT: usize = 400_000;

impl Segments {
    pub(super) fn push(&mut self, glyph: &Glyph<'_>) {
        let finite = [
            glyph.start.0,
            glyph.start.1,
            glyph.end.0,
            glyph.end.1,
            glyph.size,
        ];
        if finite.iter().any(|number| !number.is_finite()) || glyph.size <= 0.0 {
            return;
        }
        let is_blank = glyph
            .text
            .chars()
            .all(|text| text.is_whitespace() || text.is_control());
        if let Some(open) = &mut self.open {
            match open.relation(glyph) {
                Relation::Again if !is_blank => return,
                Relation::Follows { gap } | Relation::Continues { gap }
                    if open.segment.text.len() < MAX_TEXT =>
                {
                    if is_blank {
                        open.needs_space = true;
                    } else {
                        if open.needs_space || gap > WORD_GAP * open.segment.size.min(glyph.size) {
                            open.segment.text.push(' ');
                        }
                        open.needs_space = false;
                        let before = open.segment.text.len();
                        push(&mut open.segment.text, glyph.text);
                        open.last_len = open.segment.text.len() - before;
                        open.segment.size = open.segment.size.max(glyph.size);
                    }
                    open.segment.left = open.segment.left.min(glyph.start.0.min(glyph.end.0));
                    open.segment.right = open.segment.right.max(glyph.start.0.max(glyph.end.0));
                    (open.last_start, open.last_end) = (glyph.start, glyph.end);
                    return;
                }
                _ => self.close(),
            }
        }
        if !is_blank {
            let mut text = String::new();
            push(&mut text, glyph.text);
            self.open = Some(Open {
                last_len: text.len(),
                segment: Segment {
                    text,
                    left: glyph.start.0.min(glyph.end.0),
                    right: glyph.start.0.max(glyph.end.0),
                    y: glyph.start.1,
                    size: glyph.size,
                    is_rotated: is_rotated(glyph),
                },
                last_start: glyph.start,
                last_end: glyph.end,
                needs_space: false,
            });
        }
    }

    pub(super) fn finish(mut self) -> Vec<Segment> {
        self.close();
        self.done
    }

    fn close(&mut self) {
        self.done.extend(self.open.take().map(|open| open.segment));
    }
}

/// Apostrophes that count as letters would glue two words together; control characters show nothing.
fn push(text: &mut String, shown: &str) {
    for character in shown.chars() {
        match character {
            '\u{2bc}' | '\u{2b9}' => text.push('\''),
            '\u{2ee}' | '\u{2ba}' => text.push('"'),
            '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {}
            control if control.is_control() => {}
            other => text.push(other),
        }
    }
}

enum Relation {
    /// The last character once more.
    Again,
    /// On the same line, after a gap.
    Follows {
        gap: f64,
    },
    /// The same in a text that is not horizontal.
    Continues {
        gap: f64,
    },
    Elsewhere,
}

impl Open {
    fn relation(&self, glyph: &Glyph<'_>) -> Relation {
        let size = self.segment.size.max(glyph.size);
        let again = (glyph.start.0 - self.last_start.0).hypot(glyph.start.1 - self.last_start.1);
        let last = self.segment.text.len() - self.last_len;
        if again < SAME * size && &self.segment.text[last..] == glyph.text && !self.needs_space {
            return Relation::Again;
        }
        let (across, along) = (
            glyph.start.0 - self.last_end.0,
            glyph.start.1 - self.last_end.1,
        );
        if self.segment.is_rotated {
            let gap = across.hypot(along);
            return if is_rotated(glyph) && gap < SEGMENT_GAP * size {
                Relation::Continues { gap }
            } else {
                Relation::Elsewhere
            };
        }
        let is_on_line = (glyph.start.1 - self.segment.y).abs() < BASELINE * size;
        let fits = across < SEGMENT_GAP * size && across > -BACK * size;
        if is_on_line && fits && !is_rotated(glyph) {
            Relation::Follows { gap: across }
        } else {
            Relation::Elsewhere
        }
    }
}

/// Whether a character is written upwards, downwards or askew; one without width is taken for upright.
fn is_rotated(glyph: &Glyph<'_>) -> bool {
    let (x, y) = (glyph.end.0 - glyph.start.0, glyph.end.1 - glyph.start.1);
    y.abs() > 0.3 * x.abs() && y.abs() > 1e-6 || x < -1e-6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(glyphs: &[(&str, f64, f64)]) -> Vec<String> {
        let mut segments = Segments::default();
        for (text, x, y) in glyphs {
            segments.push(&Glyph {
                text,
                start: (*x, *y),
                end: (*x + 5.0, *y),
                size: 10.0,
            });
        }
        let texts = segments.finish().into_iter();
        texts.map(|segment| segment.text).collect()
    }

    #[test]
    fn gaps_part_words_and_cells() {
        let glyphs = [
            ("a", 0.0, 0.0),
            ("b", 5.0, 0.0),
            ("c", 13.0, 0.0),
            ("d", 40.0, 0.0),
            ("e", 40.0, 12.0),
        ];
        assert_eq!(written(&glyphs), ["ab c", "d", "e"]);
    }

    #[test]
    fn bold_by_drawing_twice_is_read_once() {
        let glyphs = [
            ("a", 0.0, 0.0),
            ("a", 0.3, 0.0),
            ("l", 5.0, 0.0),
            ("l", 10.0, 0.0),
        ];
        assert_eq!(written(&glyphs), ["all"]);
    }

    #[test]
    fn spaces_and_exponents_stay_on_the_line() {
        let glyphs = [
            ("R", 0.0, 0.0),
            ("2", 5.0, -4.0),
            (" ", 10.0, 0.0),
            ("x", 15.0, 0.0),
        ];
        assert_eq!(written(&glyphs), ["R2 x"]);
    }
}
